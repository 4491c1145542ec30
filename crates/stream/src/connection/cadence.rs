//! The age at which a picture is too old for its stream.

/// The usual pause between two frames, learned from the stream.
///
/// It follows the longest recent pause: it grows with a longer one (by at most four times, so that
/// a stall is not taken for the new rhythm at once) and shrinks by a tenth with each frame.
#[derive(Debug, Clone, Default)]
pub struct Cadence {
    pause: Option<f64>,
    last: Option<f64>,
}

impl Cadence {
    /// No picture is called stale before this age, milliseconds.
    pub const SHORTEST: f64 = 2000.0;
    /// The same while the rhythm is not known, milliseconds.
    pub const UNKNOWN: f64 = 5000.0;

    /// A frame arrived at `now`.
    pub fn frame(&mut self, now: f64) {
        if let Some(last) = self.last.replace(now) {
            let pause = (now - last).max(0.0);
            self.pause = Some(match self.pause {
                Some(known) => (known * 0.9).max(pause.min((known * 4.0).max(1000.0))),
                None => pause,
            });
        }
    }

    /// The connection was lost: the next pause says nothing about the rhythm.
    pub fn interrupted(&mut self) {
        self.last = None;
    }

    /// The longest recent pause, milliseconds; `None` while the rhythm is not known.
    pub fn pause(&self) -> Option<f64> {
        self.pause
    }

    /// The age past which the picture shown is stale, milliseconds: four pauses, or one and half a
    /// minute where that is shorter.
    pub fn threshold(&self) -> f64 {
        match self.pause {
            Some(pause) => (pause * 4.0).min(pause + 30_000.0).max(Self::SHORTEST),
            None => Self::UNKNOWN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cadence;

    fn after(pauses: &[f64]) -> f64 {
        let mut cadence = Cadence::default();
        let mut now = 0.0;
        cadence.frame(now);
        for pause in pauses {
            now += pause;
            cadence.frame(now);
        }
        cadence.threshold()
    }

    #[test]
    fn a_fast_stream_is_stale_after_two_seconds() {
        assert_eq!(after(&[40.0; 50]), 2000.0);
    }

    #[test]
    fn a_slow_stream_is_given_four_pauses() {
        assert_eq!(after(&[1000.0; 5]), 4000.0);
        assert_eq!(after(&[5000.0; 5]), 20_000.0);
    }

    #[test]
    fn a_very_slow_stream_is_given_half_a_minute_more() {
        assert_eq!(after(&[60_000.0; 3]), 90_000.0);
    }

    #[test]
    fn one_frame_tells_no_rhythm() {
        assert_eq!(after(&[]), Cadence::UNKNOWN);
    }

    #[test]
    fn a_stall_does_not_become_the_rhythm() {
        let mut pauses = vec![40.0; 50];
        pauses.push(60_000.0);
        assert_eq!(after(&pauses), 4000.0);
        pauses.extend([40.0; 20]);
        assert_eq!(after(&pauses), 2000.0);
    }

    #[test]
    fn a_collapse_to_a_slow_rhythm_is_learned_in_a_few_frames() {
        let mut pauses = vec![40.0; 50];
        pauses.extend([5000.0; 3]);
        assert!(after(&pauses) > 10_000.0);
    }

    #[test]
    fn the_time_without_a_connection_is_no_pause() {
        let mut cadence = Cadence::default();
        cadence.frame(0.0);
        cadence.frame(40.0);
        cadence.interrupted();
        cadence.frame(100_000.0);
        assert_eq!(cadence.threshold(), 2000.0);
    }
}
