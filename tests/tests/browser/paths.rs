//! However pictures are decoded and shown, they are the camera's, and what cannot be shown one way
//! is shown the other.

use ::camera::Fault;
use anyhow::{Context as _, Result, ensure};
use e2e::{Engine, Page, Rig, Role, State};

e2e::browser_test!(pictures_are_shown_by_whatever_is_asked_for);
/// Where a browser has no video to feed (all but Chromium) or no `ImageDecoder` (WebKit), the other is taken.
async fn pictures_are_shown_by_whatever_is_asked_for(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240&decode=bitmap&sink=canvas").await?;
    page.wait_for_attribute("decode", "bitmap").await?;
    page.wait_for_attribute("sink", "canvas").await?;
    moves(&rig, &page).await?;

    let page = rig.watch("resolution=320x240&sink=video&stats=1").await?;
    page.wait_for_attribute("decode", if engine == Engine::WebKit { "bitmap" } else { "decoder" }).await?;
    let has_video = engine == Engine::Chromium;
    page.wait_for_attribute("sink", if has_video { "video" } else { "canvas" }).await?;
    page.wait_for_text("Shown by").await?;
    moves(&rig, &page).await?;
    if !has_video {
        return Ok(());
    }

    // What is held stays, wherever it is; what was kept before it is for the canvas.
    page.key(" ").await?;
    page.wait_for_attribute("replay", "paused").await?;
    let held = number(&page, |_| true).await?;
    page.key(",").await?;
    page.wait_for_attribute("sink", "canvas").await?;
    let before = number(&page, |now| held.wrapping_sub(now) == 1).await?;
    page.press(Role::Button, "Go live").await?;
    page.wait_for_state(&[State::Live]).await?;
    number(&page, |now| now != before && now != held).await?;

    // Enhanced pictures are the canvas's, and the video's again when they are not.
    page.press(Role::Button, "Enhance").await?;
    page.press(Role::Checkbox, "Invert").await?;
    page.wait_for_attribute("enhanced", "yes").await?;
    page.wait_for_attribute("sink", "canvas").await?;
    page.press(Role::Button, "Reset all").await?;
    page.wait_for_attribute("enhanced", "no").await?;
    page.wait_for_attribute("sink", "video").await?;
    moves(&rig, &page).await?;
    Ok(())
}

e2e::browser_test!(a_picture_is_decoded_as_small_as_it_is_shown);
async fn a_picture_is_decoded_as_small_as_it_is_shown(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    rig.browser.session().set_window_rect(0, 0, 600, 500).await?;
    let decode = if engine == Engine::Chromium { "decoder" } else { "bitmap" };
    let page = rig.watch(&format!("resolution=1280x720&fps=5&decode={decode}")).await?;
    page.wait_for_attribute("reduction", "2").await?;
    page.wait_for_size(1280, 720).await?;
    moves(&rig, &page).await?;

    // Held, and enlarged until there is a pixel of the screen for each of the picture.
    page.key(" ").await?;
    page.wait_for_attribute("replay", "paused").await?;
    let held = number(&page, |_| true).await?;
    page.wait("the whole picture", async || {
        page.key("+").await?;
        Ok((page.data("reduction").await?.as_deref() == Some("1")).then_some(()))
    })
    .await?;
    ensure!(number(&page, |_| true).await? == held, "another picture");
    Ok(())
}

e2e::browser_test!(live_pictures_can_have_a_window_of_their_own in chromium);
/// Other browsers give pages no video to feed.
async fn live_pictures_can_have_a_window_of_their_own(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240&sink=canvas").await?;
    page.press(Role::Button, "View").await?;
    page.press(Role::Button, "Picture in picture").await?;
    page.wait("the window", async || Ok(window(&page).await?.then_some(()))).await?;
    page.wait_for_attribute("sink", "video").await?;

    // It is seen though the page is not.
    let hidden = rig.browser.hide().await?;
    let before = page.number("frames-received").await?.context("no data-frames-received")?;
    page.wait_for_number("frames-received", "pictures for longer than a hidden page has them", |now| {
        now > before + 125
    })
    .await?;
    page.wait_for_state(&[State::Live]).await?;
    rig.browser.show(hidden).await?;

    // What is not live stands still, and moves again.
    rig.camera.handle().set_fault(Fault::Stall { after: 0 });
    page.wait_for_state(&[State::Stalled]).await?;
    page.wait("a video that stands still", async || Ok(is_held(&page).await?.then_some(()))).await?;
    rig.camera.handle().clear_fault();
    page.wait_for_state(&[State::Live]).await?;
    page.wait("a video that moves", async || Ok((!is_held(&page).await?).then_some(()))).await?;
    ensure!(window(&page).await?, "the window was closed");

    // The menu may be open still.
    if page.find_control(Role::Button, "Picture in picture").await?.is_none() {
        page.press(Role::Button, "View").await?;
    }
    page.press(Role::Button, "Picture in picture").await?;
    page.wait("no window", async || Ok((!window(&page).await?).then_some(()))).await?;
    page.wait_for_attribute("sink", "canvas").await?;
    moves(&rig, &page).await
}

e2e::browser_test!(a_video_that_stands_still_gives_place_to_the_canvas in chromium);
/// Other browsers give pages no video to feed.
async fn a_video_that_stands_still_gives_place_to_the_canvas(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240&sink=video").await?;
    page.wait_for_attribute("sink", "video").await?;
    moves(&rig, &page).await?;

    // It takes every frame, and shows none.
    page.run(STAND_STILL, vec![]).await?;
    page.wait_for_attribute("sink", "canvas").await?;
    page.wait_for_state(&[State::Live]).await?;
    moves(&rig, &page).await?;
    page.wait_for_attribute("sink", "video").await?;
    moves(&rig, &page).await
}

/// The viewer plays a video that is paused.
const STAND_STILL: &str = "
    const video = document.querySelector('video');
    video.play = async () => {};
    video.pause();
";

async fn window(page: &Page) -> Result<bool> {
    let there = page.run("return document.pictureInPictureElement !== null", vec![]).await?;
    there.as_bool().context("neither true nor false")
}

async fn is_held(page: &Page) -> Result<bool> {
    let held = page.run("return document.querySelector('video').paused", vec![]).await?;
    held.as_bool().context("neither true nor false")
}

/// Two pictures, one after the other, which the camera has sent.
async fn moves(rig: &Rig, page: &Page) -> Result<()> {
    let first = number(page, |_| true).await?;
    let second = number(page, |now| now != first).await?;
    let sent = rig.camera.handle().sent();
    for number in [first, second] {
        ensure!(sent.iter().any(|frame| frame.number as u16 == number), "{number} was never sent");
    }
    Ok(())
}

/// Waits until the picture seen has a frame number that `wanted` accepts.
async fn number(page: &Page, wanted: impl Fn(u16) -> bool) -> Result<u16> {
    page.wait("a picture with another frame number", async || {
        Ok(page.picture().await?.frame_number().filter(|&number| wanted(number)))
    })
    .await
    .context("what is seen")
}
