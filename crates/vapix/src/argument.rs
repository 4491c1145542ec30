//! The image arguments, described for a person.

use crate::Firmware;

/// An argument of `video.cgi` and `image.cgi`.
///
/// Left out of a request, the camera's stored setting applies ([`parameter`](Self::parameter)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Argument {
    /// `streamprofile`
    StreamProfile,
    /// `camera`
    Camera,
    /// `resolution`
    Resolution,
    /// `compression`
    Compression,
    /// `fps`
    Fps,
    /// `rotation`
    Rotation,
    /// `mirror`
    Mirror,
    /// `color`
    Color,
    /// `colorlevel`
    ColorLevel,
    /// `palette`
    Palette,
    /// `squarepixel`
    SquarePixel,
    /// `duration`
    Duration,
    /// `nbrofframes`
    Frames,
    /// `overlays`
    Overlays,
    /// `clock`
    Clock,
    /// `date`
    Date,
    /// `text`
    Text,
    /// `textstring`
    TextString,
    /// `textcolor`
    TextColor,
    /// `textbackgroundcolor`
    TextBackground,
    /// `textpos`
    TextPosition,
    /// `overlayimage`
    OverlayImage,
    /// `overlaypos`
    OverlayPosition,
}

/// How an argument is set: which control fits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A whole number from 0; 0 means without limit.
    Number,
    /// 0 to 100.
    Percent,
    /// `X,Y` in pixels.
    Position,
    /// A picture size of the camera's list.
    Resolution,
    /// 0 or 1.
    Switch,
    /// Free text, or a name that the camera knows.
    Text,
    /// A view number from 1, or `quad`.
    View,
}

/// From this version on, the URL can no longer create or remove overlays.
const OVERLAYS_DEAD: Firmware = Firmware::new(10, 6);

impl Argument {
    /// Every argument, in the order in which a request carries them: the stream profile comes
    /// first, because what stands after it overrides it.
    pub const ALL: [Self; 23] = [
        Self::StreamProfile,
        Self::Camera,
        Self::Resolution,
        Self::Compression,
        Self::Fps,
        Self::Rotation,
        Self::Mirror,
        Self::Color,
        Self::ColorLevel,
        Self::Palette,
        Self::SquarePixel,
        Self::Duration,
        Self::Frames,
        Self::Overlays,
        Self::Clock,
        Self::Date,
        Self::Text,
        Self::TextString,
        Self::TextColor,
        Self::TextBackground,
        Self::TextPosition,
        Self::OverlayImage,
        Self::OverlayPosition,
    ];

    /// The argument of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|argument| argument.name() == name)
    }

    /// The name in a request.
    pub fn name(self) -> &'static str {
        match self {
            Self::StreamProfile => "streamprofile",
            Self::Camera => "camera",
            Self::Resolution => "resolution",
            Self::Compression => "compression",
            Self::Fps => "fps",
            Self::Rotation => "rotation",
            Self::Mirror => "mirror",
            Self::Color => "color",
            Self::ColorLevel => "colorlevel",
            Self::Palette => "palette",
            Self::SquarePixel => "squarepixel",
            Self::Duration => "duration",
            Self::Frames => "nbrofframes",
            Self::Overlays => "overlays",
            Self::Clock => "clock",
            Self::Date => "date",
            Self::Text => "text",
            Self::TextString => "textstring",
            Self::TextColor => "textcolor",
            Self::TextBackground => "textbackgroundcolor",
            Self::TextPosition => "textpos",
            Self::OverlayImage => "overlayimage",
            Self::OverlayPosition => "overlaypos",
        }
    }

    /// A label for its control.
    pub fn label(self) -> &'static str {
        match self {
            Self::StreamProfile => "Stream profile",
            Self::Camera => "View",
            Self::Resolution => "Resolution",
            Self::Compression => "Compression",
            Self::Fps => "Frames per second",
            Self::Rotation => "Rotation",
            Self::Mirror => "Mirror",
            Self::Color => "Colour",
            Self::ColorLevel => "Colour level",
            Self::Palette => "Palette",
            Self::SquarePixel => "Square pixels",
            Self::Duration => "Duration",
            Self::Frames => "Number of frames",
            Self::Overlays => "Overlays",
            Self::Clock => "Clock",
            Self::Date => "Date",
            Self::Text => "Text",
            Self::TextString => "Overlay text",
            Self::TextColor => "Text colour",
            Self::TextBackground => "Text background",
            Self::TextPosition => "Text position",
            Self::OverlayImage => "Overlay image",
            Self::OverlayPosition => "Overlay image position",
        }
    }

    /// One line of help.
    pub fn help(self) -> &'static str {
        match self {
            Self::StreamProfile => "A set of settings stored in the camera. Settings made here override it.",
            Self::Camera => "Which view or channel of the unit, or all of them in one picture.",
            Self::Resolution => "Size of the picture. Another aspect than the sensor's crops the picture.",
            Self::Compression => {
                "0 is the best picture, 100 the smallest. What a step means depends on the camera."
            }
            Self::Fps => "The most frames a second that the camera sends. 0 is without limit.",
            Self::Rotation => "Clockwise, by the camera.",
            Self::Mirror => "Left and right change places. Not every camera takes this in a request.",
            Self::Color => "Off gives a black and white picture. Not every camera takes this in a request.",
            Self::ColorLevel => "0 is grey, 100 full colour. Not every camera takes this in a request.",
            Self::Palette => "Colours of a thermal camera's picture.",
            Self::SquarePixel => "Corrects the stretched pixels of analogue video.",
            Self::Duration => "The camera ends the stream after so many seconds. 0 is without limit.",
            Self::Frames => "The camera ends the stream after so many frames. 0 is without limit.",
            Self::Overlays => "Which of the camera's overlays are burnt into the picture.",
            Self::Clock => "Burns the time into the picture.",
            Self::Date => "Burns the date into the picture.",
            Self::Text => "Burns the overlay text into the picture.",
            Self::TextString => "The text, at most 80 characters.",
            Self::TextColor => "Colour of the overlay text.",
            Self::TextBackground => "What stands behind the overlay text.",
            Self::TextPosition => "Overlay text at the top or at the bottom.",
            Self::OverlayImage => "Burns the camera's stored overlay image into the picture.",
            Self::OverlayPosition => "Place of the overlay image from the top left, in pixels.",
        }
    }

    /// Which control fits.
    pub fn kind(self) -> Kind {
        match self {
            Self::Camera => Kind::View,
            Self::Resolution => Kind::Resolution,
            Self::Compression | Self::ColorLevel => Kind::Percent,
            Self::Fps | Self::Duration | Self::Frames => Kind::Number,
            Self::Rotation => Kind::Choice(&["0", "90", "180", "270"]),
            Self::Mirror | Self::Color | Self::SquarePixel => Kind::Switch,
            Self::Clock | Self::Date | Self::Text | Self::OverlayImage => Kind::Switch,
            Self::StreamProfile | Self::Palette | Self::TextString => Kind::Text,
            Self::Overlays => Kind::Choice(&["all", "text", "image", "application", "off"]),
            Self::TextColor => Kind::Choice(&["black", "white"]),
            Self::TextBackground => Kind::Choice(&["black", "white", "transparent", "semitransparent"]),
            Self::TextPosition => Kind::Choice(&["top", "bottom"]),
            Self::OverlayPosition => Kind::Position,
        }
    }

    /// The firmware from which on cameras ignore the argument, or `None` for one that is alive.
    pub fn dead_since(self) -> Option<Firmware> {
        match self {
            Self::Clock
            | Self::Date
            | Self::Text
            | Self::TextString
            | Self::TextColor
            | Self::TextBackground
            | Self::TextPosition
            | Self::OverlayImage
            | Self::OverlayPosition => Some(OVERLAYS_DEAD),
            _ => None,
        }
    }

    /// Whether a camera with this firmware ignores the argument. Unknown firmware is taken to be
    /// new.
    pub fn is_dead(self, firmware: Option<Firmware>) -> bool {
        self.dead_since().is_some_and(|since| firmware.is_none_or(|firmware| firmware >= since))
    }

    /// The camera's parameter that applies where the argument is left out, for view `I0`.
    pub fn parameter(self) -> Option<&'static str> {
        Some(match self {
            Self::Resolution => "Image.I0.Appearance.Resolution",
            Self::Compression => "Image.I0.Appearance.Compression",
            Self::Fps => "Image.I0.Stream.FPS",
            Self::Rotation => "Image.I0.Appearance.Rotation",
            Self::Mirror => "Image.I0.Appearance.MirrorEnabled",
            Self::Color => "Image.I0.Appearance.ColorEnabled",
            Self::ColorLevel => "ImageSource.I0.Sensor.ColorLevel",
            Self::SquarePixel => "Image.I0.Appearance.SquarePixelEnabled",
            Self::Duration => "Image.I0.Stream.Duration",
            Self::Frames => "Image.I0.Stream.NbrOfFrames",
            Self::Clock => "Image.I0.Text.ClockEnabled",
            Self::Date => "Image.I0.Text.DateEnabled",
            Self::Text => "Image.I0.Text.TextEnabled",
            Self::TextString => "Image.I0.Text.String",
            Self::TextColor => "Image.I0.Text.Color",
            Self::TextBackground => "Image.I0.Text.BGColor",
            Self::TextPosition => "Image.I0.Text.Position",
            Self::OverlayImage => "Image.I0.Overlay.Enabled",
            Self::StreamProfile | Self::Camera | Self::Palette | Self::Overlays | Self::OverlayPosition => {
                return None;
            }
        })
    }

    /// Where the argument is documented.
    pub fn source(self) -> &'static str {
        match self {
            Self::Color | Self::ColorLevel | Self::Overlays => "VAPIX video streaming, RTSP parameters",
            Self::Mirror => "stored stream profiles of AXIS OS 9.80",
            _ if self.dead_since().is_some() => "VAPIX video streaming, deprecated in AXIS OS 10.6",
            _ => "VAPIX video streaming, HTTP image arguments",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_read_back() {
        for argument in Argument::ALL {
            assert_eq!(Argument::from_name(argument.name()), Some(argument));
            assert!(!argument.label().is_empty() && argument.help().ends_with('.'));
        }
        assert_eq!(Argument::from_name("Resolution"), None);
    }

    #[test]
    fn overlay_arguments_died_with_10_6() {
        let dead: Vec<_> =
            Argument::ALL.into_iter().filter(|argument| argument.is_dead(None)).map(Argument::name).collect();
        assert_eq!(
            dead,
            [
                "clock",
                "date",
                "text",
                "textstring",
                "textcolor",
                "textbackgroundcolor",
                "textpos",
                "overlayimage",
                "overlaypos"
            ]
        );
        assert!(!Argument::Clock.is_dead("9.80.2".parse().ok()));
        assert!(Argument::Clock.is_dead("10.6".parse().ok()));
        assert!(!Argument::Resolution.is_dead(None));
    }
}
