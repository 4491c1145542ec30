//! What is said can be read, and what can be done can be reached, from a tile of a wall to a phone.

use anyhow::{Context as _, Result, ensure};
use e2e::{
    Browser, Engine, Gateway, Page, Relayed, Rig, Role, RunningCamera, Script, Scripted, Settings, State,
};
use serde::Deserialize;
use serde_json::json;

/// Of the frame that the viewer is in.
const SIZES: [(u32, u32); 7] =
    [(160, 120), (200, 150), (300, 200), (320, 240), (480, 270), (390, 844), (640, 360)];

e2e::browser_test!(the_message_and_its_buttons_are_in_reach_at_every_size);
async fn the_message_and_its_buttons_are_in_reach_at_every_size(engine: Engine) -> Result<()> {
    let mut camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let settings = Settings { toml: "frame_ancestors = [\"*\"]", verbose: false };
    let gateway = Gateway::start_with(&[Relayed::camera(Rig::CAMERA, &camera)], settings).await?;
    let around = format!(
        "<!doctype html><body style='margin: 0'><iframe src='{}/?src={}' width=300 height=200></iframe>",
        gateway.url(),
        Rig::CAMERA
    );
    let portal =
        Scripted::start(vec![Script::new("/", "200 OK\nContent-Type: text/html", around.as_bytes())]);
    let portal = portal.await?;
    let browser = Browser::start(engine).await?;
    browser.session().set_window_rect(0, 0, 900, 1000).await?;
    let page = browser.open(&format!("{}/", portal.url())).await?;
    browser.session().enter_frame(0).await?;
    page.wait_until_live().await?;
    camera.end().await?;
    page.wait_for_state(&[State::Reconnecting]).await?;
    page.run("document.documentElement.style.setProperty('--slow', '0s')", vec![]).await?;
    for (width, height) in SIZES {
        resize(&browser, &page, width, height).await?;
        let mut last = None;
        page.wait(&format!("all in reach at {width}x{height}"), async || {
            let layout: Layout = serde_json::from_value(page.run(LAYOUT, vec![]).await?)?;
            let is_good = layout.title && layout.buttons.iter().all(|button| button.reached);
            let is_good = is_good && layout.covering.is_empty() && layout.buttons.len() >= 2;
            last = Some(layout);
            Ok(is_good.then_some(()))
        })
        .await
        .with_context(|| format!("{last:?}"))?;
        let layout = last.context("nothing was looked at")?;
        ensure!(layout.state_is_said, "nothing says the state at {width}x{height}");
    }
    Ok(())
}

e2e::browser_test!(the_bars_are_whole_and_apart_while_it_records_at_every_size);
async fn the_bars_are_whole_and_apart_while_it_records_at_every_size(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let settings = Settings { toml: "frame_ancestors = [\"*\"]", verbose: false };
    let gateway = Gateway::start_with(&[Relayed::camera(Rig::CAMERA, &camera)], settings).await?;
    let source = format!("{}/?src={}", gateway.url(), Rig::CAMERA);
    let around = format!(
        "<!doctype html><body style='margin: 0'><iframe src='{source}' width=640 height=360></iframe>"
    );
    let around = Script::new("/", "200 OK\nContent-Type: text/html", around.as_bytes());
    let portal = Scripted::start(vec![around]).await?;
    let browser = Browser::start(engine).await?;
    browser.session().set_window_rect(0, 0, 900, 1000).await?;
    let page = browser.open(&format!("{}/", portal.url())).await?;
    browser.session().enter_frame(0).await?;
    page.wait_until_live().await?;
    page.press(Role::Button, "Record").await?;
    page.wait_for_attribute("recording", "yes").await?;
    for (width, height) in SIZES {
        resize(&browser, &page, width, height).await?;
        let mut wrong = serde_json::Value::Null;
        page.wait(&format!("bars that are whole at {width}x{height}"), async || {
            wrong = page.run(OVERLAPS, vec![]).await?;
            Ok(wrong.as_array().is_some_and(Vec::is_empty).then_some(()))
        })
        .await
        .with_context(|| wrong.to_string())?;
    }
    Ok(())
}

/// What of the bars and marks is cut off by the frame, by its own bar, or by another of them.
const OVERLAPS: &str = "
    document.dispatchEvent(new PointerEvent('pointermove'));
    const box = (element) => element.getBoundingClientRect();
    const shown = [...document.querySelectorAll('.bar, .badge, .recording-mark, .bar .tool')]
        .filter((element) => element.getClientRects().length > 0);
    const within = (inner, outer) => inner.left >= outer.left - 0.5 && inner.right <= outer.right + 0.5
        && inner.top >= outer.top - 0.5 && inner.bottom <= outer.bottom + 0.5;
    const apart = (a, b) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5
        || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
    const frame = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const name = (element) => element.ariaLabel || element.className;
    const wrong = shown.filter((element) => !within(box(element), frame)).map((one) => `${name(one)} is cut off`);
    for (const [index, one] of shown.entries()) {
        for (const other of shown.slice(index + 1)) {
            if (one.contains(other) ? !within(box(other), box(one)) : !apart(box(one), box(other))) {
                wrong.push(`${name(one)} and ${name(other)} overlap`);
            }
        }
    }
    return wrong;
";

async fn resize(browser: &Browser, page: &Page, width: u32, height: u32) -> Result<()> {
    browser.session().enter_default_frame().await?;
    let size = vec![json!(width), json!(height)];
    page.run("const frame = document.querySelector('iframe'); [frame.width, frame.height] = arguments", size)
        .await?;
    browser.session().enter_frame(0).await?;
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Layout {
    /// The message is within the frame and nothing is over it.
    title: bool,
    /// Buttons of the message.
    buttons: Vec<Button>,
    /// What lies upon the message.
    covering: Vec<String>,
    /// One or two words name the state.
    state_is_said: bool,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "the name is for whoever reads why a test failed")]
struct Button {
    name: String,
    reached: bool,
}

const LAYOUT: &str = "
    const box = (element) => element.getBoundingClientRect();
    const shown = (element) => element.getClientRects().length > 0;
    const inside = ({ left, top, right, bottom }) =>
        left >= -0.5 && top >= -0.5 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    const reached = (element) => {
        const { left, top, width, height } = box(element);
        return inside(box(element)) && [0.1, 0.5, 0.9].every((part) => {
            const found = document.elementFromPoint(left + width * part, top + height / 2);
            return found && (element === found || element.contains(found));
        });
    };
    const title = document.querySelector('.notice h2');
    const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
    const marks = [...document.querySelectorAll('.pill, .badge, .recording-mark, .bar')].filter(shown);
    return {
        title: !!title && reached(title),
        buttons: [...document.querySelectorAll('.notice button')].filter(shown)
            .map((button) => ({ name: button.textContent, reached: reached(button) })),
        covering: marks.filter((mark) => title && !apart(box(mark), box(title))).map((mark) => mark.className),
        state_is_said: marks.some((mark) => mark.matches('.pill, .badge') && inside(box(mark))
            && mark.textContent.startsWith('Reconnecting')),
    };
";
