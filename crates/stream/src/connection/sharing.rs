//! Whether the streams of one gateway come in one response (`/mux`).
//!
//! It costs a browser less than a response for each, and keeps to one of the six connections that
//! it opens to a host. A server between page and gateway may break it where it passes single
//! streams: it may know no POST, collect the answer before it passes it on, or end it early. Then
//! the streams go on one by one, and the page does not try again.

/// Whether a stream may come in one response with others of its gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sharing {
    /// No: the camera is asked in another way, or a person wants this way for this stream alone.
    #[default]
    Never,
    /// Yes, if there are enough others.
    WithOthers,
    /// Yes: a person has chosen it.
    Always,
}

/// Decides for one gateway. Times are milliseconds of a clock that never goes back.
#[derive(Debug, Default)]
pub struct SharedResponse {
    phase: Phase,
    /// Not in this page's life.
    is_broken: bool,
    /// Not before this moment.
    pause: f64,
    /// Responses in a row that broke off early.
    early: u32,
    /// Requests in a row without any answer.
    unanswered: u32,
}

#[derive(Debug, Clone, Copy, Default)]
enum Phase {
    #[default]
    None,
    /// Asked, no header yet.
    Asked { at: f64 },
    /// The header has come, and no part.
    Answered { at: f64 },
    /// Parts come.
    Running { since: f64, heard: f64 },
}

/// Why a shared response has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingFailure {
    /// There was no answer: the request was rejected, or took too long.
    Unanswered,
    /// The answer had this status.
    Refused(u16),
    /// The answer is none of the gateway's: something between has changed it or holds it back.
    Changed,
    /// It broke off, or fell silent.
    Broke,
}

/// Streams of one gateway from which on they come in one response.
const LEAST: usize = 4;
/// For the header of the answer.
const ANSWER: f64 = 5000.0;
/// For the first part after it, which the gateway sends at once.
const FIRST_PART: f64 = 3000.0;
/// Without any part: the gateway sends one every ten seconds.
const SILENCE: f64 = 15_000.0;
/// A response that ends sooner has ended early.
const EARLY: f64 = 20_000.0;
/// Early ends or missing answers in a row after which it is not tried again.
const MOST_FAILURES: u32 = 3;
/// After a failure that may pass.
const PAUSE: f64 = 30_000.0;

impl SharedResponse {
    /// Whether a new stream should share a response, given the number of this gateway's streams.
    pub fn is_wanted(&self, now: f64, sharing: Sharing, streams: usize) -> bool {
        let is_possible = !self.is_broken && now >= self.pause;
        is_possible
            && match sharing {
                Sharing::Never => false,
                Sharing::WithOthers => streams >= LEAST || !matches!(self.phase, Phase::None),
                Sharing::Always => true,
            }
    }

    /// The gateway is asked.
    pub fn asked(&mut self, now: f64) {
        self.phase = Phase::Asked { at: now };
    }

    /// The header of the answer has come.
    pub fn answered(&mut self, now: f64) {
        self.phase = Phase::Answered { at: now };
    }

    /// Parts have come.
    pub fn heard(&mut self, now: f64) {
        let since = if let Phase::Running { since, .. } = self.phase { since } else { now };
        self.unanswered = 0;
        self.phase = Phase::Running { since, heard: now };
    }

    /// The reason to give the response up now, if there is one.
    pub fn overdue(&self, now: f64) -> Option<SharingFailure> {
        match self.phase {
            Phase::Asked { at } if now - at > ANSWER => Some(SharingFailure::Unanswered),
            Phase::Answered { at } if now - at > FIRST_PART => Some(SharingFailure::Changed),
            Phase::Running { heard, .. } if now - heard > SILENCE => Some(SharingFailure::Broke),
            _ => None,
        }
    }

    /// The response is over because no stream needs it any more.
    pub fn closed(&mut self) {
        self.phase = Phase::None;
        self.early = 0;
    }

    /// The response has failed.
    pub fn failed(&mut self, now: f64, failure: SharingFailure) {
        let phase = std::mem::take(&mut self.phase);
        match failure {
            SharingFailure::Changed => self.is_broken = true,
            // Too many sessions, a gateway that restarts, a server that waits for it.
            SharingFailure::Refused(429 | 500..) => self.pause = now + PAUSE,
            SharingFailure::Refused(_) => self.is_broken = true,
            SharingFailure::Unanswered => {
                self.unanswered += 1;
                self.pause = now + PAUSE;
                self.is_broken |= self.unanswered >= MOST_FAILURES;
            }
            SharingFailure::Broke => {
                let is_early = !matches!(phase, Phase::Running { since, .. } if now - since >= EARLY);
                self.early = if is_early { self.early + 1 } else { 0 };
                self.is_broken |= self.early >= MOST_FAILURES;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(shared: &SharedResponse, now: f64) -> bool {
        shared.is_wanted(now, Sharing::Always, 1)
    }

    #[test]
    fn few_streams_come_one_by_one_and_many_together() {
        let mut shared = SharedResponse::default();
        assert!(!shared.is_wanted(0.0, Sharing::WithOthers, LEAST - 1));
        assert!(shared.is_wanted(0.0, Sharing::WithOthers, LEAST));
        assert!(!shared.is_wanted(0.0, Sharing::Never, 100) && wants(&shared, 0.0));
        // Where there is such a response already, the next one joins it.
        shared.asked(0.0);
        assert!(shared.is_wanted(0.0, Sharing::WithOthers, 1));
        shared.closed();
        assert!(!shared.is_wanted(0.0, Sharing::WithOthers, 1));
    }

    #[test]
    fn a_server_that_holds_the_answer_back_is_noticed_in_seconds_and_remembered() {
        let mut shared = SharedResponse::default();
        shared.asked(0.0);
        shared.answered(100.0);
        assert_eq!(shared.overdue(3100.0), None);
        assert_eq!(shared.overdue(3101.0), Some(SharingFailure::Changed));
        shared.failed(3101.0, SharingFailure::Changed);
        assert!(!wants(&shared, 1e9));
    }

    #[test]
    fn a_server_that_knows_no_such_request_is_not_asked_again() {
        for status in [401, 403, 404, 405, 411, 413, 415, 421] {
            let mut shared = SharedResponse::default();
            shared.asked(0.0);
            shared.failed(10.0, SharingFailure::Refused(status));
            assert!(!wants(&shared, 1e9), "{status}");
        }
    }

    #[test]
    fn a_gateway_that_is_full_or_away_is_asked_again_later() {
        for failure in
            [503, 429, 502].map(SharingFailure::Refused).into_iter().chain([SharingFailure::Unanswered])
        {
            let mut shared = SharedResponse::default();
            shared.asked(0.0);
            shared.failed(10.0, failure);
            assert!(!wants(&shared, 29_000.0) && wants(&shared, 31_000.0), "{failure:?}");
        }
        // A server may never answer such a request, so try again later.
        let mut shared = SharedResponse::default();
        for attempt in 0..3 {
            let now = f64::from(attempt) * 40_000.0;
            assert!(wants(&shared, now));
            shared.asked(now);
            assert_eq!(shared.overdue(now + 5001.0), Some(SharingFailure::Unanswered));
            shared.failed(now + 5001.0, SharingFailure::Unanswered);
        }
        assert!(!wants(&shared, 1e9));
    }

    #[test]
    fn a_server_that_ends_every_response_early_is_given_up_and_a_lost_line_is_not() {
        let mut shared = SharedResponse::default();
        let mut play = |from: f64, to: f64| {
            shared.asked(from);
            shared.answered(from);
            shared.heard(from);
            shared.heard(to);
            shared.failed(to, SharingFailure::Broke);
            wants(&shared, to)
        };
        assert!(play(0.0, 60_000.0) && play(60_000.0, 61_000.0) && play(61_000.0, 62_000.0));
        assert!(play(62_000.0, 120_000.0), "a longer one is none of them");
        assert!(play(120_000.0, 121_000.0) && play(121_000.0, 122_000.0) && !play(122_000.0, 123_000.0));
    }

    #[test]
    fn a_response_that_falls_silent_is_given_up() {
        let mut shared = SharedResponse::default();
        shared.asked(0.0);
        shared.answered(0.0);
        for second in 0..100 {
            shared.heard(f64::from(second) * 10_000.0);
            assert_eq!(shared.overdue(f64::from(second) * 10_000.0 + 10_500.0), None);
        }
        assert_eq!(shared.overdue(990_000.0 + 15_001.0), Some(SharingFailure::Broke));
    }
}
