//! What is asked of the camera changes what it delivers.

use anyhow::{Result, ensure};
use e2e::{Rig, Role};

use crate::ENGINE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resolution_in_the_link_is_asked_for_and_delivered() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.watch("resolution=320x240").await?;
    page.wait_for_size(320, 240).await?;
    let picture = page.picture().await?;
    ensure!(picture.frame_number().is_some(), "the picture drawn at 320x240 is not the camera's");
    let recent = rig.camera.handle().snapshot().recent;
    ensure!(recent.iter().any(|request| request.contains("resolution=320x240")), "{recent:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resolution_chosen_on_the_page_changes_the_running_picture() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
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
