//! Ways to a camera's picture.

use anyhow::Result;
use e2e::{Rig, Role};

use crate::ENGINE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deep_link_opens_the_picture_without_a_click() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.watch("").await?;
    page.wait_for_attribute("transport", "relay").await?;
    rig.camera.wait_for("one stream", |now| now.streams == 1).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_of_the_gateway_opens_by_its_name() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.browser.open(rig.gateway.url()).await?;
    page.open_camera(Rig::CAMERA).await?;
    page.wait_until_live().await?;
    page.wait_for_url(&format!("src={}", Rig::CAMERA)).await?;
    Ok(())
}

/// The address of the camera at the gateway works wherever an address does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_relay_address_opens() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.browser.open(rig.gateway.url()).await?;
    let url =
        format!("{}/cameras/{}/axis-cgi/mjpg/video.cgi?resolution=320x240", rig.gateway.url(), Rig::CAMERA);
    page.open_camera(&url).await?;
    page.wait_until_live().await?;
    page.wait_for_size(320, 240).await?;
    page.control(Role::Button, "Save a snapshot").await?;
    Ok(())
}
