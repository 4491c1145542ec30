//! Between parts: finding where the next one begins.

use super::delimiter::{Delimiter, LineEnd};
use super::head::Head;
use super::scan::{self, Accept, Found};
use super::{Note, Parser, State, Step, body::Body};
use crate::boundary::Dashes;
use crate::{Error, QuirkKind, error};

/// Bytes of junk kept to be shown to a person.
const EXCERPT: usize = 1200;

/// Looking for the begin of a part.
#[derive(Debug)]
pub(super) struct Seek {
    /// Bytes passed over since the last part.
    passed: usize,
    /// Whether `passed` holds more than white space.
    junk: bool,
    /// The first of the bytes passed over.
    excerpt: Vec<u8>,
    line_start: bool,
    reported: bool,
    /// A closing delimiter came last. Some servers write every delimiter like that.
    closed: bool,
}

impl Default for Seek {
    fn default() -> Self {
        Self { passed: 0, junk: false, excerpt: Vec::new(), line_start: true, reported: false, closed: false }
    }
}

impl Parser {
    pub(super) fn seek(&mut self, mut seek: Seek) -> Step {
        let bare = self.delimiters == 0;
        let accept = Accept {
            unknown: true,
            dashless: true,
            picture: bare,
            soi: seek.passed == 0,
            header: bare || seek.closed,
        };
        let held = self.buffer.bytes().len();
        match scan::scan(self.buffer.bytes(), 0, seek.line_start, &self.boundary, accept, self.at_end) {
            Found::Delimiter(delimiter) => {
                let glued = delimiter.range.start == 0 && !seek.line_start_is_given(self);
                self.pass(&mut seek, delimiter.range.start);
                self.found_structure(&seek, glued);
                self.delimiter(&delimiter)
            }
            Found::Header(at) => {
                self.pass(&mut seek, at);
                self.found_structure(&seek, false);
                if seek.closed {
                    self.quirk(QuirkKind::DelimiterDashes, || "a part follows the closing delimiter".into());
                } else {
                    self.quirk(QuirkKind::FirstDelimiterMissing, || {
                        "the body begins with header fields".into()
                    });
                }
                self.state = State::Head(Head::default());
                Step::Again
            }
            Found::Picture(at) => {
                self.pass(&mut seek, at);
                self.found_structure(&seek, false);
                if self.content_type.is_multipart() || self.frames > 0 {
                    self.quirk(QuirkKind::NoDelimiters, || "pictures follow one another".into());
                }
                self.state = State::Body(Body::bare_picture(seek.junk));
                Step::Again
            }
            Found::Maybe(at) => {
                self.pass(&mut seek, at);
                self.need_more(State::Seek(seek))
            }
            Found::Nothing => {
                self.pass(&mut seek, held);
                if self.at_end {
                    self.end_of_body(&mut seek);
                }
                self.need_more(State::Seek(seek))
            }
        }
    }

    /// Takes a delimiter at the begin of the buffer and goes on to the header block.
    pub(super) fn delimiter(&mut self, delimiter: &Delimiter) -> Step {
        let text = self.buffer.bytes()[delimiter.text.start - delimiter.range.start..]
            [..delimiter.text.len()]
            .to_vec();
        self.note_delimiter(delimiter, &text);
        if !delimiter.known {
            self.boundary.learn(&text);
        }
        self.delimiters += 1;
        self.buffer.consume(delimiter.range.len());
        self.state = if delimiter.closing {
            self.notes.push_back(Note::Closed);
            State::Seek(Seek { closed: true, ..Seek::default() })
        } else {
            State::Head(Head::default())
        };
        Step::Again
    }

    fn note_delimiter(&mut self, delimiter: &Delimiter, text: &[u8]) {
        let shown = || format!("{}{}", "-".repeat(delimiter.dashes.min(80)), String::from_utf8_lossy(text));
        if let Some(content_type) =
            self.content_type.text.as_ref().filter(|_| !self.content_type.is_multipart())
        {
            let content_type = content_type.chars().take(200).collect();
            self.quirk(QuirkKind::ContentTypeNotMultipart, || content_type);
        }
        if delimiter.known && self.boundary.is_announced() {
            match self.boundary.judge(delimiter.dashes) {
                Dashes::Standard => {}
                Dashes::Announced => self.quirk(QuirkKind::BoundaryDashes, shown),
                Dashes::Odd => self.quirk(QuirkKind::DelimiterDashes, shown),
            }
            if text != self.boundary.text() {
                self.quirk(QuirkKind::BoundaryCase, shown);
            }
        } else if !delimiter.known {
            let kind = if self.boundary.is_announced() || !self.boundary.text().is_empty() {
                QuirkKind::BoundaryMismatch
            } else {
                QuirkKind::BoundaryMissing
            };
            self.quirk(kind, shown);
        }
        match delimiter.line_end {
            LineEnd::CrLf => {}
            LineEnd::Lf => self.quirk(QuirkKind::LineFeedOnly, || "after a delimiter".into()),
            LineEnd::None if delimiter.closing || self.at_end => {}
            LineEnd::None => self.quirk(QuirkKind::DelimiterNoLineEnd, shown),
        }
    }

    /// Drops `length` bytes that belong to no part.
    fn pass(&mut self, seek: &mut Seek, length: usize) {
        let passed = &self.buffer.bytes()[..length];
        let Some(&last) = passed.last() else { return };
        seek.line_start = last == b'\n';
        // Nothing here may depend on how many bytes are passed over at a time.
        let reportable = &passed[..length.min(self.limits.look_ahead.saturating_sub(seek.passed))];
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n' | b' ' | b'\t');
        let start = if seek.junk { Some(0) } else { passed.iter().position(|byte| !blank(byte)) };
        if let Some(start) = start {
            seek.junk = true;
            let shown = reportable.get(start..).unwrap_or_default();
            let room = EXCERPT - seek.excerpt.len();
            seek.excerpt.extend_from_slice(&shown[..shown.len().min(room)]);
        }
        seek.passed += length;
        self.buffer.consume(length);
        if seek.passed > self.limits.look_ahead && !seek.reported {
            seek.reported = true;
            self.nothing_found(seek);
        }
    }

    fn nothing_found(&mut self, seek: &Seek) {
        if self.frames == 0 && self.delimiters == 0 {
            self.error(Error::NotVideo { text: error::excerpt(&seek.excerpt).unwrap_or_default() });
        } else {
            self.error(Error::Unrecognised { length: self.limits.look_ahead });
        }
    }

    fn found_structure(&mut self, seek: &Seek, glued: bool) {
        if seek.junk {
            let first = self.frames == 0 && self.delimiters == 0;
            let kind = if first { QuirkKind::Preamble } else { QuirkKind::JunkBetweenParts };
            self.quirk(kind, || match error::excerpt(&seek.excerpt) {
                Some(text) => format!("{} bytes: {}", seek.passed, text.chars().take(60).collect::<String>()),
                None => format!("{} bytes", seek.passed),
            });
        }
        if glued {
            self.quirk(QuirkKind::DelimiterGlued, || "it follows the picture's last byte".into());
        }
    }

    fn end_of_body(&mut self, seek: &mut Seek) {
        if self.frames == 0 && self.delimiters == 0 && seek.junk && !seek.reported {
            seek.reported = true;
            self.nothing_found(seek);
        }
        if self.frames == 1 && self.delimiters == 0 && self.content_type.is_image() {
            self.quirk(QuirkKind::SinglePicture, || "one picture and the end".into());
        }
    }
}

impl Seek {
    /// Behind `passed` bytes that turned out to belong to no part.
    pub(super) fn after_junk(passed: usize) -> Self {
        Self { passed, junk: true, line_start: false, ..Self::default() }
    }

    /// Whether nothing has come yet that a line end would have to separate from a delimiter.
    fn line_start_is_given(&self, parser: &Parser) -> bool {
        self.passed > 0 || parser.frames == 0 && parser.delimiters == 0
    }
}
