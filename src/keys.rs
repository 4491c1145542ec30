//! The keyboard: one table for the keys and for the help sheet.

/// What a key does.
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
    /// See what is further to the left.
    Left,
    /// See what is further to the right.
    Right,
    /// See what is further up.
    Up,
    /// See what is further down.
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
    /// Stop, or play.
    PlayOrStop,
    /// Save the picture.
    Snapshot,
    /// Open another camera.
    Open,
    /// The camera's settings of the picture.
    Parameters,
    /// Figures.
    Statistics,
    /// The link and the commands.
    Share,
    /// The list of keys.
    Help,
    /// The menu of sizes, turns and flips.
    Menu,
    /// Close what is open.
    Close,
}

/// A line of the help sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The keys, any of them, as printed on them.
    pub keys: &'static [&'static str],
    /// What they do.
    pub does: &'static str,
}

/// The help sheet: groups with their title.
pub const HELP: &[(&str, &[Entry])] = &[
    (
        "View",
        &[
            Entry { keys: &["+", "−"], does: "Zoom in, zoom out" },
            Entry { keys: &["←", "↑", "↓", "→"], does: "Move the enlarged picture" },
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
        "Camera",
        &[
            Entry { keys: &["O"], does: "Open a camera" },
            Entry { keys: &["Space"], does: "Stop, play" },
            Entry { keys: &["S"], does: "Save a snapshot" },
            Entry { keys: &["P"], does: "Picture parameters" },
            Entry { keys: &["I"], does: "Statistics" },
            Entry { keys: &["C"], does: "Copy link and commands" },
            Entry { keys: &["?"], does: "This help" },
            Entry { keys: &["Esc"], does: "Close what is open" },
        ],
    ),
];

impl Command {
    /// The command of a key by its [`KeyboardEvent.key`](https://www.w3.org/TR/uievents-key/) value.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "0" => Self::Fit,
            "1" => Self::Actual,
            "2" => Self::Fill,
            "+" | "=" => Self::ZoomIn,
            "-" | "−" | "_" => Self::ZoomOut,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "r" => Self::TurnRight,
            "R" => Self::TurnLeft,
            "h" | "H" => Self::FlipHorizontally,
            "v" | "V" => Self::FlipVertically,
            "f" | "F" => Self::Fullscreen,
            " " => Self::PlayOrStop,
            "s" | "S" => Self::Snapshot,
            "o" | "O" => Self::Open,
            "p" | "P" => Self::Parameters,
            "i" | "I" => Self::Statistics,
            "c" | "C" => Self::Share,
            "?" => Self::Help,
            "m" | "M" => Self::Menu,
            "Escape" => Self::Close,
            _ => return None,
        })
    }

    /// Whether a key held down goes on.
    #[must_use]
    pub fn repeats(self) -> bool {
        matches!(self, Self::ZoomIn | Self::ZoomOut | Self::Left | Self::Right | Self::Up | Self::Down)
    }

    /// Whether its key also works buttons and groups of choices, which come first.
    #[must_use]
    pub fn is_bare(self) -> bool {
        matches!(self, Self::PlayOrStop | Self::Left | Self::Right | Self::Up | Self::Down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `key` value of a key as printed in the help sheet.
    fn value(printed: &str) -> String {
        match printed {
            "Space" => " ".into(),
            "Esc" => "Escape".into(),
            "←" => "ArrowLeft".into(),
            "→" => "ArrowRight".into(),
            "↑" => "ArrowUp".into(),
            "↓" => "ArrowDown".into(),
            "⇧ R" => "R".into(),
            letter => letter.to_lowercase(),
        }
    }

    #[test]
    fn every_key_of_the_help_sheet_works_and_does_one_thing() {
        let printed: Vec<_> =
            HELP.iter().flat_map(|(_, group)| *group).flat_map(|entry| entry.keys).collect();
        let commands: Vec<_> = printed
            .iter()
            .map(|key| Command::of_key(&value(key)).unwrap_or_else(|| panic!("{key}")))
            .collect();
        for (index, command) in commands.iter().enumerate() {
            assert!(!commands[..index].contains(command), "{command:?} stands twice");
        }
    }

    #[test]
    fn shift_turns_the_other_way() {
        assert_eq!(Command::of_key("r"), Some(Command::TurnRight));
        assert_eq!(Command::of_key("R"), Some(Command::TurnLeft));
    }

    #[test]
    fn other_keys_are_left_alone() {
        assert_eq!(Command::of_key("Tab"), None);
        assert_eq!(Command::of_key("Enter"), None);
        assert_eq!(Command::of_key("q"), None);
    }
}
