//! Whatever the page shows about its picture says the same, and a picture that is not live looks it
//! everywhere.

use anyhow::{Context as _, Result, ensure};
use camera::{Fault, Options};
use e2e::{Engine, Page, Rig, Role, RunningCamera, State};
use serde::Deserialize;

use crate::site::Site;

e2e::browser_test!(nothing_on_the_page_is_green_or_says_live_unless_the_picture_is);
async fn nothing_on_the_page_is_green_or_says_live_unless_the_picture_is(engine: Engine) -> Result<()> {
    let mut rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=320x240").await?;
    // The title follows the page a moment later.
    let is_live =
        |seen: &Seen| seen.state == "live" && seen.is_green() && seen.title.starts_with(Rig::CAMERA);
    let live = look(&page, "a live picture", is_live).await?;
    ensure!(live.says("Live") && !live.is_stale && live.can_press("Pause"), "{live:?}");

    // Held.
    page.key(" ").await?;
    let held = look(&page, "a held picture", |seen| seen.state == "replay" && seen.is_honest()).await?;
    ensure!(held.can_press("Play") && held.can_press("Go live") && !held.can_press("Pause"), "{held:?}");
    ensure!(held.title.starts_with("Paused"), "the title is {:?}", held.title);
    page.press(Role::Button, "Go live").await?;
    page.wait_for_state(&[State::Live]).await?;

    // Silent.
    rig.camera.handle().set_fault(Fault::Stall { after: 0 });
    let is_lost = |seen: &Seen| ["stalled", "reconnecting"].contains(&seen.state.as_str());
    let silent =
        look(&page, "a stalled picture", |seen| is_lost(seen) && seen.is_honest() && seen.says("Lost"))
            .await?;
    ensure!(silent.is_stale && !silent.can_press("Pause"), "{silent:?}");
    ensure!(!silent.title.starts_with(Rig::CAMERA), "the title is {:?}", silent.title);
    rig.camera.handle().clear_fault();
    look(&page, "a live picture", |seen| seen.state == "live" && seen.says("Live")).await?;

    // Stopped: one button plays, and all say the same.
    page.press(Role::Button, "Stop").await?;
    let stopped = look(&page, "a stopped picture", |seen| seen.state == "idle" && seen.is_honest()).await?;
    let plays = stopped.buttons.iter().filter(|name| name.starts_with("Play")).count();
    ensure!(plays == 1 && !stopped.can_press("Pause") && !stopped.can_press("Stop"), "{stopped:?}");
    ensure!(stopped.words.iter().filter(|word| *word == "Stopped").count() == 2, "{stopped:?}");
    ensure!(stopped.title.starts_with("Stopped"), "the title is {:?}", stopped.title);
    page.press(Role::Button, "Play").await?;
    look(&page, "a live picture", |seen| seen.state == "live" && seen.says("Live")).await?;

    // Killed, while it is recorded.
    page.key("n").await?;
    page.wait_for_attribute("recording", "yes").await?;
    let listen = rig.camera.stop().await?;
    let killed = look(&page, "a lost picture", |seen| {
        seen.state == "reconnecting" && seen.is_honest() && seen.says("Lost")
    })
    .await?;
    ensure!(killed.is_stale && !killed.can_press("Pause"), "{killed:?}");
    ensure!(killed.words.iter().any(|word| word.starts_with("No frames")), "{killed:?}");
    rig.camera = RunningCamera::start(Options { listen, ..RunningCamera::guarded() }).await?;
    look(&page, "a live picture", |seen| seen.state == "live" && seen.says("Live")).await?;
    Ok(())
}

e2e::browser_test!(the_state_stays_in_a_corner_when_the_bars_are_gone);
async fn the_state_stays_in_a_corner_when_the_bars_are_gone(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    // The bars fade when nobody moves.
    let page = rig.watch("resolution=320x240").await?;
    look(&page, "no bars, and still the state", |seen| seen.says("Live") && seen.buttons.is_empty()).await?;

    let page = rig.watch("controls=0&resolution=320x240").await?;
    let kiosk = look(&page, "the state", |seen| seen.says("Live")).await?;
    ensure!(kiosk.buttons.is_empty(), "{kiosk:?}");
    stalls(&rig, &page).await?;

    let page = rig.watch("controls=0&badge=none&resolution=320x240").await?;
    let bare = look(&page, "a live picture", |seen| seen.state == "live").await?;
    ensure!(!bare.is_green() && !bare.says("Live"), "{bare:?}");
    stalls(&rig, &page).await?;
    page.wait_for_url("badge=none").await
}

async fn stalls(rig: &Rig, page: &Page) -> Result<()> {
    rig.camera.handle().set_fault(Fault::Stall { after: 0 });
    look(page, "that it is not live", |seen| {
        let said = ["Stalled", "Reconnecting", "Reconnecting in"].iter().any(|word| seen.says(word));
        said && seen.is_honest() && seen.is_stale
    })
    .await?;
    rig.camera.handle().clear_fault();
    page.wait_for_state(&[State::Live]).await?;
    Ok(())
}

e2e::browser_test!(what_a_page_cannot_read_it_does_not_offer_to_save);
async fn what_a_page_cannot_read_it_does_not_offer_to_save(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, Options::default()).await?;
    let page = site.open("transport=img").await?;
    page.wait_for_state(&[State::Unverified]).await?;
    page.wait_for_size(320, 240).await?;
    for name in ["Save a snapshot", "Record", "More ways to save the picture"] {
        let button = page.control(Role::Button, name).await?;
        ensure!(!button.is_enabled().await?, "{name} can be pressed");
        let why = button.attr("title").await?.unwrap_or_default();
        ensure!(why.contains("the page can neither save"), "{name} says {why:?}");
    }
    page.key("n").await?;
    page.wait_for_text("can neither save nor record").await?;
    ensure!(page.data("recording").await?.as_deref() != Some("yes"), "it says that it records");
    Ok(())
}

/// What a person sees of the page at one moment.
#[derive(Debug, Deserialize)]
struct Seen {
    state: String,
    title: String,
    /// Texts, as they stand in one element.
    words: Vec<String>,
    /// Names of the buttons that can be pressed.
    buttons: Vec<String>,
    /// Elements with something green.
    green: Vec<String>,
    /// The picture is dimmed.
    is_stale: bool,
}

impl Seen {
    fn is_green(&self) -> bool {
        !self.green.is_empty()
    }

    fn says(&self, word: &str) -> bool {
        self.words.iter().any(|said| said == word)
    }

    fn can_press(&self, name: &str) -> bool {
        self.buttons.iter().any(|button| button == name)
    }

    /// Nothing claims to be live.
    fn is_honest(&self) -> bool {
        !self.is_green() && !self.says("Live")
    }
}

/// Waits until what is seen is as `wanted`.
async fn look(page: &Page, description: &str, wanted: impl Fn(&Seen) -> bool) -> Result<Seen> {
    let mut last = None;
    let found = page
        .wait(description, async || {
            let seen: Seen = serde_json::from_value(page.run(LOOK, vec![]).await?)?;
            if wanted(&seen) {
                return Ok(Some(seen));
            }
            last = Some(seen);
            Ok(None)
        })
        .await;
    found.with_context(|| format!("seen last: {last:?}"))
}

const LOOK: &str = r"
    const viewer = document.querySelector('[data-state]');
    const shown = (element) => {
        if (!element.getClientRects().length || getComputedStyle(element).visibility !== 'visible') return false;
        for (let one = element; one; one = one.parentElement) if (+getComputedStyle(one).opacity < 0.3) return false;
        return !element.closest('.visually-hidden');
    };
    const isGreen = (colour) => {
        const [r, g, b, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
        return g > 120 && g > r * 1.25 && g > b * 1.25 && a > 0.3;
    };
    const ownText = (element) =>
        [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim();
    const elements = [...viewer.querySelectorAll('*')].filter(shown);
    const green = elements.filter((element) => {
        const [style, before] = [getComputedStyle(element), getComputedStyle(element, '::before')];
        return (ownText(element) && isGreen(style.color)) || isGreen(style.backgroundColor)
            || (before.content !== 'none' && isGreen(before.backgroundColor))
            || (element.namespaceURI.endsWith('svg') && (isGreen(style.fill) || isGreen(style.stroke)));
    });
    const picture = viewer.querySelector('.picture');
    return {
        state: viewer.dataset.state,
        title: document.title,
        words: elements.map(ownText).filter((text) => text),
        buttons: elements.filter((element) => element.localName === 'button' && !element.disabled)
            .map((button) => button.ariaLabel || button.textContent.trim()),
        green: green.map((element) => element.outerHTML.slice(0, 80)),
        is_stale: getComputedStyle(picture).filter !== 'none',
    };
";
