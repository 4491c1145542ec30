//! Picture sizes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::values::{InvalidChoice, choices};
use crate::{Aspect, Rotation};

/// A picture size in pixels. Neither side is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Resolution {
    width: u16,
    height: u16,
}

/// A text that is no picture size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a picture size such as 1280x720")]
pub struct InvalidResolution;

impl Resolution {
    /// `None` if a side is 0.
    pub const fn new(width: u16, height: u16) -> Option<Self> {
        if width == 0 || height == 0 { None } else { Some(Self { width, height }) }
    }

    /// Width in pixels.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Height in pixels.
    pub fn height(self) -> u16 {
        self.height
    }

    /// Number of pixels.
    pub fn pixels(self) -> u32 {
        u32::from(self.width) * u32::from(self.height)
    }

    /// The ratio of the sides.
    pub fn aspect(self) -> Aspect {
        Aspect::of(self)
    }

    /// The size that the picture has after rotation.
    #[must_use]
    pub fn rotated(self, rotation: Rotation) -> Self {
        if rotation.is_sideways() { Self { width: self.height, height: self.width } } else { self }
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl FromStr for Resolution {
    type Err = InvalidResolution;

    fn from_str(text: &str) -> Result<Self, InvalidResolution> {
        let (width, height) = text.trim().split_once(['x', 'X']).ok_or(InvalidResolution)?;
        let (width, height) = width.parse().ok().zip(height.parse().ok()).ok_or(InvalidResolution)?;
        Self::new(width, height).ok_or(InvalidResolution)
    }
}

impl TryFrom<String> for Resolution {
    type Error = InvalidResolution;

    fn try_from(text: String) -> Result<Self, InvalidResolution> {
        text.parse()
    }
}

impl From<Resolution> for String {
    fn from(resolution: Resolution) -> Self {
        resolution.to_string()
    }
}

choices!(
    /// A size by name, as units for analogue cameras have it. The pixels depend on the video
    /// standard.
    ResolutionName, "QCIF, CIF, 2CIF, 4CIF or D1", {
        /// A quarter of CIF.
        Qcif = "QCIF",
        /// Common intermediate format.
        Cif = "CIF",
        /// Twice the width of CIF.
        Cif2 = "2CIF",
        /// Twice the width and height of CIF.
        Cif4 = "4CIF",
        /// Full frame.
        D1 = "D1",
    }
);

impl ResolutionName {
    /// The size on a 60 Hz (NTSC) unit, without square-pixel correction.
    pub fn ntsc(self) -> Resolution {
        let (width, height) = match self {
            Self::Qcif => (176, 120),
            Self::Cif => (352, 240),
            Self::Cif2 => (704, 240),
            Self::Cif4 => (704, 480),
            Self::D1 => (720, 480),
        };
        Resolution { width, height }
    }

    /// The size on a 50 Hz (PAL) unit, without square-pixel correction.
    pub fn pal(self) -> Resolution {
        let (width, height) = match self {
            Self::Qcif => (176, 144),
            Self::Cif => (352, 288),
            Self::Cif2 => (704, 288),
            Self::Cif4 => (704, 576),
            Self::D1 => (720, 576),
        };
        Resolution { width, height }
    }
}

/// A value of the argument `resolution`: pixels or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ResolutionSetting {
    /// Width and height.
    Size(Resolution),
    /// A name of the analogue age.
    Named(ResolutionName),
}

impl ResolutionSetting {
    /// The size if it is given in pixels.
    pub fn size(self) -> Option<Resolution> {
        match self {
            Self::Size(size) => Some(size),
            Self::Named(_) => None,
        }
    }
}

impl From<Resolution> for ResolutionSetting {
    fn from(resolution: Resolution) -> Self {
        Self::Size(resolution)
    }
}

impl fmt::Display for ResolutionSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => size.fmt(f),
            Self::Named(name) => name.fmt(f),
        }
    }
}

impl FromStr for ResolutionSetting {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, InvalidChoice> {
        let text = text.trim();
        let size = text.parse().map(Self::Size).ok();
        size.or_else(|| text.parse().map(Self::Named).ok())
            .ok_or(InvalidChoice { expected: "a picture size such as 1280x720 or CIF" })
    }
}

impl TryFrom<String> for ResolutionSetting {
    type Error = InvalidChoice;

    fn try_from(text: String) -> Result<Self, InvalidChoice> {
        text.parse()
    }
}

impl From<ResolutionSetting> for String {
    fn from(setting: ResolutionSetting) -> Self {
        setting.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_what_they_write() {
        let size: Resolution = "1280x720".parse().unwrap();
        assert_eq!((size.width(), size.height(), size.pixels()), (1280, 720, 921_600));
        assert_eq!(size.to_string(), "1280x720");
        assert_eq!(size.rotated(Rotation::Deg90).to_string(), "720x1280");
        assert_eq!(size.rotated(Rotation::Deg180), size);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "x", "1280", "1280x", "0x720", "1280x0", "70000x10", "-1x5", "1280x720x3"] {
            assert_eq!(text.parse::<Resolution>(), Err(InvalidResolution), "{text}");
        }
    }

    #[test]
    fn names_are_settings_too() {
        assert_eq!("4cif".parse(), Ok(ResolutionSetting::Named(ResolutionName::Cif4)));
        assert_eq!(ResolutionName::Cif4.ntsc().to_string(), "704x480");
        assert_eq!(ResolutionName::D1.pal().to_string(), "720x576");
        let setting: ResolutionSetting = serde_json::from_str("\"2CIF\"").unwrap();
        assert_eq!(serde_json::to_string(&setting).unwrap(), "\"2CIF\"");
    }
}
