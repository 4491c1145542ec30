//! Faults that take more than an order to the camera. Each gives when it ended, since 1970.

use std::time::Duration;

use anyhow::{Result, ensure};
use camera::{Fault, StatusFault};
use e2e::State::{Error, Live, Reconnecting, Stalled};
use e2e::{AppCopy, Relayed, Role, now};
use serde_json::json;

use crate::stage::Play;

const HALF_A_MINUTE: Duration = Duration::from_secs(31);

/// A [`Script`](crate::scene::Script) of an asynchronous function.
macro_rules! script {
    ($function:path) => {{
        fn script<'a>(
            play: &'a mut crate::stage::Play<'_>,
        ) -> std::pin::Pin<Box<dyn Future<Output = anyhow::Result<std::time::Duration>> + 'a>> {
            Box::pin($function(play))
        }
        script as crate::scene::Script
    }};
}
pub(crate) use script;

pub(crate) async fn camera_killed(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.camera.end().await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    play.replace_camera().await?;
    Ok(now())
}

pub(crate) async fn gateway_killed(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.stage.gateway.kill().await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    let cameras = play.stage.cameras();
    play.stage.gateway.restart(&cameras, None).await?;
    Ok(now())
}

/// Long enough for a back-off that doubles to have grown long.
pub(crate) async fn gateway_away(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.stage.gateway.kill().await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    play.wait_for("half a minute to pass", begun, |one| one.at > begun + HALF_A_MINUTE).await?;
    let cameras = play.stage.cameras();
    play.stage.gateway.restart(&cameras, None).await?;
    Ok(now())
}

pub(crate) async fn connection_reset(play: &mut Play<'_>) -> Result<Duration> {
    let streams = play.camera.handle().snapshot().streams_served;
    let ended = now();
    play.stage.wire.cut();
    play.camera.wait_for("a new stream", |now| now.streams_served > streams).await?;
    Ok(ended)
}

pub(crate) async fn half_open(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.stage.wire.darken();
    play.wait_for_state(begun, &[Stalled]).await?;
    play.stage.wire.restore();
    Ok(now())
}

pub(crate) async fn endless_head(play: &mut Play<'_>) -> Result<Duration> {
    strike(play, Fault::EndlessHead).await?;
    play.camera.handle().clear_fault();
    Ok(now())
}

pub(crate) async fn huge_part(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.camera.handle().set_fault(Fault::Huge { bytes: 100 << 20, after: 5 });
    let sent = play.camera.handle().snapshot().frames_sent;
    play.camera.wait_for("a huge part", |now| now.frames_sent > sent + 7).await?;
    play.camera.handle().clear_fault();
    let ended = now();
    play.wait_for("pictures behind it", begun, |one| one.state == Live && one.at > ended).await?;
    Ok(ended)
}

pub(crate) async fn html(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    strike(play, Fault::Html).await?;
    play.wait_for_state(begun, &[Error]).await?;
    play.camera.handle().clear_fault();
    Ok(now())
}

pub(crate) async fn login_in_mid_life(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    let before = stream_requests(play);
    strike(play, Fault::Status(StatusFault::Unauthorized)).await?;
    play.wait_for_state(begun, &[Error]).await?;
    // Nobody hammers: the next attempt by itself is ten seconds off, and a person is quicker.
    play.page.press(Role::Button, "Play").await?;
    play.camera.wait_for("the second attempt", |now| requests(now) == before + 2).await?;
    play.wait_for_state(begun, &[Error]).await?;
    play.camera.handle().clear_fault();
    ensure!(stream_requests(play) == before + 2, "asked without being told to");
    let ended = now();
    play.page.press(Role::Button, "Play").await?;
    Ok(ended)
}

pub(crate) async fn busy(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    let before = stream_requests(play);
    strike(play, Fault::Status(StatusFault::Unavailable)).await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    play.camera.wait_for("the attempt", |now| requests(now) > before).await?;
    play.camera.handle().clear_fault();
    Ok(now())
}

pub(crate) async fn unresolved_name(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    let nowhere = [Relayed::guarded("yard", "http://camera.invalid")];
    play.stage.gateway.restart(&nowhere, None).await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    let cameras = play.stage.cameras();
    play.stage.gateway.restart(&cameras, None).await?;
    Ok(now())
}

pub(crate) async fn one_frame_a_second(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.camera.handle().set_fault(Fault::FrameRate { fps: 1, after: 0 });
    play.wait_for_frames(4).await?;
    play.camera.handle().clear_fault();
    let ended = now();
    play.ensure_live_since(begun).await?;
    Ok(ended)
}

pub(crate) async fn offline(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    network(play, true).await?;
    play.stage.wire.darken();
    play.stage.wire.cut();
    play.wait_for_state(begun, &[Reconnecting]).await?;
    play.stage.wire.restore();
    let ended = now();
    network(play, false).await?;
    Ok(ended)
}

pub(crate) async fn hidden(play: &mut Play<'_>) -> Result<Duration> {
    let shown = play.stage.browser.hide().await?;
    play.camera.wait_for("the camera to be let go", |now| now.streams == 0).await?;
    let ended = now();
    play.stage.browser.show(shown).await?;
    Ok(ended)
}

pub(crate) async fn worker_killed(play: &mut Play<'_>) -> Result<Duration> {
    let given = order_worker(play, "self.close()").await?;
    play.not_before = play.wait_for("the loss to be noticed", given, |one| one.state != Live).await?.at;
    Ok(given)
}

pub(crate) async fn worker_trapped(play: &mut Play<'_>) -> Result<Duration> {
    // Memory that no machine has: what Rust calls a layout error ends in `unreachable`.
    order_worker(play, "setTimeout(() => wasm.__wbindgen_malloc(0xffffffff, 1))").await
}

pub(crate) async fn worker_out_of_memory(play: &mut Play<'_>) -> Result<Duration> {
    let all = "while (true) try { wasm.memory.grow(256) } catch { break }\
               while (true) try { wasm.memory.grow(1) } catch { break }\
               setInterval(() => { for (let size = 1 << 20; size; ) wasm.__wbindgen_malloc(size, 1) })";
    let given = order_worker(play, all).await?;
    play.not_before = play.wait_for("the loss to be noticed", given, |one| one.state != Live).await?.at;
    Ok(given)
}

pub(crate) async fn worker_hangs(play: &mut Play<'_>) -> Result<Duration> {
    let given = order_worker(play, "for (;;);").await?;
    play.not_before = play.wait_for("the loss to be noticed", given, |one| one.state != Live).await?.at;
    Ok(given)
}

pub(crate) async fn slow_worker(play: &mut Play<'_>) -> Result<Duration> {
    let busy =
        "setInterval(() => { const end = performance.now() + 180; while (performance.now() < end); }, 200)";
    let begun = order_worker(play, busy).await?;
    let dropped = play.page.number("frames-dropped").await?.unwrap_or_default();
    play.page.wait_for_number("frames-dropped", "drops to be counted", |now| now > dropped + 20).await?;
    play.ensure_live_since(begun).await?;
    // It never ends: what is measured is how far behind the picture is.
    Ok(now())
}

pub(crate) async fn busy_page(play: &mut Play<'_>) -> Result<Duration> {
    let busy = "const end = performance.now() + 5000; while (performance.now() < end);";
    play.page.run(busy, vec![]).await?;
    Ok(now())
}

pub(crate) async fn slow_network(play: &mut Play<'_>) -> Result<Duration> {
    let begun = now();
    play.stage.wire.slow_down(40_000);
    // What waits on its way may fill every buffer: it is called live no longer than pictures may be old.
    play.wait_for_state(begun, &[Stalled]).await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    play.stage.wire.restore();
    Ok(now())
}

/// Pictures wait ever longer in the buffers on their way, and come as often as half of them can.
pub(crate) async fn half_rate(play: &mut Play<'_>) -> Result<Duration> {
    let (begun, passed) = (now(), play.stage.wire.passed());
    play.wait_for_frames(50).await?;
    let rate = (play.stage.wire.passed() - passed) as f64 / (now() - begun).as_secs_f64();
    let begun = now();
    play.stage.wire.slow_down((rate / 2.0) as u32);
    play.wait_for_state(begun, &[Stalled]).await?;
    play.wait_for_state(begun, &[Reconnecting]).await?;
    play.stage.wire.restore();
    Ok(now())
}

/// The camera has this fault from now on, and the stream that there is ends.
async fn strike(play: &mut Play<'_>, fault: Fault) -> Result<()> {
    let begun = now();
    play.camera.handle().set_fault(fault);
    play.stage.wire.cut();
    play.wait_for_state(begun, &[Reconnecting, Error]).await?;
    Ok(())
}

fn stream_requests(play: &Play<'_>) -> u64 {
    requests(&play.camera.handle().snapshot())
}

fn requests(now: &camera::Snapshot) -> u64 {
    now.requests_for("/axis-cgi/mjpg/video.cgi")
}

/// What the browser believes about its network.
async fn network(play: &Play<'_>, offline: bool) -> Result<()> {
    let conditions =
        json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    play.stage.browser.session().cdp().send_raw("Network.emulateNetworkConditions", conditions).await?;
    Ok(())
}

/// Opens the page on an app whose worker obeys, and has it run this script. Gives when.
async fn order_worker(play: &mut Play<'_>, script: &str) -> Result<Duration> {
    let app = AppCopy::new()?;
    app.in_workers(&format!("new BroadcastChannel('e2e').onmessage = () => {{ {script}; }};"))?;
    play.start_over_with(app).await?;
    // Enough for the viewer to know the stream's rhythm.
    play.wait_for_frames(30).await?;
    let given = now();
    play.page.run("new BroadcastChannel('e2e').postMessage('now')", vec![]).await?;
    Ok(given)
}
