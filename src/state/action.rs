//! What changes the state, and the small values in it.

use player::{PlayerError, Report};
use vapix::ImageArguments;

use super::{Beginning, Opened};
use crate::model::settings::Settings;
use crate::stage::{Gesture, Mode, Orientation, Point, Size};

/// Everything that can happen.
#[derive(Debug)]
pub enum Action {
    /// All is known that the page begins with.
    Begin(Box<Beginning>),
    /// A camera is to be shown.
    Open(Opened),
    /// The camera that is shown is to be asked for something else.
    SetArguments(ImageArguments),
    /// Play, or play again.
    Play,
    /// Close the connection.
    Stop,
    /// Whichever of the two is not so already.
    PlayOrStop,
    /// Whether to keep the connection while the page is hidden.
    KeepHidden(bool),
    /// The player's report.
    Reported(Box<Report>),
    /// There is no player.
    Failed(PlayerError),
    /// The player has to be replaced, and its canvas with it.
    Replace,
    /// The stage's size in CSS pixels, and device pixels in each.
    Measured(Size, f64),
    /// Fit, fill or 1:1.
    SetMode(Mode),
    /// Turn or flip.
    Orient(fn(Orientation) -> Orientation),
    /// Fingers or a pointer on the stage.
    Touched(Gesture),
    /// The wheel on the stage.
    Zoomed(f64, Point),
    /// A step closer.
    ZoomIn,
    /// A step back.
    ZoomOut,
    /// Steps to the right and down of what is seen.
    Moved(f64, f64),
    /// Open a sheet.
    Show(Sheet),
    /// Close the sheet.
    CloseSheet,
    /// Open or close a panel.
    TogglePanel(Panel),
    /// Open or close the menu of the view.
    ToggleMenu,
    /// Close the menu of the view.
    CloseMenu,
    /// Show or hide the figures.
    ToggleStatistics,
    /// Close what lies on top, one thing at a time.
    CloseTopmost,
    /// What is remembered has changed.
    Remembered(Settings),
    /// Say what has been done.
    Tell(String),
    /// Say what could not be done.
    TellFailure(String),
    /// A toast has been seen.
    Forget(u32),
}

impl Action {
    /// Says that `what` was copied, or that it was not.
    #[must_use]
    pub fn copied(what: &str, worked: bool) -> Self {
        match worked {
            true => Self::Tell(format!("{what} copied")),
            false => {
                Self::TellFailure("The browser refused to copy. Select the text and copy it by hand.".into())
            }
        }
    }
}

/// A camera of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Camera {
    /// Names it in addresses and links.
    pub id: String,
    /// Names it for a person.
    pub name: String,
}

/// A modal dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Open a camera.
    Open,
    /// The link and the commands.
    Share,
    /// Keys.
    Help,
}

/// What stands beside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The camera's image arguments.
    Parameters,
}

/// A short message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Which one it is.
    pub id: u32,
    /// What is said.
    pub text: String,
    /// Whether something went wrong.
    pub failed: bool,
}
