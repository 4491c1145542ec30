//! The icons: lines on a grid of 24, in the colour of the text.

use yew::prelude::{Html, html};

/// The icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Alert,
    Camera,
    Check,
    Chevron,
    Close,
    Contrast,
    Copy,
    Fill,
    Fit,
    FlipHorizontal,
    FlipVertical,
    Fullscreen,
    Help,
    Link,
    Loop,
    Minus,
    Pause,
    Play,
    Plus,
    Pulse,
    Record,
    RecordingStop,
    Shrink,
    Sliders,
    StepBack,
    StepForward,
    TurnLeft,
    TurnRight,
    Unplug,
    Wall,
}

/// Draws an icon. The element around it has the words.
pub(crate) fn glyph(icon: Icon) -> Html {
    let is_solid = matches!(
        icon,
        Icon::Pause | Icon::Play | Icon::Record | Icon::RecordingStop | Icon::StepBack | Icon::StepForward
    );
    let class = if is_solid { "icon solid" } else { "icon" };
    html! {
        <svg {class} viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={icon.path()} /></svg>
    }
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 4.5 21 19.5H3zM12 10v4.5M12 17v.01",
            Self::Camera => {
                "M4.5 8h2.8l1.5-2.2h6.4L16.7 8h2.8A1.5 1.5 0 0 1 21 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 \
                 17.5v-8A1.5 1.5 0 0 1 4.5 8z\
                 M12 9.8a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 0 1 0-6.8z"
            }
            Self::Check => "M5 12.8 9.7 17.5 19 7.5",
            Self::Chevron => "M6.5 9.5 12 15l5.5-5.5",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Contrast => {
                "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17zM12 3.5v17M12 7.75h7.35M12 12h8.5M12 16.25h7.35"
            }
            Self::Copy => {
                "M9.5 8.5h9a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 8 19v-9a1.5 1.5 0 0 1 \
                 1.5-1.5z\
                 M5 15.5A1.5 1.5 0 0 1 4 14V5a1.5 1.5 0 0 1 1.5-1.5h9A1.5 1.5 0 0 1 16 4.5"
            }
            Self::Fill => "M3.5 6h17v12h-17zM8 12h8M8 12l2-2M8 12l2 2M16 12l-2-2M16 12l-2 2",
            Self::Fit => "M3.5 6h17v12h-17zM7.5 9.5h9v5h-9z",
            Self::FlipHorizontal => "M12 3.5v3M12 10.5v3M12 17.5v3M8.5 7v10H3zM15.5 7v10H21z",
            Self::FlipVertical => "M3.5 12h3M10.5 12h3M17.5 12h3M7 8.5h10V3zM7 15.5h10V21z",
            Self::Fullscreen => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
            Self::Help => "M9 9.3a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2v.4M12 17.5v.01",
            Self::Link => {
                "M10 13.8a4 4 0 0 0 5.9.3l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5\
                 M14 10.2a4 4 0 0 0-5.9-.3l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5"
            }
            Self::Loop => {
                "M17 3.5 20.5 7 17 10.5M20 7H7.5A3.5 3.5 0 0 0 4 10.5V12M7 20.5 3.5 17 7 13.5M4 17h12.5a3.5 3.5 0 0 0 \
                 3.5-3.5V12"
            }
            Self::Minus => "M5.5 12h13",
            Self::Pause => "M7.5 6h2.5v12H7.5zM14 6h2.5v12H14z",
            Self::Play => "M8 5.5v13l10.5-6.5z",
            Self::Plus => "M12 5.5v13M5.5 12h13",
            Self::Pulse => "M3 12.5h4l2.7-7 4.6 13 2.7-6h4",
            Self::Record => "M12 5.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z",
            Self::RecordingStop => {
                "M8 6.5h8A1.5 1.5 0 0 1 17.5 8v8a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 16V8A1.5 1.5 0 0 1 8 6.5z"
            }
            Self::Shrink => "M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5",
            Self::Sliders => {
                "M4 7h8.5M17.5 7H20M4 17h2.5M11.5 17H20M12.5 7a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0\
                 M6.5 17a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"
            }
            Self::StepBack => "M7 6h1.5v12H7zM17 6.5v11L10.5 12z",
            Self::StepForward => "M15.5 6H17v12h-1.5zM7 6.5v11l6.5-5.5z",
            Self::TurnLeft => "M5 4.5v4.5h4.5M5.3 9A7.5 7.5 0 1 1 4.6 13.5",
            Self::TurnRight => "M19 4.5v4.5h-4.5M18.7 9A7.5 7.5 0 1 0 19.4 13.5",
            Self::Wall => "M4 5h6.5v6H4zM13.5 5H20v6h-6.5zM4 14h6.5v5H4zM13.5 14H20v5h-6.5z",
            Self::Unplug => "M9 4v4M15 4v4M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V20M4 4l16 16",
        }
    }
}
