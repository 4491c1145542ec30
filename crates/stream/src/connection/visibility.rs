//! Whether a person can see the player.

/// Whether somebody can see the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Yes.
    Shown,
    /// Only in the window of its video. Browsers do not report which frame is presented there.
    Window,
    /// No: another tab, a minimised window, scrolled out of sight. A source may ask to keep its
    /// connection anyway.
    Hidden,
    /// The page was left and may come back as it was (the browser's back-forward cache).
    Gone,
}
