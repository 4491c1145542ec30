//! The parts that wait for one viewer.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use crate::{Kind, Part, Step, Thinner};

/// Bytes of parts that may not be left out, beyond which the camera has to wait for the viewer.
const FULL: usize = 1 << 20;
/// A viewer for which a picture has waited this long lags: it goes on with the newest. Shorter
/// pauses, such as those of a wireless line or of a busy page, cost no picture.
const LAG: Duration = Duration::from_millis(200);
/// Pictures that may wait.
const PICTURES: usize = 16;
/// Bytes of pictures that may wait. The newest always may.
const PICTURE_BYTES: usize = 4 << 20;

/// What one viewer has yet to be given: pictures of the last fifth of a second, or only the newest
/// if the viewer lags, and whatever else has come, in order.
///
/// Times are durations since any one moment.
#[derive(Debug, Default)]
pub struct Backlog {
    waiting: VecDeque<Waiting>,
    pictures: Sum,
    others: Sum,
    /// What comes before the next part, as far as it is known.
    ahead: Bytes,
    /// Of the bytes that come before the next part those that the viewer has.
    sent: Bytes,
    skipped: u64,
    /// How many of them the viewer knows of, if it wants to.
    told: Option<u64>,
    thinner: Option<Thinner>,
    /// The viewer has joined a running stream and has no picture yet: all else is of a part whose
    /// begin it has not seen.
    joining: bool,
}

#[derive(Debug)]
struct Waiting {
    part: Part,
    since: Duration,
}

#[derive(Debug, Default)]
struct Sum {
    parts: usize,
    bytes: usize,
}

impl Backlog {
    /// The backlog of a viewer that wants all pictures, or as many as the thinner lets through.
    pub fn new(thinner: Option<Thinner>) -> Self {
        Self { thinner, ..Self::default() }
    }

    /// From now on the viewer is told by [`mux::SKIPPED`] how many pictures were left out.
    pub fn tell_skipped(&mut self) {
        self.told = Some(self.skipped);
    }

    /// The viewer joins a running stream: it begins with `last` or with the next picture.
    pub(crate) fn join(&mut self, last: Option<&Part>, now: Duration) {
        self.joining = true;
        if let Some(last) = last {
            self.offer(last.clone(), now);
        }
    }

    /// Adds a part that has come at `now`.
    pub fn offer(&mut self, mut part: Part, now: Duration) {
        let is_picture = part.kind == Kind::Picture;
        if self.joining && !is_picture {
            return;
        }
        if is_picture && self.thinner.as_mut().is_some_and(|thinner| !thinner.wants(now)) {
            return;
        }
        if std::mem::take(&mut self.joining) {
            // The line end before the delimiter belongs to the part before, which this viewer does not have.
            part.bytes = part.bytes.slice(line_end(&part.bytes)..);
        }
        self.ahead = Bytes::new();
        self.sum(part.kind).add(&part);
        self.waiting.push_back(Waiting { part, since: now });
        if self.pictures.parts > PICTURES || self.pictures.bytes > PICTURE_BYTES {
            self.keep_newest();
        }
    }

    /// Tells what comes before the next part: see [`Splitter::ahead`](crate::Splitter::ahead).
    pub fn announce(&mut self, ahead: &[u8]) {
        if !self.joining && self.ahead != ahead {
            self.ahead = Bytes::copy_from_slice(ahead);
        }
    }

    /// Takes a picture over that the viewer is about to be given as a [`Step`], in place of
    /// [`offer`](Self::offer), [`announce`](Self::announce) and [`take`](Self::take). Not if it would
    /// get anything else: whoever waits for more, has fewer pictures, or is to be told something.
    pub fn keep_step(&mut self, step: &Step) -> bool {
        let is_alike =
            !self.joining && self.thinner.is_none() && self.told.is_none_or(|told| told == self.skipped);
        let keeps = is_alike && self.waiting.is_empty() && self.sent == step.before;
        if keeps && (self.sent != step.after || self.ahead != step.after) {
            self.sent = step.after.clone();
            self.ahead = step.after.clone();
        }
        keeps
    }

    /// What to send next to a viewer that has taken all that it was given. `None` while there is nothing.
    pub fn take(&mut self, now: Duration) -> Option<Bytes> {
        let oldest = self.waiting.iter().find(|waiting| waiting.part.kind == Kind::Picture);
        if oldest.is_some_and(|oldest| now.saturating_sub(oldest.since) > LAG) {
            self.keep_newest();
        }
        while let Some(Waiting { mut part, .. }) = self.waiting.pop_front() {
            self.sum(part.kind).remove(&part);
            if part.kind == Kind::Picture
                && let Some(told) = self.told.filter(|told| *told < self.skipped)
            {
                part = part.with_field(mux::SKIPPED, self.skipped - told);
                self.told = Some(self.skipped);
            }
            let sent = std::mem::take(&mut self.sent);
            // Delimiters are alike: after a part that was left out, too, the viewer has the begin
            // of this one.
            let known = if part.bytes.starts_with(&sent) { sent.len() } else { 0 };
            if known < part.bytes.len() {
                return Some(part.bytes.slice(known..));
            }
        }
        self.take_ahead()
    }

    /// Bytes that end the part given last, or come before the next one: they are so few that a
    /// viewer may be given them before it has taken that part. `None` while another part waits.
    pub fn take_ahead(&mut self) -> Option<Bytes> {
        if !self.has_ahead() {
            return None;
        }
        let sent = std::mem::replace(&mut self.sent, self.ahead.clone());
        Some(self.ahead.slice(sent.len()..))
    }

    /// The same if it is no longer than `most`.
    pub fn take_ahead_of(&mut self, most: usize) -> Option<Bytes> {
        if self.ahead.len().saturating_sub(self.sent.len()) > most { None } else { self.take_ahead() }
    }

    /// Whether [`take_ahead`](Self::take_ahead) would give something.
    pub fn has_ahead(&self) -> bool {
        self.waiting.is_empty() && self.ahead.len() > self.sent.len() && self.ahead.starts_with(&self.sent)
    }

    /// Whether [`take`](Self::take) may give something.
    pub fn has_next(&self) -> bool {
        !self.waiting.is_empty() || self.has_ahead()
    }

    /// Whether to stop reading the camera: too much waits that must not be dropped.
    pub fn is_full(&self) -> bool {
        self.others.bytes > FULL
    }

    /// Pictures that were left out because a newer one came before the viewer was ready.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Leaves out all pictures but the last.
    fn keep_newest(&mut self) {
        let mut older = self.pictures.parts.saturating_sub(1);
        let (pictures, skipped) = (&mut self.pictures, &mut self.skipped);
        self.waiting.retain(|Waiting { part, .. }| {
            let goes = part.kind == Kind::Picture && older > 0;
            if goes {
                older -= 1;
                pictures.remove(part);
                *skipped += 1;
            }
            !goes
        });
    }

    fn sum(&mut self, kind: Kind) -> &mut Sum {
        match kind {
            Kind::Picture => &mut self.pictures,
            Kind::Other => &mut self.others,
        }
    }
}

/// How long the line end is that `bytes` begin with.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    }
}

impl Sum {
    fn add(&mut self, part: &Part) {
        self.parts += 1;
        self.bytes += part.bytes.len();
    }

    fn remove(&mut self, part: &Part) {
        self.parts -= 1;
        self.bytes -= part.bytes.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::ZERO;
    const LATE: Duration = Duration::from_secs(1);

    fn picture(text: &'static str) -> Part {
        Part { bytes: Bytes::from_static(text.as_bytes()), content: 0, kind: Kind::Picture }
    }

    fn other(text: &'static str) -> Part {
        Part { bytes: Bytes::from_static(text.as_bytes()), content: 0, kind: Kind::Other }
    }

    fn offer(backlog: &mut Backlog, parts: impl IntoIterator<Item = Part>) {
        parts.into_iter().for_each(|part| backlog.offer(part, START));
    }

    fn all(backlog: &mut Backlog, now: Duration) -> Vec<Bytes> {
        std::iter::from_fn(|| backlog.take(now)).collect()
    }

    #[test]
    fn a_viewer_that_lags_gets_the_newest_picture_and_all_that_is_none() {
        let parts = [other("a"), picture("1"), other("b"), picture("2"), other("c"), picture("3")];
        let mut backlog = Backlog::default();
        offer(&mut backlog, parts.clone());
        assert_eq!(all(&mut backlog, LATE), ["a", "b", "c", "3"]);
        assert_eq!(backlog.skipped(), 2);
        // A moment is no lag.
        offer(&mut backlog, parts);
        assert_eq!(all(&mut backlog, LAG), ["a", "1", "b", "2", "c", "3"]);
        assert_eq!(backlog.skipped(), 2);
    }

    #[test]
    fn a_viewer_that_wants_to_know_is_told_how_many_were_left_out() {
        let mut backlog = Backlog::default();
        backlog.tell_skipped();
        let pictures = ["--b\r\n\r\n1", "--b\r\n\r\n2", "--b\r\n\r\n3"];
        offer(&mut backlog, pictures.map(|text| Part { content: 1, ..picture(text) }));
        assert_eq!(all(&mut backlog, LATE), ["--b\r\nX-Mullion-Skipped: 2\r\n\r\n3"]);
        offer(&mut backlog, [Part { content: 1, ..picture(pictures[0]) }]);
        assert_eq!(all(&mut backlog, START), ["--b\r\n\r\n1"], "once");
    }

    #[test]
    fn bytes_sent_ahead_are_not_sent_twice() {
        let mut backlog = Backlog::default();
        offer(&mut backlog, [picture("--b\r\n1")]);
        backlog.announce(b"\r\n");
        assert_eq!(all(&mut backlog, START), ["--b\r\n1", "\r\n"]);
        backlog.announce(b"\r\n--b\r\n");
        assert_eq!(all(&mut backlog, START), ["--b\r\n"]);
        // One that follows another that was left out begins in the same way.
        offer(&mut backlog, [picture("\r\n--b\r\n2"), picture("\r\n--b\r\n3")]);
        assert_eq!(all(&mut backlog, LATE), ["3"]);
        backlog.announce(b"\r\n");
        assert_eq!(all(&mut backlog, START), ["\r\n"]);
        // And one that does not is whole.
        offer(&mut backlog, [picture("--b\r\n4")]);
        assert_eq!(all(&mut backlog, START), ["--b\r\n4"]);
        assert_eq!(backlog.skipped(), 1);
    }

    #[test]
    fn the_end_of_a_part_is_there_to_be_sent_along_with_it() {
        let mut backlog = Backlog::default();
        offer(&mut backlog, [picture("1"), picture("2")]);
        backlog.announce(b"\r\n");
        backlog.take(START);
        assert_eq!((backlog.has_next(), backlog.take_ahead()), (true, None), "not before the last");
        backlog.take(START);
        assert_eq!(backlog.take_ahead().unwrap(), "\r\n");
        assert!(!backlog.has_next());
    }

    #[test]
    fn a_viewer_that_keeps_step_gets_what_it_would_get_by_itself() {
        let ahead = |text: &'static str| Bytes::from_static(text.as_bytes());
        let next = Part { content: 1, ..picture("\r\n--b\r\n\r\n2") };
        let new = |thinner| {
            let mut backlog = Backlog::new(thinner);
            offer(&mut backlog, [Part { content: 1, ..picture("--b\r\n\r\n1") }]);
            backlog.announce(b"\r\n");
            all(&mut backlog, START);
            backlog
        };
        let step = Step::new(&ahead("\r\n"), &next, &ahead("\r\n--")).unwrap();
        let (mut alone, mut together) = (new(None), new(None));
        alone.offer(next.clone(), START);
        alone.announce(b"\r\n--");
        assert!(together.keep_step(&step));
        assert_eq!(step.pieces().concat(), all(&mut alone, START).concat());
        for backlog in [&mut alone, &mut together] {
            assert!(!backlog.has_next());
            offer(backlog, [picture("\r\n--b\r\n\r\n3")]);
            assert_eq!(all(backlog, START).concat(), b"b\r\n\r\n3");
        }
        // Others get something else.
        assert!(!alone.keep_step(&step), "the begin was not sent ahead");
        assert!(!new(Some(Thinner::new(1.0))).keep_step(&step), "it gets fewer pictures");
        let mut late = new(None);
        offer(&mut late, [next.clone()]);
        assert!(!late.keep_step(&step), "another one waits");
        let mut told = new(None);
        told.tell_skipped();
        offer(&mut told, std::iter::repeat_n(next.clone(), 2 * PICTURES));
        told.waiting.clear();
        assert!(!told.keep_step(&step), "it is to be told how many were left out");
        assert!(Step::new(&ahead("--"), &next, &ahead("")).is_none());
        assert!(Step::new(&ahead(""), &other("x"), &ahead("")).is_none());
    }

    #[test]
    fn few_pictures_wait_however_fast_they_come() {
        let mut backlog = Backlog::default();
        offer(&mut backlog, std::iter::repeat_n(picture("x"), 10 * PICTURES));
        assert!(all(&mut backlog, START).len() <= PICTURES);
        let large = Part { bytes: Bytes::from(vec![0; PICTURE_BYTES + 1]), content: 0, kind: Kind::Picture };
        offer(&mut backlog, std::iter::repeat_n(large, 10));
        assert_eq!(all(&mut backlog, START).len(), 1);
        assert_eq!((backlog.pictures.parts, backlog.pictures.bytes), (0, 0));
    }

    #[test]
    fn the_camera_waits_for_a_viewer_only_where_nothing_may_be_left_out() {
        let large = Bytes::from(vec![0; FULL]);
        let part = |kind| Part { bytes: large.clone(), content: 0, kind };
        let mut backlog = Backlog::default();
        offer(&mut backlog, std::iter::repeat_n(part(Kind::Picture), 100));
        assert!(!backlog.is_full());
        offer(&mut backlog, [part(Kind::Other)]);
        assert!(!backlog.is_full());
        offer(&mut backlog, [other("x")]);
        assert!(backlog.is_full());
        all(&mut backlog, START);
        assert!(!backlog.is_full());
    }

    /// A line of half the stream's rate, in virtual time: a picture every 40 ms, each of which
    /// takes 80 ms to be sent.
    #[test]
    fn on_a_slow_line_no_picture_is_old_when_it_is_begun() {
        let (mut backlog, mut free_at, mut given, mut number) = (Backlog::default(), 0, 0, 0);
        for now in 0..60_000u64 {
            let moment = Duration::from_millis(now);
            if now % 40 == 0 {
                let bytes = Bytes::copy_from_slice(&now.to_be_bytes());
                backlog.offer(Part { bytes, content: 0, kind: Kind::Picture }, moment);
                number += 1;
            }
            if now >= free_at
                && let Some(bytes) = backlog.take(moment)
            {
                let taken = u64::from_be_bytes(bytes[..].try_into().unwrap());
                assert!(now - taken <= 200, "{} ms old when it is begun", now - taken);
                free_at = now + 80;
                given += 1;
            }
        }
        assert_eq!(given, number / 2, "the line is never idle");
    }
}
