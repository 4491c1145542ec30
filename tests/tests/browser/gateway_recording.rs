//! What a person sees of the gateway's own recording, and can do about it.

use anyhow::{Context as _, Result, ensure};
use camera::Options;
use e2e::{Browser, Engine, Gateway, Page, Relayed, Role, RunningCamera};

e2e::browser_test!(the_gateway_records_when_a_person_says_so_and_the_page_tells_what_is_lost);
async fn the_gateway_records_when_a_person_says_so_and_the_page_tells_what_is_lost(
    engine: Engine,
) -> Result<()> {
    let camera = RunningCamera::start(Options { history: 5000, ..RunningCamera::guarded() }).await?;
    let place = tempfile::tempdir()?;
    let folder = place.path().join("recordings");
    let yard = Relayed::camera("yard", &camera).recorded(&folder, "when = \"on-demand\"");
    let gateway = Gateway::start(&[yard]).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src=yard", gateway.url())).await?;
    page.wait_until_live().await?;
    page.press(Role::Button, "View").await?;
    page.press(Role::Button, "Recording…").await?;
    page.wait_for_text("Not recording at the gateway").await?;
    ensure!(mark(&page).await?.is_none(), "a mark without a recording");
    page.press(Role::Button, "Start at the gateway").await?;
    page.wait_for_text("being written").await?;
    page.wait("the mark", async || Ok(mark(&page).await?.filter(|mark| mark == "Recording at the gateway")))
        .await?;
    page.press(Role::Button, "Stop at the gateway").await?;
    page.wait_for_text("Not recording at the gateway").await?;
    page.wait("the file is ended", async || {
        let says = page.run("return document.body.innerText.includes('being written')", vec![]).await?;
        Ok((says == false).then_some(()))
    })
    .await?;
    page.run("document.querySelector('.left-recording a').click()", vec![]).await?;
    let file = browser.downloaded("mkv").await?;
    let findings = recording::verify(&file[..])?;
    ensure!(findings.finished && findings.fault.is_none() && findings.frames > 0, "{findings:?}");
    let last = findings.last.as_ref().context("no picture")?;
    ensure!(camera.handle().find_sent(&last.sha256).is_some(), "a picture that the camera did not send");

    // Its disk goes away.
    page.press(Role::Button, "Start at the gateway").await?;
    page.wait_for_text("being written").await?;
    std::fs::rename(&folder, place.path().join("away"))?;
    page.wait_for_text("The gateway cannot record").await?;
    page.wait_for_text("The folder for recordings is gone. Check that its disk is connected.").await?;
    page.wait("frames are lost", async || {
        Ok(mark(&page)
            .await?
            .filter(|mark| mark.starts_with("The gateway cannot record") && mark.contains("lost")))
    })
    .await?;
    page.wait_until_live().await?;
    Ok(())
}

/// The words of the mark beside the picture.
async fn mark(page: &Page) -> Result<Option<String>> {
    let words = page.run("return document.querySelector('.gateway-mark')?.innerText.trim()", vec![]).await?;
    Ok(words.as_str().map(str::to_owned))
}
