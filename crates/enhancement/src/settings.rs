//! The settings that a person chose.

/// One enhancement. Values are whole numbers; each variant says what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Added to every component, per cent of the whole range.
    Brightness,
    /// Distance from the middle gray, per cent: the slope of `contrast()` in CSS (Filter Effects
    /// Module Level 1, 10.3).
    Contrast,
    /// Exponent 1/γ on components from 0 to 1, in hundredths of γ: above 100 the shadows are
    /// lifted.
    Gamma,
    /// Distance from the pixel's own gray, per cent: `saturate()` in CSS, with the weights of ITU-R
    /// BT.709.
    Saturation,
    /// Unsharp mask over 3 by 3 pixels, per cent of what the blurred picture lacks (Gonzalez and
    /// Woods, *Digital Image Processing*, 3.6).
    Sharpness,
    /// The same against the mean brightness of the surroundings, per cent: lifts what is flat or
    /// hazy.
    LocalContrast,
    /// 1: the strength of edges instead of the picture (Sobel).
    Edges,
    /// 1: the negative.
    Invert,
    /// Of how many pictures the mean is shown; 1 is none but the last.
    Stack,
    /// The camera's own picture is shown to the left of this place, thousandths of the width.
    Split,
}

impl Setting {
    /// All of them, as a person reads them.
    pub const ALL: [Self; 10] = [
        Self::Brightness,
        Self::Contrast,
        Self::Gamma,
        Self::Saturation,
        Self::Sharpness,
        Self::LocalContrast,
        Self::Edges,
        Self::Invert,
        Self::Stack,
        Self::Split,
    ];

    /// Stable name, for links.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Brightness => "brightness",
            Self::Contrast => "contrast",
            Self::Gamma => "gamma",
            Self::Saturation => "saturation",
            Self::Sharpness => "sharpness",
            Self::LocalContrast => "local",
            Self::Edges => "edges",
            Self::Invert => "invert",
            Self::Stack => "stack",
            Self::Split => "split",
        }
    }

    /// The least and the greatest value.
    #[must_use]
    pub fn range(self) -> (i16, i16) {
        match self {
            Self::Brightness => (-100, 100),
            Self::Contrast | Self::Sharpness => (0, 400),
            Self::Gamma => (20, 500),
            Self::Saturation | Self::LocalContrast => (0, 300),
            Self::Edges | Self::Invert => (0, 1),
            Self::Stack => (1, 64),
            Self::Split => (0, 1000),
        }
    }

    /// The value that changes nothing.
    #[must_use]
    pub fn neutral(self) -> i16 {
        match self {
            Self::Contrast | Self::Gamma | Self::Saturation => 100,
            Self::Stack => 1,
            Self::Brightness
            | Self::Sharpness
            | Self::LocalContrast
            | Self::Edges
            | Self::Invert
            | Self::Split => 0,
        }
    }
}

/// A value for each [`Setting`], always within its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enhancements([i16; Setting::ALL.len()]);

impl Default for Enhancements {
    /// Nothing is changed.
    fn default() -> Self {
        Self(Setting::ALL.map(Setting::neutral))
    }
}

impl Enhancements {
    /// The values of all settings, in the order of [`Setting::ALL`].
    #[must_use]
    pub fn values(&self) -> &[i16] {
        &self.0
    }

    /// With these values in the order of [`Setting::ALL`], or the nearest that are in range; those
    /// that are missing are neutral.
    #[must_use]
    pub fn from_values(values: &[i16]) -> Self {
        let all = Setting::ALL.into_iter().zip(values);
        all.fold(Self::default(), |enhancements, (setting, value)| enhancements.with(setting, *value))
    }

    /// The value of `setting`.
    #[must_use]
    pub fn get(&self, setting: Setting) -> i16 {
        self.0[setting as usize]
    }

    /// With `value` for `setting`, or the nearest that is in its range.
    #[must_use]
    pub fn with(mut self, setting: Setting, value: i16) -> Self {
        let (least, most) = setting.range();
        self.0[setting as usize] = value.max(least).min(most);
        self
    }

    /// Whether the picture stays as the camera sent it. Where it is split makes no difference then.
    #[must_use]
    pub fn is_neutral(&self) -> bool {
        self.with(Setting::Split, 0) == Self::default()
    }

    /// Reads what [`to_text`](Self::to_text) writes; values out of range become the nearest. `None`
    /// for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut enhancements = Self::default();
        for pair in text.split(',').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once(':')?;
            let setting = Setting::ALL.into_iter().find(|setting| setting.name() == name)?;
            enhancements = enhancements.with(setting, value.parse().ok()?);
        }
        Some(enhancements)
    }

    /// The settings that are not neutral: `contrast:150,invert:1`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for setting in Setting::ALL {
            if self.get(setting) != setting.neutral() {
                if !text.is_empty() {
                    text.push(',');
                }
                text.push_str(setting.name());
                text.push(':');
                text.push_str(&self.get(setting).to_string());
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_stands_at_its_place_and_is_neutral_at_first() {
        for (index, setting) in Setting::ALL.into_iter().enumerate() {
            let (least, most) = setting.range();
            assert_eq!(setting as usize, index);
            assert!((least..=most).contains(&setting.neutral()), "{setting:?}");
            assert_eq!(Enhancements::default().get(setting), setting.neutral());
        }
        assert!(Enhancements::default().is_neutral());
    }

    #[test]
    fn values_are_kept_within_their_range() {
        for setting in Setting::ALL {
            let (least, most) = setting.range();
            assert_eq!(Enhancements::default().with(setting, i16::MIN).get(setting), least);
            assert_eq!(Enhancements::default().with(setting, i16::MAX).get(setting), most);
        }
    }

    #[test]
    fn values_in_order_are_the_settings() {
        let enhancements = Enhancements::default().with(Setting::Gamma, 150).with(Setting::Split, 300);
        assert_eq!(Enhancements::from_values(enhancements.values()), enhancements);
        assert_eq!(Enhancements::from_values(&[500]).get(Setting::Brightness), 100);
        assert_eq!(Enhancements::from_values(&[]), Enhancements::default());
    }

    #[test]
    fn a_split_alone_changes_nothing() {
        assert!(Enhancements::default().with(Setting::Split, 500).is_neutral());
        assert!(!Enhancements::default().with(Setting::Stack, 2).is_neutral());
    }

    #[test]
    fn links_are_read_as_they_are_written() {
        let all = Setting::ALL
            .into_iter()
            .fold(Enhancements::default(), |all, setting| all.with(setting, setting.neutral() + 1));
        for enhancements in [Enhancements::default(), all] {
            assert_eq!(Enhancements::parse(&enhancements.to_text()), Some(enhancements));
        }
        assert_eq!(Enhancements::default().to_text(), "");
        let dark = Enhancements::default().with(Setting::Brightness, -30).with(Setting::Invert, 1);
        assert_eq!(dark.to_text(), "brightness:-30,invert:1");
        assert_eq!(Enhancements::parse("gamma:9999").map(|e| e.get(Setting::Gamma)), Some(500));
        for nonsense in ["gamma", "gamma:", "gamma:x", "glow:3", "gamma:1;invert:1", "gamma:99999999999"] {
            assert_eq!(Enhancements::parse(nonsense), None, "{nonsense}");
        }
    }
}
