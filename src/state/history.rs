//! Frames a second, lately, and the line that draws them.

use std::collections::VecDeque;
use std::fmt::Write as _;

/// A minute of reports, four a second.
const KEPT: usize = 240;
/// What is more than so many times the median is a burst.
const BURST: f64 = 1.6;
/// The least that the top of the line stands for, so that the noise of a slow camera is not drawn as mountains.
const LEAST_TOP: f64 = 5.0;

/// The last values, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    values: VecDeque<f64>,
}

impl History {
    /// With one value more; the oldest goes.
    #[must_use]
    pub fn with(&self, value: f64) -> Self {
        let surplus = (self.values.len() + 1).saturating_sub(KEPT);
        let value = if value.is_finite() { value.max(0.0) } else { 0.0 };
        Self { values: self.values.iter().skip(surplus).copied().chain([value]).collect() }
    }

    /// The `points` of an SVG polyline in a box of `width` by `height`, newest at the right edge. Empty with less than two
    /// values.
    #[must_use]
    pub fn points(&self, width: f64, height: f64) -> String {
        let mut points = String::new();
        if self.values.len() < 2 {
            return points;
        }
        let top = self.top();
        let step = width / (KEPT - 1) as f64;
        let start = width - step * (self.values.len() - 1) as f64;
        for (index, value) in self.values.iter().enumerate() {
            let (x, y) = (start + step * index as f64, height - (value / top).min(1.0) * height);
            let _ = write!(points, "{x:.1},{y:.1} ");
        }
        points.pop();
        points
    }

    /// What the top edge stands for. A burst, such as a camera's first pictures, goes beyond it: the line shows how steady
    /// the rest is.
    #[must_use]
    pub fn top(&self) -> f64 {
        let mut sorted: Vec<f64> = self.values.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let most = sorted.last().copied().unwrap_or_default();
        most.min(median * BURST).max(LEAST_TOP) * 1.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_stands_at_the_right_edge() {
        let history = History::default().with(0.0).with(5.0);
        let points = history.points(239.0, 55.0);
        assert_eq!(points, "238.0,55.0 239.0,5.0");
    }

    #[test]
    fn no_more_is_kept_than_is_drawn() {
        let history = (0..1000).fold(History::default(), |history, n| history.with(f64::from(n)));
        assert_eq!(history.values.len(), KEPT);
        assert_eq!(history.values.back(), Some(&999.0));
    }

    #[test]
    fn a_burst_at_the_start_does_not_flatten_the_rest() {
        let history =
            [200.0, 25.0, 25.0, 24.0].into_iter().fold(History::default(), |history, fps| history.with(fps));
        assert!(history.top() < 50.0);
        assert!(history.points(100.0, 40.0).contains(",0.0 "), "it is drawn at the edge");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(History::default().points(10.0, 10.0), "");
        assert_eq!(History::default().with(1.0).points(10.0, 10.0), "");
        assert!(!History::default().with(f64::NAN).with(1.0).points(10.0, 10.0).contains("NaN"));
    }
}
