//! From a request's arguments to the settings of the encoder.

use std::time::Duration;

use vapix::{ImageArguments, Overlays, Parameters, Percent, Resolution, ResolutionSetting, Rotation, View};

use crate::device::is_offered;

/// The settings of a picture. Viewers with the same setting share an encoder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Setting {
    pub(crate) view: View,
    /// Before rotation.
    pub(crate) size: Resolution,
    /// The aspect that the scene is cropped to. It is another than that of `size` where pixels are
    /// not square.
    pub(crate) aspect: (u16, u16),
    /// 0 to 100.
    pub(crate) compression: u8,
    pub(crate) rotation: Rotation,
    pub(crate) mirror: bool,
    /// 100 is full colour.
    pub(crate) color_level: u8,
    /// Whether text is burnt in.
    pub(crate) text: bool,
    /// Frames a second; 0 is the sensor's rate.
    pub(crate) fps: u32,
}

/// A setting, and where its stream ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    pub(crate) setting: Setting,
    pub(crate) duration: Option<Duration>,
    pub(crate) frames: Option<u64>,
}

/// A request for something that the camera lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("Camera {0} not available.")]
    Camera(String),
    #[error("Stream profile {0} not available.")]
    Profile(String),
    #[error("Resolution {0} not supported.")]
    Resolution(String),
}

impl Resolved {
    /// What a request asks for: its own arguments over those of the stream profile that it names
    /// over the view's stored settings.
    ///
    /// # Errors
    /// If it names a view, a size or a profile that is not there.
    pub(crate) fn of(request: &ImageArguments, settings: &Parameters) -> Result<Self, Refusal> {
        let arguments = match &request.stream_profile {
            Some(name) => {
                let profiles = settings.stream_profiles();
                let profile = profiles.into_iter().find(|profile| profile.name == *name);
                request.or(&profile.ok_or_else(|| Refusal::Profile(printable(name)))?.arguments)
            }
            None => request.clone(),
        };
        // What the readers could not take is not a setting of the camera's either.
        if let Some(view) = arguments.other_value("camera") {
            return Err(Refusal::Camera(printable(&view)));
        }
        if let Some(size) = arguments.other_value("resolution") {
            return Err(Refusal::Resolution(printable(&size)));
        }
        let view = arguments.camera.unwrap_or(View::Number(1));
        let number = match view {
            View::Number(number) => number,
            View::Quad => 1,
        };
        let views = settings.views();
        if !views.iter().any(|known| known.number == number && known.enabled) {
            return Err(Refusal::Camera(number.to_string()));
        }
        let arguments = arguments.or(&settings.defaults(Some(number)));
        let resolution = arguments.resolution.ok_or_else(|| Refusal::Resolution("0x0".to_owned()))?;
        if !is_offered(&resolution.to_string()) {
            return Err(Refusal::Resolution(resolution.to_string()));
        }
        let (size, aspect) = size_of(resolution, arguments.square_pixel == Some(true));
        let color_level = match arguments.color {
            Some(false) => 0,
            _ => arguments.color_level.map_or(100, Percent::value),
        };
        let limit = |value: Option<u32>| value.filter(|&value| value > 0);
        Ok(Self {
            setting: Setting {
                view,
                size,
                aspect,
                compression: arguments.compression.map_or(30, Percent::value),
                rotation: arguments.rotation.unwrap_or_default(),
                mirror: arguments.mirror == Some(true),
                color_level,
                text: !matches!(
                    arguments.overlays,
                    Some(Overlays::Image | Overlays::Application | Overlays::Off)
                ),
                fps: arguments.fps.unwrap_or(0),
            },
            duration: limit(arguments.duration).map(|seconds| Duration::from_secs(seconds.into())),
            frames: limit(arguments.frames).map(u64::from),
        })
    }
}

impl Setting {
    /// The size of the delivered picture.
    pub(crate) fn delivered(&self) -> Resolution {
        self.size.rotated(self.rotation)
    }

    /// The same at half the width and height.
    pub(crate) fn halved(&self) -> Self {
        let half = |side: u16| (side / 2).max(16);
        let size = Resolution::new(half(self.size.width()), half(self.size.height()));
        Self { size: size.unwrap_or(self.size), ..self.clone() }
    }

    /// The setting in the words of a request.
    pub(crate) fn describe(&self) -> String {
        let Self { view, size, compression, rotation, mirror, color_level, text, fps, .. } = self;
        format!(
            "camera={view}&resolution={size}&compression={compression}&fps={fps}&rotation={rotation}\
             &mirror={}&colorlevel={color_level}&overlays={}",
            u8::from(*mirror),
            if *text { "all" } else { "off" }
        )
    }
}

/// Pixels and aspect of a size. Names are those of a 50 Hz unit, whose pixels are not square unless
/// corrected.
fn size_of(resolution: ResolutionSetting, square_pixels: bool) -> (Resolution, (u16, u16)) {
    match resolution {
        ResolutionSetting::Size(size) => (size, (size.width(), size.height())),
        ResolutionSetting::Named(name) => {
            let size = name.pal();
            let corrected = match size.width() {
                176 => 192,
                352 => 384,
                _ => 768,
            };
            let square = Resolution::new(corrected, size.height()).filter(|_| square_pixels);
            (square.unwrap_or(size), (4, 3))
        }
    }
}

/// A name from a request, fit to stand in an answer.
fn printable(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.,: ".contains(*c)).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::device::Device;

    fn resolve(query: &str) -> Result<Resolved, Refusal> {
        let settings = Device::new(&Options::default()).settings();
        Resolved::of(&ImageArguments::from_query(query), &settings)
    }

    fn described(query: &str) -> String {
        resolve(query).unwrap().setting.describe()
    }

    #[test]
    fn stored_settings_fill_the_gaps() {
        assert_eq!(
            described(""),
            "camera=1&resolution=1280x720&compression=30&fps=0&rotation=0&mirror=0&colorlevel=100&overlays=all"
        );
    }

    #[test]
    fn what_follows_the_profile_overrides_it() {
        let both = described("streamprofile=Mobile&fps=7");
        assert!(
            both.contains("resolution=320x180") && both.contains("compression=50") && both.contains("fps=7")
        );
        assert_eq!(resolve("streamprofile=No%20Such<b>"), Err(Refusal::Profile("No Suchb".to_owned())));
    }

    #[test]
    fn each_argument_counts() {
        let all = described(
            "camera=quad&resolution=640x480&compression=80&fps=3&rotation=90&mirror=1&colorlevel=40&overlays=off&palette=Ice",
        );
        assert_eq!(
            all,
            "camera=quad&resolution=640x480&compression=80&fps=3&rotation=90&mirror=1&colorlevel=40&overlays=off"
        );
        assert!(described("color=0").contains("colorlevel=0"));
        assert_eq!(resolve("rotation=90").unwrap().setting.delivered().to_string(), "720x1280");
        let limits = resolve("duration=5&nbrofframes=7").unwrap();
        assert_eq!((limits.duration, limits.frames), (Some(Duration::from_secs(5)), Some(7)));
        let none = resolve("duration=0&nbrofframes=0").unwrap();
        assert_eq!((none.duration, none.frames), (None, None));
    }

    #[test]
    fn named_sizes_have_square_pixels_if_asked() {
        let size = |query| {
            let setting = resolve(query).unwrap().setting;
            (setting.size.to_string(), setting.aspect)
        };
        assert_eq!(size("resolution=QCIF&squarepixel=1"), ("192x144".to_owned(), (4, 3)));
        assert_eq!(size("resolution=QCIF"), ("176x144".to_owned(), (4, 3)));
        assert_eq!(size("resolution=4CIF&squarepixel=1"), ("768x576".to_owned(), (4, 3)));
        assert_eq!(size("resolution=640x480&squarepixel=1"), ("640x480".to_owned(), (640, 480)));
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let message = |query| resolve(query).unwrap_err().to_string();
        assert_eq!(message("resolution=123x45"), "Resolution 123x45 not supported.");
        assert_eq!(message("resolution=huge"), "Resolution huge not supported.");
        assert_eq!(message("resolution=<script>"), "Resolution script not supported.");
        assert_eq!(message("camera=5"), "Camera 5 not available.");
        assert_eq!(message("camera=0"), "Camera 0 not available.");
    }
}
