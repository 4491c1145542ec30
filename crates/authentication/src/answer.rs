//! What a request is sent with, between the program that signs and the one that sends.

/// The login to send with a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing: ask as anybody.
    None,
    /// This value of `Authorization`, a character for each byte.
    Header(String),
    /// Send nothing for so many milliseconds: the camera has refused a login that worked before, as
    /// it does while it starts.
    Wait(f64),
    /// Send nothing any more: the camera has refused this login, and cameras lock accounts.
    Refused,
    /// The camera asks in a way that cannot be answered.
    Unsupported,
    /// The camera asks for less than it did before.
    Weaker,
    /// The login would go over the network as it is, and nobody has allowed that.
    InClear,
}

// A wait is a number from 0.
const NONE: f64 = -1.0;
const REFUSED: f64 = -2.0;
const UNSUPPORTED: f64 = -3.0;
const WEAKER: f64 = -4.0;
const IN_CLEAR: f64 = -5.0;

impl Answer {
    /// A number for all but header fields, which are text.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        Some(match self {
            Self::Header(_) => return None,
            Self::None => NONE,
            Self::Wait(milliseconds) => milliseconds.max(0.0),
            Self::Refused => REFUSED,
            Self::Unsupported => UNSUPPORTED,
            Self::Weaker => WEAKER,
            Self::InClear => IN_CLEAR,
        })
    }

    /// The answer of that number. One that means nothing sends nothing.
    #[must_use]
    pub fn from_number(number: f64) -> Self {
        match number {
            NONE => Self::None,
            UNSUPPORTED => Self::Unsupported,
            WEAKER => Self::Weaker,
            IN_CLEAR => Self::InClear,
            milliseconds if milliseconds >= 0.0 => Self::Wait(milliseconds),
            _ => Self::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn every_answer_is_known_by_its_number() {
        for answer in [
            Answer::None,
            Answer::Wait(0.0),
            Answer::Wait(60_000.0),
            Answer::Refused,
            Answer::Unsupported,
            Answer::Weaker,
            Answer::InClear,
        ] {
            assert_eq!(answer.number().map(Answer::from_number), Some(answer));
        }
        assert_eq!(Answer::Header("Basic eA==".into()).number(), None);
        assert_eq!(Answer::from_number(f64::NAN), Answer::Refused);
    }
}
