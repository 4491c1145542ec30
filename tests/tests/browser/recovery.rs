//! What goes wrong is said, and mended without being asked.

use anyhow::{Context as _, Result, ensure};
use camera::{Fault, Options};
use e2e::{Engine, Rig, RunningCamera, State};

e2e::browser_test!(a_camera_that_falls_silent_is_stalled_and_live_when_it_goes_on);
async fn a_camera_that_falls_silent_is_stalled_and_live_when_it_goes_on(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    // Told to call a picture live for longer than by itself.
    let page = rig.watch("stall=4").await?;
    page.run(LISTEN, vec![]).await?;
    rig.camera.handle().set_fault(Fault::Stall { after: 0 });
    page.wait_for_state(&[State::Stalled, State::Reconnecting]).await?;
    rig.camera.handle().clear_fault();
    page.wait_for_state(&[State::Live]).await?;
    // An embedding page was told of each change, with how old the picture was then and why.
    let told = page.run("return window.told", vec![]).await?;
    let told = told.as_array().context("no list")?;
    let first = told.first().context("nothing was told")?;
    // A machine with too much to do has causes of its own.
    let is_known = ["stalled", "behind", "worker-silent"].iter().any(|cause| first["cause"] == *cause);
    ensure!(first["state"] == "stalled" && is_known, "told of {first}");
    ensure!(first["ageMs"].as_f64().is_some_and(|age| age > 4000.0), "stalled at an age of {first}");
    let last = told.last().context("nothing was told")?;
    ensure!(last["state"] == "live" && last["cause"].is_null(), "told of {last} in the end");
    Ok(())
}

e2e::browser_test!(a_camera_that_dies_is_reconnected_to_when_it_is_back);
async fn a_camera_that_dies_is_reconnected_to_when_it_is_back(engine: Engine) -> Result<()> {
    let mut rig = Rig::start(engine).await?;
    let page = rig.watch("stats=1").await?;
    let listen = rig.camera.stop().await?;
    page.wait_for_state(&[State::Reconnecting]).await?;

    rig.camera = RunningCamera::start(Options { listen, ..RunningCamera::guarded() }).await?;
    page.wait_for_state(&[State::Live]).await?;
    rig.camera.wait_for("a stream of the new camera", |now| now.streams == 1 && now.frames_sent > 0).await?;

    // What happened can be read afterwards, newest first.
    page.run("document.querySelector('.event-log summary').click()", vec![]).await?;
    page.wait_for_text("reconnecting").await?;
    let newest = page.run("return document.querySelector('.event-log li strong').innerText", vec![]).await?;
    ensure!(newest == "live", "the newest event is {newest}");
    Ok(())
}

e2e::browser_test!(a_stream_cut_in_the_middle_of_a_frame_goes_on);
async fn a_stream_cut_in_the_middle_of_a_frame_goes_on(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("").await?;
    rig.camera.handle().set_fault(Fault::Cut { after: 5 });
    rig.camera.wait_for("three streams", |now| now.streams_served >= 3).await?;
    rig.camera.handle().clear_fault();
    let drawn = page.number("frames-drawn").await?.unwrap_or_default();
    page.wait_for_state(&[State::Live]).await?;
    page.wait_for_number("frames-drawn", "new frames", |now| now != drawn).await?;
    Ok(())
}

/// Keeps what an embedding page is told.
const LISTEN: &str = "
    window.told = [];
    addEventListener('mullion-state', (event) => window.told.push(event.detail));
";
