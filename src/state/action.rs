//! The actions that change the state, and its small values.

use std::rc::Rc;

use diagnosis::{Diagnosis, Step};
use player::{Enhancements, Login, PlayerError, Report, Transport};
use vapix::ImageArguments;

use super::{Aid, Beginning, Opened, RecordingChange, Sampling};
use crate::model::routes::Proxy;
use crate::model::settings::Settings;
use crate::stage::{Gesture, Mode, Orientation, Point, Size};

/// Everything that can happen.
#[derive(Debug)]
pub enum Action {
    /// All is known that the page begins with.
    Begin(Box<Beginning>),
    /// Show a camera.
    Open(Box<Opened>),
    /// A person went back or forward in the browser's history.
    Return {
        /// The absolute address of the folder that the page lies in.
        page: String,
        /// The arguments of the entry's address.
        query: String,
    },
    /// Change the request to the open camera.
    SetArguments(ImageArguments),
    /// Play, or play again.
    Play,
    /// Close the connection.
    Stop,
    /// Whichever of the two is not so already.
    PlayOrStop,
    /// Try all ways to the camera again, from the best.
    Climb,
    /// The login for the camera.
    LogIn {
        /// Nothing: nobody in particular.
        login: Option<Login>,
        /// For all that is opened at its scheme, host and port until the page goes.
        keep: bool,
        /// The proxy may have it too.
        proxy: bool,
    },
    /// A person's answer: may the proxy in the link be used?
    AnswerProxy(bool),
    /// The login may go to the camera that is open over plain http as it is.
    AllowClear,
    /// Only this way to the camera, and through this proxy.
    Connect {
        /// `None`: the best that works.
        transport: Option<Transport>,
        /// The proxy.
        proxy: Option<Proxy>,
    },
    /// Whether to keep the connection while the page is hidden.
    KeepHidden(bool),
    /// The player's report.
    Reported(Box<Report>),
    /// There is no player.
    Failed(PlayerError),
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
    /// Pans by steps to the right and down.
    Moved(f64, f64),
    /// Open a sheet.
    Show(Sheet),
    /// Close the sheet.
    CloseSheet,
    /// Diagnose again.
    Examine,
    /// Progress of the diagnosis.
    Examined(Rc<Examined>),
    /// Open or close a panel.
    TogglePanel(Panel),
    /// The enhancements.
    Enhance(Enhancements),
    /// The picture as the camera sends it.
    Unenhance,
    /// Show or hide the camera's own picture beside the enhanced one.
    ToggleSplit,
    /// The same by its key, which changes nothing to be seen while nothing is enhanced: then that is said.
    Compare,
    /// Show or hide an aid over the picture.
    ToggleAid(Aid),
    /// How many times the magnifier enlarges.
    Magnify(u8),
    /// How an enlarged picture looks.
    Sample(Sampling),
    /// An end of the ruler (0 or 1) goes to a point of the picture.
    Measure(usize, (f64, f64)),
    /// Open or close the menu of the snapshot.
    ToggleSnapshotMenu,
    /// Close the menu of the snapshot.
    CloseSnapshotMenu,
    /// Open or close the menu of the view.
    ToggleMenu,
    /// Close the menu of the view.
    CloseMenu,
    /// Show or hide the figures.
    ToggleStatistics,
    /// Close the topmost open thing.
    CloseTopmost,
    /// The remembered cameras have changed.
    Remembered(Settings),
    /// Something about recordings.
    Recording(RecordingChange),
    /// Report a success.
    Tell(String),
    /// Report a failure.
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

/// The checks so far, and the diagnosis once it is known.
pub type Examined = (Vec<Step>, Option<Diagnosis>);

/// A camera of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Camera {
    /// Names it in addresses and links.
    pub id: String,
    /// Names it for a person.
    pub name: String,
    /// The gateway records it, always or on demand.
    pub is_recorded: bool,
}

/// A modal dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Open a camera.
    Open,
    /// The link and the commands.
    Share,
    /// User and password for the camera.
    LogIn,
    /// How to record.
    Record,
    /// Keys.
    Help,
    /// Why there is no picture.
    Why,
}

/// The panel beside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The camera's image arguments.
    Parameters,
    /// Enhancements of the picture.
    Enhance,
}

/// A short message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Which one it is.
    pub id: u32,
    /// The text.
    pub text: String,
    /// Whether something went wrong.
    pub failed: bool,
}
