//! What is done to the picture is seen, said and undone; the camera's own bytes stay.

use anyhow::{Context as _, Result, ensure};
use e2e::{Engine, Page, Picture, Rig, Role, State};
use sha2::{Digest as _, Sha256};

const SPLIT: &str = "Before and after, side by side (Y)";

e2e::browser_test!(a_picture_that_stands_still_is_enhanced_and_saved_as_it_came);
async fn a_picture_that_stands_still_is_enhanced_and_saved_as_it_came(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    // Pixel by pixel: where colours meet, another decoder than the one that enhanced pictures come
    // from may smooth otherwise.
    let page = rig.open("src=yard&resolution=640x480&nbrofframes=12&decode=bitmap").await?;
    page.wait_for_state(&[State::Ended]).await?;
    page.wait_for_size(640, 480).await?;
    let before = last_picture(&rig, &page).await?;

    page.press(Role::Button, "Enhance").await?;
    page.press(Role::Checkbox, "Invert").await?;
    page.wait_for_attribute("enhanced", "yes").await?;
    page.wait_for_text("Enhanced").await?;
    becomes(&page, "the negative", &before, |_, own| own.map(|c| 255 - c)).await?;

    page.press(Role::Checkbox, SPLIT).await?;
    let half = |x, own: [u8; 3]| if x < 320 { own } else { own.map(|c| 255 - c) };
    let split = becomes(&page, "the camera's picture beside its negative", &before, half).await?;

    // A download that follows another too soon takes its place in WebKit. A second is enough but
    // for a busy machine.
    let both = engine != Engine::WebKit;
    if both {
        page.press(Role::Button, "More ways to save the picture").await?;
        page.press(Role::Button, "Save both").await?;
    } else {
        page.press(Role::Button, "Save a snapshot").await?;
    }
    let jpeg = rig.browser.downloaded("jpg").await?;
    let hash: [u8; 32] = Sha256::digest(&jpeg).into();
    let sent = rig.camera.handle().find_sent(&hash).context("the camera never sent these bytes")?;
    ensure!(before.frame_number() == u16::try_from(sent.number & 0xffff).ok(), "another picture");
    if !both {
        page.press(Role::Button, "More ways to save the picture").await?;
        page.press(Role::Button, "Save the view").await?;
    }
    ensure!(Picture::from_png(&rig.browser.downloaded("png").await?)? == split, "not what is seen");

    page.press(Role::Button, "Reset all").await?;
    page.wait_for_attribute("enhanced", "no").await?;
    becomes(&page, "the camera's own picture again", &before, |_, own| own).await?;
    Ok(())
}

/// The last picture that the camera sent, once it is on the screen: a page shows what its worker
/// has drawn a moment later.
async fn last_picture(rig: &Rig, page: &Page) -> Result<Picture> {
    let sent = rig.camera.handle().sent();
    let last = sent.last().context("the camera sent nothing")?.number & 0xffff;
    page.wait("the last picture", async || {
        let picture = page.picture().await?;
        Ok((picture.frame_number().map(u64::from) == Some(last)).then_some(picture))
    })
    .await
}

/// Waits for a picture that is what `wanted` makes of `before`.
async fn becomes(
    page: &Page,
    description: &str,
    before: &Picture,
    wanted: impl Fn(usize, [u8; 3]) -> [u8; 3],
) -> Result<Picture> {
    page.wait(description, async || {
        let picture = page.picture().await?;
        Ok(differs(&picture, before, &wanted).is_none().then_some(picture))
    })
    .await
}

/// Where `picture` is not what `wanted` makes of a column and the pixel of `before`, to within a
/// step of a component.
fn differs(
    picture: &Picture,
    before: &Picture,
    wanted: impl Fn(usize, [u8; 3]) -> [u8; 3],
) -> Option<(usize, usize)> {
    let places = (0..before.height()).flat_map(|y| (0..before.width()).map(move |x| (x, y)));
    places.into_iter().find(|&(x, y)| match (picture.pixel(x, y), before.pixel(x, y)) {
        (Some(found), Some(own)) => found.iter().zip(wanted(x, own)).any(|(a, b)| a.abs_diff(b) > 1),
        _ => true,
    })
}
