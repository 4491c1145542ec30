//! Recording: a page's orders, and the news for it.

use recording::report::Told;
use wasm_bindgen::{JsCast, JsValue};

pub use recording::Container;
pub use recording::report::{RecordedFile, RecordingEnd, RecordingProgress};

/// What is to be recorded, and into what.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingOptions {
    /// The kind of file.
    pub container: Container,
    /// The arrival it begins with, milliseconds since 1970 by this device's clock, as far as
    /// pictures are kept ([`ReplayLimits`](crate::ReplayLimits)); `None` for those to come only.
    pub from_ms: Option<f64>,
    /// For a clip of what is kept: the arrival it ends with. `None`: goes on until it is stopped.
    pub until_ms: Option<f64>,
    /// What the camera is called in file names: letters, digits, dashes and dots.
    pub camera: String,
    /// The camera's address for the evidence. The caller takes the secrets off.
    pub source: String,
}

/// What is told of recordings.
#[derive(Debug, Clone)]
pub enum RecordingNews {
    /// Four times a second.
    Going(RecordingProgress),
    /// A file is whole, and where it is.
    Recorded(RecordedFile, Place),
    /// The folder that was picked cannot be written to, for this reason. What is recorded goes on without it.
    FolderFailed(RecordingEnd),
    /// The recording is over; its files came before.
    Ended(RecordingProgress, RecordingEnd),
    /// An earlier visit has left a file, as a crash of the browser does. It is good up to its last
    /// whole picture.
    Left(RecordedFile),
}

/// Where a recorded file is.
#[derive(Debug, Clone)]
pub enum Place {
    /// With the browser, on the disk where that could be: to be saved.
    Browser(web_sys::Blob),
    /// In the folder that was picked, under this name.
    Folder(String),
}

impl RecordingNews {
    /// The program's words, with the file that came beside them.
    pub(crate) fn new(told: Told, file: JsValue) -> Self {
        match told {
            Told::Going(progress) => Self::Going(progress),
            Told::Recorded(about, Some(name)) => Self::Recorded(about, Place::Folder(name)),
            Told::Recorded(about, None) => Self::Recorded(about, Place::Browser(file.unchecked_into())),
            Told::FolderFailed(why) => Self::FolderFailed(why),
            Told::Ended(progress, why) => Self::Ended(progress, why),
            Told::Left(file) => Self::Left(file),
        }
    }
}
