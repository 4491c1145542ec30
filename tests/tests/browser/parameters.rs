//! What is asked of the camera changes what it delivers.

use anyhow::{Result, ensure};
use e2e::{Engine, Rig, Role};

e2e::browser_test!(a_resolution_in_the_link_is_asked_for_and_delivered);
async fn a_resolution_in_the_link_is_asked_for_and_delivered(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240").await?;
    page.wait_for_size(320, 240).await?;
    page.wait("a picture of the camera's at 320x240", async || Ok(page.picture().await?.frame_number()))
        .await?;
    let recent = rig.camera.handle().snapshot().recent;
    ensure!(recent.iter().any(|request| request.contains("resolution=320x240")), "{recent:?}");
    Ok(())
}

e2e::browser_test!(a_resolution_chosen_on_the_page_changes_the_running_picture);
async fn a_resolution_chosen_on_the_page_changes_the_running_picture(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240").await?;
    page.wait_for_size(320, 240).await?;

    page.press(Role::Button, "Picture parameters").await?;
    page.choose("Resolution", "640 × 480").await?;

    page.wait_for_size(640, 480).await?;
    page.wait_until_live().await?;
    // The link follows, and the camera serves one stream, not two.
    page.wait_for_url("resolution=640x480").await?;
    rig.camera.wait_for("the old stream to be closed", |now| now.streams == 1).await?;
    Ok(())
}
