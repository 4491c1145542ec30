//! What goes wrong is said, and mended without being asked.

use anyhow::Result;
use camera::{Fault, Options};
use e2e::{Rig, RunningCamera, State};

use crate::ENGINE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_falls_silent_is_stalled_and_live_when_it_goes_on() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.watch("").await?;
    rig.camera.handle().set_fault(Fault::Stall { after: 0 });
    page.wait_for_state(&[State::Stalled, State::Reconnecting]).await?;
    rig.camera.handle().clear_fault();
    page.wait_for_state(&[State::Live]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_dies_is_reconnected_to_when_it_is_back() -> Result<()> {
    let mut rig = Rig::start(ENGINE).await?;
    let page = rig.watch("").await?;
    let listen = rig.camera.stop().await?;
    page.wait_for_state(&[State::Reconnecting]).await?;

    rig.camera = RunningCamera::start(Options { listen, ..RunningCamera::guarded() }).await?;
    page.wait_for_state(&[State::Live]).await?;
    rig.camera.wait_for("a stream of the new camera", |now| now.streams == 1 && now.frames_sent > 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_cut_in_the_middle_of_a_frame_goes_on() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.watch("").await?;
    rig.camera.handle().set_fault(Fault::Cut { after: 5 });
    rig.camera.wait_for("three streams", |now| now.streams_served >= 3).await?;
    rig.camera.handle().clear_fault();
    let drawn = page.number("frames-drawn").await?.unwrap_or_default();
    page.wait_for_state(&[State::Live]).await?;
    page.wait_for_number("frames-drawn", "new frames", |now| now != drawn).await?;
    Ok(())
}
