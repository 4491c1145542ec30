//! The page with all viewers, and what they show.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::{Layout, Page, READ_NUMBER, State, Wall as Tiles};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::report::{Lie, Report};
use crate::site::Site;

/// A viewer for each camera.
#[derive(Debug)]
pub(crate) struct Wall {
    page: Page,
    pub(crate) viewers: Vec<Viewer>,
    /// Bytes of the wasm memories of page and workers.
    pub(crate) wasm: u64,
    pub(crate) workers: u64,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Viewer {
    camera: usize,
    pub(crate) state: Option<State>,
    /// Since when a picture has been called live that is too old for it.
    lie: Option<Duration>,
    /// The last note, until the next one shows whether its number was read where it stands.
    noted: Option<Noted>,
    drawn: u64,
    /// Frames drawn in the last second.
    pub(crate) frames: u64,
}

/// What was noted of a viewer at one moment.
#[derive(Clone, Copy, Debug)]
struct Noted {
    at: Duration,
    live: bool,
    /// For how long it had said what it said.
    said: Duration,
    number: Option<u16>,
    /// The size that the viewer told. Where the number stands depends on it, and the canvas may be
    /// ahead of it.
    size: (u64, u64),
}

impl Wall {
    pub(crate) async fn open(site: &Site) -> Result<Self> {
        // The gateway's policy allows no frames and no styles in a page, as this one has them.
        let bypass = json!({ "enabled": true });
        site.browser.session().cdp().send_raw("Page.setBypassCSP", bypass).await?;
        let tiles = Tiles::open(&site.browser, site.gateway.url(), LAYOUT).await?;
        tiles.add_viewers(&site.streams(), KEPT).await?;
        let page = tiles.page().clone();
        page.run(&[READ_NUMBER, BEGIN].concat(), vec![]).await?;
        let viewers = (0..site.cameras.len())
            .map(|camera| Viewer { camera, state: None, lie: None, noted: None, drawn: 0, frames: 0 })
            .collect();
        Ok(Self { page, viewers, wasm: 0, workers: 0 })
    }

    /// Takes the notes since the last look.
    pub(crate) async fn look(&mut self, site: &Site, report: &mut Report) -> Result<()> {
        let notes = self.page.run("return window.wallNotes.splice(0)", vec![]).await?;
        let drawn: Vec<u64> = self.viewers.iter().map(|viewer| viewer.drawn).collect();
        for viewer in &mut self.viewers {
            viewer.frames = 0;
        }
        for note in notes.as_array().context("the page was loaded anew")? {
            self.take(note, site, report).with_context(|| format!("a note that is none: {note}"))?;
        }
        for (viewer, before) in self.viewers.iter_mut().zip(drawn) {
            // A new worker counts anew.
            viewer.frames = viewer.drawn.checked_sub(before).unwrap_or(viewer.drawn);
        }
        Ok(())
    }

    fn take(&mut self, note: &Value, site: &Site, report: &mut Report) -> Option<()> {
        let at = Duration::from_millis(note.get(0)?.as_u64()?);
        self.wasm = note.get(1)?.as_u64()?;
        self.workers = note.get(3)?.as_u64()?;
        for (index, (viewer, shown)) in self.viewers.iter_mut().zip(note.get(2)?.as_array()?).enumerate() {
            let state = shown.get(0)?.as_str().and_then(State::from_name);
            let number = shown.get(1)?.as_u64().and_then(|number| u16::try_from(number).ok());
            if let Some(drawn) = shown.get(2)?.as_u64() {
                viewer.drawn = drawn;
            }
            if state != viewer.state && state == Some(State::Reconnecting) {
                report.reconnects += 1;
            }
            viewer.state = state;
            let size =
                (shown.get(3)?.as_u64().unwrap_or_default(), shown.get(4)?.as_u64().unwrap_or_default());
            let said = Duration::from_millis(shown.get(5)?.as_u64().unwrap_or_default());
            let note = Noted { at, live: state == Some(State::Live), said, number, size };
            // A picture changes its size before the viewer tells of it: a number between two of one
            // size is true.
            let before = viewer.noted.replace(note);
            if let Some(before) = before.filter(|before| before.size == size) {
                viewer.judge(index, &before, site, report);
            }
        }
        Some(())
    }

    /// Waits until all viewers are live with new pictures. Gives how many never were.
    pub(crate) async fn wait_until_well(&mut self, site: &Site, report: &mut Report) -> Result<usize> {
        let limit = Instant::now() + PATIENCE;
        let mut well = vec![false; self.viewers.len()];
        while Instant::now() < limit && well.contains(&false) {
            // The rate at which the whole soak looks: more often would load the machine that is measured.
            sleep(Duration::from_secs(1)).await;
            self.look(site, report).await?;
            for (well, viewer) in well.iter_mut().zip(&self.viewers) {
                *well |= viewer.state == Some(State::Live) && viewer.frames > 0;
            }
        }
        Ok(well.iter().filter(|well| !**well).count())
    }
}

impl Viewer {
    fn judge(&mut self, index: usize, note: &Noted, site: &Site, report: &mut Report) {
        let age = note.number.and_then(|number| site.cameras[self.camera].ages.age(note.at, number));
        let age = age.filter(|_| note.live).unwrap_or_default();
        report.oldest_live = report.oldest_live.max(age);
        if age <= OLDEST_LIVE {
            self.lie = None;
            return;
        }
        let since = *self.lie.get_or_insert(note.at);
        if age > OLDEST_LIVE + GRACE || note.at.saturating_sub(since) > GRACE {
            report.dishonest(note.at, index, Lie { age, said: note.said });
        }
    }
}

/// The viewer's own limit after a second of one frame a second, with what a report and a busy machine take.
const OLDEST_LIVE: Duration = Duration::from_millis(5500);
/// For the page to hear of it, and one note to follow another.
const GRACE: Duration = Duration::from_millis(1500);
/// The longest back-off and a connection's time.
const PATIENCE: Duration = Duration::from_secs(60);

const LAYOUT: Layout = Layout { columns: 4, tile: (320, 200) };
/// Seconds of each stream that can be looked at again.
const KEPT: u32 = 30;

/// Four notes a second: the time, the wasm memories, for each viewer its state, number, count, size and for
/// how many milliseconds it has been in that state, and the workers.
const BEGIN: &str = r#"
    const changes = new WeakMap();
    const changed = (viewer) => {
        if (!changes.has(viewer)) {
            const note = () => changes.set(viewer, Date.now());
            note();
            new MutationObserver(note).observe(viewer, { attributeFilter: ['data-state'] });
        }
        return changes.get(viewer);
    };
    const notes = (window.wallNotes = []);
    setInterval(() => {
        const now = Date.now();
        const [workers, , bytes] = programs.count();
        notes.push([now, bytes, wall.viewers().map((viewer) => {
            if (!viewer?.dataset.state) return [null, null, null, 0, 0, 0];
            const { state, framesDrawn, width, height } = viewer.dataset;
            return [state, read(viewer), +framesDrawn, +width, +height, Math.max(0, now - changed(viewer))];
        }), workers]);
    }, 250);
"#;
