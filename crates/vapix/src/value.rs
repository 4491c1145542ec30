//! Values of arguments as text.

use crate::{
    OverlayPosition, Overlays, Percent, ResolutionSetting, Rotation, TextBackground, TextColor, TextPosition,
    View,
};

/// A type of values, as a request spells them.
pub(crate) trait Value: Sized {
    /// `None` if the text is no such value.
    fn read(text: &str) -> Option<Self>;

    fn write(&self) -> String;
}

impl Value for String {
    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn write(&self) -> String {
        self.clone()
    }
}

impl Value for bool {
    fn read(text: &str) -> Option<Self> {
        match text.trim() {
            "0" | "no" | "off" | "false" => Some(false),
            "1" | "yes" | "on" | "true" => Some(true),
            _ => None,
        }
    }

    fn write(&self) -> String {
        if *self { "1" } else { "0" }.to_owned()
    }
}

macro_rules! values {
    ($($type:ty),+ $(,)?) => {
        $(impl Value for $type {
            fn read(text: &str) -> Option<Self> {
                text.trim().parse().ok()
            }

            fn write(&self) -> String {
                self.to_string()
            }
        })+
    };
}

values!(
    u32,
    OverlayPosition,
    Overlays,
    Percent,
    ResolutionSetting,
    Rotation,
    TextBackground,
    TextColor,
    TextPosition,
    View,
);
