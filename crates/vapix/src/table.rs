//! The image arguments of `video.cgi` and `image.cgi`: one entry for each, in the order in which a
//! request carries them. A new argument is a new entry; reading, writing, storing and the controls
//! of an application follow from it.

use serde::{Deserialize, Serialize};

use crate::argument::{Description, Kind, Section};
use crate::value::Value;
use crate::{
    Firmware, OverlayPosition, Overlays, Percent, ResolutionSetting, Rotation, TextBackground, TextColor,
    TextPosition, View,
};

/// From this version on, the URL can no longer create or remove overlays.
const OVERLAYS_DEAD: Firmware = Firmware::new(10, 6);

/// An entry's usual facts.
const USUAL: Description = Description {
    name: "",
    label: "",
    kind: Kind::Switch,
    section: Section::Picture,
    takes: "0 or 1",
    help: "",
    is_help_shown: false,
    parameter: None,
    dead_since: None,
    source: "VAPIX video streaming, HTTP image arguments",
};

/// The usual facts of an overlay by the URL.
const OVERLAID: Description = Description {
    section: Section::Overlaid,
    dead_since: Some(OVERLAYS_DEAD),
    source: "VAPIX video streaming, deprecated in AXIS OS 10.6",
    ..USUAL
};

/// Makes the types of the entries: which arguments there are, their descriptions, a set of them.
macro_rules! arguments {
    ($($(#[$doc:meta])* $variant:ident, $field:ident: $type:ty = $facts:expr;)+) => {
        /// An argument of `video.cgi` and `image.cgi`.
        ///
        /// Left out of a request, the camera's stored setting applies
        /// ([`parameter`](Self::parameter)).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Argument {
            $($(#[$doc])* $variant),+
        }

        impl Argument {
            /// Every argument, in the order in which a request carries them: the stream profile
            /// comes first, because what stands after it overrides it.
            pub const ALL: [Self; [$(stringify!($variant)),+].len()] = [$(Self::$variant),+];

            pub(crate) fn facts(self) -> &'static Description {
                match self {
                    $(Self::$variant => const { &$facts }),+
                }
            }
        }

        /// The arguments for `video.cgi` or `image.cgi`. `None` is the camera's stored setting.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(default)]
        pub struct ImageArguments {
            $($(#[$doc])* pub $field: Option<$type>,)+
            /// Pairs of a pasted query that are not known here, or known with a value that is not:
            /// still encoded, in their order.
            pub other: Vec<String>,
        }

        impl ImageArguments {
            /// The value of an argument as a request spells it, not encoded.
            pub fn value(&self, argument: Argument) -> Option<String> {
                match argument {
                    $(Argument::$variant => self.$field.as_ref().map(Value::write)),+
                }
            }

            /// Leaves an argument to the camera again.
            pub fn clear(&mut self, argument: Argument) {
                match argument {
                    $(Argument::$variant => self.$field = None),+
                }
            }

            /// Takes the text of a value, not encoded. `None` if the argument has no such value.
            pub(crate) fn take(&mut self, argument: Argument, text: &str) -> Option<()> {
                match argument {
                    $(Argument::$variant => self.$field = Some(Value::read(text)?)),+
                }
                Some(())
            }

            /// These arguments where they are set, else `base`'s: what a camera does with its
            /// stored settings, a stream profile and a request.
            #[must_use]
            pub fn or(&self, base: &Self) -> Self {
                let other = if self.other.is_empty() { &base.other } else { &self.other };
                Self {
                    $($field: self.$field.as_ref().or(base.$field.as_ref()).cloned(),)+
                    other: other.clone(),
                }
            }
        }
    };
}

arguments! {
    /// `streamprofile`: name of a stored set of arguments.
    StreamProfile, stream_profile: String = Description {
        name: "streamprofile",
        label: "Stream profile",
        kind: Kind::Name,
        section: Section::Stream,
        takes: "a profile name",
        help: "A set of settings stored in the camera. Settings made here override it.",
        is_help_shown: true,
        ..USUAL
    };

    /// `camera`: which view.
    Camera, camera: View = Description {
        name: "camera",
        label: "View",
        kind: Kind::View,
        section: Section::View,
        takes: "a view number from 1, or quad",
        help: "View or channel of the unit, or all of them in one picture.",
        ..USUAL
    };

    /// `resolution`: size of the picture before rotation.
    Resolution, resolution: ResolutionSetting = Description {
        name: "resolution",
        label: "Resolution",
        kind: Kind::Resolution,
        takes: "a picture size such as 1280x720 or CIF",
        help: "Size of the picture. An aspect ratio other than the sensor's crops it.",
        is_help_shown: true,
        parameter: Some("Image.I0.Appearance.Resolution"),
        ..USUAL
    };

    /// `compression`: 0 is best, 100 smallest.
    Compression, compression: Percent = Description {
        name: "compression",
        label: "Compression",
        kind: Kind::Percent,
        takes: "a number from 0 to 100",
        help: "0 is the best picture, 100 the smallest. The steps depend on the camera.",
        parameter: Some("Image.I0.Appearance.Compression"),
        ..USUAL
    };

    /// `fps`: frames a second at most; 0 is without limit.
    Fps, fps: u32 = Description {
        name: "fps",
        label: "Frames per second",
        kind: Kind::Number {
            unit: "fps",
            usual: &["0", "1", "2", "3", "5", "8", "10", "12", "15", "20", "25", "30", "50", "60"],
        },
        takes: "a number from 0",
        help: "Highest frame rate that the camera sends. 0 means no limit.",
        parameter: Some("Image.I0.Stream.FPS"),
        ..USUAL
    };

    /// `rotation`: clockwise, by the camera.
    Rotation, rotation: Rotation = Description {
        name: "rotation",
        label: "Rotation",
        kind: Kind::Rotation,
        section: Section::View,
        takes: "0, 90, 180 or 270",
        help: "Clockwise, by the camera.",
        parameter: Some("Image.I0.Appearance.Rotation"),
        ..USUAL
    };

    /// `mirror`: left and right change places.
    Mirror, mirror: bool = Description {
        name: "mirror",
        label: "Mirror",
        section: Section::View,
        help: "Swaps left and right. Not every camera accepts this in a request.",
        is_help_shown: true,
        parameter: Some("Image.I0.Appearance.MirrorEnabled"),
        source: "stored stream profiles of AXIS OS 9.80",
        ..USUAL
    };

    /// `color`: false gives black and white.
    Color, color: bool = Description {
        name: "color",
        label: "Colour",
        section: Section::Colours,
        help: "Off gives a black and white picture. Not every camera accepts this in a request.",
        is_help_shown: true,
        parameter: Some("Image.I0.Appearance.ColorEnabled"),
        source: "VAPIX video streaming, RTSP parameters",
        ..USUAL
    };

    /// `colorlevel`: 0 is grey.
    ColorLevel, color_level: Percent = Description {
        name: "colorlevel",
        label: "Colour level",
        kind: Kind::Percent,
        section: Section::Colours,
        takes: "a number from 0 to 100",
        help: "0 is grey, 100 full colour. Not every camera accepts this in a request.",
        is_help_shown: true,
        parameter: Some("ImageSource.I0.Sensor.ColorLevel"),
        source: "VAPIX video streaming, RTSP parameters",
        ..USUAL
    };

    /// `palette`: colours of a thermal picture.
    Palette, palette: String = Description {
        name: "palette",
        label: "Palette",
        kind: Kind::Name,
        section: Section::Colours,
        takes: "a palette name",
        help: "Colours of a thermal camera's picture.",
        ..USUAL
    };

    /// `squarepixel`: correct the pixels of analogue video.
    SquarePixel, square_pixel: bool = Description {
        name: "squarepixel",
        label: "Square pixels",
        section: Section::Colours,
        help: "Corrects the stretched pixels of analogue video.",
        parameter: Some("Image.I0.Appearance.SquarePixelEnabled"),
        ..USUAL
    };

    /// `duration`: seconds; 0 is without limit.
    Duration, duration: u32 = Description {
        name: "duration",
        label: "Duration",
        kind: Kind::Number { unit: "s", usual: &[] },
        section: Section::Stream,
        takes: "a number from 0",
        help: "The camera ends the stream after this many seconds. 0 means no limit.",
        is_help_shown: true,
        parameter: Some("Image.I0.Stream.Duration"),
        ..USUAL
    };

    /// `nbrofframes`: frames; 0 is without limit.
    Frames, frames: u32 = Description {
        name: "nbrofframes",
        label: "Number of frames",
        kind: Kind::Number { unit: "", usual: &[] },
        section: Section::Stream,
        takes: "a number from 0",
        help: "The camera ends the stream after this many frames. 0 means no limit.",
        is_help_shown: true,
        parameter: Some("Image.I0.Stream.NbrOfFrames"),
        ..USUAL
    };

    /// `overlays`: which are burnt in.
    Overlays, overlays: Overlays = Description {
        name: "overlays",
        label: "Overlays",
        kind: Kind::Choice(&["all", "text", "image", "application", "off"]),
        section: Section::Colours,
        takes: "all, text, image, application or off",
        help: "Overlays that the camera burns into the picture.",
        source: "VAPIX video streaming, RTSP parameters",
        ..USUAL
    };

    /// `clock`; dead since AXIS OS 10.6, as the following.
    Clock, clock: bool = Description {
        name: "clock",
        label: "Clock",
        help: "Burns the time into the picture.",
        parameter: Some("Image.I0.Text.ClockEnabled"),
        ..OVERLAID
    };

    /// `date`
    Date, date: bool = Description {
        name: "date",
        label: "Date",
        help: "Burns the date into the picture.",
        parameter: Some("Image.I0.Text.DateEnabled"),
        ..OVERLAID
    };

    /// `text`
    Text, text: bool = Description {
        name: "text",
        label: "Text",
        help: "Burns the overlay text into the picture.",
        parameter: Some("Image.I0.Text.TextEnabled"),
        ..OVERLAID
    };

    /// `textstring`
    TextString, text_string: String = Description {
        name: "textstring",
        label: "Overlay text",
        kind: Kind::Text { longest: 80 },
        takes: "a text",
        help: "The text, at most 80 characters.",
        parameter: Some("Image.I0.Text.String"),
        ..OVERLAID
    };

    /// `textcolor`
    TextColor, text_color: TextColor = Description {
        name: "textcolor",
        label: "Text colour",
        kind: Kind::Choice(&["black", "white"]),
        takes: "black or white",
        help: "Colour of the overlay text.",
        parameter: Some("Image.I0.Text.Color"),
        ..OVERLAID
    };

    /// `textbackgroundcolor`
    TextBackground, text_background: TextBackground = Description {
        name: "textbackgroundcolor",
        label: "Text background",
        kind: Kind::Choice(&["black", "white", "transparent", "semitransparent"]),
        takes: "black, white, transparent or semitransparent",
        help: "Colour behind the overlay text.",
        parameter: Some("Image.I0.Text.BGColor"),
        ..OVERLAID
    };

    /// `textpos`
    TextPosition, text_position: TextPosition = Description {
        name: "textpos",
        label: "Text position",
        kind: Kind::Choice(&["top", "bottom"]),
        takes: "top or bottom",
        help: "Overlay text at the top or at the bottom.",
        parameter: Some("Image.I0.Text.Position"),
        ..OVERLAID
    };

    /// `overlayimage`
    OverlayImage, overlay_image: bool = Description {
        name: "overlayimage",
        label: "Overlay image",
        help: "Burns the camera's stored overlay image into the picture.",
        parameter: Some("Image.I0.Overlay.Enabled"),
        ..OVERLAID
    };

    /// `overlaypos`
    OverlayPosition, overlay_position: OverlayPosition = Description {
        name: "overlaypos",
        label: "Overlay image position",
        kind: Kind::Position,
        takes: "a position X,Y",
        help: "Place of the overlay image from the top left, in pixels, such as 10,20.",
        is_help_shown: true,
        ..OVERLAID
    };
}
