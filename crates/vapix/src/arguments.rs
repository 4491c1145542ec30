//! A set of image arguments.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::query;
use crate::{
    Argument, OverlayPosition, Overlays, Percent, ResolutionSetting, Rotation, TextBackground, TextColor,
    TextPosition, View,
};

/// What to ask `video.cgi` or `image.cgi` for. `None` is the camera's stored setting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageArguments {
    /// `streamprofile`: name of a stored set of arguments.
    pub stream_profile: Option<String>,
    /// `camera`: which view.
    pub camera: Option<View>,
    /// `resolution`: size of the picture before rotation.
    pub resolution: Option<ResolutionSetting>,
    /// `compression`: 0 is best, 100 smallest.
    pub compression: Option<Percent>,
    /// `fps`: frames a second at most; 0 is without limit.
    pub fps: Option<u32>,
    /// `rotation`: clockwise, by the camera.
    pub rotation: Option<Rotation>,
    /// `mirror`: left and right change places.
    pub mirror: Option<bool>,
    /// `color`: false gives black and white.
    pub color: Option<bool>,
    /// `colorlevel`: 0 is grey.
    pub color_level: Option<Percent>,
    /// `palette`: colours of a thermal picture.
    pub palette: Option<String>,
    /// `squarepixel`: correct the pixels of analogue video.
    pub square_pixel: Option<bool>,
    /// `duration`: seconds; 0 is without limit.
    pub duration: Option<u32>,
    /// `nbrofframes`: frames; 0 is without limit.
    pub frames: Option<u32>,
    /// `overlays`: which are burnt in.
    pub overlays: Option<Overlays>,
    /// `clock`; dead since AXIS OS 10.6, as the following.
    pub clock: Option<bool>,
    /// `date`
    pub date: Option<bool>,
    /// `text`
    pub text: Option<bool>,
    /// `textstring`
    pub text_string: Option<String>,
    /// `textcolor`
    pub text_color: Option<TextColor>,
    /// `textbackgroundcolor`
    pub text_background: Option<TextBackground>,
    /// `textpos`
    pub text_position: Option<TextPosition>,
    /// `overlayimage`
    pub overlay_image: Option<bool>,
    /// `overlaypos`
    pub overlay_position: Option<OverlayPosition>,
    /// Pairs of a pasted query that are not known here, or known with a value that is not: still
    /// encoded, in their order.
    pub other: Vec<String>,
}

/// A value that its argument does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not {expected}: {value:?}", .argument.name())]
pub struct InvalidValue {
    /// The argument.
    pub argument: Argument,
    /// What would have been right, in words.
    pub expected: &'static str,
    /// What was given.
    pub value: String,
}

impl ImageArguments {
    /// Reads a query string, without its `?`. Nothing is refused: what is not understood goes to
    /// [`other`](Self::other). Of a repeated argument the last counts.
    pub fn from_query(query: &str) -> Self {
        let mut arguments = Self::default();
        for (name, value) in query::raw_pairs(query) {
            let known = Argument::from_name(&query::decode(name));
            let taken = known.is_some_and(|argument| {
                value.is_some_and(|value| arguments.set(argument, &query::decode(value)).is_ok())
            });
            if !taken {
                arguments.other.push(match value {
                    Some(value) => format!("{name}={value}"),
                    None => name.to_owned(),
                });
            }
        }
        arguments
    }

    /// The query string, without `?`: the stream profile first, what overrides it after, then what
    /// was not understood. Empty if nothing is set.
    pub fn to_query(&self) -> String {
        let mut query = String::new();
        for (argument, value) in self.iter() {
            query::push(&mut query, argument.name(), &value);
        }
        for pair in &self.other {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(pair);
        }
        query
    }

    /// Each argument that is set, with its value as a request spells it (not encoded), in request
    /// order.
    pub fn iter(&self) -> impl Iterator<Item = (Argument, String)> {
        Argument::ALL.into_iter().filter_map(|argument| Some((argument, self.value(argument)?)))
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.other.is_empty() && self.iter().next().is_none()
    }

    /// The value of an argument as a request spells it, not encoded.
    pub fn value(&self, argument: Argument) -> Option<String> {
        match argument {
            Argument::StreamProfile => self.stream_profile.clone(),
            Argument::Camera => text(self.camera),
            Argument::Resolution => text(self.resolution),
            Argument::Compression => text(self.compression),
            Argument::Fps => text(self.fps),
            Argument::Rotation => text(self.rotation),
            Argument::Mirror => switch(self.mirror),
            Argument::Color => switch(self.color),
            Argument::ColorLevel => text(self.color_level),
            Argument::Palette => self.palette.clone(),
            Argument::SquarePixel => switch(self.square_pixel),
            Argument::Duration => text(self.duration),
            Argument::Frames => text(self.frames),
            Argument::Overlays => text(self.overlays),
            Argument::Clock => switch(self.clock),
            Argument::Date => switch(self.date),
            Argument::Text => switch(self.text),
            Argument::TextString => self.text_string.clone(),
            Argument::TextColor => text(self.text_color),
            Argument::TextBackground => text(self.text_background),
            Argument::TextPosition => text(self.text_position),
            Argument::OverlayImage => switch(self.overlay_image),
            Argument::OverlayPosition => text(self.overlay_position),
        }
    }

    /// Sets an argument from the text of its value, not encoded. On an error nothing has changed.
    ///
    /// # Errors
    /// If the argument takes no such value. Whether the camera has it is another question.
    pub fn set(&mut self, argument: Argument, value: &str) -> Result<(), InvalidValue> {
        let given = Given { argument, value };
        match argument {
            Argument::StreamProfile => self.stream_profile = Some(given.name("a profile name")?),
            Argument::Camera => self.camera = Some(given.read("a view number from 1, or quad")?),
            Argument::Resolution => {
                self.resolution = Some(given.read("a picture size such as 1280x720 or CIF")?);
            }
            Argument::Compression => self.compression = Some(given.percent()?),
            Argument::Fps => self.fps = Some(given.number()?),
            Argument::Rotation => self.rotation = Some(given.read("0, 90, 180 or 270")?),
            Argument::Mirror => self.mirror = Some(given.switch()?),
            Argument::Color => self.color = Some(given.switch()?),
            Argument::ColorLevel => self.color_level = Some(given.percent()?),
            Argument::Palette => self.palette = Some(given.name("a palette name")?),
            Argument::SquarePixel => self.square_pixel = Some(given.switch()?),
            Argument::Duration => self.duration = Some(given.number()?),
            Argument::Frames => self.frames = Some(given.number()?),
            Argument::Overlays => {
                self.overlays = Some(given.read("all, text, image, application or off")?);
            }
            Argument::Clock => self.clock = Some(given.switch()?),
            Argument::Date => self.date = Some(given.switch()?),
            Argument::Text => self.text = Some(given.switch()?),
            Argument::TextString => self.text_string = Some(value.to_owned()),
            Argument::TextColor => self.text_color = Some(given.read("black or white")?),
            Argument::TextBackground => {
                self.text_background = Some(given.read("black, white, transparent or semitransparent")?);
            }
            Argument::TextPosition => self.text_position = Some(given.read("top or bottom")?),
            Argument::OverlayImage => self.overlay_image = Some(given.switch()?),
            Argument::OverlayPosition => self.overlay_position = Some(given.read("a position X,Y")?),
        }
        Ok(())
    }

    /// Leaves an argument to the camera again.
    pub fn clear(&mut self, argument: Argument) {
        match argument {
            Argument::StreamProfile => self.stream_profile = None,
            Argument::Camera => self.camera = None,
            Argument::Resolution => self.resolution = None,
            Argument::Compression => self.compression = None,
            Argument::Fps => self.fps = None,
            Argument::Rotation => self.rotation = None,
            Argument::Mirror => self.mirror = None,
            Argument::Color => self.color = None,
            Argument::ColorLevel => self.color_level = None,
            Argument::Palette => self.palette = None,
            Argument::SquarePixel => self.square_pixel = None,
            Argument::Duration => self.duration = None,
            Argument::Frames => self.frames = None,
            Argument::Overlays => self.overlays = None,
            Argument::Clock => self.clock = None,
            Argument::Date => self.date = None,
            Argument::Text => self.text = None,
            Argument::TextString => self.text_string = None,
            Argument::TextColor => self.text_color = None,
            Argument::TextBackground => self.text_background = None,
            Argument::TextPosition => self.text_position = None,
            Argument::OverlayImage => self.overlay_image = None,
            Argument::OverlayPosition => self.overlay_position = None,
        }
    }

    /// These arguments where they are set, else `base`'s: what a camera does with its stored
    /// settings, a stream profile and a request.
    #[must_use]
    pub fn or(&self, base: &Self) -> Self {
        Self {
            stream_profile: self.stream_profile.clone().or_else(|| base.stream_profile.clone()),
            camera: self.camera.or(base.camera),
            resolution: self.resolution.or(base.resolution),
            compression: self.compression.or(base.compression),
            fps: self.fps.or(base.fps),
            rotation: self.rotation.or(base.rotation),
            mirror: self.mirror.or(base.mirror),
            color: self.color.or(base.color),
            color_level: self.color_level.or(base.color_level),
            palette: self.palette.clone().or_else(|| base.palette.clone()),
            square_pixel: self.square_pixel.or(base.square_pixel),
            duration: self.duration.or(base.duration),
            frames: self.frames.or(base.frames),
            overlays: self.overlays.or(base.overlays),
            clock: self.clock.or(base.clock),
            date: self.date.or(base.date),
            text: self.text.or(base.text),
            text_string: self.text_string.clone().or_else(|| base.text_string.clone()),
            text_color: self.text_color.or(base.text_color),
            text_background: self.text_background.or(base.text_background),
            text_position: self.text_position.or(base.text_position),
            overlay_image: self.overlay_image.or(base.overlay_image),
            overlay_position: self.overlay_position.or(base.overlay_position),
            other: if self.other.is_empty() { base.other.clone() } else { self.other.clone() },
        }
    }

    /// The value of a pair in [`other`](Self::other), decoded.
    pub fn other_value(&self, name: &str) -> Option<String> {
        self.other
            .iter()
            .flat_map(|pair| query::pairs(pair))
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

/// An argument with the text of a value, on its way to a type.
struct Given<'a> {
    argument: Argument,
    value: &'a str,
}

impl Given<'_> {
    fn read<T: FromStr>(&self, expected: &'static str) -> Result<T, InvalidValue> {
        self.value.trim().parse().map_err(|_| self.invalid(expected))
    }

    fn number(&self) -> Result<u32, InvalidValue> {
        self.read("a number from 0")
    }

    fn percent(&self) -> Result<Percent, InvalidValue> {
        self.read("a number from 0 to 100")
    }

    fn switch(&self) -> Result<bool, InvalidValue> {
        match self.value.trim() {
            "0" | "no" | "off" | "false" => Ok(false),
            "1" | "yes" | "on" | "true" => Ok(true),
            _ => Err(self.invalid("0 or 1")),
        }
    }

    fn name(&self, expected: &'static str) -> Result<String, InvalidValue> {
        if self.value.is_empty() { Err(self.invalid(expected)) } else { Ok(self.value.to_owned()) }
    }

    fn invalid(&self, expected: &'static str) -> InvalidValue {
        InvalidValue { argument: self.argument, expected, value: self.value.to_owned() }
    }
}

fn text(value: Option<impl Display>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn switch(value: Option<bool>) -> Option<String> {
    value.map(|on| if on { "1" } else { "0" }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: &str = "streamprofile=Quality&camera=2&resolution=1280x720&compression=30&fps=15\
        &rotation=90&mirror=1&color=0&colorlevel=50&palette=Ice&squarepixel=1&duration=60&nbrofframes=100\
        &overlays=text&clock=1&date=0&text=1&textstring=Gate%202&textcolor=white&textbackgroundcolor=black\
        &textpos=top&overlayimage=0&overlaypos=10,20";

    #[test]
    fn every_argument_survives_reading_and_writing() {
        let arguments = ImageArguments::from_query(EVERYTHING);
        assert!(arguments.other.is_empty());
        assert_eq!(arguments.iter().count(), Argument::ALL.len());
        assert_eq!(arguments.to_query(), EVERYTHING.replace(' ', ""));
    }

    #[test]
    fn every_argument_can_be_set_and_cleared_by_name() {
        let full = ImageArguments::from_query(EVERYTHING);
        let mut arguments = ImageArguments::default();
        for (argument, value) in full.iter() {
            arguments.set(argument, &value).unwrap();
            assert_eq!(arguments.value(argument), Some(value));
        }
        assert_eq!(arguments, full);
        for argument in Argument::ALL {
            arguments.clear(argument);
            assert_eq!(arguments.value(argument), None);
        }
        assert!(arguments.is_empty());
    }

    #[test]
    fn the_profile_comes_first() {
        let arguments = ImageArguments::from_query("fps=5&streamprofile=Mobile");
        assert_eq!(arguments.to_query(), "streamprofile=Mobile&fps=5");
    }

    #[test]
    fn a_pasted_query_is_not_damaged() {
        let pasted = "resolution=huge&audio=1&fps=10&nonce=a%2Bb+c&flag&color=";
        let arguments = ImageArguments::from_query(pasted);
        assert_eq!(arguments.fps, Some(10));
        assert_eq!(arguments.to_query(), "fps=10&resolution=huge&audio=1&nonce=a%2Bb+c&flag&color=");
        assert_eq!(arguments.other_value("nonce").as_deref(), Some("a+b c"));
        assert_eq!(ImageArguments::from_query(&arguments.to_query()), arguments);
    }

    #[test]
    fn the_last_of_repeated_arguments_counts() {
        assert_eq!(ImageArguments::from_query("fps=5&fps=10").to_query(), "fps=10");
    }

    #[test]
    fn a_wrong_value_is_refused_and_changes_nothing() {
        let mut arguments = ImageArguments::from_query("compression=30");
        let error = arguments.set(Argument::Compression, "101").unwrap_err();
        assert_eq!(error.to_string(), "compression is not a number from 0 to 100: \"101\"");
        assert_eq!(arguments.to_query(), "compression=30");
        for (argument, value) in
            [(Argument::StreamProfile, ""), (Argument::Fps, "-1"), (Argument::Mirror, "2")]
        {
            assert!(arguments.set(argument, value).is_err());
        }
    }

    #[test]
    fn overrides_lie_over_a_base() {
        let profile = ImageArguments::from_query("resolution=640x480&fps=5&compression=40");
        let request = ImageArguments::from_query("streamprofile=P&fps=10");
        assert_eq!(
            request.or(&profile).to_query(),
            "streamprofile=P&resolution=640x480&compression=40&fps=10"
        );
    }

    #[test]
    fn arguments_are_stored_and_read_back() {
        let arguments = ImageArguments::from_query(EVERYTHING);
        let stored = serde_json::to_string(&arguments).unwrap();
        assert_eq!(serde_json::from_str::<ImageArguments>(&stored).unwrap(), arguments);
        assert_eq!(serde_json::from_str::<ImageArguments>("{}").unwrap(), ImageArguments::default());
    }
}
