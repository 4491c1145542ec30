//! The keyboard: one table for the keys and for the help sheet.

/// The command of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// All of the picture.
    Fit,
    /// No empty border.
    Fill,
    /// One device pixel for each picture pixel.
    Actual,
    /// Closer.
    ZoomIn,
    /// Further away.
    ZoomOut,
    /// Pan to the left.
    Left,
    /// Pan to the right.
    Right,
    /// Pan up.
    Up,
    /// Pan down.
    Down,
    /// A quarter turn clockwise.
    TurnRight,
    /// A quarter turn anticlockwise.
    TurnLeft,
    /// Left and right exchanged.
    FlipHorizontally,
    /// Top and bottom exchanged.
    FlipVertically,
    /// Full screen, or back.
    Fullscreen,
    /// Live pictures in a window of their own, or back.
    PopOut,
    /// Ask the camera for its stream.
    Play,
    /// Stop, or play.
    PlayOrStop,
    /// Close the connection to the camera.
    Disconnect,
    /// Hold the picture, or play on.
    PauseOrResume,
    /// A picture back.
    StepBack,
    /// A picture forward.
    StepForward,
    /// So many seconds forward, or back if negative. Where nothing is kept, the arrows move the view.
    Jump(i8),
    /// Backwards, and twice as fast each time.
    ShuttleBack,
    /// Hold the picture.
    Hold,
    /// Forwards, and twice as fast each time.
    ShuttleForward,
    /// The oldest picture that is kept.
    Oldest,
    /// The newest, and those to come.
    GoLive,
    /// The first mark.
    MarkA,
    /// The second mark.
    MarkB,
    /// Loop between the marks, or end the loop.
    Loop,
    /// Save the picture.
    Snapshot,
    /// Begin or end a recording.
    Record,
    /// The record sheet.
    Recordings,
    /// Open another camera.
    Open,
    /// The camera's settings of the picture.
    Parameters,
    /// Enhancements of the picture.
    Enhance,
    /// The camera's own picture beside the enhanced one.
    Split,
    /// The magnifier.
    Magnifier,
    /// The cross in the middle.
    Crosshair,
    /// The grid.
    Grid,
    /// The ruler.
    Ruler,
    /// When the picture was taken.
    Time,
    /// Copy the picture to the clipboard.
    CopyPicture,
    /// Open the picture in a new tab.
    OpenPicture,
    /// Save the view as a separate file.
    SnapshotAsSeen,
    /// Save the picture and the view.
    SnapshotBoth,
    /// The menu of the snapshot.
    SnapshotMenu,
    /// Figures.
    Statistics,
    /// The link and the commands.
    Share,
    /// Why there is no picture.
    Why,
    /// The list of keys.
    Help,
    /// The menu of sizes, turns and flips.
    Menu,
    /// Close the topmost open thing.
    Close,
}

/// A line of the help sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The keys, any of them, as printed on them.
    pub keys: &'static [&'static str],
    /// Their effect.
    pub does: &'static str,
}

/// The help sheet: groups with their title.
pub const HELP: &[(&str, &[Entry])] = &[
    (
        "View",
        &[
            Entry { keys: &["+", "−"], does: "Zoom in, zoom out" },
            Entry { keys: &["⇧ ←", "⇧ ↑", "⇧ ↓", "⇧ →"], does: "Move the enlarged picture" },
            Entry { keys: &["0"], does: "Fit the whole picture" },
            Entry { keys: &["2"], does: "Fill the screen" },
            Entry { keys: &["1"], does: "One to one, pixel by pixel" },
            Entry { keys: &["R", "⇧ R"], does: "Turn right, turn left" },
            Entry { keys: &["H", "V"], does: "Flip horizontally, vertically" },
            Entry { keys: &["M"], does: "Menu of the view" },
            Entry { keys: &["F"], does: "Full screen" },
        ],
    ),
    (
        "Replay",
        &[
            Entry { keys: &["Space"], does: "Pause, play" },
            Entry { keys: &[",", "."], does: "One picture back, forward" },
            Entry { keys: &["←", "→"], does: "Five seconds back, forward" },
            Entry { keys: &["PgDn", "PgUp"], does: "Ten seconds back, forward" },
            Entry { keys: &["J", "K", "L"], does: "Backwards, hold, forwards; again: faster" },
            Entry { keys: &["Home", "End"], does: "The oldest picture, live" },
            Entry { keys: &["A", "B"], does: "Set or remove a mark" },
            Entry { keys: &["G"], does: "Loop between A and B" },
        ],
    ),
    (
        "Picture",
        &[
            Entry { keys: &["E"], does: "Enhance the picture" },
            Entry { keys: &["Y"], does: "Before and after, side by side" },
            Entry { keys: &["Z"], does: "Magnifier" },
            Entry { keys: &["U"], does: "Crosshair" },
            Entry { keys: &["#"], does: "Grid" },
            Entry { keys: &["D"], does: "Measure a distance" },
            Entry { keys: &["T"], does: "Time of the picture" },
        ],
    ),
    (
        "Camera",
        &[
            Entry { keys: &["O"], does: "Open a camera" },
            Entry { keys: &["X"], does: "Stop (disconnect), play" },
            Entry { keys: &["S"], does: "Save a snapshot" },
            Entry { keys: &["⇧ S"], does: "Save the view as PNG" },
            Entry { keys: &["N"], does: "Record, stop recording" },
            Entry { keys: &["⇧ N"], does: "Recording: format, clips" },
            Entry { keys: &["P"], does: "Picture parameters" },
            Entry { keys: &["I"], does: "Statistics" },
            Entry { keys: &["C"], does: "Copy link and commands" },
            Entry { keys: &["W"], does: "Why is there no picture?" },
            Entry { keys: &["?"], does: "This help" },
            Entry { keys: &["Esc"], does: "Close what is open" },
        ],
    ),
];

impl Command {
    /// The command of a key, with the shift key or without, by its
    /// [`KeyboardEvent.key`](https://www.w3.org/TR/uievents-key/) value.
    #[must_use]
    pub fn of_key(key: &str, shift: bool) -> Option<Self> {
        Some(match key {
            "0" => Self::Fit,
            "1" => Self::Actual,
            "2" => Self::Fill,
            "+" | "=" => Self::ZoomIn,
            "-" | "−" | "_" => Self::ZoomOut,
            "ArrowLeft" if shift => Self::Left,
            "ArrowRight" if shift => Self::Right,
            "ArrowLeft" => Self::Jump(-5),
            "ArrowRight" => Self::Jump(5),
            "ArrowDown" => Self::Down,
            "ArrowUp" => Self::Up,
            "PageDown" => Self::Jump(-10),
            "PageUp" => Self::Jump(10),
            "," => Self::StepBack,
            "." => Self::StepForward,
            "j" | "J" => Self::ShuttleBack,
            "k" | "K" => Self::Hold,
            "l" | "L" => Self::ShuttleForward,
            "Home" => Self::Oldest,
            "End" => Self::GoLive,
            "a" | "A" => Self::MarkA,
            "b" | "B" => Self::MarkB,
            "g" | "G" => Self::Loop,
            "r" => Self::TurnRight,
            "R" => Self::TurnLeft,
            "h" | "H" => Self::FlipHorizontally,
            "v" | "V" => Self::FlipVertically,
            "f" | "F" => Self::Fullscreen,
            " " => Self::PauseOrResume,
            "x" | "X" => Self::PlayOrStop,
            "s" => Self::Snapshot,
            "S" => Self::SnapshotAsSeen,
            "e" | "E" => Self::Enhance,
            "y" | "Y" => Self::Split,
            "z" | "Z" => Self::Magnifier,
            "u" | "U" => Self::Crosshair,
            "#" => Self::Grid,
            "d" | "D" => Self::Ruler,
            "t" | "T" => Self::Time,
            "n" => Self::Record,
            "N" => Self::Recordings,
            "o" | "O" => Self::Open,
            "p" | "P" => Self::Parameters,
            "i" | "I" => Self::Statistics,
            "c" | "C" => Self::Share,
            "w" | "W" => Self::Why,
            "?" => Self::Help,
            "m" | "M" => Self::Menu,
            "Escape" => Self::Close,
            _ => return None,
        })
    }

    /// Whether it keeps the picture in one way or another.
    #[must_use]
    pub fn is_snapshot(self) -> bool {
        matches!(
            self,
            Self::Snapshot
                | Self::SnapshotAsSeen
                | Self::SnapshotBoth
                | Self::CopyPicture
                | Self::OpenPicture
        )
    }

    /// Whether the page has to read frames for it.
    #[must_use]
    pub fn needs_readable_frames(self) -> bool {
        self.is_snapshot() || matches!(self, Self::Record | Self::SnapshotMenu)
    }

    /// Whether a key held down goes on.
    #[must_use]
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Self::ZoomIn
                | Self::ZoomOut
                | Self::Left
                | Self::Right
                | Self::Up
                | Self::Down
                | Self::StepBack
                | Self::StepForward
                | Self::Jump(_)
        )
    }

    /// Whether its key also works buttons and groups of choices, which come first.
    #[must_use]
    pub fn is_bare(self) -> bool {
        matches!(
            self,
            Self::PauseOrResume
                | Self::Left
                | Self::Right
                | Self::Up
                | Self::Down
                | Self::Jump(_)
                | Self::Oldest
                | Self::GoLive
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `key` value of a key as printed in the help sheet.
    fn value(printed: &str) -> String {
        match printed.trim_start_matches("⇧ ") {
            "PgDn" => "PageDown".into(),
            "PgUp" => "PageUp".into(),
            "Home" | "End" => printed.into(),
            "Space" => " ".into(),
            "Esc" => "Escape".into(),
            "←" => "ArrowLeft".into(),
            "→" => "ArrowRight".into(),
            "↑" => "ArrowUp".into(),
            "↓" => "ArrowDown".into(),
            letter if printed.starts_with('⇧') => letter.into(),
            letter => letter.to_lowercase(),
        }
    }

    #[test]
    fn every_key_of_the_help_sheet_works_and_does_one_thing() {
        let printed: Vec<_> =
            HELP.iter().flat_map(|(_, group)| *group).flat_map(|entry| entry.keys).collect();
        let commands: Vec<_> = printed
            .iter()
            .map(|key| Command::of_key(&value(key), key.starts_with('⇧')).unwrap_or_else(|| panic!("{key}")))
            .collect();
        for (index, command) in commands.iter().enumerate() {
            assert!(!commands[..index].contains(command), "{command:?} stands twice");
        }
    }

    #[test]
    fn shift_turns_the_other_way() {
        assert_eq!(Command::of_key("r", false), Some(Command::TurnRight));
        assert_eq!(Command::of_key("R", true), Some(Command::TurnLeft));
    }

    #[test]
    fn other_keys_are_left_alone() {
        assert_eq!(Command::of_key("Tab", false), None);
        assert_eq!(Command::of_key("Enter", false), None);
        assert_eq!(Command::of_key("q", false), None);
    }
}
