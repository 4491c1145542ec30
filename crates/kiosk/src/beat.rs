//! What a display tells its gateway from time to time, and what it is answered.

use serde::{Deserialize, Serialize};

/// A heartbeat: the body of `POST /api/displays/NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Beat {
    /// Name of the page's build.
    pub build: String,
    /// What it shows, if that has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show: Option<Choice>,
    /// Tiles on the screen.
    pub tiles: u32,
    /// Those of them that are live.
    pub live: u32,
    /// Seconds since the page was loaded.
    pub uptime_seconds: u64,
    /// Bytes of its WebAssembly memories and kept pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Whether it records.
    pub recording: bool,
    /// Its last trouble in words, such as a reload by its watchdog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

/// Something of the configuration that a display may be told to show: a name, never an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// A camera.
    Camera(String),
    /// A wall.
    Wall(String),
    /// A tour.
    Tour(String),
}

/// The gateway's answer to a [`Beat`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// Name of the build that the gateway serves, if it knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// What somebody has chosen for this display.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show: Option<Choice>,
    /// Counts how often somebody has asked for the page to be loaded again.
    pub reloads: u64,
}

impl Beat {
    /// Longer texts are cut: of [`Beat::build`] and of [`Beat::report`], bytes.
    pub const LONGEST: (usize, usize) = (64, 240);

    /// The beat with its texts cut to [`Beat::LONGEST`] and without control characters, and without a
    /// choice that has no name.
    #[must_use]
    pub fn bounded(self) -> Self {
        let (build, report) = Self::LONGEST;
        Self {
            build: cut(&self.build, build),
            report: self.report.map(|text| cut(&text, report)).filter(|text| !text.is_empty()),
            show: self.show.filter(Choice::is_name),
            ..self
        }
    }
}

impl Choice {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        let (Self::Camera(name) | Self::Wall(name) | Self::Tour(name)) = self;
        name
    }

    /// Whether its name is one of a configuration: 1 to 64 letters, digits, `-` and `_`.
    #[must_use]
    pub fn is_name(&self) -> bool {
        is_name(self.name())
    }
}

/// Whether a display, a camera, a wall or a tour may be called so.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(is_part)
}

fn cut(text: &str, most: usize) -> String {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_is_bounded_whatever_a_page_sends() {
        let beat = Beat {
            build: "\u{e9}".repeat(100),
            report: Some("a\u{1b}[2Jb".to_owned()),
            show: Some(Choice::Wall("http://evil.example/".to_owned())),
            ..Beat::default()
        };
        let bounded = beat.bounded();
        assert_eq!(bounded.build, "\u{e9}".repeat(32));
        assert_eq!(bounded.report.as_deref(), Some("a [2Jb"));
        assert_eq!(bounded.show, None);
    }

    #[test]
    fn a_choice_is_written_as_in_the_configuration() {
        let text = serde_json::to_string(&Choice::Wall("lobby".to_owned())).unwrap();
        assert_eq!(text, r#"{"wall":"lobby"}"#);
        let order: Order = serde_json::from_str(r#"{"show":{"tour":"night"},"later":1}"#).unwrap();
        assert_eq!(order.show, Some(Choice::Tour("night".to_owned())));
    }
}
