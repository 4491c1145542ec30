//! The camera's parameters, from `param.cgi?action=list`.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::query::text_of;
use crate::values::InvalidChoice;
use crate::{Argument, Firmware, ImageArguments, Resolution, ResolutionSetting, Rotation};

/// Parameters by name, without the `root.` that cameras write before some of them.
///
/// What a camera tells depends on who asks: a viewer does not see every group. So every reader
/// gives nothing rather than an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    errors: Vec<String>,
}

/// A view (or channel) of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewInfo {
    /// The number that the argument `camera` takes, from 1.
    pub number: u16,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Whether it is switched on. Cameras that do not say so have it on.
    pub enabled: bool,
}

/// A set of arguments stored in the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamProfile {
    /// The name that the argument `streamprofile` takes.
    pub name: String,
    /// Its purpose.
    pub description: String,
    /// Its settings. The codec and its settings are in `other`.
    pub arguments: ImageArguments,
}

impl Parameters {
    /// The groups that the readers below use. Some are hidden from viewers.
    pub const GROUPS: &[&str] =
        &["Brand", "Properties.Image", "Properties.Firmware", "Properties.System", "Image", "StreamProfile"];

    /// Reads an answer: a `Name=Value` on each line. Lines that begin with `#` are
    /// [`errors`](Self::errors), other lines without `=` are left out.
    pub fn parse(text: &str) -> Self {
        let mut parameters = Self::default();
        parameters.extend(text);
        parameters
    }

    /// Reads an answer that need not be UTF-8: older cameras write names in Latin-1.
    pub fn from_bytes(body: &[u8]) -> Self {
        Self::parse(&text_of(body))
    }

    /// Adds a further answer.
    pub fn extend(&mut self, text: &str) {
        for line in text.lines().map(str::trim) {
            if let Some(error) = line.strip_prefix('#') {
                self.errors.push(error.trim().to_owned());
            } else if let Some((name, value)) = line.split_once('=') {
                let name = name.trim();
                let name = name.strip_prefix("root.").unwrap_or(name);
                if is_name(name) {
                    self.values.insert(name.to_owned(), value.trim().to_owned());
                }
            }
        }
    }

    /// The camera's messages about groups that it could not list: `Error: Error -1 getting param in
    /// group 'X'`.
    pub fn errors(&self) -> &[String] {
        &self.errors
    }

    /// Whether the camera told nothing at all, as some do when they are busy.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Every name and value, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a parameter, named without `root.`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The value if it is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// A value that is `yes` or `no`.
    pub fn switch(&self, name: &str) -> Option<bool> {
        switch(self.get(name)?)
    }

    /// A value that is a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }

    /// The sizes that a view can have (counted from 1), in the camera's order: the view's JPEG
    /// list, else the view's, else the unit's. Empty if the camera does not say.
    pub fn resolutions(&self, view: Option<u16>) -> Vec<ResolutionSetting> {
        let index = group_index(view);
        let names = [
            format!("Properties.Image.I{index}.JPEG.Resolution"),
            format!("Properties.Image.I{index}.Resolution"),
            "Properties.Image.Resolution".to_owned(),
        ];
        names.iter().map(|name| self.list(name)).find(|list| !list.is_empty()).unwrap_or_default()
    }

    /// Those of [`resolutions`](Self::resolutions) that are given in pixels.
    pub fn sizes(&self, view: Option<u16>) -> Vec<Resolution> {
        self.resolutions(view).into_iter().filter_map(ResolutionSetting::size).collect()
    }

    /// The rotations that the camera can do. Empty if it does not say.
    pub fn rotations(&self) -> Vec<Rotation> {
        self.list("Properties.Image.Rotation")
    }

    /// The image formats that the camera can send, such as `mjpeg`.
    pub fn formats(&self) -> Vec<&str> {
        let formats = self.get("Properties.Image.Format").unwrap_or_default();
        formats.split(',').map(str::trim).filter(|format| !format.is_empty()).collect()
    }

    /// The views of the unit, as far as it tells of them, by number.
    pub fn views(&self) -> Vec<ViewInfo> {
        let count = self.number("Image.NbrOfConfigs").or_else(|| self.number("Properties.Image.NbrOfViews"));
        // A camera with a bound of its own: the count is only text from the network.
        let counted = (0..count.unwrap_or(0).min(64)).filter_map(|index| u16::try_from(index).ok());
        ascending(self.numbers("Image.I").chain(counted))
            .into_iter()
            .map(|index| ViewInfo {
                number: index.saturating_add(1),
                name: self.text(&format!("Image.I{index}.Name")).map(str::to_owned),
                enabled: self.switch(&format!("Image.I{index}.Enabled")).unwrap_or(true),
            })
            .collect()
    }

    /// The stored stream profiles, by group number.
    pub fn stream_profiles(&self) -> Vec<StreamProfile> {
        let profile = |index| {
            let text = |name| self.text(&format!("StreamProfile.S{index}.{name}")).unwrap_or_default();
            let name = text("Name").to_owned();
            let arguments = ImageArguments::from_query(text("Parameters"));
            let description = text("Description").to_owned();
            (!name.is_empty()).then_some(StreamProfile { name, description, arguments })
        };
        ascending(self.numbers("StreamProfile.S")).into_iter().filter_map(profile).collect()
    }

    /// The stored settings of a view (counted from 1), which apply where a request says nothing.
    pub fn defaults(&self, view: Option<u16>) -> ImageArguments {
        let index = group_index(view);
        let mut arguments = ImageArguments::default();
        for argument in Argument::ALL {
            let Some(name) = argument.parameter() else { continue };
            let name = name.replacen("I0", &format!("I{index}"), 1);
            // A value that does not fit its argument is no default.
            if let Some(value) = self.text(&name) {
                let _ = arguments.set(argument, value);
            }
        }
        arguments
    }

    /// The product's name: the full one, else the short one, else the number.
    pub fn product(&self) -> Option<&str> {
        ["Brand.ProdFullName", "Brand.ProdShortName", "Brand.ProdNbr"]
            .into_iter()
            .find_map(|name| self.text(name))
    }

    /// The maker, such as `AXIS`.
    pub fn brand(&self) -> Option<&str> {
        self.text("Brand.Brand")
    }

    /// The firmware's version as the camera writes it.
    pub fn firmware_text(&self) -> Option<&str> {
        self.text("Properties.Firmware.Version")
    }

    /// The firmware's version.
    pub fn firmware(&self) -> Option<Firmware> {
        self.firmware_text()?.parse().ok()
    }

    /// The serial number, which is the MAC address without colons.
    pub fn serial(&self) -> Option<&str> {
        self.text("Properties.System.SerialNumber")
    }

    /// How many may watch at once.
    pub fn max_viewers(&self) -> Option<u32> {
        self.number("Image.MaxViewers")
    }

    /// Whether `palette` can be asked for: only if the camera tells of a palette at all.
    pub fn has_stream_palette(&self) -> bool {
        let is_thermal = self.values.keys().any(|name| name.starts_with("Properties.Image.Palette"));
        is_thermal && self.switch("Properties.Image.Palette.StreamPalette").unwrap_or(true)
    }

    fn list<T: FromStr>(&self, name: &str) -> Vec<T> {
        let list = self.get(name).unwrap_or_default();
        list.split(',').filter_map(|item| item.trim().parse().ok()).collect()
    }

    /// The numbers that follow `prefix` in the names.
    fn numbers(&self, prefix: &str) -> impl Iterator<Item = u16> {
        self.values.keys().filter_map(move |name| name.strip_prefix(prefix)?.split('.').next()?.parse().ok())
    }
}

/// The numbers in order, each once. Nothing else in the page sorts, and the standard library's code
/// for it would be two kilobytes there.
fn ascending(numbers: impl Iterator<Item = u16>) -> Vec<u16> {
    let mut has = vec![false; 1 << 16];
    for number in numbers {
        has[usize::from(number)] = true;
    }
    (0..=u16::MAX).filter(|number| has[usize::from(*number)]).collect()
}

impl FromStr for Parameters {
    type Err = InvalidChoice;

    /// # Errors
    /// If there is not one parameter in the text, such as in an HTML page.
    fn from_str(text: &str) -> Result<Self, InvalidChoice> {
        let parameters = Self::parse(text);
        let is_list = !parameters.is_empty() || !parameters.errors.is_empty();
        if is_list { Ok(parameters) } else { Err(InvalidChoice { expected: "a list of parameters" }) }
    }
}

impl StreamProfile {
    /// The codec that the profile is for, if it says. `video.cgi` gives MJPEG whatever it is.
    pub fn codec(&self) -> Option<String> {
        self.arguments.other_value("videocodec")
    }
}

/// View 1 is the parameter group `I0`.
fn group_index(view: Option<u16>) -> u16 {
    view.unwrap_or(1).saturating_sub(1)
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "yes" | "on" | "true" | "1" => Some(true),
        "no" | "off" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A dotted name, and not a line of HTML that happens to hold `=`.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMERA: &str = "root.Brand.Brand=AXIS\r\n\
        root.Brand.ProdFullName=AXIS Test Camera\r\n\
        root.Properties.Firmware.Version=9.80.2.2\r\n\
        root.Properties.System.SerialNumber=00408C123456\r\n\
        root.Properties.Image.Format=jpeg,mjpeg,h264\r\n\
        root.Properties.Image.Resolution=1920x1080,1280x960,640x480\r\n\
        root.Properties.Image.I1.JPEG.Resolution=800x600,CIF\r\n\
        root.Properties.Image.Rotation=0,180\r\n\
        root.Image.MaxViewers=20\r\n\
        root.Image.NbrOfConfigs=3\r\n\
        root.Image.I0.Name=Gate\r\n\
        root.Image.I0.Enabled=yes\r\n\
        root.Image.I0.Appearance.Resolution=1280x960\r\n\
        root.Image.I0.Appearance.Compression=30\r\n\
        root.Image.I0.Appearance.ColorEnabled=yes\r\n\
        root.Image.I0.Stream.FPS=0\r\n\
        root.Image.I1.Name=\r\n\
        root.Image.I1.Enabled=no\r\n\
        root.StreamProfile.MaxGroups=26\r\n\
        root.StreamProfile.S0.Name=Quality\r\n\
        root.StreamProfile.S0.Description=Best picture\r\n\
        root.StreamProfile.S0.Parameters=videocodec=h264&resolution=1920x1080&fps=15&compression=20&mirror=0\r\n\
        root.StreamProfile.S10.Name=Mobile\r\n\
        root.StreamProfile.S2.Name=Bandwidth\r\n";

    #[test]
    fn what_the_camera_is() {
        let camera = Parameters::parse(CAMERA);
        assert_eq!(camera.product(), Some("AXIS Test Camera"));
        assert_eq!(camera.brand(), Some("AXIS"));
        assert_eq!(camera.firmware(), "9.80.2.2".parse().ok());
        assert_eq!(camera.serial(), Some("00408C123456"));
        assert_eq!(camera.max_viewers(), Some(20));
        assert_eq!(camera.formats(), ["jpeg", "mjpeg", "h264"]);
        assert!(!camera.has_stream_palette());
    }

    #[test]
    fn what_can_be_chosen() {
        let camera = Parameters::parse(CAMERA);
        let names = |view| camera.resolutions(view).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(None), ["1920x1080", "1280x960", "640x480"]);
        assert_eq!(names(Some(2)), ["800x600", "CIF"]);
        assert_eq!(camera.sizes(Some(2)).len(), 1);
        assert_eq!(camera.rotations(), [Rotation::Deg0, Rotation::Deg180]);
    }

    #[test]
    fn views_are_counted_from_one() {
        let views = Parameters::parse(CAMERA).views();
        let seen: Vec<_> =
            views.iter().map(|view| (view.number, view.name.as_deref(), view.enabled)).collect();
        assert_eq!(seen, [(1, Some("Gate"), true), (2, None, false), (3, None, true)]);
        assert!(Parameters::parse("Image.NbrOfConfigs=4000000000").views().len() <= 64);
    }

    #[test]
    fn profiles_keep_their_values_whole() {
        let profiles = Parameters::parse(CAMERA).stream_profiles();
        let names: Vec<_> = profiles.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["Quality", "Bandwidth", "Mobile"]);
        assert_eq!(profiles[0].codec().as_deref(), Some("h264"));
        assert_eq!(
            profiles[0].arguments.to_query(),
            "resolution=1920x1080&compression=20&fps=15&mirror=0&videocodec=h264"
        );
    }

    #[test]
    fn stored_settings_are_arguments() {
        let camera = Parameters::parse(CAMERA);
        assert_eq!(camera.defaults(None).to_query(), "resolution=1280x960&compression=30&fps=0&color=1");
        assert!(camera.defaults(Some(2)).is_empty());
    }

    #[test]
    fn errors_are_data_and_what_follows_lacks_root() {
        let body =
            "# Error: Error -1 getting param in group 'PTZ'\r\nBrand.Brand=AXIS\r\nroot.Image.MaxViewers=1\n";
        let parameters = Parameters::parse(body);
        assert_eq!(parameters.errors(), ["Error: Error -1 getting param in group 'PTZ'"]);
        assert_eq!(parameters.brand(), Some("AXIS"));
        assert_eq!(parameters.max_viewers(), Some(1));
        assert!("# Error: x".parse::<Parameters>().is_ok());
    }

    #[test]
    fn a_page_is_no_list() {
        let page = "<html><meta charset=\"utf-8\">\n<a href=x>y</a></html>";
        assert!(page.parse::<Parameters>().is_err());
        assert!("".parse::<Parameters>().is_err());
    }

    #[test]
    fn latin_1_names_are_read() {
        let parameters = Parameters::from_bytes(b"root.Image.I0.Name=T\xfcr\n");
        assert_eq!(parameters.get("Image.I0.Name"), Some("Tür"));
    }
}
