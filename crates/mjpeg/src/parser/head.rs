//! The header block of a part.

use super::body::Body;
use super::delimiter::known_delimiter;
use super::look::is_header;
use super::seek::Seek;
use super::{Parser, State, Step, work};
use crate::{Error, Headers, QuirkKind};

/// Reading a header block, which begins with the buffer.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Begin of the first line not yet read.
    line: usize,
    /// The bytes before this hold no end of that line.
    searched: usize,
    /// Lines with a colon so far.
    fields: usize,
}

impl Parser {
    pub(super) fn head(&mut self, mut head: Head) -> Step {
        loop {
            if head.line > self.limits.header_block {
                return self.header_block_too_long();
            }
            let bytes = self.buffer.bytes();
            let rest = &bytes[head.line..];
            match rest {
                [0xff, 0xd8, ..] => {
                    if head.fields > 0 {
                        self.quirk(QuirkKind::HeaderUnterminated, || {
                            "no blank line before the picture".into()
                        });
                    }
                    return self.end_of_head(head.line, head.line);
                }
                [0xff] if !self.at_end => return self.need_more(State::Head(head)),
                [b'-', ..] => match known_delimiter(bytes, head.line, &self.boundary, self.at_end) {
                    None => return self.need_more(State::Head(head)),
                    Some(None) => {}
                    Some(Some(delimiter)) => {
                        let kind = if head.line == 0 {
                            QuirkKind::DelimiterDoubled
                        } else {
                            QuirkKind::HeaderUnterminated
                        };
                        self.quirk(kind, || "a delimiter follows a delimiter".into());
                        self.buffer.consume(head.line);
                        return self.delimiter(&delimiter);
                    }
                },
                _ => {}
            }
            let searched = head.searched.max(head.line);
            let found = memchr::memchr(b'\n', &bytes[searched..]);
            work::done(found.unwrap_or(bytes.len() - searched));
            let line_end = found.map(|at| searched + at - head.line);
            if head.line + line_end.unwrap_or(rest.len()) > self.limits.header_block {
                return self.header_block_too_long();
            }
            let Some(length) = line_end else {
                head.searched = bytes.len();
                return self.need_more(State::Head(head));
            };
            let line = &rest[..length];
            let next = head.line + length + 1;
            let lf_only = !line.ends_with(b"\r");
            if line.trim_ascii().is_empty() {
                match self.blank_line(&head, next) {
                    Blank::Ends => {
                        let block = head.line;
                        self.note_line_end(lf_only);
                        return self.end_of_head(block, next);
                    }
                    Blank::Skip => {
                        self.quirk(QuirkKind::HeaderBlankLine, || "before the header fields".into());
                    }
                    Blank::NeedMore => return self.need_more(State::Head(head)),
                }
            } else if line.contains(&b':') {
                head.fields += 1;
            } else {
                let shown: String = String::from_utf8_lossy(line).trim().chars().take(60).collect();
                self.quirk(QuirkKind::HeaderMalformed, || shown);
            }
            self.note_line_end(lf_only);
            head.line = next;
        }
    }

    fn note_line_end(&mut self, lf_only: bool) {
        if lf_only {
            self.quirk(QuirkKind::LineFeedOnly, || "after a header field".into());
        }
    }

    /// What a blank line means. Before any field it may be a stray one, or the end of an empty
    /// block.
    fn blank_line(&self, head: &Head, next: usize) -> Blank {
        if head.fields > 0 {
            return Blank::Ends;
        }
        match &self.buffer.bytes()[next..] {
            [] | [0xff] if !self.at_end => Blank::NeedMore,
            [] | [0xff, ..] => Blank::Ends,
            // A run of blank lines: the last of them decides.
            [b'\r', b'\n', ..] | [b'\n', ..] => match self.boundary.text() {
                [] => Blank::Ends,
                _ => Blank::Skip,
            },
            [b'\r'] if !self.at_end => Blank::NeedMore,
            rest => match is_header(rest, self.at_end) {
                Some(true) => Blank::Skip,
                Some(false) => Blank::Ends,
                None => Blank::NeedMore,
            },
        }
    }

    /// The block ends before `block_end`; the body begins at `body`.
    fn end_of_head(&mut self, block_end: usize, body: usize) -> Step {
        let headers = Headers::new(&self.buffer.bytes()[..block_end]);
        let declared =
            headers.get("content-length").map(|value| (value.to_owned(), value.parse::<usize>().ok()));
        let picture_type = PartType::of(headers.get("content-type"));
        let length = match declared {
            Some((_, Some(length))) if length <= self.limits.part => Some(length),
            Some((_, Some(_))) if self.lengths.are_right() && self.delimiters > 0 => {
                return self.lost(Error::PartTooLong { limit: self.limits.part }, body);
            }
            Some((value, _)) => {
                self.quirk(QuirkKind::ContentLengthInvalid, || value.chars().take(40).collect());
                None
            }
            None => None,
        };
        self.state = State::Body(Body::new(0..block_end, body, length, picture_type));
        Step::Again
    }

    fn header_block_too_long(&mut self) -> Step {
        self.error(Error::HeaderBlockTooLong { limit: self.limits.header_block });
        // Those bytes were looked at: what begins like a header block must not be taken for one
        // again.
        self.buffer.consume(self.limits.header_block);
        self.state = State::Seek(Seek::after_junk(self.limits.header_block));
        Step::Again
    }
}

enum Blank {
    Ends,
    Skip,
    NeedMore,
}

/// The content that a part's `Content-Type` promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartType {
    /// image/jpeg and the names that are meant to be it.
    Jpeg,
    /// None, or one that says nothing.
    Unknown,
    Other,
}

impl PartType {
    fn of(value: Option<&str>) -> Self {
        const JPEG: [&str; 4] = ["image/jpeg", "image/jpg", "image/pjpeg", "image/x-jpeg"];
        const NOTHING: [&str; 3] = ["", "application/octet-stream", "image/*"];
        let essence = value.unwrap_or_default().split([';', ',']).next().unwrap_or_default().trim();
        let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(essence));
        if is_one_of(&JPEG) {
            Self::Jpeg
        } else if is_one_of(&NOTHING) {
            Self::Unknown
        } else {
            Self::Other
        }
    }
}
