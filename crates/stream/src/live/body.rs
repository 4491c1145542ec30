//! The body of a response: its pictures, and the meaning of its end.

use causes::{Cause, Content};
use diagnosis::first_words;
use diagnosis::{Parts, recognise};
use mjpeg::{Ending, Endings, Error, Event, Frame, Limits, Parser, Quirk};

use crate::connection::Outcome;

/// Reads one response.
#[derive(Debug)]
pub struct Body {
    parser: Parser,
    multipart: bool,
    redirected: bool,
    /// Whether the camera's pictures have end markers, as far as known.
    pub endings: Endings,
    pictures: u64,
    /// The `Content-Type` of the response, unchanged.
    content_type: String,
    /// The first bytes.
    first: Vec<u8>,
    /// The parts that came instead of pictures.
    parts: Parts,
    /// The body has no parts and no pictures.
    is_no_video: bool,
    /// There is no memory for its parts.
    is_too_large: bool,
    /// The last picture is whole.
    ends_whole: bool,
    /// The last delimiter was there.
    is_closed: bool,
    is_finished: bool,
}

/// Bytes of an answer that are kept to recognise and quote it.
const FIRST: usize = 512;

/// How the bytes came to their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The announced number of bytes came.
    Announced,
    /// The connection was closed properly.
    Closed,
    /// The connection broke.
    Broken,
}

/// One thing found in a body.
#[derive(Debug)]
pub enum Item<'a> {
    /// A picture to draw. A doubtful one may turn out to be cut off.
    Picture(Frame<'a>, Ending),
    /// A picture that was lost, or was cut off and others follow.
    Damaged,
    /// A picture that was cut off by the end.
    Cut,
    /// Bytes that belong to no part of a stream.
    Lost,
    /// The camera made a mistake that the parser corrected.
    Quirk(Quirk),
    /// Nothing to act on.
    Nothing,
}

impl Body {
    /// A body with that `Content-Type`. `redirected`: it comes from another address than the
    /// requested one.
    pub fn new(content_type: Option<&str>, redirected: bool) -> Self {
        let multipart = content_type.is_some_and(is_multipart);
        Self {
            parser: Parser::new(content_type, Limits::default()),
            multipart,
            redirected,
            endings: Endings::default(),
            pictures: 0,
            content_type: content_type.unwrap_or_default().to_owned(),
            first: Vec::new(),
            parts: Parts::default(),
            is_no_video: false,
            is_too_large: false,
            ends_whole: false,
            is_closed: false,
            is_finished: false,
        }
    }

    /// Bytes of memory that the buffer takes.
    pub fn memory(&self) -> usize {
        self.parser.memory()
    }

    /// Takes the next `length` bytes, which `write` puts into the given buffer.
    pub fn fill(&mut self, length: usize, write: impl FnOnce(&mut [u8])) {
        let space = self.parser.space(length);
        write(space);
        let room = FIRST - self.first.len();
        self.first.extend_from_slice(&space[..length.min(room)]);
        self.parser.filled(length);
    }

    /// Whether no byte has come yet.
    pub fn is_untouched(&self) -> bool {
        self.first.is_empty()
    }

    /// The next thing in the bytes so far.
    pub fn next_item(&mut self) -> Option<Item<'_>> {
        let damaged = if self.is_finished { Item::Cut } else { Item::Damaged };
        Some(match self.parser.next_event()? {
            Event::Frame(frame) => {
                self.pictures += 1;
                self.ends_whole = frame.is_complete();
                match self.endings.judge(frame.is_complete()) {
                    Ending::CutOff => damaged,
                    ending => Item::Picture(frame, ending),
                }
            }
            Event::Other(part) => {
                self.parts.push(part.headers().get("content-type"), part.body());
                Item::Nothing
            }
            Event::Error(Error::NotVideo { .. }) => {
                self.is_no_video = true;
                Item::Nothing
            }
            Event::Error(Error::HeaderBlockTooLong { .. } | Error::Unrecognised { .. }) => Item::Lost,
            Event::Error(_) => {
                self.ends_whole = false;
                damaged
            }
            Event::Quirk(quirk) => Item::Quirk(quirk),
            Event::Closed => {
                self.is_closed = true;
                Item::Nothing
            }
        })
    }

    /// Whether there is no point in reading on: this is a page, or another format than MJPEG.
    pub fn is_no_video(&self) -> bool {
        self.is_no_video || self.pictures == 0 && self.parts.is_certain()
    }

    /// There is no memory for its parts: they are dropped, and nothing more is read.
    pub fn give_up(&mut self) {
        self.is_too_large = true;
        self.parser = Parser::new(None, Limits::default());
    }

    /// Whether it is exactly one complete picture so far. Then nothing is missing, whatever length
    /// was announced.
    pub fn is_whole_picture(&self) -> bool {
        self.is_single() && self.ends_whole
    }

    /// No more bytes will come. [`next_item`](Self::next_item) may give more items.
    pub fn finish(&mut self, end: End) {
        self.is_finished = true;
        match end {
            End::Announced => self.parser.finish_whole(),
            End::Closed | End::Broken => self.parser.finish(),
        }
    }

    /// Judges the end of the body.
    pub fn outcome(self, end: End) -> Outcome {
        if self.is_too_large {
            return Outcome::Failed(Cause::MemoryShort);
        }
        if self.pictures == 0
            && let Some(cause) = self.other_content()
        {
            return Outcome::Failed(cause);
        }
        match end {
            _ if self.is_whole_picture() => Outcome::SinglePicture,
            _ if self.is_closed => Outcome::Complete,
            End::Broken => Outcome::Failed(Cause::Interrupted),
            _ if self.is_single() => Outcome::SinglePicture,
            End::Announced => Outcome::Complete,
            End::Closed => Outcome::Ended,
        }
    }

    fn is_single(&self) -> bool {
        self.pictures == 1 && !self.multipart && self.parser.boundary().is_none()
    }

    /// The content that came instead of pictures, if known.
    fn other_content(&self) -> Option<Cause> {
        let redirected = self.redirected;
        if let Some((kind, bytes)) = self.parts.best() {
            return Some(not_video(kind, bytes, true, redirected));
        }
        self.is_no_video.then(|| not_video(&self.content_type, &self.first, false, redirected))
    }
}

/// Whether a `Content-Type` is one of several parts.
pub fn is_multipart(content_type: &str) -> bool {
    content_type.trim_start().get(..10).is_some_and(|head| head.eq_ignore_ascii_case("multipart/"))
}

fn not_video(kind: &str, bytes: &[u8], is_part: bool, redirected: bool) -> Cause {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (content, format) = recognise(&kind, bytes);
    let content = match content {
        diagnosis::Content::Video => Content::Video,
        diagnosis::Content::OtherPicture if is_part => Content::Video,
        diagnosis::Content::Picture | diagnosis::Content::OtherPicture => Content::Picture,
        diagnosis::Content::Html => Content::Page,
        diagnosis::Content::Text => Content::Text,
        diagnosis::Content::Stream | diagnosis::Content::Audio | diagnosis::Content::Other => Content::Other,
    };
    let is_text = matches!(content, Content::Page | Content::Text);
    let words = if is_text { first_words(bytes) } else { String::new() };
    let comma = if format.is_empty() || kind.is_empty() { "" } else { ", " };
    Cause::NotVideo { content, format: [format, comma, &kind].concat(), words, redirected }
}

#[cfg(test)]
mod tests {
    use causes::{Cause, Content};

    use super::{Body, End, Item};
    use crate::connection::Outcome;

    const PICTURE: &[u8] = b"\xff\xd8\xff\xfe\x00\x04ab\xff\xd9";
    const MULTIPART: Option<&str> = Some("multipart/x-mixed-replace; boundary=b");

    struct Reading {
        pictures: u32,
        damaged: u32,
        cut: u32,
        outcome: Result<(), Cause>,
        single: bool,
        complete: bool,
    }

    fn read(content_type: Option<&str>, bytes: &[u8], end: End) -> Reading {
        let mut body = Body::new(content_type, false);
        body.fill(bytes.len(), |space| space.copy_from_slice(bytes));
        let (outcome, single, complete) = (Ok(()), false, false);
        let mut reading = Reading { pictures: 0, damaged: 0, cut: 0, outcome, single, complete };
        for finished in [false, true] {
            if finished {
                body.finish(end);
            }
            while let Some(item) = body.next_item() {
                match item {
                    Item::Picture(..) => reading.pictures += 1,
                    Item::Damaged => reading.damaged += 1,
                    Item::Cut => reading.cut += 1,
                    Item::Lost | Item::Quirk(_) | Item::Nothing => {}
                }
            }
        }
        match body.outcome(end) {
            Outcome::Ended => {}
            Outcome::Complete => reading.complete = true,
            Outcome::SinglePicture => reading.single = true,
            Outcome::Failed(cause) => reading.outcome = Err(cause),
            Outcome::Elsewhere => panic!("a body knows of no other way"),
        }
        reading
    }

    fn part(picture: &[u8]) -> Vec<u8> {
        let head = format!("--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
        [head.as_bytes(), picture, b"\r\n"].concat()
    }

    #[test]
    fn a_stream_of_pictures() {
        let reading = read(MULTIPART, &part(PICTURE).repeat(3), End::Closed);
        assert_eq!((reading.pictures, reading.damaged, reading.single), (3, 0, false));
        assert_eq!(reading.outcome, Ok(()));
    }

    #[test]
    fn a_break_is_a_failure() {
        let reading = read(MULTIPART, &part(PICTURE), End::Broken);
        assert_eq!(reading.outcome, Err(Cause::Interrupted));
    }

    #[test]
    fn a_picture_without_end_is_damaged_where_others_have_one() {
        let cut = &PICTURE[..PICTURE.len() - 2];
        let reading = read(MULTIPART, &[part(PICTURE), part(cut), part(PICTURE)].concat(), End::Closed);
        assert_eq!((reading.pictures, reading.damaged), (2, 1));
        let reading = read(MULTIPART, &part(cut).repeat(3), End::Closed);
        assert_eq!((reading.pictures, reading.damaged), (3, 0), "this camera never writes one");
    }

    #[test]
    fn a_page_is_no_video_and_is_quoted() {
        let mut body = Body::new(Some("text/html"), true);
        let page = b"<html><title>Login</title><body>Please log in</body></html>";
        body.fill(page.len(), |space| space.copy_from_slice(page));
        body.finish(End::Closed);
        while body.next_item().is_some() {}
        assert!(body.is_no_video());
        let Outcome::Failed(cause) = body.outcome(End::Closed) else { panic!("it did not fail") };
        let Cause::NotVideo { content: Content::Page, words, redirected: true, .. } = cause else {
            panic!("{cause:?}")
        };
        assert_eq!(words, "Login Please log in");
    }

    #[test]
    fn text_in_place_of_every_picture_is_quoted_too() {
        let bytes = b"--b\r\nContent-Type: text/plain\r\n\r\nNo frames send.\r\n--b--\r\n";
        let (content, format, words) = (Content::Text, "text/plain".into(), "No frames send.".into());
        let cause = Cause::NotVideo { content, format, words, redirected: false };
        assert_eq!(read(MULTIPART, bytes, End::Closed).outcome, Err(cause));
    }

    #[test]
    fn a_stream_of_another_format_is_told_after_a_few_parts_and_not_read_on() {
        let mut body = Body::new(MULTIPART, false);
        let part = b"--b\r\nContent-Type: video/x-h264\r\nContent-Length: 5\r\n\r\n\0\0\0\x01g\r\n";
        for parts in 1.. {
            body.fill(part.len(), |space| space.copy_from_slice(part));
            while body.next_item().is_some() {}
            if body.is_no_video() {
                assert!(parts < 8, "{parts} parts");
                break;
            }
        }
        let Outcome::Failed(Cause::NotVideo { content, format, .. }) = body.outcome(End::Broken) else {
            panic!("it did not fail")
        };
        assert_eq!((content, format.as_str()), (Content::Video, "H.264, video/x-h264"));
    }

    #[test]
    fn a_picture_in_another_format_is_called_by_it() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0";
        let outcome = read(Some("image/png"), png, End::Closed).outcome;
        let Err(Cause::NotVideo { content: Content::Picture, format, .. }) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(format, "PNG, image/png");
    }

    #[test]
    fn one_picture_alone_is_told_from_a_stream_of_one() {
        assert!(read(Some("image/jpeg"), PICTURE, End::Closed).single);
        assert!(!read(Some("image/jpeg"), &PICTURE.repeat(2), End::Closed).single);
        assert!(!read(MULTIPART, &part(PICTURE), End::Closed).single);
        assert!(!read(Some("application/octet-stream"), &part(PICTURE), End::Closed).single);
        let cut = &PICTURE[..PICTURE.len() - 2];
        assert_eq!(read(Some("image/jpeg"), cut, End::Broken).outcome, Err(Cause::Interrupted));
    }

    #[test]
    fn a_picture_that_is_whole_is_no_failure_however_much_was_announced() {
        for end in [End::Announced, End::Closed, End::Broken] {
            let reading = read(Some("image/jpeg"), PICTURE, end);
            assert_eq!((reading.pictures, reading.single, reading.outcome), (1, true, Ok(())), "{end:?}");
        }
        let stream = read(MULTIPART, &part(PICTURE), End::Broken);
        assert_eq!(stream.outcome, Err(Cause::Interrupted), "a stream goes on");
    }

    #[test]
    fn a_single_picture_of_the_right_length_is_shown_without_an_end_marker_too() {
        let unmarked = &PICTURE[..PICTURE.len() - 2];
        let reading = read(Some("image/jpeg"), unmarked, End::Announced);
        assert_eq!((reading.pictures, reading.cut, reading.single, reading.outcome), (1, 0, true, Ok(())));
        for end in [End::Closed, End::Broken] {
            let reading = read(Some("image/jpeg"), unmarked, end);
            assert_eq!((reading.pictures, reading.cut), (0, 1), "{end:?}");
        }
    }

    #[test]
    fn a_stream_is_complete_with_its_last_delimiter_or_all_of_its_bytes() {
        let closed = [&part(PICTURE).repeat(3)[..], b"--b--\r\n"].concat();
        for end in [End::Announced, End::Closed, End::Broken] {
            assert!(read(MULTIPART, &closed, end).complete, "{end:?}");
        }
        let open = part(PICTURE).repeat(3);
        assert!(read(MULTIPART, &open, End::Announced).complete);
        assert!(!read(MULTIPART, &open, End::Closed).complete);
    }

    #[test]
    fn a_picture_cut_off_by_the_end_is_not_one_that_was_sent() {
        let bytes = part(PICTURE).repeat(3);
        let reading = read(MULTIPART, &bytes[..bytes.len() - 5], End::Closed);
        assert_eq!((reading.pictures, reading.damaged, reading.cut), (2, 0, 1));
    }

    #[test]
    fn a_body_without_memory_for_its_parts_says_so_and_holds_nothing() {
        let mut body = Body::new(MULTIPART, false);
        let part = [&part(PICTURE)[..], b"--b\r\n\r\n\xff\xd8\xff\xfe", &[0xff; 70_000]].concat();
        body.fill(part.len(), |space| space.copy_from_slice(&part));
        while body.next_item().is_some() {}
        assert!(body.memory() > 70_000);
        body.give_up();
        assert_eq!(body.memory(), 0);
        body.finish(End::Broken);
        assert!(body.next_item().is_none(), "no picture is cut off by it");
        let Outcome::Failed(cause) = body.outcome(End::Broken) else { panic!("it did not fail") };
        assert_eq!(cause, Cause::MemoryShort);
    }

    #[test]
    fn nothing_at_all_is_an_end_without_pictures() {
        let reading = read(MULTIPART, b"", End::Closed);
        assert_eq!((reading.pictures, reading.outcome), (0, Ok(())));
    }
}
