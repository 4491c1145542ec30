//! Finding the last byte of a picture.
//!
//! A Content-Length that has proved right is believed: the picture is given out with its last byte after a
//! look at its first and last marker. Any other picture is walked marker by marker to its end, and a
//! Content-Length compared with what the walk finds.

use super::body::{Body, is_padding};
use super::scan::Found;
use super::seek::Seek;
use super::{Content, Parser, State, Step, work};
use crate::jpeg::{Walk, Walker};
use crate::{Error, QuirkKind};

const EOI: &[u8] = b"\xff\xd9";
/// Bytes of segments that fit, before some that do not, that are looked at once more for another
/// picture's begin.
const LONGEST_MISTAKE: usize = 4096;

/// A picture whose end is looked for.
#[derive(Debug)]
pub(super) struct Picture {
    /// Where SOI is.
    jpeg: usize,
    search: Search,
}

#[derive(Debug)]
enum Search {
    /// By its Content-Length, if that can be trusted.
    Length,
    /// By its markers.
    Walk(Walker),
    /// The markers end at `end`, before the Content-Length does: padding, or a wrong length? The bytes before
    /// `searched` hold no delimiter.
    Surplus { end: usize, searched: usize },
    /// All of the Content-Length is there and the markers have not come to an end.
    Unended(Walker),
    /// The markers make no sense; `invalid` is where. The bytes before `searched` hold no delimiter.
    Damaged { invalid: usize, searched: usize },
}

impl Picture {
    pub(super) fn new(jpeg: usize) -> Self {
        Self { jpeg, search: Search::Length }
    }
}

impl Parser {
    pub(super) fn picture(&mut self, body: Body, picture: Picture) -> Step {
        let jpeg = picture.jpeg;
        match picture.search {
            Search::Length => self.by_length(body, jpeg),
            Search::Walk(walker) => self.walk(body, jpeg, walker),
            Search::Surplus { end, searched } => self.surplus(body, jpeg, end, searched),
            Search::Unended(walker) => self.unended(body, jpeg, walker),
            Search::Damaged { invalid, searched } => self.damaged(body, jpeg, invalid, searched),
        }
    }

    fn by_length(&mut self, body: Body, jpeg: usize) -> Step {
        let bytes = self.buffer.bytes();
        if let Some(length) = body.length.filter(|&length| self.lengths.trust(length)) {
            match bytes.get(jpeg..body.start + length) {
                Some(payload) if ends_with_eoi(payload) => {
                    let padded = !payload.ends_with(EOI);
                    return self.right_length(&body, jpeg, length, padded);
                }
                Some(_) => {}
                None if self.at_end => {}
                None => return self.more_of_picture(body, Picture::new(jpeg)),
            }
        }
        let walker = body.walker();
        self.search(body, jpeg, Search::Walk(walker))
    }

    fn walk(&mut self, mut body: Body, jpeg: usize, mut walker: Walker) -> Step {
        let held = self.buffer.bytes().len();
        let longest = body.start + self.limits.part;
        let declared_end = body.length.map(|length| body.start + length);
        let bound = declared_end.unwrap_or(longest).min(held);
        let before = walker.passed();
        let walk = walker.walk(&self.buffer.bytes()[jpeg..bound]);
        work::done(walker.passed() - before);
        match walk {
            Walk::End(length) => {
                let end = jpeg + length;
                if walker.is_lenient() {
                    self.quirk(QuirkKind::PictureMarkers, || "decoders skip them".into());
                }
                match declared_end {
                    None => self.ends_at(&body, jpeg, end),
                    Some(declared_end) if end == declared_end => {
                        let length = end - body.start;
                        self.right_length(&body, jpeg, length, false)
                    }
                    // A camera whose lengths are wrong is not waited for.
                    Some(_) if self.lengths.wrong => {
                        self.length_is_wrong(&mut body, Some(end - jpeg));
                        self.ends_at(&body, jpeg, end)
                    }
                    Some(_) => self.search(body, jpeg, Search::Surplus { end, searched: end }),
                }
            }
            Walk::Invalid(at) if body.is_bare() && !walker.has_scan() => self.not_a_picture(jpeg, at),
            Walk::Invalid(at) => {
                self.search(body, jpeg, Search::Damaged { invalid: jpeg + at, searched: jpeg })
            }
            Walk::More if declared_end.is_some_and(|end| held >= end) => {
                self.search(body, jpeg, Search::Unended(walker))
            }
            Walk::More if held > longest => self.part_too_long(body.start),
            Walk::More if self.at_end => {
                self.search(body, jpeg, Search::Damaged { invalid: held, searched: jpeg })
            }
            Walk::More => self.more_of_picture(body, Picture { jpeg, search: Search::Walk(walker) }),
        }
    }

    fn surplus(&mut self, mut body: Body, jpeg: usize, end: usize, searched: usize) -> Step {
        let Some(length) = body.length else { return self.ends_at(&body, jpeg, end) };
        let declared_end = body.start + length;
        let held = self.buffer.bytes().len();
        let next = match self.scan_inside(&body, searched, self.accept_inside(false)) {
            Found::Delimiter(delimiter) if delimiter.range.start < declared_end => {
                self.length_is_wrong(&mut body, Some(end - jpeg));
                return self.ends_at(&body, jpeg, end);
            }
            Found::Delimiter(delimiter) => delimiter.range.start,
            Found::Maybe(at) | Found::Header(at) | Found::Picture(at) => at,
            Found::Nothing => held,
        };
        if next >= declared_end {
            self.right_length(&body, jpeg, length, true)
        } else if self.at_end {
            self.length_is_wrong(&mut body, Some(end - jpeg));
            self.ends_at(&body, jpeg, end)
        } else {
            self.more_of_picture(body, Picture { jpeg, search: Search::Surplus { end, searched: next } })
        }
    }

    fn unended(&mut self, mut body: Body, jpeg: usize, walker: Walker) -> Step {
        let Some(length) = body.length else { return self.search(body, jpeg, Search::Walk(walker)) };
        match self.part_follows(body.start + length) {
            None => self.more_of_picture(body, Picture { jpeg, search: Search::Unended(walker) }),
            Some(true) => self.without_end(&body, jpeg, body.start + length),
            Some(false) => {
                self.length_is_wrong(&mut body, None);
                self.search(body, jpeg, Search::Walk(walker))
            }
        }
    }

    fn damaged(&mut self, mut body: Body, jpeg: usize, invalid: usize, searched: usize) -> Step {
        let longest = body.start + self.limits.part;
        let held = self.buffer.bytes().len();
        if self.delimiters == 0 && body.length.is_none() && !self.at_end {
            // Pictures one after another: what cannot be inside this one may well be the next one's begin.
            return self.lost(Error::Truncated { length: invalid - jpeg }, invalid.max(jpeg + 2));
        }
        let found = self.scan_inside(&body, searched, self.accept_inside(false));
        let (next, decided) = match &found {
            Found::Delimiter(delimiter) => (delimiter.range.start, true),
            Found::Maybe(at) | Found::Header(at) | Found::Picture(at) => (*at, false),
            Found::Nothing => (held, self.at_end),
        };
        if let Some(length) = body.length {
            let declared_end = body.start + length;
            if next < declared_end && decided {
                let sent = self.end_before(jpeg, next);
                return self.lost(Error::Truncated { length: sent - jpeg }, sent);
            }
            if next >= declared_end {
                match self.part_follows(declared_end) {
                    None => {}
                    // Where a length is trusted, an end marker at its end is all that is asked for, too.
                    Some(true) if ends_with_eoi(&self.buffer.bytes()[jpeg..declared_end]) => {
                        self.quirk(QuirkKind::PictureMarkers, || format!("at byte {}", invalid - jpeg));
                        return self.right_length(&body, jpeg, length, false);
                    }
                    Some(true) => return self.without_end(&body, jpeg, declared_end),
                    Some(false) => {
                        self.length_is_wrong(&mut body, None);
                        return self.search(body, jpeg, Search::Damaged { invalid, searched: next });
                    }
                }
            }
        } else if next > longest {
            return self.part_too_long(body.start);
        } else if let Found::Delimiter(_) = found {
            let end = self.end_before(jpeg, next);
            return self.without_end(&body, jpeg, end);
        } else if self.at_end && self.is_whole && body.is_all() && self.delimiters == 0 && self.frames == 0 {
            return self.without_end(&body, jpeg, held);
        } else if self.at_end {
            return self.lost(Error::Truncated { length: held - jpeg }, held);
        }
        self.more_of_picture(body, Picture { jpeg, search: Search::Damaged { invalid, searched: next } })
    }

    /// Bytes between parts that looked like a picture's begin and were not: their markers make no
    /// sense `invalid` bytes behind it. A picture may begin among them, unless so many segments
    /// fitted that looking again at each place would take the square of their number.
    fn not_a_picture(&mut self, jpeg: usize, invalid: usize) -> Step {
        let passed = if invalid > LONGEST_MISTAKE { invalid } else { 2 };
        self.buffer.consume(jpeg + passed);
        self.state = State::Seek(Seek::after_junk(passed));
        Step::Again
    }

    fn search(&mut self, body: Body, jpeg: usize, search: Search) -> Step {
        self.go_on_with_picture(body, Picture { jpeg, search })
    }

    /// The Content-Length is right: the part is the picture, with padding around it if there is any.
    fn right_length(&mut self, body: &Body, jpeg: usize, length: usize, padded: bool) -> Step {
        self.lengths.prove(length);
        if padded {
            self.quirk(QuirkKind::PicturePadded, || "bytes after its end count as the picture's".into());
        }
        let payload = body.start..body.start + length;
        self.found(body.headers.clone(), Content::Frame { payload, jpeg_start: jpeg, complete: true })
    }

    /// The markers say where the picture ends.
    fn ends_at(&mut self, body: &Body, jpeg: usize, end: usize) -> Step {
        self.note_missing_length(body);
        self.found(
            body.headers.clone(),
            Content::Frame { payload: jpeg..end, jpeg_start: jpeg, complete: true },
        )
    }

    /// The picture has no end marker. The part's Content-Length, the next delimiter or the
    /// announced end of the body ends it.
    fn without_end(&mut self, body: &Body, jpeg: usize, end: usize) -> Step {
        self.note_missing_length(body);
        self.quirk(QuirkKind::PictureUnterminated, || format!("a picture of {} bytes", end - jpeg));
        let start = if body.length.is_some() { body.start } else { jpeg };
        self.found(
            body.headers.clone(),
            Content::Frame { payload: start..end, jpeg_start: jpeg, complete: false },
        )
    }

    fn note_missing_length(&mut self, body: &Body) {
        let headers = crate::Headers::new(&self.buffer.bytes()[body.headers.clone()]);
        if !body.headers.is_empty() && headers.get("content-length").is_none() {
            self.quirk(QuirkKind::NoContentLength, || "the end is read from the picture".into());
        }
    }
}

/// Whether the picture ends in EOI, padding aside.
fn ends_with_eoi(payload: &[u8]) -> bool {
    if payload.ends_with(EOI) {
        return true;
    }
    let padding = payload.iter().rev().take_while(|&&byte| is_padding(byte)).count();
    payload[..payload.len() - padding].ends_with(EOI)
}
