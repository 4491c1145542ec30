//! Firmware versions.

use std::fmt;
use std::str::FromStr;

use crate::values::InvalidChoice;

/// A firmware (AXIS OS) version, for comparing: `9.80.2.2`, `12.11.77`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Firmware([u16; 4]);

impl Firmware {
    /// A version of two numbers.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self([major, minor, 0, 0])
    }

    /// The first number.
    pub fn major(self) -> u16 {
        self.0[0]
    }

    /// The second number.
    pub fn minor(self) -> u16 {
        self.0[1]
    }
}

impl fmt::Display for Firmware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch, build] = self.0;
        write!(f, "{major}.{minor}")?;
        if patch > 0 || build > 0 {
            write!(f, ".{patch}")?;
        }
        if build > 0 {
            write!(f, ".{build}")?;
        }
        Ok(())
    }
}

impl FromStr for Firmware {
    type Err = InvalidChoice;

    /// Reads leading numbers; what follows a fourth or a letter (`11.0.89_beta1`) is left out.
    fn from_str(text: &str) -> Result<Self, InvalidChoice> {
        let mut version = [0; 4];
        let mut read = 0;
        for (place, part) in version.iter_mut().zip(text.trim().split('.')) {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let Ok(number) = part[..digits].parse() else { break };
            *place = number;
            read += 1;
            if digits < part.len() {
                break;
            }
        }
        if read < 2 { Err(InvalidChoice { expected: "a version such as 9.80.2" }) } else { Ok(Self(version)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let version = |text: &str| text.parse::<Firmware>().unwrap();
        assert!(version("9.80.2.2") < version("10.6"));
        assert!(version("10.12.300") > version("10.6.0"));
        assert_eq!(version("5.51.7").to_string(), "5.51.7");
        assert_eq!(version("11.0.89_beta1").to_string(), "11.0.89");
        assert_eq!(version("10.6"), Firmware::new(10, 6));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "beta", "12", ".1"] {
            assert!(text.parse::<Firmware>().is_err(), "{text}");
        }
    }
}
