//! The values that image arguments take.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is none of the choices.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not {expected}")]
pub struct InvalidChoice {
    /// The expected values, in words.
    pub expected: &'static str,
}

/// An enum whose values have one text each: `ALL`, `as_str`, `Display`, `FromStr` (in any case).
macro_rules! choices {
    ($(#[$meta:meta])* $name:ident, $expected:literal, {
        $($(#[$doc:meta])* $variant:ident = $text:literal $(| $alias:literal)*),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every value, in the documented order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value as a request spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = InvalidChoice;

            fn from_str(text: &str) -> Result<Self, InvalidChoice> {
                $(if text.eq_ignore_ascii_case($text) $(|| text.eq_ignore_ascii_case($alias))* {
                    return Ok(Self::$variant);
                })+
                Err(InvalidChoice { expected: $expected })
            }
        }
    };
}
pub(crate) use choices;

choices!(
    /// Clockwise rotation by the camera, in degrees.
    #[derive(Default)]
    Rotation, "0, 90, 180 or 270", {
        /// As the sensor sees it.
        #[default]
        Deg0 = "0",
        /// A quarter turn; the picture comes in portrait.
        Deg90 = "90",
        /// Upside down.
        Deg180 = "180",
        /// Three quarter turns; the picture comes in portrait.
        Deg270 = "270",
    }
);

impl Rotation {
    /// Whether width and height change places.
    pub fn is_sideways(self) -> bool {
        matches!(self, Self::Deg90 | Self::Deg270)
    }
}

choices!(
    /// Which overlays the camera burns into the picture.
    Overlays, "all, text, image, application or off", {
        /// Every kind.
        All = "all",
        /// Text only.
        Text = "text",
        /// Images only.
        Image = "image",
        /// Those of applications on the camera.
        Application = "application",
        /// None.
        Off = "off",
    }
);

choices!(
    /// Colour of the overlay text.
    TextColor, "black or white", {
        /// Black.
        Black = "black",
        /// White.
        White = "white",
    }
);

choices!(
    /// Colour behind the overlay text.
    TextBackground, "black, white, transparent or semitransparent", {
        /// Black.
        Black = "black",
        /// White.
        White = "white",
        /// None.
        Transparent = "transparent",
        /// Half see-through.
        SemiTransparent = "semitransparent",
    }
);

choices!(
    /// Where the overlay text stands. Firmware generations spell it `top` or `0`, `bottom` or `1`.
    TextPosition, "top or bottom", {
        /// At the top.
        Top = "top" | "0",
        /// At the bottom.
        Bottom = "bottom" | "1",
    }
);

/// A number from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

impl Percent {
    const EXPECTED: &'static str = "a number from 0 to 100";

    /// `None` above 100.
    pub fn new(value: u8) -> Option<Self> {
        (value <= 100).then_some(Self(value))
    }

    /// The number.
    pub fn value(self) -> u8 {
        self.0
    }

    /// The JPEG quality (libjpeg's scale, 1 to 100) that this compression gives on the cameras that
    /// were measured: 100 less the compression. Axis says that the mapping depends on the product.
    pub fn estimated_quality(self) -> u8 {
        (100 - self.0).max(1)
    }

    /// The same as a text for a person: `quality about 70`.
    pub fn quality_text(self) -> String {
        format!("quality about {}", self.estimated_quality())
    }
}

impl TryFrom<u8> for Percent {
    type Error = InvalidChoice;

    fn try_from(value: u8) -> Result<Self, InvalidChoice> {
        Self::new(value).ok_or(InvalidChoice { expected: Self::EXPECTED })
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Percent {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, InvalidChoice> {
        text.parse().ok().and_then(Self::new).ok_or(InvalidChoice { expected: Self::EXPECTED })
    }
}

/// What the argument `camera` selects: a view of the unit, or all of them in one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum View {
    /// A view or channel, counted from 1 (parameter group `I0` is view 1).
    Number(u16),
    /// The views of a multi-channel unit in one picture.
    Quad,
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Quad => f.write_str("quad"),
        }
    }
}

impl FromStr for View {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, InvalidChoice> {
        if text.eq_ignore_ascii_case("quad") {
            return Ok(Self::Quad);
        }
        match text.parse() {
            Ok(number) if number > 0 => Ok(Self::Number(number)),
            _ => Err(InvalidChoice { expected: "a view number from 1, or quad" }),
        }
    }
}

impl TryFrom<String> for View {
    type Error = InvalidChoice;

    fn try_from(text: String) -> Result<Self, InvalidChoice> {
        text.parse()
    }
}

impl From<View> for String {
    fn from(view: View) -> Self {
        view.to_string()
    }
}

/// Where the overlay image stands, in pixels from the left and the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OverlayPosition {
    /// Pixels from the left.
    pub x: u16,
    /// Pixels from the top.
    pub y: u16,
}

impl fmt::Display for OverlayPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.x, self.y)
    }
}

impl FromStr for OverlayPosition {
    type Err = InvalidChoice;

    /// `X,Y`, or `XxY` as VAPIX 3 and older had it.
    fn from_str(text: &str) -> Result<Self, InvalidChoice> {
        let invalid = InvalidChoice { expected: "a position X,Y" };
        let (x, y) = text.split_once(',').or_else(|| text.split_once('x')).ok_or(invalid.clone())?;
        match (x.parse(), y.parse()) {
            (Ok(x), Ok(y)) => Ok(Self { x, y }),
            _ => Err(invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_read_what_they_write() {
        for &rotation in Rotation::ALL {
            assert_eq!(rotation.as_str().parse(), Ok(rotation));
        }
        for &overlays in Overlays::ALL {
            assert_eq!(overlays.to_string().parse(), Ok(overlays));
        }
        assert_eq!("45".parse::<Rotation>().unwrap_err().to_string(), "not 0, 90, 180 or 270");
    }

    #[test]
    fn both_spellings_of_a_text_position_are_known() {
        assert_eq!("0".parse(), Ok(TextPosition::Top));
        assert_eq!("bottom".parse(), Ok(TextPosition::Bottom));
        assert_eq!(TextPosition::Bottom.to_string(), "bottom");
    }

    #[test]
    fn a_percent_ends_at_100() {
        assert_eq!("100".parse(), Ok(Percent(100)));
        assert!("101".parse::<Percent>().is_err());
        assert!("-1".parse::<Percent>().is_err());
        assert!(serde_json::from_str::<Percent>("101").is_err());
        assert_eq!(serde_json::to_string(&Percent(30)).unwrap(), "30");
    }

    #[test]
    fn quality_is_what_compression_leaves() {
        assert_eq!(Percent(30).estimated_quality(), 70);
        assert_eq!(Percent(100).estimated_quality(), 1);
        assert_eq!(Percent(30).quality_text(), "quality about 70");
    }

    #[test]
    fn views_count_from_one() {
        assert_eq!("4".parse(), Ok(View::Number(4)));
        assert_eq!("quad".parse(), Ok(View::Quad));
        assert!("0".parse::<View>().is_err());
    }

    #[test]
    fn overlay_positions_have_two_spellings() {
        assert_eq!("10x20".parse(), Ok(OverlayPosition { x: 10, y: 20 }));
        assert_eq!(OverlayPosition { x: 10, y: 20 }.to_string(), "10,20");
        assert!("10".parse::<OverlayPosition>().is_err());
    }
}
