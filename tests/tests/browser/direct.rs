//! Without a gateway in between: the browser asks the camera itself.

use anyhow::Result;
use camera::Options;
use e2e::{Browser, Engine, Gateway, Relayed, RunningCamera};

e2e::browser_test!(a_camera_that_allows_the_page_is_asked_directly in chromium, firefox);
/// WebKit reads no multipart: `transports` has what it does instead.
async fn a_camera_that_allows_the_page_is_asked_directly(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let camera = RunningCamera::start(Options::default().with_cors_origin(gateway.url())).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&link(&gateway, &camera)).await?;
    page.wait_until_live().await?;
    page.wait_for_attribute("transport", "fetch").await?;
    page.wait_for_size(320, 240).await?;
    page.wait("a picture of the camera's", async || Ok(page.picture().await?.frame_number())).await?;
    Ok(())
}

/// A camera that nobody asks for, so that the gateway does not start its demo.
fn elsewhere() -> Relayed {
    Relayed::address("elsewhere", "http://127.0.0.1:9")
}

fn link(gateway: &Gateway, camera: &RunningCamera) -> String {
    format!("{}/?src={}/axis-cgi/mjpg/video.cgi&resolution=320x240", gateway.url(), camera.url())
}
