//! The camera's clock and ours: the delay of pictures, and the difference of the clocks.
//!
//! The two clocks disagree, so they do not show the latency. But the smallest difference between
//! arrival and capture belongs to the quickest picture. If another picture's difference is larger,
//! it waited for the rest: in the camera, in the network's buffers, in a busy worker. If a clock
//! ran and then stops while pictures come, they grow ever older.

use crate::connection::Cadence;

/// Watches the pictures of one source. Milliseconds throughout; arrivals by a clock that never goes
/// back.
#[derive(Debug, Clone, Default)]
pub struct CaptureClock {
    /// Capture and arrival of the last picture.
    last: Option<Picture>,
    /// Arrival less capture of the quickest picture, allowing for drift since.
    least: Option<f64>,
    /// Since when the camera's clock has shown its present time.
    standing: f64,
    /// The steps in which it goes on, by itself.
    steps: Cadence,
    /// How often it went on.
    moved: u32,
    /// Start of the stream whose first picture comes next.
    begun: Option<f64>,
    /// How often a new stream did not cure a lag.
    strikes: u32,
}

#[derive(Debug, Clone, Copy)]
struct Picture {
    captured: f64,
    arrived: f64,
}

impl CaptureClock {
    /// Maximum drift of a clock, as a fraction: network time slews no faster.
    const DRIFT: f64 = 0.0005;
    /// A clock that has never moved and shows the same time for longer than this proves nothing.
    const STANDING: f64 = 2500.0;
    /// A clock that has moved this often is running.
    const MOVED: u32 = 4;
    /// Tolerance for clocks with long steps, because within a step a picture's time is unknown.
    const COARSE: f64 = 1500.0;
    /// A first picture is recent. If it seems to be this much older than its stream, the clock is
    /// wrong.
    const FIRST: f64 = 1500.0;
    /// This often is no accident.
    const STRIKES: u32 = 2;

    /// A stream begins.
    pub fn connected(&mut self, now: f64) {
        self.begun = Some(now);
        self.steps.interrupted();
    }

    /// Whether the clock ran before and has stood still for too long when this picture arrived.
    pub fn is_standing(&self, arrived: f64) -> bool {
        self.goes() && arrived - self.standing > self.steps.threshold()
    }

    /// A picture arrived. Returns its delay beyond that of the quickest one; `None` if the camera
    /// tells no usable time.
    pub fn lag(&mut self, captured: Option<f64>, arrived: f64) -> Option<f64> {
        let captured = captured.filter(|captured| captured.is_finite())?;
        let difference = arrived - captured;
        let begun = self.begun.take();
        let last = self.last.replace(Picture { captured, arrived }).unwrap_or(Picture { captured, arrived });
        if captured != last.captured || self.least.is_none() {
            self.standing = arrived;
            self.steps.frame(captured);
        }
        self.moved = self.moved.saturating_add(u32::from(captured > last.captured));
        if let Some(least) = &mut self.least {
            *least += (arrived - last.arrived).max(0.0) * Self::DRIFT;
        }
        // By the clock as it was, the picture is older than its stream by this.
        let older = begun.zip(self.least).map(|(begun, least)| begun - (captured + least));
        let late = older.is_some_and(|older| older > Self::FIRST);
        self.strikes += u32::from(late && captured > last.captured);
        // A clock that was set back, or was wrong all the time, begins anew. One that stands does
        // not: its pictures are as old as they seem.
        let stands = captured == last.captured && self.goes();
        let is_wrong = late || arrived - self.standing > Self::STANDING;
        if captured < last.captured || is_wrong && !stands {
            self.least = None;
        }
        let least = self.least.map_or(difference, |least| least.min(difference));
        self.least = Some(least);
        let coarse = self.steps.pause().filter(|step| *step > Self::COARSE).unwrap_or_default();
        (self.strikes < Self::STRIKES).then_some((difference - least - coarse).max(0.0))
    }

    fn goes(&self) -> bool {
        self.moved >= Self::MOVED
    }

    /// Arrival less capture of the quickest picture: latency and the difference of the clocks in
    /// one.
    pub fn offset(&self) -> Option<f64> {
        self.least
    }
}

#[cfg(test)]
mod tests {
    use super::CaptureClock;

    /// The camera's clock is that far ahead of ours.
    const AHEAD: f64 = 7.0 * 3_600_000.0;

    struct World {
        clock: CaptureClock,
        /// Real time.
        now: f64,
        ahead: f64,
        /// Seconds of the camera's for one of ours.
        speed: f64,
    }

    impl World {
        fn new() -> Self {
            Self { clock: CaptureClock::default(), now: 1000.0, ahead: AHEAD, speed: 1.0 }
        }

        /// Sends pictures that each take `delay`; returns the lag of the last.
        fn pictures(&mut self, number: u32, delay: f64) -> f64 {
            let mut lag = 0.0;
            for _ in 0..number {
                self.now += 40.0;
                let captured = self.now * self.speed + self.ahead;
                lag = self.clock.lag(Some(captured), self.now + delay).unwrap_or(0.0);
            }
            lag
        }

        fn reconnect(&mut self, pause: f64) {
            self.now += pause;
            self.clock.connected(self.now);
        }
    }

    #[test]
    fn clocks_far_apart_are_no_lag() {
        let mut world = World::new();
        assert!(world.pictures(100, 80.0) < 1.0);
        assert_eq!(world.clock.offset().map(f64::round), Some(80.0 - AHEAD));
    }

    #[test]
    fn what_waits_on_its_way_lags() {
        let mut world = World::new();
        world.pictures(50, 80.0);
        assert!((world.pictures(50, 5080.0) - 5000.0).abs() < 10.0);
        assert!(world.pictures(10, 80.0) < 5.0);
    }

    #[test]
    fn a_lag_is_not_forgotten_because_it_stays() {
        let mut world = World::new();
        world.pictures(50, 80.0);
        // Ten minutes.
        assert!(world.pictures(15_000, 5080.0) > 4500.0);
    }

    #[test]
    fn a_clock_that_drifts_does_not_lag() {
        for speed in [1.0004, 0.9996] {
            let mut world = World { speed, ..World::new() };
            // An hour.
            assert!(world.pictures(90_000, 80.0) < 50.0, "{speed}");
        }
    }

    #[test]
    fn a_clock_that_jumps_does_not_lag() {
        for jump in [3_600_000.0, -3_600_000.0, 500.0, -500.0] {
            let mut world = World::new();
            world.pictures(50, 80.0);
            world.ahead += jump;
            assert!(world.pictures(50, 80.0) < 5.0, "{jump}");
            assert!(world.pictures(50, 3080.0) > 2900.0, "and a lag is still found after {jump}");
        }
    }

    #[test]
    fn a_clock_that_stands_tells_nothing() {
        let mut clock = CaptureClock::default();
        let lags = (0..1000).filter_map(|number| clock.lag(Some(5000.0), f64::from(number) * 40.0));
        assert!(lags.fold(0.0, f64::max) <= CaptureClock::STANDING + 40.0);
        assert!(clock.lag(Some(5000.0), 41_000.0).is_none_or(|lag| lag == 0.0));
    }

    #[test]
    fn a_clock_that_stops_makes_pictures_ever_older_also_on_another_connection() {
        let mut world = World::new();
        world.pictures(50, 80.0);
        let stopped = world.now + world.ahead;
        let picture = |world: &mut World, pause: f64| {
            world.now += pause;
            world.clock.lag(Some(stopped), world.now + 80.0).unwrap_or(0.0)
        };
        assert!(picture(&mut world, 1000.0) < 1010.0);
        assert!((picture(&mut world, 4000.0) - 5000.0).abs() < 10.0);
        assert!(world.clock.is_standing(world.now));
        for _ in 0..5 {
            world.reconnect(5000.0);
            assert!(picture(&mut world, 80.0) > 9000.0);
        }
        // It goes on where it stopped: these are the pictures that were held up.
        world.ahead = stopped - world.now;
        assert!(world.pictures(10, 80.0) > 9000.0);
        assert!(!world.clock.is_standing(world.now));
        world.ahead = AHEAD;
        assert!(world.pictures(10, 80.0) < 10.0);
    }

    #[test]
    fn a_clock_of_coarse_steps_does_not_lag() {
        for step in [1000.0, 2000.0, 10_000.0] {
            let mut clock = CaptureClock::default();
            let mut at = |now: f64, delay: f64| {
                let lag = clock.lag(Some((now / step).floor() * step), now + delay);
                (lag.unwrap_or(0.0), clock.is_standing(now + delay))
            };
            // The rhythm of its steps is known after some.
            for number in 0..5000 {
                let (lag, stands) = at(f64::from(number) * 40.0, 80.0);
                assert!(number < 1000 || lag < 1600.0 && !stands, "{lag} after {number} with {step}");
            }
            assert!(at(200_040.0, 30_080.0).0 > 19_000.0, "and a lag is still found with {step}");
        }
    }

    #[test]
    fn whole_seconds_are_good_enough() {
        let mut clock = CaptureClock::default();
        let lags = (0..1000).filter_map(|number| {
            let now = f64::from(number) * 40.0;
            clock.lag(Some((now / 1000.0).floor() * 1000.0), now)
        });
        assert!(lags.fold(0.0, f64::max) <= 1050.0);
    }

    #[test]
    fn a_new_stream_cures_a_lag_or_shows_that_the_clock_is_wrong() {
        let mut world = World::new();
        world.pictures(50, 80.0);
        assert!(world.pictures(50, 6000.0) > 5000.0);
        world.reconnect(5000.0);
        assert!(world.pictures(50, 80.0) < 10.0, "the old baseline holds");
        // Half a second for each of ours: it seems to lag ever more.
        let mut world = World { speed: 0.5, ..World::new() };
        for _ in 0..2 {
            assert!(world.pictures(200, 80.0) > 3000.0);
            world.reconnect(1000.0);
            assert!(world.pictures(1, 80.0) < 10.0);
        }
        assert!(world.pictures(1000, 80.0) < 10.0, "it is not believed any more");
    }

    #[test]
    fn a_first_picture_that_has_waited_since_its_stream_began_lags() {
        let mut world = World::new();
        world.pictures(50, 80.0);
        world.reconnect(1000.0);
        assert!((world.pictures(1, 9000.0) - 8920.0).abs() < 10.0);
        assert!(world.pictures(1, 80.0) < 10.0);
    }

    #[test]
    fn a_camera_without_a_clock_tells_nothing() {
        let mut clock = CaptureClock::default();
        assert_eq!((clock.lag(None, 5.0), clock.lag(Some(f64::NAN), 6.0)), (None, None));
        assert_eq!(clock.offset(), None);
    }
}
