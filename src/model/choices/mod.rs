//! The choices in the panel of image arguments: from the camera's own lists, or the usual ones.

use vapix::{
    Argument, Aspect, Firmware, ImageArguments, Kind, Parameters, Resolution, ResolutionSetting, View,
    group_by_aspect,
};

/// A camera's options.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choices {
    told: Option<Parameters>,
}

/// How one argument is set.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// One of these. That the camera decides is a further choice.
    Select(Vec<Group>),
    /// 0 to 100.
    Slider,
    /// A whole number from 0, which is without limit.
    Number,
    /// Free text.
    Text {
        /// The most characters; 0 is any number.
        longest: usize,
    },
}

/// Choices that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Their common label; empty if there is none.
    pub label: String,
    /// In the order in which to show them.
    pub choices: Vec<Choice>,
}

/// One value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// As a request spells it.
    pub value: String,
    /// As a person reads it.
    pub label: String,
}

impl Choices {
    /// The options in the camera's parameters.
    #[must_use]
    pub fn told(parameters: Parameters) -> Self {
        Self { told: Some(parameters) }
    }

    /// The usual options, for a camera that listed none.
    #[must_use]
    pub fn usual() -> Self {
        Self::default()
    }

    /// Whether the camera listed its options.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.told.is_some()
    }

    /// Product and firmware as far as they are known: `AXIS M1065-L, firmware 9.80.2`.
    #[must_use]
    pub fn product(&self) -> Option<String> {
        let told = self.told.as_ref()?;
        match (told.product(), told.firmware_text()) {
            (Some(product), Some(firmware)) => Some(format!("{product}, firmware {firmware}")),
            (Some(product), None) => Some(product.to_owned()),
            (None, firmware) => firmware.map(|firmware| format!("Firmware {firmware}")),
        }
    }

    /// Whether the argument makes sense here, or is set already.
    #[must_use]
    pub fn is_offered(&self, argument: Argument, arguments: &ImageArguments) -> bool {
        let Some(told) = &self.told else { return true };
        arguments.value(argument).is_some()
            || match argument {
                Argument::Camera => told.views().iter().filter(|view| view.enabled).count() != 1,
                Argument::Palette => told.has_stream_palette(),
                Argument::StreamProfile => {
                    told.errors().iter().any(|e| e.contains("StreamProfile")) || !self.profiles().is_empty()
                }
                _ => true,
            }
    }

    /// Why the argument has no effect; `None` if it has.
    #[must_use]
    pub fn dead(&self, argument: Argument) -> Option<String> {
        let since = argument.dead_since()?;
        match self.firmware() {
            Some(firmware) if firmware < since => None,
            _ => Some(format!("no effect since AXIS OS {since}")),
        }
    }

    /// What the camera does where the argument is left out, as a person reads it: what the chosen
    /// stream profile says, else the stored setting. `None` if the camera did not tell.
    #[must_use]
    pub fn own(&self, argument: Argument, arguments: &ImageArguments) -> Option<String> {
        let value = self.own_settings(arguments).value(argument)?;
        Some(choice(argument, &value).label)
    }

    /// [`own`](Self::own) as a number from 0 to 100, for where a slider stands.
    #[must_use]
    pub fn own_percent(&self, argument: Argument, arguments: &ImageArguments) -> Option<u8> {
        self.own_settings(arguments).value(argument)?.parse().ok().filter(|&percent| percent <= 100)
    }

    /// How to set the argument. `seen` is the picture's size as delivered: it tells the sensor's
    /// aspect where the camera did not.
    #[must_use]
    pub fn control(
        &self,
        argument: Argument,
        arguments: &ImageArguments,
        seen: Option<Resolution>,
    ) -> Control {
        let groups = match argument.kind() {
            Kind::Percent => return Control::Slider,
            Kind::Number { usual: &[], .. } => return Control::Number,
            Kind::Number { usual, .. } => one_group(argument, usual),
            Kind::Resolution => self.sizes(arguments, seen),
            Kind::View => self.views(),
            Kind::Switch => one_group(argument, &["1", "0"]),
            Kind::Rotation => self.rotations(),
            Kind::Choice(values) => one_group(argument, values),
            Kind::Name if argument == Argument::StreamProfile && !self.profiles().is_empty() => {
                self.profiles()
            }
            Kind::Text { longest } => return Control::Text { longest },
            _ => return Control::Text { longest: 0 },
        };
        Control::Select(with_current(groups, argument, arguments))
    }

    fn firmware(&self) -> Option<Firmware> {
        self.told.as_ref()?.firmware()
    }

    fn own_settings(&self, arguments: &ImageArguments) -> ImageArguments {
        let Some(told) = &self.told else { return ImageArguments::default() };
        let stored = told.defaults(view_number(arguments));
        let profile = arguments
            .stream_profile
            .as_deref()
            .and_then(|name| told.stream_profiles().into_iter().find(|profile| profile.name == name));
        profile.map_or(stored.clone(), |profile| profile.arguments.or(&stored))
    }

    /// The sensor's aspect first: a size of any other is cut out of its picture.
    fn sizes(&self, arguments: &ImageArguments, seen: Option<Resolution>) -> Vec<Group> {
        let told =
            self.told.as_ref().map(|told| told.resolutions(view_number(arguments))).unwrap_or_default();
        let (settings, sensor) = if told.is_empty() {
            let unrotated = |size: Resolution| size.rotated(arguments.rotation.unwrap_or_default());
            // Only what the camera chose itself tells of its sensor.
            let own = seen.filter(|_| arguments.resolution.is_none()).map(unrotated);
            (usual_sizes(), own.map(Resolution::aspect))
        } else {
            let largest = told.iter().filter_map(|setting| setting.size()).max_by_key(|size| size.pixels());
            (told, largest.map(Resolution::aspect))
        };
        let sizes: Vec<Resolution> = settings.iter().filter_map(|setting| setting.size()).collect();
        let (first, others): (Vec<_>, Vec<_>) =
            group_by_aspect(&sizes).into_iter().partition(|(aspect, _)| sensor == Some(*aspect));
        let named = settings.into_iter().filter(|setting| setting.size().is_none());
        let named = Group { label: "By name".into(), choices: named.map(size_choice).collect() };
        first
            .into_iter()
            .chain(others)
            .map(|(aspect, sizes)| Group {
                label: aspect_label(aspect, sensor),
                choices: sizes.into_iter().map(|size| size_choice(size.into())).collect(),
            })
            .chain([named])
            .filter(|group| !group.choices.is_empty())
            .collect()
    }

    fn rotations(&self) -> Vec<Group> {
        let told = self.told.as_ref().map(Parameters::rotations).filter(|told| !told.is_empty());
        match told {
            Some(told) => {
                let values: Vec<&str> = told.into_iter().map(vapix::Rotation::as_str).collect();
                one_group(Argument::Rotation, &values)
            }
            None => one_group(Argument::Rotation, &["0", "90", "180", "270"]),
        }
    }

    fn views(&self) -> Vec<Group> {
        let told = self.told.as_ref().map(Parameters::views).unwrap_or_default();
        let mut choices: Vec<Choice> = told
            .into_iter()
            .filter(|view| view.enabled)
            .map(|view| {
                let value = view.number.to_string();
                let label = match view.name {
                    Some(name) => format!("{value}: {name}"),
                    None => label(Argument::Camera, &value),
                };
                Choice { value, label }
            })
            .collect();
        if choices.is_empty() {
            choices = ["1", "2", "3", "4"].map(|value| choice(Argument::Camera, value)).into();
        }
        if choices.len() > 1 {
            choices.push(choice(Argument::Camera, "quad"));
        }
        vec![Group { label: String::new(), choices }]
    }

    fn profiles(&self) -> Vec<Group> {
        let told = self.told.as_ref().map(Parameters::stream_profiles).unwrap_or_default();
        let choices: Vec<Choice> = told
            .into_iter()
            .map(|profile| {
                let label = match profile.description.as_str() {
                    "" => profile.name.clone(),
                    description => format!("{}: {description}", profile.name),
                };
                Choice { value: profile.name, label }
            })
            .collect();
        if choices.is_empty() { Vec::new() } else { vec![Group { label: String::new(), choices }] }
    }
}

/// A value as a person reads it.
fn label(argument: Argument, value: &str) -> String {
    match (argument.kind(), value) {
        (Kind::Number { .. }, "0") => "no limit".into(),
        (Kind::Number { unit, .. }, _) if !unit.is_empty() => format!("{value} {unit}"),
        (Kind::Rotation, "0") => "none".into(),
        (Kind::Rotation, _) => format!("{value}° clockwise"),
        (Kind::Resolution, _) => value.replace('x', " × "),
        (Kind::View, "quad") => "All in one (quad)".into(),
        (Kind::View, _) => format!("View {value}"),
        (Kind::Switch, "1") => "on".into(),
        (Kind::Switch, "0") => "off".into(),
        _ => value.to_owned(),
    }
}

/// Sizes that many cameras have, for one that does not tell.
fn usual_sizes() -> Vec<ResolutionSetting> {
    const SIZES: [(u16, u16); 19] = [
        (3840, 2160),
        (2688, 1512),
        (1920, 1080),
        (1280, 720),
        (800, 450),
        (640, 360),
        (480, 270),
        (320, 180),
        (2592, 1944),
        (1600, 1200),
        (1280, 960),
        (1024, 768),
        (800, 600),
        (640, 480),
        (320, 240),
        (1280, 800),
        (800, 500),
        (640, 400),
        (320, 200),
    ];
    SIZES.iter().filter_map(|&(width, height)| Resolution::new(width, height)).map(Into::into).collect()
}

fn aspect_label(aspect: Aspect, sensor: Option<Aspect>) -> String {
    match sensor {
        Some(sensor) if sensor == aspect => format!("{aspect}, the whole picture"),
        Some(_) => format!("{aspect}, cropped by the camera"),
        None => aspect.to_string(),
    }
}

fn size_choice(setting: ResolutionSetting) -> Choice {
    choice(Argument::Resolution, &setting.to_string())
}

fn choice(argument: Argument, value: &str) -> Choice {
    let mut label = label(argument, value);
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Choice { value: value.to_owned(), label }
}

fn one_group(argument: Argument, values: &[&str]) -> Vec<Group> {
    vec![Group {
        label: String::new(),
        choices: values.iter().map(|value| choice(argument, value)).collect(),
    }]
}

/// With the value that is set, should the list lack it: a pasted address may ask for anything.
fn with_current(mut groups: Vec<Group>, argument: Argument, arguments: &ImageArguments) -> Vec<Group> {
    if let Some(current) = arguments.value(argument) {
        let is_listed = groups.iter().flat_map(|group| &group.choices).any(|choice| choice.value == current);
        if !is_listed {
            groups.push(Group { label: "Other".into(), choices: vec![choice(argument, &current)] });
        }
    }
    groups
}

fn view_number(arguments: &ImageArguments) -> Option<u16> {
    match arguments.camera {
        Some(View::Number(number)) => Some(number),
        Some(View::Quad) | None => None,
    }
}

#[cfg(test)]
mod tests;
