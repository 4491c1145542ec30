//! The unit's parameters, as `param.cgi` lists and changes them.

use std::collections::BTreeMap;

use vapix::{Argument, ImageArguments, Parameters, ResolutionSetting, Role};

use super::VIEWS;
use crate::auth::Identity;
use crate::{AuthPolicy, Options};

/// Most characters of a value.
const LONGEST: usize = 1000;

/// Sizes of mixed aspects, as a real unit with a 16:9 sensor lists them.
const RESOLUTIONS: &str = "3840x2160,1920x1080,1280x960,1280x800,1280x720,1024x768,1024x640,800x600,800x500,800x450,\
    640x480,640x400,640x360,480x360,480x300,480x270,320x240,320x200,320x180,240x180,160x120,160x100,160x90";

/// Rights to a parameter: create, delete, read, write. 7 is nobody, 6 an administrator, 4 an
/// operator, 1 a viewer and 0 anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level(pub(crate) [u8; 4]);

/// The parameters by name, without `root.`.
#[derive(Debug, Clone)]
pub(crate) struct ParameterStore {
    parameters: BTreeMap<String, Parameter>,
}

#[derive(Debug, Clone)]
struct Parameter {
    value: String,
    level: Level,
}

/// Why a parameter was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UpdateError {
    /// There is none of that name, or it cannot be changed by this user.
    NotAllowed,
    /// It does not take the value.
    Value,
}

impl Level {
    fn allows_read(self, rank: u8) -> bool {
        self.0[2] <= rank
    }

    fn allows_write(self, rank: u8) -> bool {
        self.0[3] <= rank
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

/// What a user counts for in a [`Level`].
fn rank(identity: &Identity) -> u8 {
    match identity {
        Identity::Anonymous => 1,
        Identity::User { role, .. } => match role {
            Role::Viewer | Role::Ptz => 1,
            Role::Operator => 4,
            Role::Admin => 6,
        },
    }
}

impl ParameterStore {
    pub(crate) fn new(options: &Options) -> Self {
        let mut store = Self { parameters: BTreeMap::new() };
        store.add_unit(options);
        store.add_image(options);
        store.add_profiles();
        store
    }

    /// The parameters of a group, or the one of that name, that a user may read: name, value, level. An empty
    /// group is everything.
    pub(crate) fn group<'a>(
        &'a self,
        group: &'a str,
        identity: &Identity,
    ) -> impl Iterator<Item = (&'a str, &'a str, Level)> {
        let rank = rank(identity);
        let group = group.strip_prefix("root.").unwrap_or(group).trim_end_matches(".*");
        let group = if group == "root" || group == "*" { "" } else { group };
        let is_within = move |name: &str| {
            group.is_empty()
                || name.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.parameters
            .iter()
            .filter(move |(name, parameter)| is_within(name) && parameter.level.allows_read(rank))
            .map(|(name, parameter)| (name.as_str(), parameter.value.as_str(), parameter.level))
    }

    /// The value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.parameters.get(name).map(|parameter| parameter.value.clone())
    }

    /// Changes a parameter.
    pub(crate) fn update(&mut self, name: &str, value: &str, identity: &Identity) -> Result<(), UpdateError> {
        let name = name.strip_prefix("root.").unwrap_or(name);
        let parameter = self.parameters.get_mut(name).ok_or(UpdateError::NotAllowed)?;
        if !parameter.level.allows_write(rank(identity)) {
            return Err(UpdateError::NotAllowed);
        }
        if !is_valid(name, value) {
            return Err(UpdateError::Value);
        }
        value.clone_into(&mut parameter.value);
        Ok(())
    }

    /// Everything, as the readers of the other side take it.
    pub(crate) fn settings(&self) -> Parameters {
        let lines = self.parameters.iter().map(|(name, parameter)| format!("{name}={}\n", parameter.value));
        Parameters::parse(&lines.collect::<String>())
    }

    fn set(&mut self, level: u16, name: impl Into<String>, value: impl Into<String>) {
        let digits = [level / 1000, level / 100 % 10, level / 10 % 10, level % 10].map(|digit| digit as u8);
        self.parameters.insert(name.into(), Parameter { value: value.into(), level: Level(digits) });
    }

    fn add_unit(&mut self, options: &Options) {
        let [major, minor, patch] = options.firmware;
        let serial: String = options.serial.iter().map(|byte| format!("{byte:02X}")).collect();
        let policy = match options.auth {
            AuthPolicy::Basic => "basic",
            AuthPolicy::Digest(_) => "digest",
            AuthPolicy::Both(_) => "basic_digest",
        };
        let model = &options.model;
        for (name, value) in [
            ("Brand.Brand", "AXIS".to_owned()),
            ("Brand.ProdFullName", format!("AXIS {model} Simulated Network Camera")),
            ("Brand.ProdNbr", model.clone()),
            ("Brand.ProdShortName", format!("AXIS {model}")),
            ("Brand.ProdType", "Simulated Network Camera".to_owned()),
            ("Brand.ProdVariant", String::new()),
            ("Brand.WebURL", "http://www.axis.com".to_owned()),
            ("Properties.API.HTTP.Version", "3".to_owned()),
            ("Properties.Firmware.BuildDate", "Jan 01 2026 00:00".to_owned()),
            ("Properties.Firmware.BuildNumber", "1".to_owned()),
            ("Properties.Firmware.Version", format!("{major}.{minor}.{patch}")),
            ("Properties.Image.Format", "jpeg,mjpeg".to_owned()),
            ("Properties.Image.NbrOfViews", VIEWS.len().to_string()),
            ("Properties.Image.Resolution", RESOLUTIONS.to_owned()),
            ("Properties.Image.Rotation", "0,90,180,270".to_owned()),
            ("Properties.PTZ.DigitalPTZ", "yes".to_owned()),
            ("Properties.PTZ.PTZ", "yes".to_owned()),
            ("Properties.System.Architecture", "simulated".to_owned()),
            ("Properties.System.HardwareID", "1".to_owned()),
            ("Properties.System.SerialNumber", serial),
            ("Properties.System.Soc", "simulated".to_owned()),
        ] {
            self.set(7707, name, value);
        }
        self.set(7716, "Network.HTTP.AuthenticationPolicy", policy);
        self.set(7716, "System.BoaProtViewer", if options.anonymous { "anonymous" } else { "password" });
        for support in ["AbsolutePan", "AbsoluteTilt", "AbsoluteZoom", "AreaZoom", "ContinuousPan"] {
            self.set(7707, format!("PTZ.Support.S1.{support}"), "true");
        }
        self.set(7707, "PTZ.ImageSource.I0.PTZEnabled", "true");
    }

    fn add_image(&mut self, options: &Options) {
        self.set(7744, "Image.MaxViewers", options.max_viewers.to_string());
        self.set(7704, "Image.NbrOfConfigs", VIEWS.len().to_string());
        self.set(7744, "Image.RFCCompliantMultipartEnabled", "yes");
        self.set(7746, "Image.TriggerDataEnabled", "no");
        self.set(7714, "ImageSource.NbrOfSources", "1");
        self.set(7714, "ImageSource.I0.Name", "Camera");
        self.set(7714, "ImageSource.I0.Sensor.ColorLevel", "100");
        for (index, view) in VIEWS.iter().enumerate() {
            for (level, name, value) in [
                (7704, "Enabled", "yes"),
                (7704, "Name", *view),
                (7704, "Source", "0"),
                (7744, "Appearance.ColorEnabled", "yes"),
                (7744, "Appearance.Compression", "30"),
                (7714, "Appearance.MirrorEnabled", "no"),
                (7714, "Appearance.Resolution", "1280x720"),
                (7714, "Appearance.Rotation", "0"),
                (7744, "Appearance.SquarePixelEnabled", "no"),
                (7744, "Stream.Duration", "0"),
                (7744, "Stream.FPS", "0"),
                (7744, "Stream.NbrOfFrames", "0"),
            ] {
                self.set(level, format!("Image.I{index}.{name}"), value);
            }
        }
    }

    fn add_profiles(&mut self) {
        self.set(4414, "StreamProfile.MaxGroups", "26");
        for (index, (name, description, parameters)) in [
            (
                "Quality",
                "Best picture and full frame rate",
                "videocodec=jpeg&resolution=1920x1080&compression=10",
            ),
            (
                "Balanced",
                "Medium picture and frame rate",
                "videocodec=jpeg&resolution=1280x720&compression=30&fps=15",
            ),
            ("Bandwidth", "Low bandwidth", "videocodec=jpeg&resolution=640x360&compression=50&fps=10"),
            ("Mobile", "For small screens", "videocodec=jpeg&resolution=320x180&compression=50&fps=5"),
        ]
        .into_iter()
        .enumerate()
        {
            self.set(4414, format!("StreamProfile.S{index}.Description"), description);
            self.set(4414, format!("StreamProfile.S{index}.Name"), name);
            self.set(4414, format!("StreamProfile.S{index}.Parameters"), parameters);
        }
    }
}

/// Whether the parameter takes the value: as the image argument that it stands for does, if there is one.
fn is_valid(name: &str, value: &str) -> bool {
    if value.len() > LONGEST || value.contains(|c: char| c.is_control()) {
        return false;
    }
    let of_first_view =
        name.split_once(".Appearance.").map(|(_, rest)| format!("Image.I0.Appearance.{rest}"));
    let of_first_view = of_first_view
        .or_else(|| name.split_once(".Stream.").map(|(_, rest)| format!("Image.I0.Stream.{rest}")));
    let argument = of_first_view.and_then(|name| {
        Argument::ALL.into_iter().find(|argument| argument.parameter() == Some(name.as_str()))
    });
    match (name, argument) {
        ("Image.MaxViewers", _) => value.parse::<u32>().is_ok_and(|count| (1..=1000).contains(&count)),
        (_, Some(Argument::Resolution)) => is_offered(value),
        (_, Some(argument)) => ImageArguments::default().set(argument, value).is_ok(),
        (_, None) => true,
    }
}

/// Whether the camera can give this size: those of its list, and the names of the analogue age.
pub(crate) fn is_offered(resolution: &str) -> bool {
    match resolution.parse() {
        Ok(ResolutionSetting::Named(_)) => true,
        Ok(size) => RESOLUTIONS.split(',').any(|known| known == size.to_string()),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(role: Role) -> Identity {
        Identity::User { name: "somebody".to_owned(), role }
    }

    #[test]
    fn a_client_can_read_what_the_unit_is() {
        let settings = ParameterStore::new(&Options::default()).settings();
        assert_eq!(settings.product(), Some("AXIS M0000-SIM Simulated Network Camera"));
        assert_eq!(settings.serial(), Some("ACCC8E000001"));
        assert_eq!(settings.firmware_text(), Some("12.11.77"));
        assert_eq!(settings.sizes(None).len(), 23);
        assert_eq!(settings.views().len(), 4);
        assert_eq!(settings.stream_profiles()[3].arguments.fps, Some(5));
        assert_eq!(
            settings.defaults(Some(2)).to_query(),
            "resolution=1280x720&compression=30&fps=0&rotation=0&mirror=0&color=1&squarepixel=0&duration=0&nbrofframes=0"
        );
    }

    #[test]
    fn a_viewer_sees_less() {
        let store = ParameterStore::new(&Options::default());
        let names = |group, role| store.group(group, &user(role)).map(|(name, ..)| name).collect::<Vec<_>>();
        assert_eq!(names("Image.MaxViewers", Role::Viewer), [""; 0]);
        assert_eq!(names("root.Image.MaxViewers", Role::Operator), ["Image.MaxViewers"]);
        assert!(names("Image.I0", Role::Viewer).contains(&"Image.I0.Appearance.Resolution"));
        assert!(!names("Image.I0", Role::Viewer).contains(&"Image.I0.Appearance.Compression"));
        assert!(names("Image.I0", Role::Admin).len() == 12);
        assert_eq!(names("Imag", Role::Admin), [""; 0]);
        assert!(names("", Role::Admin).len() > names("", Role::Viewer).len());
    }

    #[test]
    fn updates_need_the_right_and_a_value_that_fits() {
        let mut store = ParameterStore::new(&Options::default());
        let mut update = |name, value, role| store.update(name, value, &user(role));
        let compression = "root.Image.I0.Appearance.Compression";
        assert_eq!(update(compression, "40", Role::Viewer), Err(UpdateError::NotAllowed));
        assert_eq!(update(compression, "101", Role::Operator), Err(UpdateError::Value));
        assert_eq!(update(compression, "40", Role::Operator), Ok(()));
        assert_eq!(update("Image.I3.Appearance.Resolution", "123x45", Role::Admin), Err(UpdateError::Value));
        assert_eq!(update("Image.I3.Appearance.Resolution", "640x480", Role::Admin), Ok(()));
        assert_eq!(update("Image.MaxViewers", "0", Role::Admin), Err(UpdateError::Value));
        assert_eq!(update("Brand.Brand", "X", Role::Admin), Err(UpdateError::NotAllowed));
        assert_eq!(update("No.Such", "X", Role::Admin), Err(UpdateError::NotAllowed));
        assert_eq!(store.settings().defaults(None).compression, vapix::Percent::new(40));
    }
}
