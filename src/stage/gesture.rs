//! From pointers, fingers and wheels to gestures.

use super::Point;

/// A press that moves less than this is a tap, CSS pixels.
const SLOP: f64 = 6.0;
/// Two taps are a double tap within this time, milliseconds, ...
const DOUBLE_TAP_MS: f64 = 350.0;
/// ... and this distance, CSS pixels.
const DOUBLE_TAP_DISTANCE: f64 = 40.0;
/// What one line of a wheel's turn scrolls in the browsers that count in lines, CSS pixels.
const LINE: f64 = 18.0;
/// What one page of a wheel's turn counts as, CSS pixels.
const PAGE: f64 = 400.0;
/// Enlargement for each CSS pixel of a wheel's turn, as an exponent of e: a usual notch (100) gives 1.2.
const WHEEL: f64 = 0.0018;
/// The same for a pinch on a touchpad, which browsers tell as small turns of a wheel with Control held.
const TOUCHPAD_PINCH: f64 = 0.01;

/// A gesture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    /// One pointer drags, CSS pixels since the last move.
    Drag {
        /// To the right.
        dx: f64,
        /// Downwards.
        dy: f64,
    },
    /// Two fingers move and spread.
    Pinch {
        /// To the right.
        dx: f64,
        /// Downwards.
        dy: f64,
        /// How much their distance grew.
        factor: f64,
        /// The middle between them.
        at: Point,
    },
    /// A short press.
    Tap,
    /// The second of two short presses.
    DoubleTap {
        /// Where.
        at: Point,
    },
}

/// The pointers that are down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pointers {
    /// At most two; further fingers are ignored.
    down: Vec<(i32, Point)>,
    /// The press that can still become a tap.
    press: Option<Point>,
    last_tap: Option<(Point, f64)>,
}

impl Pointers {
    /// Pointer `id` goes down.
    pub fn down(&mut self, id: i32, at: Point) {
        self.down.retain(|(other, _)| *other != id);
        if self.down.len() < 2 {
            self.down.push((id, at));
        }
        self.press = (self.down.len() == 1).then_some(at);
    }

    /// Pointer `id` moves.
    pub fn moved(&mut self, id: i32, to: Point) -> Option<Gesture> {
        let index = self.down.iter().position(|(other, _)| *other == id)?;
        if self.press.is_some_and(|from| distance(from, to) < SLOP) {
            return None;
        }
        self.press = None;
        let before = self.down.clone();
        self.down[index].1 = to;
        let &[(_, a), (_, b)] = before.as_slice() else {
            let from = before[index].1;
            return Some(Gesture::Drag { dx: to.x - from.x, dy: to.y - from.y });
        };
        let (from, at) = (middle(a, b), middle(self.down[0].1, self.down[1].1));
        let factor = distance(self.down[0].1, self.down[1].1).max(1.0) / distance(a, b).max(1.0);
        Some(Gesture::Pinch { dx: at.x - from.x, dy: at.y - from.y, factor, at })
    }

    /// Pointer `id` goes up at `now` milliseconds.
    pub fn up(&mut self, id: i32, now: f64) -> Option<Gesture> {
        let known = self.down.iter().any(|(other, _)| *other == id);
        self.down.retain(|(other, _)| *other != id);
        let at = self.press.take().filter(|_| known)?;
        match self.last_tap.take() {
            Some((first, when))
                if now - when < DOUBLE_TAP_MS && distance(first, at) < DOUBLE_TAP_DISTANCE =>
            {
                Some(Gesture::DoubleTap { at })
            }
            _ => {
                self.last_tap = Some((at, now));
                Some(Gesture::Tap)
            }
        }
    }

    /// Pointer `id` is taken away by the browser.
    pub fn cancelled(&mut self, id: i32) {
        self.down.retain(|(other, _)| *other != id);
        self.press = None;
    }
}

/// The unit of a wheel event's `deltaY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WheelUnit {
    /// CSS pixels.
    Pixels,
    /// Lines of text.
    Lines,
    /// Pages.
    Pages,
}

/// How much a turn of the wheel enlarges; away from the person is closer.
#[must_use]
pub fn wheel_factor(delta: f64, unit: WheelUnit, pinch: bool) -> f64 {
    let pixels = match unit {
        WheelUnit::Pixels => delta,
        WheelUnit::Lines => delta * LINE,
        WheelUnit::Pages => delta * PAGE,
    };
    let rate = if pinch { TOUCHPAD_PINCH } else { WHEEL };
    (-pixels * rate).clamp(-1.0, 1.0).exp()
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn middle(a: Point, b: Point) -> Point {
    Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn a_drag_starts_beyond_the_slop_and_loses_nothing() {
        let mut pointers = Pointers::default();
        pointers.down(1, at(0.0, 0.0));
        assert_eq!(pointers.moved(1, at(3.0, 0.0)), None);
        assert_eq!(pointers.moved(1, at(10.0, 4.0)), Some(Gesture::Drag { dx: 10.0, dy: 4.0 }));
        assert_eq!(pointers.moved(1, at(11.0, 4.0)), Some(Gesture::Drag { dx: 1.0, dy: 0.0 }));
        assert_eq!(pointers.up(1, 900.0), None);
    }

    #[test]
    fn two_fingers_pinch_about_their_middle() {
        let mut pointers = Pointers::default();
        pointers.down(1, at(-50.0, 0.0));
        pointers.down(2, at(50.0, 0.0));
        let gesture = pointers.moved(2, at(150.0, 0.0));
        assert_eq!(gesture, Some(Gesture::Pinch { dx: 50.0, dy: 0.0, factor: 2.0, at: at(50.0, 0.0) }));
        assert_eq!(pointers.up(2, 10.0), None, "no tap after a pinch");
        assert_eq!(pointers.moved(1, at(-40.0, 0.0)), Some(Gesture::Drag { dx: 10.0, dy: 0.0 }));
    }

    #[test]
    fn a_third_finger_is_ignored() {
        let mut pointers = Pointers::default();
        for id in 0..3 {
            pointers.down(id, at(f64::from(id) * 10.0, 0.0));
        }
        assert_eq!(pointers.moved(2, at(900.0, 0.0)), None);
        assert_eq!(pointers.up(2, 0.0), None);
    }

    #[test]
    fn taps_become_a_double_tap_only_when_near_and_soon() {
        let tap = |pointers: &mut Pointers, x: f64, now: f64| {
            pointers.down(1, at(x, 0.0));
            pointers.up(1, now)
        };
        let mut pointers = Pointers::default();
        assert_eq!(tap(&mut pointers, 0.0, 0.0), Some(Gesture::Tap));
        assert_eq!(tap(&mut pointers, 5.0, 200.0), Some(Gesture::DoubleTap { at: at(5.0, 0.0) }));
        assert_eq!(tap(&mut pointers, 5.0, 300.0), Some(Gesture::Tap), "a third tap starts anew");
        assert_eq!(tap(&mut pointers, 5.0, 900.0), Some(Gesture::Tap), "too late");
        assert_eq!(tap(&mut pointers, 300.0, 1000.0), Some(Gesture::Tap), "too far");
    }

    #[test]
    fn a_pointer_taken_away_leaves_no_tap() {
        let mut pointers = Pointers::default();
        pointers.down(1, at(0.0, 0.0));
        pointers.cancelled(1);
        assert_eq!(pointers.up(1, 5.0), None);
        assert_eq!(pointers.moved(1, at(9.0, 9.0)), None);
    }

    #[test]
    fn wheel_units_agree_and_directions_are_inverse() {
        assert!(wheel_factor(-100.0, WheelUnit::Pixels, false) > 1.15);
        let there = wheel_factor(-3.0, WheelUnit::Lines, false);
        assert!((there * wheel_factor(3.0, WheelUnit::Lines, false) - 1.0).abs() < 1e-12);
        assert!(wheel_factor(-1e9, WheelUnit::Pages, false) < 2.8, "one turn never jumps");
    }
}
