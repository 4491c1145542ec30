//! The first part for a viewer that joins a running stream.

use std::time::Duration;

use bytes::Bytes;

use crate::{Backlog, Kind, Part, Thinner};

/// Bytes of a begin without a picture that are kept for viewers who come meanwhile.
const BEGIN: usize = 1 << 20;
/// A stream that is silent for so long is asked for anew when a viewer comes.
const SILENCE: Duration = Duration::from_secs(3);
/// The same before its first picture: some cameras take their time to begin.
const SILENCE_AT_FIRST: Duration = Duration::from_secs(10);
/// Or for so many of its longest intervals, where those are longer.
const INTERVALS: u32 = 3;

/// The part of a running stream that is kept for viewers to come: its last picture, or its begin
/// while it has shown none.
///
/// Times are durations since any one moment.
#[derive(Debug)]
pub struct Feed {
    shown: Shown,
    /// When the camera last gave a picture, or began to answer.
    heard: Duration,
    /// The longest time between two pictures.
    longest: Duration,
}

#[derive(Debug)]
enum Shown {
    /// No picture yet: all that has come.
    Begin {
        parts: Vec<Part>,
        bytes: usize,
    },
    /// No picture in all that has come, which was too much to keep.
    Nothing,
    Picture(Part),
}

impl Feed {
    /// An older picture is not given to a viewer that joins: it would pass for a new one.
    pub const FRESH: Duration = Duration::from_secs(1);

    /// The feed of a stream that begins at `now`.
    pub fn new(now: Duration) -> Self {
        Self { shown: Shown::Begin { parts: Vec::new(), bytes: 0 }, heard: now, longest: Duration::ZERO }
    }

    /// A part has come at `now`.
    pub fn offer(&mut self, part: &Part, now: Duration) {
        if part.kind == Kind::Picture {
            if matches!(self.shown, Shown::Picture(_)) {
                self.longest = self.longest.max(now.saturating_sub(self.heard));
            }
            self.heard = now;
            self.shown = Shown::Picture(part.clone());
        } else if let Shown::Begin { parts, bytes } = &mut self.shown {
            *bytes += part.bytes.len();
            parts.push(part.clone());
            if *bytes > BEGIN {
                self.shown = Shown::Nothing;
            }
        }
    }

    /// What a viewer that comes at `now` is given first, and how old that is. `None` if it cannot
    /// join: nobody knows where in the stream a part begins.
    pub fn join(&self, thinner: Option<Thinner>, now: Duration) -> Option<(Backlog, Duration)> {
        let age = now.saturating_sub(self.heard);
        let mut backlog = Backlog::new(thinner);
        match &self.shown {
            Shown::Begin { parts, .. } => {
                parts.iter().for_each(|part| backlog.offer(part.clone(), now));
                return Some((backlog, age));
            }
            Shown::Nothing => return None,
            Shown::Picture(last) => backlog.join((age <= Self::FRESH).then_some(last), now),
        }
        Some((backlog, age))
    }

    /// All that has come, while that holds no picture and is kept.
    pub fn begin(&self) -> Option<&[Part]> {
        match &self.shown {
            Shown::Begin { parts, .. } => Some(parts),
            Shown::Nothing | Shown::Picture(_) => None,
        }
    }

    /// Whether the camera has sent no picture for so long that a new connection may be what helps.
    /// After connections that were given up for that it is given so many `times` as long.
    pub fn is_silent(&self, times: u32, now: Duration) -> bool {
        let silence = match self.shown {
            Shown::Picture(_) => SILENCE.max(self.longest * INTERVALS),
            Shown::Begin { .. } | Shown::Nothing => SILENCE_AT_FIRST,
        };
        now.saturating_sub(self.heard) > silence * times
    }

    /// Whether two pictures have come, so that their distance is known.
    pub fn is_steady(&self) -> bool {
        self.longest > Duration::ZERO
    }

    /// The last picture without its header block, and its age, if there is one.
    pub fn picture(&self, now: Duration) -> Option<(Bytes, Duration)> {
        match &self.shown {
            Shown::Picture(last) => {
                let content = last.bytes.len().checked_sub(last.content)?;
                Some((last.bytes.slice(content..), now.saturating_sub(self.heard)))
            }
            Shown::Begin { .. } | Shown::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: Kind, text: &'static str) -> Part {
        Part { bytes: Bytes::from_static(text.as_bytes()), content: 0, kind }
    }

    fn given(feed: &Feed, now: Duration) -> Option<Vec<Bytes>> {
        let (mut backlog, _) = feed.join(None, now)?;
        Some(std::iter::from_fn(|| backlog.take(now)).collect())
    }

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_viewer_before_the_first_picture_gets_everything_so_far() {
        let mut feed = Feed::new(at(0));
        assert_eq!(given(&feed, at(0)).unwrap(), [""; 0]);
        feed.offer(&part(Kind::Other, "--b\r\n"), at(0));
        feed.offer(&part(Kind::Other, "half a pic"), at(1));
        assert_eq!(given(&feed, at(9)).unwrap(), ["--b\r\n", "half a pic"]);
        assert_eq!(feed.picture(at(9)), None);
    }

    #[test]
    fn a_later_viewer_gets_the_last_picture_if_it_is_recent() {
        let mut feed = Feed::new(at(0));
        feed.offer(&part(Kind::Other, "--b\r\n1"), at(0));
        feed.offer(&part(Kind::Picture, "\r\n--b\r\n2"), at(1));
        feed.offer(&part(Kind::Picture, "\r\n--b\r\n3"), at(2));
        // Without the line end, which belongs to the picture before.
        assert_eq!(given(&feed, at(2)).unwrap(), ["--b\r\n3"]);
        assert_eq!(given(&feed, at(4)).unwrap(), [""; 0]);
        assert_eq!(feed.join(None, at(4)).unwrap().1, at(2));
    }

    #[test]
    fn a_joining_viewer_gets_no_middle_of_a_part() {
        let mut feed = Feed::new(at(0));
        feed.offer(&part(Kind::Picture, "--b\r\n1"), at(0));
        let (mut backlog, _) = feed.join(None, at(2)).unwrap();
        backlog.offer(part(Kind::Other, "a piece of a large part"), at(2));
        backlog.announce(b"\r\n");
        assert_eq!(backlog.take(at(2)), None);
        backlog.offer(part(Kind::Picture, "\r\n--b\r\n2"), at(3));
        backlog.announce(b"\r\n");
        backlog.offer(part(Kind::Other, "\r\n--b\r\ntext"), at(3));
        let given: Vec<Bytes> = std::iter::from_fn(|| backlog.take(at(3))).collect();
        assert_eq!(given, ["--b\r\n2", "\r\n--b\r\ntext"]);
    }

    #[test]
    fn a_stream_without_a_picture_is_not_kept_for_ever() {
        let mut feed = Feed::new(at(0));
        for _ in 0..=BEGIN / 1024 {
            feed.offer(&Part { bytes: Bytes::from(vec![0; 1024]), content: 0, kind: Kind::Other }, at(0));
        }
        assert!(feed.join(None, at(0)).is_none());
        feed.offer(&part(Kind::Picture, "--b\r\n1"), at(1));
        assert_eq!(given(&feed, at(1)).unwrap(), ["--b\r\n1"]);
    }

    #[test]
    fn the_last_picture_is_given_without_its_header_block() {
        let mut feed = Feed::new(at(0));
        let bytes = Bytes::from_static(b"\r\n--b\r\n\r\nJPEG");
        feed.offer(&Part { bytes, content: 4, kind: Kind::Picture }, at(1));
        assert_eq!(feed.picture(at(3)), Some((Bytes::from_static(b"JPEG"), at(2))));
    }

    #[test]
    fn a_camera_is_silent_when_it_is_slower_than_it_was() {
        let mut feed = Feed::new(at(0));
        assert!(!feed.is_silent(1, at(10)) && feed.is_silent(1, at(11)));
        for picture in 0..3 {
            feed.offer(&part(Kind::Picture, "x"), at(10 * picture));
        }
        // One picture in ten seconds is its way.
        assert!(!feed.is_silent(1, at(50)) && feed.is_silent(1, at(51)));
    }
}
