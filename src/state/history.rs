//! Frames a second, lately, and the line that draws them.

use std::collections::VecDeque;
use std::fmt::Write as _;

use crate::figures;

/// Half a minute of reports, four a second.
const KEPT: usize = 120;
/// A rate above this multiple of the usual one is a burst.
const BURST: f64 = 1.6;
/// The least that the top of the line stands for, so that the noise of a slow camera is not drawn
/// as mountains.
const LEAST_TOP: f64 = 5.0;

/// The last values, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    values: VecDeque<f64>,
}

impl History {
    /// One value more; the oldest goes.
    pub fn push(&mut self, value: f64) {
        let surplus = (self.values.len() + 1).saturating_sub(KEPT);
        self.values.drain(..surplus);
        self.values.push_back(if value.is_finite() { value.max(0.0) } else { 0.0 });
    }

    /// The `points` of an SVG polyline in a box of `width` by `height`, newest at the right edge.
    /// Empty with less than two values.
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
            let _ = write!(points, "{},{} ", figures::fixed(x, 1), figures::fixed(y, 1));
        }
        points.pop();
        points
    }

    /// What the top edge stands for. A burst, such as a camera's first pictures, goes beyond it:
    /// the line shows how steady the rest is.
    #[must_use]
    pub fn top(&self) -> f64 {
        let most = self.values.iter().copied().fold(0.0, f64::max);
        let mean = self.values.iter().sum::<f64>() / self.values.len().max(1) as f64;
        // The mean of what is not far above the mean of all is close to the median.
        let usual = self.values.iter().filter(|&&value| value <= mean * BURST);
        let (sum, count) = usual.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        let usual = if count > 0.0 { sum / count } else { 0.0 };
        most.min(usual * BURST).max(LEAST_TOP) * 1.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(values: impl IntoIterator<Item = f64>) -> History {
        let mut history = History::default();
        values.into_iter().for_each(|value| history.push(value));
        history
    }

    #[test]
    fn the_newest_stands_at_the_right_edge() {
        assert_eq!(history([0.0, 5.0]).points(119.0, 55.0), "118.0,55.0 119.0,5.0");
    }

    #[test]
    fn no_more_is_kept_than_is_drawn() {
        let history = history((0..1000).map(f64::from));
        assert_eq!(history.values.len(), KEPT);
        assert_eq!(history.values.back(), Some(&999.0));
    }

    #[test]
    fn a_burst_at_the_start_does_not_flatten_the_rest() {
        let history = history([200.0, 25.0, 25.0, 24.0]);
        assert!(history.top() < 50.0);
        assert!(history.points(100.0, 40.0).contains(",0.0 "), "it is drawn at the edge");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(history([]).points(10.0, 10.0), "");
        assert_eq!(history([1.0]).points(10.0, 10.0), "");
        assert!(!history([f64::NAN, 1.0]).points(10.0, 10.0).contains("NaN"));
    }
}
