//! From arrival and capture times to the timestamps of a file.

/// When a picture was taken and came, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// By the recorder's clock.
    pub arrival: u64,
    /// By the camera's clock, if the picture says.
    pub camera: Option<u64>,
}

/// Furthest that the camera's clock may run from the recorder's before it is set anew, in milliseconds. More than a
/// network holds a picture up, less than a clock that is set jumps.
const DRIFT: i64 = 5_000;

/// Gives each picture its time in the file: the distance between pictures is that of the camera's clock where there
/// is one, else that of arrival. A camera's clock that jumps does not make the file jump: the time of arrival takes over
/// and the camera's clock counts from there.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    begun: Option<u64>,
    /// Camera's clock less recorder's, in milliseconds.
    ahead: Option<i64>,
    last: Option<u64>,
}

impl Timeline {
    /// The time of the next picture, in milliseconds since the first, always after that of the one before.
    pub fn next(&mut self, moment: Moment) -> u64 {
        let begun = *self.begun.get_or_insert(moment.arrival);
        let arrived = moment.arrival.saturating_sub(begun);
        let taken = moment.camera.map(|camera| self.taken(camera, moment.arrival, begun));
        let time = taken.unwrap_or(arrived);
        let time = self.last.map_or(0, |last| time.max(last.saturating_add(1)));
        self.last = Some(time);
        time
    }

    fn taken(&mut self, camera: u64, arrival: u64, begun: u64) -> u64 {
        let ahead = i128::from(camera) - i128::from(arrival);
        let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
        let known = *self.ahead.get_or_insert(ahead);
        let kept = if ahead.saturating_sub(known).saturating_abs() > DRIFT { ahead } else { known };
        self.ahead = Some(kept);
        let time = i128::from(camera) - i128::from(kept) - i128::from(begun);
        u64::try_from(time.max(0)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn times(moments: &[(u64, Option<u64>)]) -> Vec<u64> {
        let mut timeline = Timeline::default();
        moments.iter().map(|&(arrival, camera)| timeline.next(Moment { arrival, camera })).collect()
    }

    #[test]
    fn the_cameras_clock_sets_the_distance() {
        let moments = [(1000, Some(90_000)), (1090, Some(90_040)), (1095, Some(90_080)), (1200, None)];
        assert_eq!(times(&moments), [0, 40, 80, 200]);
    }

    #[test]
    fn a_clock_that_jumps_does_not_make_the_file_jump() {
        let moments =
            [(1000, Some(90_000)), (1040, Some(3_690_040)), (1080, Some(3_690_080)), (1120, Some(120))];
        assert_eq!(times(&moments), [0, 40, 80, 120]);
    }

    #[test]
    fn no_two_pictures_have_one_time() {
        assert_eq!(times(&[(1000, None), (1000, None), (900, None), (1001, None)]), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn times_only_grow(moments in prop::collection::vec((0..u64::MAX / 2, any::<Option<u64>>()), 1..50)) {
            let times = times(&moments);
            prop_assert!(times.windows(2).all(|pair| pair[0] < pair[1] || pair[0] == u64::MAX));
        }
    }
}
