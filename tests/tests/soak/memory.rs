//! What the browser takes of the machine's memory.

use anyhow::Result;
use e2e::{Browser, Processes};
use serde_json::json;

/// Bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Of the pages' JavaScript, garbage included.
    pub(crate) heap: u64,
    /// Of all processes, what they share counted once.
    pub(crate) processes: u64,
    /// Of those that run pages and workers.
    pub(crate) renderers: u64,
    /// Of the one that keeps blobs.
    pub(crate) browser: u64,
}

impl Usage {
    /// Now.
    pub(crate) async fn of(browser: &Browser) -> Result<Self> {
        let heap = browser.session().cdp().send_raw("Runtime.getHeapUsage", json!({})).await?;
        let heap = heap["usedSize"].as_f64().unwrap_or_default() as u64;
        let taken = Processes::of(browser).taken();
        let of = |kind: &str| taken.memory.get(kind).copied().unwrap_or_default();
        let (renderers, browser) = (of("renderer"), of("browser"));
        Ok(Self { heap, processes: taken.all_memory(), renderers, browser })
    }
}
