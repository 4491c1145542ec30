//! Ways to a camera's picture.

use anyhow::Result;
use e2e::{Engine, Rig, Role};

e2e::browser_test!(a_deep_link_opens_the_picture_without_a_click);
async fn a_deep_link_opens_the_picture_without_a_click(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("").await?;
    page.wait_for_attribute("transport", "relay").await?;
    rig.camera.wait_for("one stream", |now| now.streams == 1).await?;
    Ok(())
}

e2e::browser_test!(a_camera_of_the_gateway_opens_by_its_name);
async fn a_camera_of_the_gateway_opens_by_its_name(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.browser.open(rig.gateway.url()).await?;
    page.open_camera(Rig::CAMERA).await?;
    page.wait_until_live().await?;
    page.wait_for_url(&format!("src={}", Rig::CAMERA)).await?;
    Ok(())
}

e2e::browser_test!(a_pasted_relay_address_opens);
/// The address of the camera at the gateway works wherever an address does.
async fn a_pasted_relay_address_opens(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.browser.open(rig.gateway.url()).await?;
    let url =
        format!("{}/cameras/{}/axis-cgi/mjpg/video.cgi?resolution=320x240", rig.gateway.url(), Rig::CAMERA);
    page.open_camera(&url).await?;
    page.wait_until_live().await?;
    page.wait_for_size(320, 240).await?;
    page.control(Role::Button, "Save a snapshot").await?;
    Ok(())
}
