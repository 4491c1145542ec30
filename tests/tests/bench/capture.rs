//! What is on the screen, and since when: a second window of the same browser captures the first one's tab.
//!
//! The compositor's output is captured (Screen Capture API), scaled down, and the number along the
//! bottom of the picture is read from it. The capture dates each frame by the clock that the camera
//! has too, so that the age of a picture is what lies between its first byte's leaving the camera
//! and the frame of the screen that first has it. It is the same for all ways, and loads the
//! machine alike.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::{Browser, Page};
use serde_json::{Value, json};
use thirtyfour::{By, WindowHandle};

/// A browser whose screen is read.
#[derive(Debug)]
pub(crate) struct Capture {
    pub(crate) browser: Browser,
    watched: WindowHandle,
    watcher: WindowHandle,
}

/// How the screen is captured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens {
    /// At most, pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Frames a second, at most.
    pub(crate) rate: u32,
}

/// Where a number lies on the page, in parts of its width and height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strip {
    /// The left end.
    pub(crate) x: f64,
    /// The middle of its height.
    pub(crate) y: f64,
    pub(crate) width: f64,
}

/// The screen from a moment on.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// By [`e2e::monotonic`].
    pub(crate) at: Duration,
    /// For each strip the number in it.
    pub(crate) numbers: Vec<Option<u16>>,
}

const TITLE: &str = "captured";

impl Capture {
    /// A browser with two windows; `blank` is a page that needs no time.
    pub(crate) async fn start(blank: &str, window: (u32, u32), lens: Lens, flags: &[&str]) -> Result<Self> {
        let select = format!("--auto-select-tab-capture-source-by-title={TITLE}");
        // A page that is kept to be gone back to may keep its stream.
        let ours = [select.as_str(), "--disable-back-forward-cache"];
        let browser = Browser::start_chromium(&[&ours, flags].concat()).await?;
        let session = browser.session();
        session.set_window_rect(0, 0, window.0, window.1).await?;
        let page = browser.open(blank).await?;
        page.run("document.title = arguments[0]", vec![json!(TITLE)]).await?;
        let watched = session.window().await?;
        let known = session.windows().await?;
        // Its own window: of a window's tabs only one is drawn.
        page.run(
            "window.open(arguments[0], '_blank', 'popup,width=300,height=200,noopener')",
            vec![json!(blank)],
        )
        .await?;
        let watcher = e2e::wait_for(e2e::PATIENCE, "the second window", async || {
            Ok(session.windows().await?.into_iter().find(|window| !known.contains(window)))
        })
        .await?;
        session.switch_to_window(watcher.clone()).await?;
        session.goto(blank).await?;
        // Who captures must have been touched.
        session.find(By::Tag("body")).await?.click().await?;
        let settings = json!({ "width": lens.width, "height": lens.height, "frameRate": lens.rate });
        let begun = session.execute([READ, BEGIN].concat(), vec![settings]).await;
        begun.context("the screen cannot be captured")?;
        session.switch_to_window(watched.clone()).await?;
        Ok(Self { browser, watched, watcher })
    }

    /// Opens a page in the window that is captured.
    pub(crate) async fn open(&self, url: &str) -> Result<Page> {
        self.browser.open(url).await
    }

    /// Reads these from now on.
    pub(crate) async fn look_at(&self, strips: &[Strip]) -> Result<()> {
        let strips: Vec<Value> = strips.iter().map(|one| json!([one.x, one.y, one.width])).collect();
        self.ask("window.strips = arguments[0]; window.seen = []", vec![json!(strips)]).await?;
        Ok(())
    }

    /// What has changed on the screen since it was asked last.
    pub(crate) async fn seen(&self) -> Result<Vec<Seen>> {
        let value = self.ask("return window.seen.splice(0)", vec![]).await?;
        let rows = value.as_array().context("nothing is captured")?;
        rows.iter().map(|row| seen(row).with_context(|| format!("no note of the screen: {row}"))).collect()
    }

    async fn ask(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let session = self.browser.session();
        session.switch_to_window(self.watcher.clone()).await?;
        let answer = session.execute(script, arguments).await;
        session.switch_to_window(self.watched.clone()).await?;
        Ok(answer?.json().clone())
    }
}

impl Strip {
    /// That of a picture of this size which fills `(x, y, width, height)` of a page as far as its
    /// shape lets it.
    pub(crate) fn of(size: (u32, u32), place: (f64, f64, f64, f64), page: (f64, f64)) -> Self {
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        let scale = (place.2 / width).min(place.3 / height);
        let left = place.0 + (place.2 - width * scale) / 2.0;
        let bottom = place.1 + (place.3 + height * scale) / 2.0;
        let strip = f64::from((size.1 / 40).max(8)) * scale;
        Self { x: left / page.0, y: (bottom - strip / 2.0) / page.1, width: width * scale / page.0 }
    }
}

fn seen(row: &Value) -> Option<Seen> {
    let at = Duration::from_micros(row.get(0)?.as_f64()? as u64);
    let number = |value: &Value| value.as_u64().and_then(|number| u16::try_from(number).ok());
    Some(Seen { at, numbers: row.get(1)?.as_array()?.iter().map(number).collect() })
}

/// A function of brightnesses, their stride and size, and a strip. It is read as [`camera::strip`] has it.
const READ: &str = r#"
    const read = (luma, { offset, stride }, { width, height }, [x, y, span]) => {
        const row = offset + stride * Math.min(height - 1, Math.floor(y * height));
        let bits = 0;
        for (let k = 0; k < 24; k++) {
            const column = Math.floor((x + span * (k + 0.5) / 24) * width);
            bits = bits * 2 + (luma[row + column] >= 128 ? 1 : 0);
        }
        const number = (bits >> 6) & 0xffff;
        const check = ((number >> 12) ^ (number >> 8) ^ (number >> 4) ^ number) & 0xf;
        return bits === ((2 << 22) | (number << 6) | (check << 2) | 1) ? number : null;
    };
"#;

/// Notes when any of the numbers changes.
const BEGIN: &str = r#"
    window.strips = [];
    window.seen = [];
    const follow = async (stream) => {
        const track = stream.getVideoTracks()[0];
        const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
        let bytes = new Uint8Array(0);
        let last = '';
        for (;;) {
            const { value: frame, done } = await reader.read();
            if (done) return;
            const size = frame.allocationSize();
            if (bytes.length < size) bytes = new Uint8Array(size);
            const { timestamp, visibleRect } = frame;
            const [luma] = await frame.copyTo(bytes);
            frame.close();
            const numbers = window.strips.map((strip) => read(bytes, luma, visibleRect, strip));
            if (numbers.join() === last || window.seen.length > 100000) continue;
            last = numbers.join();
            window.seen.push([timestamp, numbers]);
        }
    };
    return navigator.mediaDevices.getDisplayMedia({ video: arguments[0], audio: false }).then((stream) => {
        follow(stream);
    });
"#;
