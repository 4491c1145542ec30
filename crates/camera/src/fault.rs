//! Faults on demand.

use std::fmt;
use std::str::FromStr;

/// A way to misbehave, asked for by the query argument `fault`, by [`Handle::set_fault`] or by the
/// control path.
///
/// The text is `name`, `name:value` or, for a fault that can wait, `name@frames` or
/// `name:value@frames`: so many good frames are sent first (none if left out). Faults that concern
/// the response head work on new requests only; the others also strike streams that are already
/// open. Single pictures know `status`, `html`, `endless-head`, `truncate` and `stall`; by the
/// query argument every path knows the first three.
///
/// | text | what happens |
/// |---|---|
/// | `stall@N` | nothing more is sent, the connection stays open |
/// | `cut@N` | the connection is closed in the middle of a frame |
/// | `cut-head@N` | the connection is closed in the middle of a part's header |
/// | `reset@N` | the connection is reset in the middle of a frame |
/// | `undecodable:K` | every K-th picture claims twelve bits a sample, which no browser decodes |
/// | `huge:BYTES@N` | after every N pictures comes a part of so many bytes that holds none |
/// | `truncate:K` | every K-th picture lacks its second half; its Content-Length says so |
/// | `garbage:BYTES` | so many random bytes stand between parts |
/// | `length:DIFFERENCE` | Content-Length is wrong by so many bytes (`50`, `-50`) |
/// | `length:none` | no Content-Length |
/// | `slow:RATE@N` | so many bytes a second |
/// | `endless-head` | the response head never ends |
/// | `endless-part@N` | a part's header never ends |
/// | `status:CODE` | 401, 403, 404, 500 or 503 (with `Retry-After: 5`) |
/// | `html` | an HTML page with status 200 in place of the video |
/// | `boundary:quoted` | `boundary="myboundary"` |
/// | `boundary:dashes` | `boundary=--myboundary`, though the delimiters are `--myboundary` |
/// | `boundary:missing` | no boundary in the head |
/// | `boundary:wrong` | another boundary in the head than in the body |
/// | `boundary:none` | no delimiters and no part headers: only pictures |
/// | `lf` | LF in place of CRLF in the body |
/// | `clock:SECONDS@N` | the time in the pictures' comments jumps by so many seconds (`3600`, `-3600`) |
/// | `clock-stop@N` | the time in the pictures' comments stands still |
/// | `repeat@N` | the same picture is sent again and again |
/// | `resize@N` | the pictures are of half the width and height |
/// | `fps:RATE@N` | at most so many frames a second; 0 is none |
///
/// [`Handle::set_fault`]: crate::Handle::set_fault
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// `boundary:...`
    Boundary(BoundaryFault),
    /// `clock:SECONDS@N`
    ClockJump {
        /// By how much.
        seconds: i32,
        /// Good frames first.
        after: u64,
    },
    /// `clock-stop@N`
    ClockStop {
        /// Good frames first.
        after: u64,
    },
    /// `cut@N`
    Cut {
        /// Good frames first.
        after: u64,
    },
    /// `cut-head@N`
    CutHead {
        /// Good frames first.
        after: u64,
    },
    /// `endless-head`
    EndlessHead,
    /// `endless-part@N`
    EndlessPart {
        /// Good frames first.
        after: u64,
    },
    /// `fps:RATE@N`
    FrameRate {
        /// Frames a second.
        fps: u32,
        /// Good frames first.
        after: u64,
    },
    /// `garbage:BYTES`
    Garbage {
        /// Bytes before each part.
        bytes: u32,
    },
    /// `html`
    Html,
    /// `huge:BYTES@N`
    Huge {
        /// Length of the part, as its Content-Length tells it truly.
        bytes: u32,
        /// Good frames before each.
        after: u64,
    },
    /// `length:none`
    LengthMissing,
    /// `length:DIFFERENCE`
    LengthWrong {
        /// Told length less true length.
        by: i32,
    },
    /// `lf`
    LineFeeds,
    /// `repeat@N`
    Repeat {
        /// Good frames first.
        after: u64,
    },
    /// `reset@N`
    Reset {
        /// Good frames first.
        after: u64,
    },
    /// `resize@N`
    Resize {
        /// Good frames first.
        after: u64,
    },
    /// `slow:RATE@N`
    Slow {
        /// Bytes a second, at least 1.
        rate: u32,
        /// Good frames first.
        after: u64,
    },
    /// `stall@N`
    Stall {
        /// Good frames first.
        after: u64,
    },
    /// `status:CODE`
    Status(StatusFault),
    /// `truncate:K`
    Truncate {
        /// Every n-th picture; at least 1.
        every: u32,
    },
    /// `undecodable:K`
    Undecodable {
        /// Every n-th picture; at least 1.
        every: u32,
    },
}

/// The fault of the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoundaryFault {
    /// The head has the dashes of the delimiter.
    Dashes,
    /// The head has none.
    Missing,
    /// The body has none.
    None,
    /// In quotes.
    Quoted,
    /// Head and body disagree.
    Wrong,
}

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusFault {
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 500
    Internal,
    /// 503
    Unavailable,
}

/// A text that is no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a fault: {0:?}")]
pub struct InvalidFault(String);

impl BoundaryFault {
    const ALL: [(Self, &str); 5] = [
        (Self::Dashes, "dashes"),
        (Self::Missing, "missing"),
        (Self::None, "none"),
        (Self::Quoted, "quoted"),
        (Self::Wrong, "wrong"),
    ];
}

impl StatusFault {
    const ALL: [(Self, &str); 5] = [
        (Self::Unauthorized, "401"),
        (Self::Forbidden, "403"),
        (Self::NotFound, "404"),
        (Self::Internal, "500"),
        (Self::Unavailable, "503"),
    ];
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Boundary(fault) => write!(f, "boundary:{}", text_of(&BoundaryFault::ALL, fault)),
            Self::ClockJump { seconds, after } => write!(f, "clock:{seconds}@{after}"),
            Self::ClockStop { after } => write!(f, "clock-stop@{after}"),
            Self::Cut { after } => write!(f, "cut@{after}"),
            Self::CutHead { after } => write!(f, "cut-head@{after}"),
            Self::EndlessHead => f.write_str("endless-head"),
            Self::EndlessPart { after } => write!(f, "endless-part@{after}"),
            Self::FrameRate { fps, after } => write!(f, "fps:{fps}@{after}"),
            Self::Garbage { bytes } => write!(f, "garbage:{bytes}"),
            Self::Html => f.write_str("html"),
            Self::Huge { bytes, after } => write!(f, "huge:{bytes}@{after}"),
            Self::LengthMissing => f.write_str("length:none"),
            Self::LengthWrong { by } => write!(f, "length:{by}"),
            Self::LineFeeds => f.write_str("lf"),
            Self::Repeat { after } => write!(f, "repeat@{after}"),
            Self::Reset { after } => write!(f, "reset@{after}"),
            Self::Resize { after } => write!(f, "resize@{after}"),
            Self::Slow { rate, after } => write!(f, "slow:{rate}@{after}"),
            Self::Stall { after } => write!(f, "stall@{after}"),
            Self::Status(fault) => write!(f, "status:{}", text_of(&StatusFault::ALL, fault)),
            Self::Truncate { every } => write!(f, "truncate:{every}"),
            Self::Undecodable { every } => write!(f, "undecodable:{every}"),
        }
    }
}

impl FromStr for Fault {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, InvalidFault> {
        read(text.trim()).ok_or_else(|| InvalidFault(text.chars().take(80).collect()))
    }
}

fn read(text: &str) -> Option<Fault> {
    let (rest, after) = match text.split_once('@') {
        Some((rest, after)) => (rest, Some(after.parse().ok()?)),
        None => (text, None),
    };
    let (name, value) = match rest.split_once(':') {
        Some((name, value)) => (name, Some(value)),
        None => (rest, None),
    };
    let frames = after.unwrap_or(0);
    let fault = match (name, value) {
        ("boundary", Some(value)) => Fault::Boundary(value_of(&BoundaryFault::ALL, value)?),
        ("clock", Some(value)) => Fault::ClockJump { seconds: value.parse().ok()?, after: frames },
        ("clock-stop", None) => Fault::ClockStop { after: frames },
        ("cut", None) => Fault::Cut { after: frames },
        ("cut-head", None) => Fault::CutHead { after: frames },
        ("endless-head", None) => Fault::EndlessHead,
        ("endless-part", None) => Fault::EndlessPart { after: frames },
        ("fps", Some(value)) => Fault::FrameRate { fps: value.parse().ok()?, after: frames },
        ("garbage", Some(value)) => Fault::Garbage { bytes: value.parse().ok().filter(|&n| n <= 1 << 20)? },
        ("html", None) => Fault::Html,
        ("huge", Some(value)) => {
            Fault::Huge { bytes: value.parse().ok().filter(|&n| n <= 1 << 30)?, after: frames }
        }
        ("length", Some("none")) => Fault::LengthMissing,
        ("length", Some(value)) => Fault::LengthWrong { by: value.parse().ok()? },
        ("lf", None) => Fault::LineFeeds,
        ("repeat", None) => Fault::Repeat { after: frames },
        ("reset", None) => Fault::Reset { after: frames },
        ("resize", None) => Fault::Resize { after: frames },
        ("slow", Some(value)) => Fault::Slow { rate: value.parse().ok().filter(|&n| n > 0)?, after: frames },
        ("stall", None) => Fault::Stall { after: frames },
        ("status", Some(value)) => Fault::Status(value_of(&StatusFault::ALL, value)?),
        ("truncate", Some(value)) => Fault::Truncate { every: value.parse().ok().filter(|&n| n > 0)? },
        ("undecodable", Some(value)) => Fault::Undecodable { every: value.parse().ok().filter(|&n| n > 0)? },
        _ => return None,
    };
    // Frames to wait for, where there is nothing to wait with, are a misunderstanding.
    (after.is_none() || fault.to_string().contains('@')).then_some(fault)
}

fn text_of<T: Copy + PartialEq>(table: &'static [(T, &'static str)], value: T) -> &'static str {
    table.iter().find(|(known, _)| *known == value).map_or("", |(_, text)| text)
}

fn value_of<T: Copy>(table: &[(T, &str)], text: &str) -> Option<T> {
    table.iter().find(|(_, known)| *known == text).map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_reads_what_it_writes() {
        let texts = [
            "boundary:dashes",
            "boundary:missing",
            "boundary:none",
            "boundary:quoted",
            "boundary:wrong",
            "clock:-3600@10",
            "clock-stop@4",
            "cut@3",
            "cut-head@2",
            "endless-head",
            "endless-part@1",
            "fps:0@25",
            "garbage:512",
            "html",
            "huge:1000@3",
            "length:none",
            "length:-50",
            "lf",
            "repeat@6",
            "reset@0",
            "resize@5",
            "slow:1000@0",
            "stall@2",
            "status:401",
            "status:403",
            "status:404",
            "status:500",
            "status:503",
            "truncate:2",
            "undecodable:3",
        ];
        for text in texts {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn frames_to_wait_for_may_be_left_out() {
        assert_eq!("stall".parse(), Ok(Fault::Stall { after: 0 }));
        assert_eq!("fps:1".parse(), Ok(Fault::FrameRate { fps: 1, after: 0 }));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "stal",
            "stall:3",
            "stall@x",
            "stall@-1",
            "html@3",
            "status:418",
            "status",
            "slow:0",
            "truncate:0",
            "garbage:99999999",
            "boundary:odd",
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
        let long = "x".repeat(10_000).parse::<Fault>().unwrap_err();
        assert!(long.to_string().len() < 200);
    }
}
