//! Cameras that come in one response of the gateway, and servers between that break it.

use anyhow::{Result, ensure};
use camera::Fault;
use e2e::{Engine, Front, Rig, Role, State, Treatment};

e2e::browser_test!(a_shared_response_if_wanted);
async fn a_shared_response_if_wanted(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("transport=mux").await?;
    page.wait_for_attribute("transport", "mux").await?;
    page.wait("a picture of the camera's", async || Ok(page.picture().await?.frame_number())).await?;
    // It comes back after a pause, and lets go of the camera in between.
    page.press(Role::Button, "Stop").await?;
    page.wait_for_state(&[State::Idle]).await?;
    page.press(Role::Button, "Play").await?;
    page.wait_until_live().await?;
    page.wait_for_attribute("transport", "mux").await?;
    ensure!(rig.camera.handle().snapshot().streams == 1, "it holds more than one connection to the camera");
    Ok(())
}

e2e::browser_test!(a_camera_that_dies_comes_back_in_a_shared_response);
async fn a_camera_that_dies_comes_back_in_a_shared_response(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("transport=mux").await?;
    page.wait_for_attribute("transport", "mux").await?;
    rig.camera.handle().set_fault(Fault::Cut { after: 0 });
    page.wait_for_state(&[State::Reconnecting]).await?;
    rig.camera.handle().clear_fault();
    page.wait_until_live().await?;
    page.wait_for_attribute("transport", "mux").await
}

e2e::browser_test!(a_server_between_that_breaks_it_is_gone_round);
async fn a_server_between_that_breaks_it_is_gone_round(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    for (treatment, transport) in [
        (Treatment::Passes, "mux"),
        (Treatment::Refuses("405 Method Not Allowed"), "relay"),
        (Treatment::Refuses("404 Not Found"), "relay"),
        (Treatment::Refuses("503 Service Unavailable"), "relay"),
        (Treatment::Replaces, "relay"),
        (Treatment::HoldsBack, "relay"),
        (Treatment::Cuts(700), "relay"),
    ] {
        let front = Front::start(&rig.gateway.url(), treatment).await?;
        let page = rig.browser.open(&format!("{}/?src={}&transport=mux", front.url(), Rig::CAMERA)).await?;
        page.wait_for_attribute("transport", transport).await?;
        page.wait_until_live().await?;
    }
    Ok(())
}
