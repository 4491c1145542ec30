//! What a viewer shows over time: its state and the number on its picture, many times a second.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::page::{Page, State};

/// A page that takes notes of its viewer. It lasts as long as the document: a reload ends it.
#[derive(Debug)]
pub struct Watch {
    page: Page,
    samples: Vec<Sample>,
}

/// The viewer at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// When, since 1970.
    pub at: Duration,
    /// What the viewer claims.
    pub state: State,
    /// The number on the canvas, modulo 65536; `None` where there is none, or none of the camera's.
    pub number: Option<u16>,
    /// Whether the picture looks stale to a person.
    pub dimmed: bool,
    /// Frames drawn so far, as the viewer counts them.
    pub drawn: u64,
}

impl Watch {
    /// Begins to take notes.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn begin(page: &Page) -> Result<Self> {
        page.run(&[READ_NUMBER, NOTE].concat(), vec![]).await?;
        Ok(Self { page: page.clone(), samples: Vec::new() })
    }

    /// Everything noted until now, oldest first.
    ///
    /// # Errors
    /// When the page has been loaded anew, or cannot be asked.
    pub async fn look(&mut self) -> Result<&[Sample]> {
        let value = self.page.run(TAKE, vec![]).await?;
        let rows = value.as_array().context("the page has been loaded anew: its notes are gone")?;
        for row in rows {
            self.samples.push(sample(row).with_context(|| format!("a note that is none: {row}"))?);
        }
        Ok(&self.samples)
    }

    /// Waits until something noted after `since` is as `wanted`.
    ///
    /// # Errors
    /// When it never is, or the page has been loaded anew.
    pub async fn wait_for(
        &mut self,
        description: &str,
        since: Duration,
        wanted: impl Fn(&Sample) -> bool,
    ) -> Result<Sample> {
        let page = self.page.clone();
        page.wait_at_most(LONG, description, async || {
            let samples = self.look().await?;
            Ok(samples
                .iter()
                .rev()
                .take_while(|sample| sample.at >= since)
                .filter(|one| wanted(one))
                .last()
                .copied())
        })
        .await
    }
}

/// Now, since 1970, by the clock that pages on this machine have too.
#[must_use]
pub fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// For what the viewer's own patience delays; only a failing test waits this long.
const LONG: Duration = Duration::from_secs(120);

fn sample(row: &Value) -> Option<Sample> {
    Some(Sample {
        at: Duration::from_millis(row.get(0)?.as_u64()?),
        state: State::from_name(row.get(1)?.as_str()?)?,
        number: row.get(2)?.as_u64().and_then(|number| u16::try_from(number).ok()),
        dimmed: row.get(3)?.as_bool()?,
        drawn: row.get(4)?.as_u64()?,
    })
}

/// A function of a viewer's element that gives the number on its canvas, or null. It is read where
/// [`camera::strip`] puts it.
pub const READ_NUMBER: &str = r#"
    const copy = new OffscreenCanvas(24, 1);
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.imageSmoothingEnabled = false;
    const read = (viewer) => {
        const canvas = viewer.querySelector(viewer.dataset.sink === 'video' ? 'video' : 'canvas');
        const [width, height] = [+viewer.dataset.width, +viewer.dataset.height];
        if (!canvas || !width || !height) return null;
        const line = height - Math.floor(Math.max(8, Math.floor(height / 40)) / 2);
        // The canvas may be a picture behind the size that is told, or ahead of it.
        try { context.drawImage(canvas, 0, line, width, 1, 0, 0, 24, 1); } catch { return null; }
        const { data } = context.getImageData(0, 0, 24, 1);
        let bits = 0;
        for (let k = 0; k < 24; k++) {
            const luma = 0.299 * data[4 * k] + 0.587 * data[4 * k + 1] + 0.114 * data[4 * k + 2];
            bits = bits * 2 + (luma >= 128 ? 1 : 0);
        }
        const number = (bits >> 6) & 0xffff;
        const check = ((number >> 12) ^ (number >> 8) ^ (number >> 4) ^ number) & 0xf;
        return bits === ((2 << 22) | (number << 6) | (check << 2) | 1) ? number : null;
    };
"#;

/// Twenty notes a second: state, number, dimness, count.
const NOTE: &str = r#"
    const notes = (window.e2eNotes = []);
    setInterval(() => {
        const viewer = document.querySelector('[data-state]');
        // Nobody sees a hidden page, and its canvas is not painted.
        if (!viewer || document.hidden) return;
        const canvas = viewer.querySelector('canvas');
        let dimmed = false;
        for (let one = canvas; one && one !== viewer.parentElement; one = one.parentElement) {
            const style = getComputedStyle(one);
            dimmed ||= +style.opacity < 1 || style.filter !== 'none';
        }
        notes.push([Date.now(), viewer.dataset.state, read(viewer), dimmed, +viewer.dataset.framesDrawn]);
    }, 50);
"#;

const TAKE: &str = "return window.e2eNotes ? window.e2eNotes.splice(0) : null";
