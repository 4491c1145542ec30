//! A viewer on a line of half the stream's rate: fewer pictures, never old ones.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use support::gateway::{start, yard};
use support::paced::{Paced, RATE, at, slow_viewer};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
const SECONDS: u64 = 12;

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_line_shows_fewer_pictures_and_no_old_ones() {
    let camera = Paced::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut viewer = slow_viewer(gateway.address, VIDEO).await;
    let lags = camera.lags(&mut viewer, camera.half_rate(), SECONDS).await;
    let last = *lags.last().unwrap();
    println!(
        "{} pictures, behind the camera by p50 {}, p99 {}, the last {last}",
        lags.len(),
        at(&lags, 0.5),
        at(&lags, 0.99)
    );
    // A second and a half. Without the gate and the short queues the last is behind by half of all
    // pictures: 150.
    assert!(at(&lags, 0.99) <= RATE * 3 / 2, "{lags:?}");
    assert!(lags.len() as u64 > SECONDS * u64::from(RATE) / 4, "{} pictures", lags.len());
}
