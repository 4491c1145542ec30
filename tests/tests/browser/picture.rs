//! The picture is there, and it moves.

use anyhow::{Context as _, Result, ensure};
use e2e::{Browser, Engine, Gateway, Page, Picture, Region, Rig};

/// Where the simulated camera writes the time of day, at 640 by 480: after the date, in dots of two
/// pixels, six dots a character.
const CLOCK: Region = Region { x: 2 * (2 + 11 * 6), y: 4, width: 2 * 12 * 6, height: 14 };

e2e::browser_test!(the_picture_moves);
async fn the_picture_moves(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=640x480").await?;
    let (first, number) = numbered(&page, |_| true).await?;
    ensure!((first.width(), first.height()) == (640, 480), "{}x{}", first.width(), first.height());

    let (dark, bright) = first.extremes(CLOCK)?;
    ensure!(dark < 64 && bright > 192, "the clock is light on dark, not {dark} to {bright}");

    // A second of the camera's time later, the clock shows another one.
    let (second, later) = numbered(&page, |now| now >= number.wrapping_add(25)).await?;
    ensure!(first.changes(&second, CLOCK)? > 20, "the clock stands still from {number} to {later}");
    let scene = Region { x: 0, y: 40, width: 640, height: 400 };
    ensure!(first.changes(&second, scene)? > 100, "nothing moves from {number} to {later}");

    let shown = page.number("frames-drawn").await?.context("no data-frames-drawn")?;
    page.wait_for_number("frames-drawn", "more frames to be drawn", |drawn| drawn > shown).await?;
    Ok(())
}

e2e::browser_test!(the_frames_drawn_are_frames_that_the_camera_sent);
async fn the_frames_drawn_are_frames_that_the_camera_sent(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240").await?;
    let (_, number) = numbered(&page, |_| true).await?;
    let sent = rig.camera.handle().sent();
    ensure!(sent.iter().any(|frame| frame.number & 0xffff == u64::from(number)), "{number} was never sent");
    Ok(())
}

e2e::browser_test!(the_demo_shows_a_picture_by_itself);
/// Without settings the program shows its own camera, which asks the gateway for a login.
async fn the_demo_shows_a_picture_by_itself(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[]).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(gateway.url()).await?;
    page.wait_until_live().await?;
    let (_, number) = numbered(&page, |_| true).await?;
    numbered(&page, |now| now != number).await?;
    Ok(())
}

/// Waits for a picture whose frame number `wanted` accepts.
async fn numbered(page: &Page, wanted: impl Fn(u16) -> bool) -> Result<(Picture, u16)> {
    page.wait("a picture with another frame number", async || {
        let picture = page.picture().await?;
        Ok(picture.frame_number().filter(|&number| wanted(number)).map(|number| (picture, number)))
    })
    .await
}
