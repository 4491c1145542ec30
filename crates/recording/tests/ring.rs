//! A ring of segments in virtual time.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use recording::{Kept, Ring};

#[test]
fn the_oldest_go_until_the_rest_fits() {
    let ring = Ring { bytes: 100, age: None };
    let kept = [40, 30, 20].map(|bytes| Kept { bytes, ended: 0 });
    assert_eq!(ring.surplus(&kept, 10, u64::MAX), 0);
    assert_eq!(ring.surplus(&kept, 11, 0), 1);
    assert_eq!(ring.surplus(&kept, 81, 0), 3);
    // The one that is being written is no segment of the ring's to remove.
    assert_eq!(ring.surplus(&kept, 1000, 0), 3);
    assert_eq!(ring.surplus(&[], 1000, 0), 0);
}

#[test]
fn a_segment_goes_when_its_end_is_too_long_ago() {
    let ring = Ring { bytes: u64::MAX, age: Some(50) };
    let kept = [10, 20, 30].map(|ended| Kept { bytes: 1, ended });
    assert_eq!(ring.surplus(&kept, 0, 60), 0);
    assert_eq!(ring.surplus(&kept, 0, 61), 1);
    assert_eq!(ring.surplus(&kept, 0, 1000), 3);
    // A clock that was set back makes nothing old.
    assert_eq!(ring.surplus(&kept, 0, 0), 0);
}

proptest! {
    #[test]
    fn no_more_goes_than_has_to(
        kept in prop::collection::vec((0_u64..50, 0_u64..100), 0..20), open in 0_u64..100,
        bytes in 0_u64..400, age in prop::option::of(0_u64..60), now in 0_u64..200,
    ) {
        let ring = Ring { bytes, age };
        let mut kept: Vec<Kept> = kept.into_iter().map(|(bytes, ended)| Kept { bytes, ended }).collect();
        kept.sort_by_key(|segment| segment.ended);
        let surplus = ring.surplus(&kept, open, now);
        let fits = |from: usize| {
            let total: u64 = open + kept[from..].iter().map(|segment| segment.bytes).sum::<u64>();
            let is_old = |segment: &Kept| age.is_some_and(|age| now.saturating_sub(segment.ended) > age);
            total <= bytes && !kept[from..].iter().any(is_old)
        };
        prop_assert!(fits(surplus) || surplus == kept.len());
        prop_assert!(surplus == 0 || !fits(surplus - 1));
    }
}
