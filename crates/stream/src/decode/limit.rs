//! How many pictures are decoded at once. No browser and no clock in here; times are in
//! milliseconds. One at a time is best while that keeps up, because each takes the shortest then.
//! If pictures come faster, several at once use the other processors. The number stays small,
//! because each further one is older when it is drawn.

/// Maximum in parallel, on a machine with enough processors.
const MOST: usize = 3;
/// Pictures after which the means are believed.
const ENOUGH: u32 = 8;
/// Part of the newest in a mean.
const WEIGHT: f64 = 1.0 / 8.0;

/// Watches how pictures come and how long decoding takes.
#[derive(Debug)]
pub struct DecodeLimit {
    most: usize,
    last: Option<f64>,
    pause: f64,
    decoding: f64,
    decoded: u32,
}

impl DecodeLimit {
    /// For a machine with this many processors.
    pub fn new(processors: usize) -> Self {
        Self::up_to(processors.clamp(1, MOST))
    }

    /// Limits the number.
    pub(crate) fn up_to(most: usize) -> Self {
        Self { most, last: None, pause: 0.0, decoding: 0.0, decoded: 0 }
    }

    /// A picture came at `now`.
    pub fn arrived(&mut self, now: f64) {
        if let Some(last) = self.last.replace(now) {
            // A long silence tells nothing of the pace.
            self.pause += ((now - last).clamp(0.0, 1000.0) - self.pause) * WEIGHT;
        }
    }

    /// Decoding and drawing a picture took this long.
    pub fn decoded(&mut self, duration: f64) {
        let first = self.decoded == 0;
        self.decoding += (duration.max(0.0) - self.decoding) * if first { 1.0 } else { WEIGHT };
        self.decoded = self.decoded.saturating_add(1);
    }

    /// Milliseconds that decoding takes, of late.
    pub(crate) fn usual(&self) -> f64 {
        self.decoding
    }

    /// How many decodes may run in parallel now.
    pub fn limit(&self) -> usize {
        if self.decoded < ENOUGH || self.decoding <= self.pause {
            return 1;
        }
        // Each takes longer while others are decoded beside it: more than one is held until one
        // alone would do.
        let wanted = (self.decoding / self.pause.max(0.1)).ceil() as usize;
        wanted.clamp(1, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::DecodeLimit;

    /// A stream with such pauses, each picture of which takes so long.
    fn flown(processors: usize, pause: f64, duration: f64) -> DecodeLimit {
        let mut flight = DecodeLimit::new(processors);
        for index in 0..100 {
            flight.arrived(f64::from(index) * pause);
            flight.decoded(duration);
        }
        flight
    }

    #[test]
    fn one_at_a_time_while_that_keeps_up() {
        assert_eq!(flown(8, 33.0, 12.0).limit(), 1);
        assert_eq!(flown(8, 33.0, 32.0).limit(), 1);
    }

    #[test]
    fn several_where_pictures_come_faster_and_never_more_than_the_machine_has_processors() {
        assert_eq!(flown(8, 33.0, 45.0).limit(), 2);
        assert_eq!(flown(8, 33.0, 500.0).limit(), 3);
        assert_eq!(flown(2, 0.0, 500.0).limit(), 2);
        assert_eq!(flown(1, 33.0, 500.0).limit(), 1);
        assert_eq!(flown(0, 33.0, 500.0).limit(), 1, "a browser that does not tell");
    }

    #[test]
    fn a_few_slow_ones_at_the_start_tell_nothing() {
        let mut flight = DecodeLimit::new(8);
        for _ in 0..4 {
            flight.arrived(0.0);
            flight.decoded(900.0);
        }
        assert_eq!(flight.limit(), 1);
    }

    #[test]
    fn back_to_one_when_the_stream_slows_down() {
        let mut flight = flown(8, 10.0, 25.0);
        assert_eq!(flight.limit(), 3);
        for index in 0..100 {
            flight.arrived(1000.0 + f64::from(index) * 100.0);
            flight.decoded(25.0);
        }
        assert_eq!(flight.limit(), 1);
    }
}
