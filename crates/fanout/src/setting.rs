//! A viewer's request for a camera's stream, and the running stream that can serve it.

use std::borrow::Cow;

/// Arguments that end a stream or add something of the viewer's own to it: these streams are not
/// shared.
const PRIVATE: [&str; 3] = ["audio", "duration", "nbrofframes"];
/// Arguments that pages add so that nothing between answers out of its memory. They mean nothing to
/// a camera.
const CACHE_BUSTERS: [&str; 7] = ["_", "cb", "nocache", "rand", "random", "rnd", "t"];
/// Arguments that change how good the picture is, but not which picture it is.
const QUALITY: [&str; 2] = ["compression", "resolution"];

/// Paths of single pictures, and of the streams that have the same (VAPIX, video streaming API).
const PICTURES: [(&str, &str); 2] =
    [("axis-cgi/jpg/image.cgi", "axis-cgi/mjpg/video.cgi"), ("jpg/image.jpg", "mjpg/video.mjpg")];

/// The setting of a stream: its path, and the arguments of its query.
///
/// Two settings are equal if they ask a camera for the same encoding: the order of the arguments
/// does not matter. Values are compared as they are written, since cameras differ in how they read
/// them.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    path: String,
    /// All arguments but `fps`, by their names.
    arguments: Vec<(String, String)>,
    fps: Option<f64>,
}

/// Where a viewer's stream comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Choice {
    /// The running stream of this index, thinned to so many pictures a second.
    Join(usize, Option<f64>),
    /// A new connection, which others may share.
    Open,
    /// There are as many encodings as there may be: the running stream of this index is nearest,
    /// thinned like `Join`.
    Nearest(usize, Option<f64>),
    /// There are as many encodings as there may be, and none shows the same picture.
    Full,
}

impl Setting {
    /// The setting of `path` (below the camera's base) and `query`. `None` if the stream cannot be
    /// shared.
    pub fn read(path: &str, query: &str) -> Option<Self> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let mut arguments: Vec<(String, String)> = Vec::new();
        let mut rates = Vec::new();
        for pair in pairs {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name);
            if PRIVATE.contains(&&*name) {
                return None;
            }
            match rate(value) {
                Some(rate) if name == "fps" => rates.push(rate),
                _ if CACHE_BUSTERS.contains(&&*name) => {}
                _ => arguments.push((name.into_owned(), value.to_owned())),
            }
        }
        if rates.len() > 1 {
            // Nobody knows which one the camera takes.
            return None;
        }
        // Stable: of two with one name the camera may take either, so their order stays.
        arguments.sort_by(|(one, _), (other, _)| one.cmp(other));
        // VAPIX: 0 is no limit.
        let fps = rates.pop().filter(|fps| *fps > 0.0);
        Some(Self { path: path.to_owned(), arguments, fps })
    }

    /// The setting of the stream whose pictures are those of a single picture's `path` and
    /// `query`. `None` if no stream is known to have them.
    pub fn of_picture(path: &str, query: &str) -> Option<Self> {
        let (_, stream) = PICTURES.iter().find(|(picture, _)| *picture == path)?;
        Self::read(stream, query)
    }

    /// Whether a stream of this setting has the pictures of `other`, however many a second.
    pub fn has_pictures_of(&self, other: &Self) -> bool {
        (&self.path, &self.arguments) == (&other.path, &other.arguments)
    }

    /// Chooses among the streams that run: the one of the same setting; one that differs only in
    /// giving more pictures; a new one, while there are fewer than `most`; the nearest.
    pub fn choose(&self, running: &[&Self], most: usize) -> Choice {
        if let Some(same) = running.iter().position(|other| self == *other) {
            return Choice::Join(same, None);
        }
        let (least, all) =
            (self.fps.unwrap_or(f64::INFINITY), |other: &Self| other.fps.unwrap_or(f64::INFINITY));
        let faster =
            running.iter().enumerate().filter(|(_, other)| self.has_pictures_of(other) && all(other) > least);
        if let Some((index, _)) = faster.min_by(|(_, one), (_, other)| all(one).total_cmp(&all(other))) {
            return Choice::Join(index, self.fps);
        }
        if running.len() < most {
            return Choice::Open;
        }
        let same_picture = running.iter().enumerate().filter(|(_, other)| self.shows_the_same(other));
        let distance = |other: &Self| match (self.pixels(), other.pixels()) {
            (Some(one), Some(other)) => (one / other).ln().abs(),
            (None, None) => 0.0,
            _ => f64::MAX,
        };
        let nearest = same_picture.min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)));
        nearest.map_or(Choice::Full, |(index, _)| Choice::Nearest(index, self.fps))
    }

    /// Resolution, compression and rate, as a query: what a viewer that is given the nearest stream
    /// has to know.
    pub fn quality(&self) -> String {
        let quality = self.arguments.iter().filter(|(name, _)| QUALITY.contains(&&**name));
        let mut pairs: Vec<String> = quality.map(|(name, value)| format!("{name}={value}")).collect();
        pairs.extend(self.fps.map(|fps| format!("fps={fps}")));
        pairs.join("&")
    }

    /// Whether only rate and quality differ.
    fn shows_the_same(&self, other: &Self) -> bool {
        let content = |setting: &Self| -> Vec<(String, String)> {
            let arguments = setting.arguments.iter();
            arguments.filter(|(name, _)| !QUALITY.contains(&&**name)).cloned().collect()
        };
        self.path == other.path && content(self) == content(other)
    }

    fn pixels(&self) -> Option<f64> {
        let (_, value) = self.arguments.iter().find(|(name, _)| name == "resolution")?;
        let (width, height) = value.split_once('x')?;
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0).map(f64::from);
        Some(number(width)? * number(height)?)
    }
}

/// A name without escapes: a camera reads `%66ps` as `fps`.
fn decoded(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let (mut bytes, mut rest) = (Vec::with_capacity(name.len()), name.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| after.get(..2)).flatten();
        let escaped =
            escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn rate(value: &str) -> Option<f64> {
    value.parse::<f64>().ok().filter(|rate| rate.is_finite() && (0.0..=1000.0).contains(rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "axis-cgi/mjpg/video.cgi";

    fn setting(query: &str) -> Setting {
        Setting::read(PATH, query).unwrap()
    }

    fn choose(wanted: &str, running: &[&str], most: usize) -> Choice {
        let running: Vec<Setting> = running.iter().map(|query| setting(query)).collect();
        setting(wanted).choose(&running.iter().collect::<Vec<_>>(), most)
    }

    #[test]
    fn the_same_setting_is_one_stream_however_it_is_written() {
        assert_eq!(setting("resolution=640x480&fps=5"), setting("&fps=5&resolution=640x480&"));
        assert_eq!(setting("fps=5"), setting("%66ps=5.0&t=1732960000"));
        assert_eq!(setting("fps=0"), setting(""));
        assert_ne!(setting("camera=1"), setting("camera=2"));
        assert_ne!(setting("camera=1&camera=2"), setting("camera=2&camera=1"));
        assert_ne!(setting(""), Setting::read("mjpg/video.mjpg", "").unwrap());
        // What is no rate is the camera's to judge.
        assert_ne!(setting("fps=fast"), setting(""));
    }

    #[test]
    fn a_stream_that_ends_by_itself_is_not_shared() {
        for query in ["duration=5", "resolution=1x1&nbrofframes=3", "audio=1", "%64uration=5", "fps=1&fps=9"]
        {
            assert_eq!(Setting::read(PATH, query), None, "{query}");
        }
    }

    #[test]
    fn a_single_picture_is_that_of_the_stream_with_the_same_arguments() {
        let of = |query| Setting::of_picture("axis-cgi/jpg/image.cgi", query).unwrap();
        assert!(setting("fps=5&resolution=640x480").has_pictures_of(&of("resolution=640x480&_=1")));
        assert!(!setting("resolution=640x480").has_pictures_of(&of("")));
        assert_eq!(Setting::of_picture("axis-cgi/imagesize.cgi", ""), None);
    }

    #[test]
    fn one_that_runs_is_joined_and_a_faster_one_is_thinned() {
        assert_eq!(choose("fps=5", &["camera=2", "fps=5"], 1), Choice::Join(1, None));
        assert_eq!(choose("fps=5", &["", "fps=10", "fps=3"], 1), Choice::Join(1, Some(5.0)));
        assert_eq!(choose("fps=5&camera=2", &["fps=10"], 2), Choice::Open);
        // Slower pictures are no substitute while there is room.
        assert_eq!(choose("fps=5", &["fps=3"], 2), Choice::Open);
        assert_eq!(choose("", &["fps=3"], 2), Choice::Open);
    }

    #[test]
    fn past_the_last_encoding_the_nearest_of_the_same_picture_is_given() {
        let running =
            ["resolution=320x240", "resolution=1280x720&compression=10", "resolution=640x480&rotation=90"];
        assert_eq!(choose("resolution=640x480&fps=5", &running, 3), Choice::Nearest(1, Some(5.0)));
        assert_eq!(choose("resolution=352x288", &running, 3), Choice::Nearest(0, None));
        assert_eq!(choose("resolution=640x480&rotation=180", &running, 3), Choice::Full);
        assert_eq!(choose("", &[], 0), Choice::Full);
        assert_eq!(setting("text=1&resolution=320x240&fps=5").quality(), "resolution=320x240&fps=5");
    }
}
