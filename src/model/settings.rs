//! The remembered cameras, newest first: how each was displayed and requested.
//!
//! The stored form is text: a line with the version, then a line for each camera in the form of a
//! deep link ([`link`]) with the camera's name. It holds no secrets, because links do not. Whatever
//! cannot be read is left out.

use player::Transport;
use vapix::{ImageArguments, query};

use super::link::{self, Asked};
use super::options::Options;
use address::Source;

/// All that is remembered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    cameras: Vec<CameraSettings>,
}

/// The memory of one camera.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraSettings {
    /// Leads to it.
    pub source: Source,
    /// Its name for a person.
    pub name: String,
    /// How it was shown.
    pub options: Options,
    /// Its image arguments.
    pub arguments: ImageArguments,
    /// The way to it that worked, where that was not the best.
    pub worked: Option<Transport>,
}

impl Settings {
    /// The most cameras that are remembered; the one opened longest ago goes.
    pub const KEPT: usize = 64;
    /// The most cameras in [`recent`](Self::recent).
    pub const RECENT: usize = 12;

    /// Reads the stored text. Text of another version gives nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let mut settings = Self::default();
        if lines.next() == Some(VERSION) {
            for camera in lines.filter(|line| line.len() <= LONGEST).filter_map(CameraSettings::parse) {
                if settings.of(&camera.source).is_none() && settings.cameras.len() < Self::KEPT {
                    settings.cameras.push(camera);
                }
            }
        }
        settings
    }

    /// The text to store.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from(VERSION);
        for line in self.cameras.iter().map(CameraSettings::to_line).filter(|line| line.len() <= LONGEST) {
            text.push('\n');
            text.push_str(&line);
        }
        text
    }

    /// The memory of a camera.
    #[must_use]
    pub fn of(&self, source: &Source) -> Option<&CameraSettings> {
        self.cameras.iter().find(|camera| camera.source == *source)
    }

    /// The way to a camera that worked last time, where that was not the best: its own, or that of
    /// another at the same host.
    #[must_use]
    pub fn worked(&self, source: &Source) -> Option<Transport> {
        let same =
            |camera: &&CameraSettings| source.host().is_some() && camera.source.host() == source.host();
        self.of(source).or_else(|| self.cameras.iter().find(same))?.worked
    }

    /// The cameras opened last, newest first.
    pub fn recent(&self) -> impl Iterator<Item = &CameraSettings> {
        self.cameras.iter().take(Self::RECENT)
    }

    /// Remembers an open camera, replacing its earlier entry.
    pub fn remember(&mut self, mut camera: CameraSettings) {
        // For the page that hides them, not for the next visit.
        camera.options.controls = Options::default().controls;
        self.forget(&camera.source);
        self.cameras.insert(0, camera);
        self.cameras.truncate(Self::KEPT);
    }

    /// Forgets a camera.
    pub fn forget(&mut self, source: &Source) {
        self.cameras.retain(|camera| camera.source != *source);
    }
}

/// Changes when an older program could not read the rest.
pub(super) const VERSION: &str = "mullion-settings 1";
/// Bytes of a line beyond which it is not stored.
const LONGEST: usize = 4096;

impl CameraSettings {
    fn parse(line: &str) -> Option<Self> {
        let asked = Asked::parse(line);
        let source = Source::read(&asked.src?);
        let stored = |wanted: &str| {
            let mut pairs = asked.other.iter().flat_map(|pair| query::pairs(pair));
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        let name = stored(NAME).unwrap_or_else(|| source.to_string());
        let worked = stored(WORKED).and_then(|name| Transport::from_name(&name));
        Some(Self { source, name, options: asked.options, arguments: asked.arguments, worked })
    }

    fn to_line(&self) -> String {
        let mut name = String::new();
        query::push(&mut name, NAME, &self.name);
        if let Some(worked) = self.worked {
            query::push(&mut name, WORKED, worked.name());
        }
        // Arguments that VAPIX does not have may be anything, and belong to the pasted address.
        let arguments = ImageArguments { other: Vec::new(), ..self.arguments.clone() };
        link::write(Some(&self.source), &self.options, &arguments, &[name])
    }
}

/// The parameter that holds the camera's name.
pub(super) const NAME: &str = "name";
/// The parameter that holds the way to it that worked.
pub(super) const WORKED: &str = "worked";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Mode;

    fn camera(source: &str, query: &str) -> CameraSettings {
        let asked = Asked::parse(query);
        let (options, arguments) = (asked.options, asked.arguments);
        let (source, name) = (Source::read(source), format!("The {source}"));
        CameraSettings { source, name, options, arguments, worked: None }
    }

    #[test]
    fn what_is_stored_reads_back() {
        let mut settings = Settings::default();
        settings.remember(camera("http://pi:8080/?action=stream", "fit=1:1&rotate=90"));
        settings.remember(camera("gate", "fit=fill&resolution=640x480&textstring=a%0Ab%26"));
        let text = settings.to_text();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(Settings::parse(&text), settings);
        let gate = settings.of(&Source::Camera("gate".to_owned())).unwrap();
        assert_eq!((gate.options.fit, gate.name.as_str()), (Mode::Fill, "The gate"));
    }

    #[test]
    fn the_stored_form_does_not_change_by_chance() {
        let mut settings = Settings::default();
        settings.remember(camera("gate", "fit=fill&fps=5"));
        assert_eq!(settings.to_text(), "mullion-settings 1\nsrc=gate&fit=fill&fps=5&name=The%20gate");
    }

    #[test]
    fn the_way_that_worked_is_remembered_for_the_host() {
        let mut settings = Settings::default();
        let img = Some(Transport::Img);
        settings.remember(CameraSettings { worked: img, ..camera("http://cam:81/a.mjpg", "") });
        let settings = Settings::parse(&settings.to_text());
        assert_eq!(settings.worked(&Source::read("http://cam:81/a.mjpg")), img);
        assert_eq!(settings.worked(&Source::read("http://cam:81/b.mjpg")), img);
        assert_eq!(settings.worked(&Source::read("http://cam/a.mjpg")), None);
        assert_eq!(settings.worked(&Source::read("gate")), None);
    }

    #[test]
    fn the_newest_comes_first_and_the_oldest_goes() {
        let mut settings = Settings::default();
        for index in 0..100 {
            settings.remember(camera(&format!("cam{index}"), ""));
        }
        settings.remember(camera("cam90", "fps=1"));
        let recent: Vec<_> = settings.recent().map(|camera| camera.source.as_str()).collect();
        assert_eq!(recent.len(), Settings::RECENT);
        assert_eq!(recent[..3], ["cam90", "cam99", "cam98"]);
        assert_eq!(settings.to_text().lines().count(), 1 + Settings::KEPT);
        assert_eq!(settings.of(&Source::read("cam35")), None);
        settings.forget(&Source::read("cam90"));
        assert_eq!(settings.recent().next().unwrap().source.as_str(), "cam99");
    }

    #[test]
    fn secrets_are_not_stored() {
        let mut settings = Settings::default();
        let mut camera = camera("gate", "");
        camera.arguments = ImageArguments::from_query("fps=5&token=s3cret");
        settings.remember(camera);
        assert!(!settings.to_text().contains("s3cret"));
    }

    #[test]
    fn hidden_controls_are_not_remembered() {
        let mut settings = Settings::default();
        settings.remember(camera("gate", "controls=0&stats=1"));
        let options = settings.recent().next().unwrap().options;
        assert!(options.controls && options.stats);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        for text in ["", "mullion-settings 2\nsrc=gate", "{\"cameras\":[]}", "src=gate"] {
            assert_eq!(Settings::parse(text), Settings::default(), "{text}");
        }
        let long = "x".repeat(LONGEST);
        let text = format!(
            "{VERSION}\nfit=fill\n\nsrc=gate&fit=big&name=Gate\nsrc=gate&fps=1\nsrc=barn&x={long}\n%%%=&&"
        );
        let settings = Settings::parse(&text);
        let names: Vec<_> = settings.recent().map(|camera| camera.name.as_str()).collect();
        assert_eq!(names, ["Gate"]);
        let many = format!("{VERSION}{}", (0..1000).map(|i| format!("\nsrc=c{i}")).collect::<String>());
        assert_eq!(Settings::parse(&many).cameras.len(), Settings::KEPT);
    }
}
