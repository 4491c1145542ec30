//! The values of the file that are more than a number or a text.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wall::{Layout, Size};

/// A whole number from `LEAST` to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Within<const LEAST: u32, const MOST: u32>(u32);

/// The layout of a wall, under the name that [`Layout`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WallLayout(pub Layout);

/// A time of day in hours and minutes, `06:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// Minutes since midnight.
    minutes: u16,
}

/// A text that is no [`TimeOfDay`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTime;

/// The resolution that a tile requests from its camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TileRequest {
    /// `match`: the camera's size that fits the tile.
    #[default]
    Match,
    /// `full`: the camera's own size.
    Full,
    /// `640x480`: this size.
    Fixed(Size),
}

/// The hash of a PIN, as `mullion pin` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pin(pub kiosk::PinHash);

/// A value of a link parameter: a text, a number or a switch. It reads as a link writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct OptionValue(String);

impl<const LEAST: u32, const MOST: u32> Within<LEAST, MOST> {
    /// `None` if the number is outside.
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        if number >= LEAST && number <= MOST { Some(Self(number)) } else { None }
    }

    /// The nearest number within.
    #[must_use]
    pub const fn nearest(number: u32) -> Self {
        if number < LEAST {
            Self(LEAST)
        } else if number > MOST {
            Self(MOST)
        } else {
            Self(number)
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TimeOfDay {
    /// `None` if there is no such time.
    #[must_use]
    pub const fn new(hour: u8, minute: u8) -> Option<Self> {
        if hour < 24 && minute < 60 { Some(Self { minutes: hour as u16 * 60 + minute as u16 }) } else { None }
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.minutes
    }

    fn parse(text: &str) -> Result<Self, InvalidTime> {
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let (hour, minute) = text.split_once(':').ok_or(InvalidTime)?;
        if !digits(hour) || !digits(minute) {
            return Err(InvalidTime);
        }
        let number = |text: &str| text.parse().map_err(|_| InvalidTime);
        Self::new(number(hour)?, number(minute)?).ok_or(InvalidTime)
    }
}

impl TileRequest {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "match" => Some(Self::Match),
            "full" => Some(Self::Full),
            _ => {
                let (width, height) = text.split_once('x')?;
                let side = |text: &str| text.parse().ok().filter(|side| (16..=16_384).contains(side));
                Some(Self::Fixed(Size { width: side(width)?, height: side(height)? }))
            }
        }
    }
}

impl OptionValue {
    /// As a link writes it: a switch is `1` or `0`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Within<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(from)?;
        let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
        let within = is_whole.then(|| Self::new(number as u32)).flatten();
        within.ok_or_else(|| D::Error::custom(format_args!("expected a whole number from {LEAST} to {MOST}")))
    }
}

impl<'de> Deserialize<'de> for WallLayout {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map(Self).map_err(D::Error::custom)
    }
}

impl Serialize for WallLayout {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TileRequest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("expected match, full or a size such as 640x480"))
    }
}

impl Serialize for TileRequest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Match => to.serialize_str("match"),
            Self::Full => to.serialize_str("full"),
            Self::Fixed(size) => to.collect_str(&format_args!("{}x{}", size.width, size.height)),
        }
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a text, a number, true or false")]
        enum Written {
            Switch(bool),
            Whole(i64),
            Number(f64),
            Text(String),
        }
        Ok(Self(match Written::deserialize(from)? {
            Written::Switch(is_on) => if is_on { "1" } else { "0" }.to_owned(),
            Written::Whole(number) => number.to_string(),
            Written::Number(number) => number.to_string(),
            Written::Text(text) => text,
        }))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time of day is written 06:30")
    }
}

impl std::error::Error for InvalidTime {}

#[cfg(not(target_arch = "wasm32"))]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{OptionValue, Pin, TileRequest, TimeOfDay, WallLayout, Within};

    impl<const LEAST: u32, const MOST: u32> JsonSchema for Within<LEAST, MOST> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            format!("Within_{LEAST}_{MOST}").into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "integer", "minimum": LEAST, "maximum": MOST })
        }
    }

    /// A text of this pattern.
    macro_rules! pattern {
        ($($name:ident $pattern:literal $description:literal)*) => { $(
            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "type": "string", "pattern": $pattern, "description": $description })
                }
            }
        )* };
    }

    pattern! {
        Pin "^pbkdf2-sha256\\$[0-9]{5,7}\\$[0-9a-f]{32}\\$[0-9a-f]{64}$"
            "The hash of a PIN, which `mullion pin` prints."
        WallLayout "^(auto|grid|1|([1-9]|1[0-6])x([1-9]|1[0-6])|1\\+5|1\\+7|columns-([1-9]|1[0-6]))$"
            "auto, grid, 1, 2x2, 3x3, 4x4, 1+5, 1+7 or columns-N."
        TimeOfDay "^([01][0-9]|2[0-3]):[0-5][0-9]$" "Hours and minutes, such as 06:30."
        TileRequest "^(match|full|[0-9]{2,5}x[0-9]{2,5})$"
            "The resolution that a tile requests: match (the camera's size that fits the tile), full, or a size such as 640x480."
    }

    impl JsonSchema for OptionValue {
        fn schema_name() -> Cow<'static, str> {
            "OptionValue".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": ["string", "number", "boolean"] })
        }
    }
}
