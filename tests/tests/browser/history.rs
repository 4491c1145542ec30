//! Back and forward lead from camera to camera, and nobody leaves a recording by accident.

use anyhow::{Context as _, Result, ensure};
use e2e::{Browser, Engine, Gateway, Page, Relayed, Rig, Role, RunningCamera, Script, Scripted, Settings};

e2e::browser_test!(back_and_forward_lead_from_camera_to_camera);
async fn back_and_forward_lead_from_camera_to_camera(engine: Engine) -> Result<()> {
    let [yard, gate] = [camera().await?, camera().await?];
    let relayed = [Relayed::camera("yard", &yard), Relayed::camera("gate", &gate)];
    let gateway = Gateway::start(&relayed).await?;
    let browser = Browser::start(engine).await?;
    browser.open("about:blank").await?;
    let page = browser.open(&format!("{}/?src=yard", gateway.url())).await?;
    page.wait_until_live().await?;
    page.open_camera("gate").await?;
    page.wait_for_url("src=gate").await?;
    gate.wait_for("a stream of the gate", |now| now.streams == 1).await?;
    // Changing how it is shown makes no entries.
    page.key("r").await?;
    page.wait_for_url("rotate=90").await?;
    page.key("h").await?;
    page.wait_for_url("flip=h").await?;

    browser.session().back().await?;
    yard.wait_for("a stream of the yard", |now| now.streams == 1).await?;
    gate.wait_for("no stream of the gate", |now| now.streams == 0).await?;
    page.wait_for_url("src=yard").await?;
    page.wait_until_live().await?;
    ensure!(title(&page).await?.starts_with("yard"), "another title");

    browser.session().forward().await?;
    gate.wait_for("a stream of the gate again", |now| now.streams == 1).await?;
    page.wait_for_url("src=gate").await?;
    page.wait_for_url("flip=h").await?;

    browser.session().back().await?;
    page.wait_for_url("src=yard").await?;
    browser.session().back().await?;
    page.wait_for_url("about:blank").await
}

e2e::browser_test!(a_viewer_in_a_frame_leaves_back_to_the_page_around_it);
async fn a_viewer_in_a_frame_leaves_back_to_the_page_around_it(engine: Engine) -> Result<()> {
    let [yard, gate] = [camera().await?, camera().await?];
    let relayed = [Relayed::camera("yard", &yard), Relayed::camera("gate", &gate)];
    let settings = Settings { toml: "frame_ancestors = [\"*\"]", verbose: false };
    let gateway = Gateway::start_with(&relayed, settings).await?;
    let around =
        format!("<!doctype html><iframe src='{}/?src=yard' width=800 height=600></iframe>", gateway.url());
    let portal =
        Scripted::start(vec![Script::new("/", "200 OK\nContent-Type: text/html", around.as_bytes())]);
    let portal = portal.await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/", portal.url())).await?;
    browser.session().enter_frame(0).await?;
    page.wait_until_live().await?;
    let entries = page.run("return history.length", vec![]).await?;
    // A key would go to the page around it.
    page.press(Role::Button, "yard").await?;
    page.open_camera("gate").await?;
    gate.wait_for("a stream of the gate", |now| now.streams == 1).await?;
    page.wait("the address of the frame", async || {
        let query = page.run("return location.search", vec![]).await?;
        Ok(query.as_str().is_some_and(|query| query.contains("src=gate")).then_some(()))
    })
    .await?;
    ensure!(page.run("return history.length", vec![]).await? == entries, "an entry was made");
    Ok(())
}

e2e::browser_test!(leaving_in_the_middle_of_a_recording_asks);
async fn leaving_in_the_middle_of_a_recording_asks(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240").await?;
    ensure!(!asks(&page).await?, "it asks although nothing is recorded");
    page.key("n").await?;
    page.wait_for_attribute("recording", "yes").await?;
    page.wait("it to ask", async || Ok(asks(&page).await?.then_some(()))).await?;
    page.key("n").await?;
    page.wait_for_attribute("recording", "no").await?;
    page.wait("it to ask no more", async || Ok((!asks(&page).await?).then_some(()))).await
}

/// Whether the page objects to being left.
async fn asks(page: &Page) -> Result<bool> {
    let asked = page.run(
        "const event = new Event('beforeunload', { cancelable: true });
        dispatchEvent(event);
        return event.defaultPrevented",
        vec![],
    );
    asked.await?.as_bool().context("neither true nor false")
}

async fn title(page: &Page) -> Result<String> {
    Ok(page.run("return document.title", vec![]).await?.as_str().unwrap_or_default().to_owned())
}

async fn camera() -> Result<RunningCamera> {
    RunningCamera::start(RunningCamera::guarded()).await
}
