//! The facts about an argument, for programs that let a person set it.

use crate::{Argument, Firmware};

/// The facts about one argument.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Description {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: Kind,
    pub(crate) section: Section,
    pub(crate) takes: &'static str,
    pub(crate) help: &'static str,
    pub(crate) is_help_shown: bool,
    pub(crate) parameter: Option<&'static str>,
    pub(crate) dead_since: Option<Firmware>,
    pub(crate) source: &'static str,
}

/// How an argument is set: which control fits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A name that the camera knows.
    Name,
    /// A whole number from 0; 0 means without limit.
    Number {
        /// What it counts, as it stands behind the number; may be empty.
        unit: &'static str,
        /// Numbers that people choose; may be empty.
        usual: &'static [&'static str],
    },
    /// 0 to 100.
    Percent,
    /// `X,Y` in pixels.
    Position,
    /// A picture size of the camera's list.
    Resolution,
    /// Degrees clockwise: 0, 90, 180 or 270.
    Rotation,
    /// 0 or 1.
    Switch,
    /// Free text.
    Text {
        /// The most characters.
        longest: usize,
    },
    /// A view number from 1, or `quad`.
    View,
}

/// Where a person looks for an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Size, quality and rate.
    Picture,
    /// Which view, and how it is turned.
    View,
    /// Colours, and the overlays that the camera has.
    Colours,
    /// The stream as a whole.
    Stream,
    /// Overlays that the request itself defines; newer firmware ignores them.
    Overlaid,
}

impl Section {
    /// Every section, in the order in which to show them.
    pub const ALL: [Self; 5] = [Self::Picture, Self::View, Self::Colours, Self::Stream, Self::Overlaid];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Picture => "Picture",
            Self::View => "Camera view",
            Self::Colours => "Colours and overlays",
            Self::Stream => "Stream",
            Self::Overlaid => "Text and image overlays",
        }
    }

    /// Its arguments, in the order in which to show them.
    pub fn arguments(self) -> impl Iterator<Item = Argument> {
        Argument::ALL.into_iter().filter(move |argument| argument.section() == self)
    }
}

impl Argument {
    /// The argument of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|argument| argument.name() == name)
    }

    /// The name in a request.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// A label for its control.
    pub fn label(self) -> &'static str {
        self.facts().label
    }

    /// One line of help.
    pub fn help(self) -> &'static str {
        self.facts().help
    }

    /// Whether a person needs the help before a change.
    pub fn is_help_shown(self) -> bool {
        self.facts().is_help_shown
    }

    /// Which control fits.
    pub fn kind(self) -> Kind {
        self.facts().kind
    }

    /// Where a person looks for it.
    pub fn section(self) -> Section {
        self.facts().section
    }

    /// The firmware from which on cameras ignore the argument, or `None` for one that is alive.
    pub fn dead_since(self) -> Option<Firmware> {
        self.facts().dead_since
    }

    /// Whether a camera with this firmware ignores the argument. Unknown firmware is taken to be
    /// new.
    pub fn is_dead(self, firmware: Option<Firmware>) -> bool {
        self.dead_since().is_some_and(|since| firmware.is_none_or(|firmware| firmware >= since))
    }

    /// The camera's parameter that applies where the argument is left out, for view `I0`.
    pub fn parameter(self) -> Option<&'static str> {
        self.facts().parameter
    }

    /// Where the argument is documented.
    pub fn source(self) -> &'static str {
        self.facts().source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_read_back() {
        for argument in Argument::ALL {
            assert_eq!(Argument::from_name(argument.name()), Some(argument));
            assert!(!argument.label().is_empty() && argument.help().ends_with('.'));
        }
        assert_eq!(Argument::from_name("Resolution"), None);
    }

    #[test]
    fn every_argument_stands_in_one_section() {
        let count: usize = Section::ALL.into_iter().map(|section| section.arguments().count()).sum();
        assert_eq!(count, Argument::ALL.len());
        let picture: Vec<_> = Section::Picture.arguments().map(Argument::name).collect();
        assert_eq!(picture, ["resolution", "compression", "fps"]);
        assert!(Section::Overlaid.arguments().all(|argument| argument.dead_since().is_some()));
    }

    #[test]
    fn overlay_arguments_died_with_10_6() {
        let dead: Vec<_> =
            Argument::ALL.into_iter().filter(|argument| argument.is_dead(None)).map(Argument::name).collect();
        assert_eq!(
            dead,
            [
                "clock",
                "date",
                "text",
                "textstring",
                "textcolor",
                "textbackgroundcolor",
                "textpos",
                "overlayimage",
                "overlaypos"
            ]
        );
        assert!(!Argument::Clock.is_dead("9.80.2".parse().ok()));
        assert!(Argument::Clock.is_dead("10.6".parse().ok()));
        assert!(!Argument::Resolution.is_dead(None));
    }
}
