//! Whether anybody looks.

/// Whether somebody can see the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Yes.
    Shown,
    /// They see the window of its video, and nothing else. Browsers do not tell what is presented there.
    Window,
    /// No: another tab, a minimised window, scrolled out of sight. A source may ask to be kept all the same.
    Hidden,
    /// The page was left and may come back as it was (the browser's back-forward cache).
    Gone,
}
