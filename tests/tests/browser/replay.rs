//! The last seconds can be looked at again, while the stream goes on being received.

use ::camera::{Fault, Options};
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{Engine, Page, Picture, Rig, Role, RunningCamera, State};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// The key code of an arrow (WebDriver, keyboard actions).
const LEFT: &str = "\u{e012}";

e2e::browser_test!(the_last_seconds_can_be_looked_at_again);
async fn the_last_seconds_can_be_looked_at_again(engine: Engine) -> Result<()> {
    let options = Options { history: 10_000, ..RunningCamera::guarded() };
    let rig = Rig::start_with(engine, options).await?;
    // On a machine with too much to do no stream is given up for its age: all that is sent is received.
    let page = rig.watch("resolution=320x240&stall=30").await?;
    page.wait_for_number("frames-received", "some seconds of pictures", |count| count > 75).await?;

    // What is held stays, and what comes goes on coming.
    page.key(" ").await?;
    page.wait_for_attribute("replay", "paused").await?;
    page.wait_for_state(&[State::Replay]).await?;
    receive(&page, 5).await?;
    let held = shown(&page).await?;
    receive(&page, 25).await?;
    ensure!(shown(&page).await? == held, "the picture moves");
    let behind = page.number("replay-behind").await?.context("no data-replay-behind")?;
    ensure!(behind > 0, "it says that it is live");

    // A step is one picture, and each that is shown is the one that is named.
    let sequence = Sequence::of(&rig, &page, held).await?;
    for (key, step) in [(",", -1), (",", -2), (",", -3), (".", -2)] {
        page.key(key).await?;
        sequence.expect(&page, sequence.held.0.saturating_add_signed(step)).await?;
    }
    page.key(LEFT).await?;
    let jumped = number(&page, |now| now + 3 < sequence.held.0).await?;
    sequence.expect(&page, jumped).await?;

    // By hand, in the middle of the timeline.
    page.control(Role::Slider, "Time of the picture").await?.click().await?;
    let middle = number(&page, |now| now != jumped).await?;
    sequence.expect(&page, middle).await?;
    page.press(Role::Button, "Save a snapshot").await?;
    let file = rig.browser.downloaded("jpg").await?;
    let hash: [u8; 32] = Sha256::digest(&file).into();
    let frame = rig.camera.handle().find_sent(&hash).context("the camera never sent these bytes")?;
    ensure!(frame.number & 0xffff == u64::from(sequence.frame(middle)?), "not the picture that is shown");

    // Played on (the space bar would press the button that has the focus), and back to what is live.
    page.key("l").await?;
    page.wait_for_attribute("replay", "playing").await?;
    number(&page, |now| now > middle + 5).await?;
    page.wait_for_state(&[State::Replay]).await?;
    page.press(Role::Button, "Go live").await?;
    page.wait_for_state(&[State::Live]).await?;
    page.wait_for_attribute("replay", "live").await?;
    let newest = sequence.held.1;
    page.wait("a newer picture than the one that was held", async || {
        Ok(page
            .picture()
            .await?
            .frame_number()
            .filter(|now| now.wrapping_sub(newest) < 0x8000 && *now != newest))
    })
    .await?;
    Ok(())
}

e2e::browser_test!(the_timeline_has_gaps_small_pictures_and_marks_to_go_round_between);
async fn the_timeline_has_gaps_small_pictures_and_marks_to_go_round_between(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=640x480&stall=30").await?;
    receive(&page, 10).await?;
    ensure!(page.run(GAPS, vec![]).await? == 0, "a gap before anything went wrong");
    rig.camera.handle().set_fault(Fault::Cut { after: 0 });
    rig.camera.wait_for("another stream", |now| now.streams_served >= 2).await?;
    rig.camera.handle().clear_fault();
    page.wait("the gap", async || Ok(page.run(GAPS, vec![]).await?.as_u64().filter(|&gaps| gaps > 0)))
        .await?;
    page.wait_for_state(&[State::Live]).await?;
    receive(&page, 50).await?;

    // At the pointer.
    let slider = page.control(Role::Slider, "Time of the picture").await?;
    let (picture, apart) = page
        .wait("a small picture", async || {
            // More than once: the first movement may only bring back the bar.
            let pointer = rig.browser.session().action_chain().move_to_element_center(&slider);
            // A bar that is on its way in or out cannot be pointed at.
            if pointer.move_by_offset(1, 0).perform().await.is_err() {
                return Ok(None);
            }
            let shown = page.run(THUMBNAIL, vec![]).await?;
            let Some(png) = shown[0].as_str() else { return Ok(None) };
            Ok(Some((Picture::from_png(&STANDARD.decode(png)?)?, shown[1].clone())))
        })
        .await?;
    ensure!(!picture.is_blank() && picture.width() * 3 == picture.height() * 4, "no picture of the camera");
    ensure!(apart.as_f64().is_some_and(|apart| apart.abs() < 3.0), "{apart} pixels from the pointer");

    // Round and round.
    page.key(" ").await?;
    page.wait_for_attribute("replay", "paused").await?;
    let last = page.number("replay-picture").await?.context("no data-replay-picture")?;
    page.key("b").await?;
    page.key(LEFT).await?;
    let first = self::number(&page, |now| now + 3 < last).await?;
    page.key("a").await?;
    page.press(Role::Button, "Loop between A and B").await?;
    page.run(FOLLOW, vec![]).await?;
    page.key("l").await?;
    page.wait_for_attribute("replay", "playing").await?;
    let seen = page
        .wait("two rounds", async || {
            let seen: Vec<u64> = serde_json::from_value(page.run("return window.seen", vec![]).await?)?;
            let rounds = seen.windows(2).filter(|pair| pair[1] < pair[0]).count();
            Ok((rounds >= 2).then_some(seen))
        })
        .await?;
    ensure!(seen.iter().all(|number| (first..=last).contains(number)), "{seen:?}, not {first} to {last}");

    if engine == Engine::Chromium {
        drag_by_finger(&rig, &page).await?;
    }
    Ok(())
}

/// Only Chromium's protocol has fingers.
async fn drag_by_finger(rig: &Rig, page: &Page) -> Result<()> {
    page.press(Role::Button, "Go live").await?;
    page.wait_for_attribute("replay", "live").await?;
    let newest = page.number("replay-picture").await?.context("no data-replay-picture")?;
    let area = page.run(TIMELINE, vec![]).await?;
    let [left, width, y] = [0, 1, 2].map(|index| area[index].as_f64().unwrap_or_default());
    for (kind, part) in [("touchStart", 0.9), ("touchMove", 0.6), ("touchMove", 0.3), ("touchEnd", 0.3)] {
        let points =
            if kind == "touchEnd" { json!([]) } else { json!([{ "x": left + width * part, "y": y }]) };
        let event = json!({ "type": kind, "touchPoints": points });
        rig.browser.session().cdp().send_raw("Input.dispatchTouchEvent", event).await?;
    }
    page.wait_for_attribute("replay", "paused").await?;
    number(page, |now| now < newest).await?;
    // Three tenths of what was kept then; the timeline has grown since.
    page.wait("the place where the finger was lifted", async || {
        let part = page.run(PART, vec![]).await?.as_f64().unwrap_or_default();
        Ok((0.02..0.35).contains(&part).then_some(()))
    })
    .await?;
    ensure!(
        page.run(THUMBNAIL, vec![]).await?[0].is_null(),
        "the small picture stays when the finger is gone"
    );
    Ok(())
}

const GAPS: &str = "return document.querySelectorAll('.timeline-gap').length";
/// The left edge, the width and the middle line of the timeline.
const TIMELINE: &str = "
    const { left, width, top, height } = document.querySelector('.timeline').getBoundingClientRect();
    return [left, width, top + height / 2];
";
/// Which part of the timeline lies before what is shown.
const PART: &str = "
    const timeline = document.querySelector('.timeline');
    return timeline.ariaValueNow / timeline.ariaValueMax;
";
/// The small picture, a PNG in base64, and how far its middle is from that of the timeline; nothing
/// while there is none to be seen.
const THUMBNAIL: &str = "
    const preview = document.querySelector('.timeline-preview');
    const canvas = preview.querySelector('canvas');
    if (preview.hidden || !canvas.width) return [null];
    const middle = (element) => (({ left, width }) => left + width / 2)(element.getBoundingClientRect());
    const apart = middle(preview) - middle(document.querySelector('.timeline'));
    return [canvas.toDataURL('image/png').split(',')[1], apart];
";
/// Keeps the numbers of all pictures that the page says it shows.
const FOLLOW: &str = "
    const viewer = document.querySelector('[data-state]');
    window.seen = [];
    new MutationObserver(() => window.seen.push(+viewer.dataset.replayPicture))
        .observe(viewer, { attributeFilter: ['data-replay-picture'] });
";

/// The viewer's numbers of pictures, and those that the camera draws into them.
struct Sequence<'a> {
    /// Of one picture, both.
    held: (u64, u16),
    rig: &'a Rig,
}

impl<'a> Sequence<'a> {
    async fn of(rig: &'a Rig, page: &Page, held: u16) -> Result<Self> {
        Ok(Self { held: (number(page, |_| true).await?, held), rig })
    }

    /// What the camera draws into the picture with that number.
    fn frame(&self, number: u64) -> Result<u16> {
        // Asked anew each time: on a slow machine, half of what is kept is newer than the picture
        // that was held.
        let sent = self.rig.camera.handle().sent();
        let held = sent.iter().position(|frame| frame.number as u16 == self.held.1).context("never sent")?;
        let index = (held as u64 + number).checked_sub(self.held.0).context("before the first")?;
        sent.get(index as usize).map(|frame| frame.number as u16).context("never sent")
    }

    /// Waits until the picture with that number is named as the one that is shown, and is.
    async fn expect(&self, page: &Page, wanted: u64) -> Result<()> {
        number(page, |now| now == wanted).await?;
        let frame = self.frame(wanted)?;
        let description = format!("frame {frame}, which is picture {wanted}");
        page.wait(&description, async || {
            Ok((page.picture().await?.frame_number() == Some(frame)).then_some(()))
        })
        .await
    }
}

/// The frame number in the picture on the screen.
async fn shown(page: &Page) -> Result<u16> {
    page.wait("a picture with a frame number", async || Ok(page.picture().await?.frame_number())).await
}

/// Waits until the picture shown is said to be one that `wanted` accepts.
async fn number(page: &Page, wanted: impl Fn(u64) -> bool) -> Result<u64> {
    page.wait_for_number("replay-picture", "another picture", wanted).await
}

/// Waits until so many more have come.
async fn receive(page: &Page, more: u64) -> Result<()> {
    let before = page.number("frames-received").await?.context("no data-frames-received")?;
    page.wait_for_number("frames-received", "more pictures", |now| now >= before + more).await?;
    Ok(())
}
