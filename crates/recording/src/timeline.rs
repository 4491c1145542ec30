//! From arrival and capture times to the timestamps of a file.

use crate::{CameraText, Stamp};

/// When a picture was taken and came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When its last byte came, by the recorder's clock, in milliseconds since 1970.
    pub arrival: u64,
    /// When it was taken, by the camera's clock, if the picture says. One that is only likely is
    /// not written down.
    pub camera: Option<Stamp>,
    /// How the camera says it beside the picture, if it does.
    pub text: CameraText,
}

/// How far the camera's clock may run from the recorder's before it is set again, in milliseconds.
/// More than a network delays a picture, less than a clock that is set jumps.
const DRIFT: u128 = 5_000;

/// Gives each picture its time in the file: the distance between pictures is that of the camera's
/// clock where there is one, else that of arrival. A camera's clock that jumps does not make the
/// file jump: the time of arrival takes over and the camera's clock counts from there. A stamp that
/// is repeated says nothing of the distance, as where cameras count whole seconds.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    begun: Option<u64>,
    /// Camera's clock less recorder's, in milliseconds.
    ahead: Option<i128>,
    stamp: Option<Stamp>,
    last: Option<u64>,
}

impl Timeline {
    /// The time of the next picture, in milliseconds since the first, always after that of the one before.
    pub fn next(&mut self, moment: Moment) -> u64 {
        let begun = *self.begun.get_or_insert(moment.arrival);
        let arrived = moment.arrival.saturating_sub(begun);
        let before = std::mem::replace(&mut self.stamp, moment.camera);
        let stamp = moment.camera.filter(|stamp| before != Some(*stamp));
        let time = stamp.map_or(arrived, |stamp| self.taken(stamp.milliseconds(), moment.arrival, begun));
        let time = self.last.map_or(0, |last| time.max(last.saturating_add(1)));
        self.last = Some(time);
        time
    }

    fn taken(&mut self, camera: u64, arrival: u64, begun: u64) -> u64 {
        let (camera, arrival) = (i128::from(camera), i128::from(arrival));
        let ahead = camera - arrival;
        let known = self.ahead.filter(|known| ahead.abs_diff(*known) <= DRIFT).unwrap_or(ahead);
        self.ahead = Some(known);
        u64::try_from((camera - known - i128::from(begun)).max(0)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn times(moments: &[(u64, Option<u64>)]) -> Vec<u64> {
        let mut timeline = Timeline::default();
        let moment = |&(arrival, camera): &(u64, Option<u64>)| {
            let camera = camera.and_then(|time| Stamp::from_milliseconds(time as f64));
            Moment { arrival, camera, text: CameraText::default() }
        };
        moments.iter().map(|given| timeline.next(moment(given))).collect()
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
    fn a_clock_that_counts_whole_seconds_leaves_the_distance_to_the_arrival() {
        let moments = [(1000, Some(7000)), (1300, Some(7000)), (1600, Some(7000)), (2000, Some(8000))];
        assert_eq!(times(&moments), [0, 300, 600, 1000]);
    }

    #[test]
    fn any_stamp_leaves_the_file_in_the_recorders_time() {
        for stamp in [Stamp::Date(u64::MAX), Stamp::Uptime(u64::MAX), Stamp::Date(0)] {
            let mut timeline = Timeline::default();
            let mut next =
                |arrival, camera| timeline.next(Moment { arrival, camera, text: CameraText::default() });
            assert_eq!(next(1000, Some(Stamp::Date(1_795_366_800_000))), 0);
            assert_eq!([next(1040, Some(stamp)), next(1080, Some(stamp)), next(1120, None)], [40, 80, 120]);
        }
    }

    #[test]
    fn no_two_pictures_have_one_time() {
        assert_eq!(times(&[(1000, None), (1000, None), (900, None), (1001, None)]), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn times_only_grow(moments in prop::collection::vec((any::<u64>(), any::<Option<u64>>()), 1..50)) {
            let times = times(&moments);
            prop_assert!(times.windows(2).all(|pair| pair[0] < pair[1] || pair[0] == u64::MAX));
        }
    }
}
