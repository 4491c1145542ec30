//! Facts about the stream that its address states.

use crate::StreamSource;

/// A source as the supervisor sees it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Plan {
    /// Whether to keep the connection while the page is hidden.
    pub keep_hidden: bool,
    /// No picture is called stale before this age, milliseconds, where the user wants it longer
    /// than usual.
    pub stall: Option<f64>,
    /// The stream was asked to end after that many pictures (`nbrofframes`, VAPIX video streaming).
    pub frames: Option<u64>,
    /// The stream was asked to end after that many milliseconds (`duration`, VAPIX video
    /// streaming).
    pub duration: Option<f64>,
}

impl Plan {
    /// Whether the stream was asked to end.
    pub fn is_finite(&self) -> bool {
        self.frames.is_some() || self.duration.is_some()
    }

    /// Whether a stream that broke off after this amount had reached its end. Cameras are not exact
    /// about time, and some break off where they should close.
    pub fn is_fulfilled(&self, frames: u64, elapsed: f64) -> bool {
        self.frames.is_some_and(|wanted| frames >= wanted)
            || self.duration.is_some_and(|wanted| elapsed >= wanted - (wanted / 4.0).min(1000.0))
    }
}

impl From<&StreamSource> for Plan {
    fn from(source: &StreamSource) -> Self {
        let query = source.url().split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        // Zero means without end. The last one counts, as with the camera.
        let number = |wanted: &str| {
            let mut found = None;
            for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                if name == wanted {
                    found = value.parse::<u32>().ok();
                }
            }
            found.filter(|number| *number > 0)
        };
        Self {
            keep_hidden: source.keep_hidden,
            stall: source.stall.map(|seconds| f64::from(seconds) * 1000.0),
            frames: number("nbrofframes").map(u64::from),
            duration: number("duration").map(|seconds| f64::from(seconds) * 1000.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Plan;
    use causes::Transport;

    use crate::StreamSource;

    fn plan(url: &str) -> Plan {
        Plan::from(&StreamSource::new(Transport::Fetch, url))
    }

    #[test]
    fn finite_streams_are_recognised_by_their_arguments() {
        assert_eq!(plan("http://cam/x?nbrofframes=5&fps=1#top").frames, Some(5));
        assert_eq!(plan("http://cam/x?fps=1&duration=10#top").duration, Some(10_000.0));
        assert_eq!(plan("http://cam/x?duration=3&duration=4").duration, Some(4000.0));
    }

    #[test]
    fn others_are_endless() {
        for url in [
            "http://cam/x",
            "http://cam/x?duration=0&nbrofframes=0",
            "http://cam/duration=5",
            "http://cam/x?duration=long#?nbrofframes=3",
        ] {
            assert!(!plan(url).is_finite(), "{url}");
        }
    }
}
