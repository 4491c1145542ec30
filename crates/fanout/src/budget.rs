//! How often viewers may have a camera asked for another encoding.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use crate::Setting;

/// Encodings that a viewer may ask for one after the other.
const BURST: u32 = 12;
/// After which it is given one more.
const REFILL: Duration = Duration::from_secs(5);
/// Viewers that are remembered.
const MOST: usize = 1024;

/// What each viewer of a camera may still ask for.
///
/// Each new encoding is a new connection to the camera, and a change for those that encode. A viewer
/// that asks for ever new settings may not keep a camera busy with that. Times are durations since
/// any one moment.
#[derive(Debug, Clone)]
pub struct Budget<V> {
    viewers: HashMap<V, Spent>,
}

#[derive(Debug, Clone)]
struct Spent {
    /// When the last one will have been given back.
    until: Duration,
    /// The same setting again is a stream that is asked for again after it broke.
    last: Setting,
}

impl<V> Default for Budget<V> {
    fn default() -> Self {
        Self { viewers: HashMap::new() }
    }
}

impl<V: Copy + Eq + Hash> Budget<V> {
    /// Whether `viewer` may have the camera asked for `setting` at `now`. If so, that is spent.
    pub fn spend(&mut self, viewer: V, setting: &Setting, now: Duration) -> bool {
        if self.viewers.len() >= MOST {
            self.viewers.retain(|_, spent| spent.until > now);
        }
        if self.viewers.len() >= MOST && !self.viewers.contains_key(&viewer) {
            // So many at once are no one viewer's doing.
            return true;
        }
        let until = now.saturating_add(REFILL);
        let Some(spent) = self.viewers.get_mut(&viewer) else {
            self.viewers.insert(viewer, Spent { until, last: setting.clone() });
            return true;
        };
        if spent.last == *setting {
            return true;
        }
        let after = spent.until.max(now).saturating_add(REFILL);
        let has_left = after <= now.saturating_add(REFILL * BURST);
        if has_left {
            *spent = Spent { until: after, last: setting.clone() };
        }
        has_left
    }

    /// The camera did not stream what `viewer` has asked for last: that does not count.
    pub fn refund(&mut self, viewer: V) {
        if let Some(spent) = self.viewers.get_mut(&viewer) {
            spent.until = spent.until.saturating_sub(REFILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(number: u32) -> Setting {
        Setting::read("axis-cgi/mjpg/video.cgi", &format!("compression={number}")).unwrap()
    }

    #[test]
    fn ever_new_settings_are_refused_until_time_has_passed_and_others_have_theirs() {
        let mut budget = Budget::default();
        let mut ask =
            |viewer, number, seconds| budget.spend(viewer, &setting(number), Duration::from_secs(seconds));
        let given = (0..100).filter(|number| ask(1, *number, 0)).count();
        assert_eq!(given, BURST as usize);
        assert!(ask(2, 0, 0), "another viewer");
        assert!(!ask(1, 200, 4));
        assert!(ask(1, 200, 5) && !ask(1, 201, 5));
        let given = (300..400).filter(|number| ask(1, *number, 1000)).count();
        assert_eq!(given, BURST as usize);
    }

    #[test]
    fn a_stream_that_breaks_may_be_asked_for_again_as_often_as_it_breaks() {
        let mut budget = Budget::default();
        assert!((0..100).all(|_| budget.spend(1, &setting(1), Duration::ZERO)));
        // As may those that do not begin.
        for number in 0..100 {
            assert!(budget.spend(1, &setting(number), Duration::from_secs(1)), "{number}");
            budget.refund(1);
        }
    }

    #[test]
    fn viewers_are_forgotten() {
        let mut budget = Budget::default();
        for viewer in 0..10 * MOST {
            assert!(budget.spend(viewer, &setting(1), Duration::from_secs(viewer as u64 / 10)));
        }
        assert!(budget.viewers.len() <= MOST);
    }
}
