//! How many pictures a viewer draws, by its own count.

use anyhow::Result;
use e2e::Page;

/// Begins to note each change of the count.
pub(crate) async fn begin(page: &Page) -> Result<()> {
    page.run(NOTE, vec![]).await?;
    Ok(())
}

/// A second, from the first note to the last. The count is told a few times a second, so that two
/// looks at it would not do.
pub(crate) async fn rate(page: &Page) -> Result<f64> {
    page.wait("two counts of pictures", async || Ok(page.run(RATE, vec![]).await?.as_f64())).await
}

const NOTE: &str = "
    const viewer = document.querySelector('[data-state]');
    window.drawnNotes = [];
    if (!viewer) return;
    const note = () => window.drawnNotes.push([performance.now(), +viewer.dataset.framesDrawn]);
    window.drawnObserver?.disconnect();
    window.drawnObserver = new MutationObserver(note);
    window.drawnObserver.observe(viewer, { attributeFilter: ['data-frames-drawn'] });
";

const RATE: &str = "
    const notes = window.drawnNotes ?? [];
    if (notes.length < 2) return null;
    const [[from, first], [to, last]] = [notes[0], notes[notes.length - 1]];
    return to > from ? (last - first) / (to - from) * 1000 : null;
";
