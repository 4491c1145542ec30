//! The content of a part: sorting pictures from the rest, and finding the end of the rest.

use std::ops::Range;

use super::head::PartType;
use super::look::Look;
use super::picture::Picture;
use super::scan::{self, Accept, Found};
use super::seek::Seek;
use super::{Content, Parser, State, Step, work};
use crate::jpeg::Walker;
use crate::{Error, Headers, QuirkKind};

/// Longest run of padding that may stand between a part and the delimiter after it.
pub(super) const LONGEST_PADDING: usize = 4096;

/// Reading the content of a part. The header block stays in the buffer before it.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) headers: Range<usize>,
    /// Where the content begins.
    pub(super) start: usize,
    /// Content-Length, as long as it is believed.
    pub(super) length: Option<usize>,
    part_type: PartType,
    /// Bytes that belong to nothing came before it.
    follows_junk: bool,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// Is it a picture?
    Sort,
    Picture(Picture),
    /// Not a picture, or one with other bytes before it. The bytes before `searched` hold no delimiter.
    Other {
        searched: usize,
    },
}

impl Body {
    pub(super) fn new(
        headers: Range<usize>,
        start: usize,
        length: Option<usize>,
        part_type: PartType,
    ) -> Self {
        Self { headers, start, length, part_type, follows_junk: false, phase: Phase::Sort }
    }

    /// A picture without a delimiter and header fields before it, at the begin of the buffer.
    /// Behind junk, only what is a picture by all of its markers is taken for one.
    pub(super) fn bare_picture(follows_junk: bool) -> Self {
        Self {
            headers: 0..0,
            start: 0,
            length: None,
            part_type: PartType::Jpeg,
            follows_junk,
            phase: Phase::Picture(Picture::new(0)),
        }
    }
}

impl Body {
    /// Whether neither a delimiter nor a header field stands before the picture.
    pub(super) fn is_bare(&self) -> bool {
        self.start == 0
    }

    /// Whether the body begins with its picture, as far as it was read.
    pub(super) fn is_all(&self) -> bool {
        self.is_bare() && !self.follows_junk
    }

    /// Reads the markers of its picture.
    pub(super) fn walker(&self) -> Walker {
        if self.follows_junk { Walker::strict() } else { Walker::default() }
    }
}

impl Parser {
    pub(super) fn body(&mut self, mut body: Body) -> Step {
        match std::mem::replace(&mut body.phase, Phase::Sort) {
            Phase::Sort => self.sort(body),
            Phase::Picture(picture) => self.picture(body, picture),
            Phase::Other { searched } => self.other(body, searched),
        }
    }

    /// Goes on with a picture that begins at `jpeg`.
    pub(super) fn go_on_with_picture(&mut self, mut body: Body, picture: Picture) -> Step {
        body.phase = Phase::Picture(picture);
        self.state = State::Body(body);
        Step::Again
    }

    /// Waits for more of a picture.
    pub(super) fn more_of_picture(&mut self, mut body: Body, picture: Picture) -> Step {
        body.phase = Phase::Picture(picture);
        self.need_more(State::Body(body))
    }

    /// Gives the part out and goes on behind it.
    pub(super) fn found(&mut self, headers: Range<usize>, content: Content) -> Step {
        let length = match &content {
            Content::Frame { payload, .. } => payload.end,
            Content::Other { body } => body.end,
        };
        self.state = State::Seek(Seek::default());
        Step::Found(super::Found { headers, content, length })
    }

    /// Drops the first `length` bytes, which `error` explains, and looks for the next part behind them.
    pub(super) fn lost(&mut self, error: Error, length: usize) -> Step {
        self.error(error);
        self.buffer.consume(length.min(self.buffer.bytes().len()));
        self.state = State::Seek(Seek::default());
        Step::Again
    }

    pub(super) fn part_too_long(&mut self, start: usize) -> Step {
        self.lost(Error::PartTooLong { limit: self.limits.part }, start + self.limits.part)
    }

    pub(super) fn length_is_wrong(&mut self, body: &mut Body, extent: Option<usize>) {
        self.lengths.wrong = true;
        if let Some(declared) = body.length.take() {
            self.quirk(QuirkKind::ContentLengthWrong, || match extent {
                Some(extent) => format!("{declared} declared, {extent} sent"),
                None => format!("{declared} declared"),
            });
        }
    }

    /// Whether a part (or the end) follows at `at`, after padding at most. `None` while more bytes
    /// are needed.
    pub(super) fn part_follows(&self, at: usize) -> Option<bool> {
        let bytes = self.buffer.bytes();
        let padding =
            bytes[at..].iter().take(LONGEST_PADDING + 1).take_while(|&&byte| is_padding(byte)).count();
        work::done(padding);
        if padding > LONGEST_PADDING {
            return Some(false);
        }
        let next = at + padding;
        if next == bytes.len() {
            return self.at_end.then_some(true);
        }
        let bare = self.delimiters == 0;
        let accept = Accept { unknown: true, dashless: true, picture: bare, soi: false, header: bare };
        match scan::here(bytes, next, true, &self.boundary, accept, self.at_end) {
            Look::Yes(_) => Some(true),
            Look::No => Some(false),
            Look::More => None,
        }
    }

    /// What may end a part of unknown length. An unannounced delimiter is believed only while none is known.
    pub(super) fn accept_inside(&self, picture: bool) -> Accept {
        Accept {
            unknown: self.boundary.text().is_empty() || self.delimiters == 0,
            dashless: false,
            picture,
            soi: false,
            header: false,
        }
    }

    /// Scans the content of a part for its end.
    pub(super) fn scan_inside(&self, body: &Body, searched: usize, accept: Accept) -> Found {
        let bytes = self.buffer.bytes();
        let line_start = searched == body.start || bytes[searched - 1] == b'\n';
        scan::scan(bytes, searched, line_start, &self.boundary, accept, self.at_end)
    }

    /// Where a part ends before a delimiter at `delimiter`: less the line end that belongs to the delimiter.
    pub(super) fn end_before(&self, start: usize, delimiter: usize) -> usize {
        let content = &self.buffer.bytes()[start..delimiter];
        let content =
            content.strip_suffix(b"\n").map_or(content, |line| line.strip_suffix(b"\r").unwrap_or(line));
        start + content.len()
    }

    fn sort(&mut self, mut body: Body) -> Step {
        match &self.buffer.bytes()[body.start..] {
            [0xff, 0xd8, ..] => {
                self.note_picture(&body);
                if body.length == Some(0) {
                    self.length_is_wrong(&mut body, None);
                }
                let jpeg = body.start;
                self.go_on_with_picture(body, Picture::new(jpeg))
            }
            [] | [0xff] if !self.at_end => self.need_more(State::Body(body)),
            _ if body.length == Some(0) => self.empty_part(body.start),
            _ => {
                let searched = body.start;
                self.other(body, searched)
            }
        }
    }

    fn note_picture(&mut self, body: &Body) {
        let headers = Headers::new(&self.buffer.bytes()[body.headers.clone()]);
        let content_type = headers.get("content-type").map(str::to_owned);
        if body.part_type != PartType::Jpeg {
            self.quirk(QuirkKind::PartType, || content_type.unwrap_or_else(|| "none".into()));
        }
    }

    fn empty_part(&mut self, length: usize) -> Step {
        self.quirk(QuirkKind::ZeroLengthPart, || "skipped".into());
        self.buffer.consume(length);
        self.state = State::Seek(Seek::default());
        Step::Again
    }

    /// A part that does not begin with a picture. Where its type does not rule one out, there may be one
    /// behind padding.
    ///
    /// A delimiter inside the Content-Length ends the part all the same: text that holds one is far rarer
    /// than a wrong length, and the next picture must not be lost to it.
    fn other(&mut self, mut body: Body, searched: usize) -> Step {
        let wanted = body.part_type != PartType::Other;
        let held = self.buffer.bytes().len();
        let longest = body.start + self.limits.part;
        let declared_end = body.length.map(|length| body.start + length);
        let bound = declared_end.unwrap_or(longest);
        let next = match self.scan_inside(&body, searched, self.accept_inside(wanted)) {
            Found::Picture(jpeg) if jpeg < bound => {
                self.note_picture(&body);
                self.quirk(QuirkKind::PicturePadded, || format!("{} bytes before it", jpeg - body.start));
                return self.go_on_with_picture(body, Picture::new(jpeg));
            }
            Found::Delimiter(delimiter) if delimiter.range.start < bound => {
                let end = self.end_before(body.start, delimiter.range.start);
                let extent = end - body.start;
                self.length_is_wrong(&mut body, Some(extent));
                if end == body.start {
                    return self.empty_part(end);
                }
                return self.found_other(&body, end);
            }
            Found::Delimiter(delimiter) => delimiter.range.start,
            Found::Maybe(at) | Found::Header(at) | Found::Picture(at) => at,
            Found::Nothing => held,
        };
        if next >= bound {
            let Some(end) = declared_end else { return self.part_too_long(body.start) };
            match self.part_follows(end) {
                None => {}
                Some(true) => return self.found_other(&body, end),
                Some(false) => {
                    self.length_is_wrong(&mut body, None);
                    return self.other(body, next);
                }
            }
        } else if self.at_end && !wanted {
            return self.found_other(&body, held);
        }
        body.phase = Phase::Other { searched: next };
        self.need_more(State::Body(body))
    }

    fn found_other(&mut self, body: &Body, end: usize) -> Step {
        if body.part_type == PartType::Jpeg {
            self.error(Error::NotAPicture { length: end - body.start });
        }
        self.found(body.headers.clone(), Content::Other { body: body.start..end })
    }
}

/// Bytes with which servers pad.
pub(super) fn is_padding(byte: u8) -> bool {
    matches!(byte, 0 | b'\r' | b'\n' | b' ' | b'\t')
}
