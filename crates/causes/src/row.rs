//! The type of a row of the table.

use std::fmt;

use crate::{Blame, Lines, Place, Retry, error, fill};

/// One cause: a row of the [`table`](crate::table).
pub struct Row {
    /// Its stable name, in kebab case.
    pub code: &'static str,
    /// The party that must act on it.
    pub blame: Blame,
    /// When to try again, unless the server says so itself.
    pub retry: Retry,
    /// The tools that can tell it.
    pub tools: Tools,
    /// The cause in one or two sentences, with [places](crate::Place) to be [filled](crate::fill).
    pub sentence: &'static str,
    /// The cure, with places likewise.
    pub cure: &'static str,
    /// Lines to copy for the cure.
    pub lines: Lines,
}

/// A part of Mullion that explains to people why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Tool {
    /// The player in a page, from its own connection.
    Player = 1,
    /// The examination behind "Why?" and `mullion probe --diagnose`.
    Diagnosis = 2,
    /// The gateway, instead of a camera's answer.
    Gateway = 4,
    /// `mullion probe` and `mullion record`.
    Probe = 8,
}

/// Some of the [`Tool`]s, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tools(pub(crate) u8);

impl Tools {
    /// Whether `tool` is one of them.
    pub fn has(self, tool: Tool) -> bool {
        self.0 & tool as u8 != 0
    }
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Player, Self::Diagnosis, Self::Gateway, Self::Probe];
}

impl Row {
    /// The sentence for a program that knows nothing of the camera but an error's own words, which
    /// may be empty.
    pub fn sentence_of(&self, words: &str) -> String {
        fill(self.sentence, &|place| if place == Place::Error { error(words) } else { String::new() })
    }

    /// The cure, likewise.
    pub fn cure_alone(&self) -> String {
        fill(self.cure, &|_| String::new())
    }
}

/// Two rows with one code are the same.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Row {}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// Makes a static of each row, so that a program carries only the rows that it names.
///
/// `NAME, "code", Blame, Retry, [Tool, ...], "sentence", "cure", lines;` where the lines may be
/// left out.
macro_rules! rows {
    ($($name:ident, $code:literal, $blame:ident, $retry:ident, [$($tool:ident),+],
        $sentence:expr, $cure:expr $(, $lines:expr)?;)+) => {
        $(
            #[doc = concat!("`", $code, "`")]
            pub static $name: Row = Row {
                code: $code,
                blame: Blame::$blame,
                retry: Retry::$retry,
                tools: $crate::row::Tools(0 $(| Tool::$tool as u8)+),
                sentence: $sentence,
                cure: $cure,
                lines: $crate::row::rows!(@ $($lines)?),
            };
        )+
        pub(super) static ALL: &[&Row] = &[$(&$name),+];
    };
    (@) => { Lines::None };
    (@ $lines:expr) => { $lines };
}

pub(crate) use rows;
