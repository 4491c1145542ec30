//! What the worker tells the page, at most four times a second and at once when the state changes.

use serde::{Deserialize, Serialize};

use causes::{Problem, Transport};

use crate::{Decoding, Reduction, ReplayReport, Sink, State, Statistics};

/// The player as it is now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// When this was said, milliseconds since 1970 by the clock of this device.
    pub at_ms: f64,
    /// What may be claimed about the picture.
    pub state: State,
    /// How the bytes come; `None` before the first source is played.
    pub transport: Option<Transport>,
    /// Age of the picture shown, milliseconds: since its last byte arrived, and what it lost on its
    /// way before that where the camera's own clock tells. `None` without a picture.
    pub age_ms: Option<f64>,
    /// The age past which the picture shown is not live any more, milliseconds.
    pub stale_after_ms: f64,
    /// Milliseconds that the picture shown was longer under way than the quickest one, where the
    /// camera tells its clock (an Axis comment or `X-Timestamp`).
    pub lag_ms: Option<f64>,
    /// By how many milliseconds the camera's clock is ahead of this device's, less the time that
    /// the quickest picture took. It says nothing about how old the picture is.
    pub clock_offset_ms: Option<f64>,
    /// Milliseconds until the next attempt, while one is planned.
    pub retry_in_ms: Option<f64>,
    /// Attempts that failed since the stream last played stably.
    pub attempt: u32,
    /// Why the picture is not live, or what else a person should know.
    // The page's to say: the worker sends none.
    pub problem: Option<Problem>,
    /// Why no better way to the camera is taken, and what would open it. The best one needs no reason.
    pub detour: Option<Problem>,
    /// Figures.
    pub statistics: Statistics,
    /// When the camera says that it took the picture shown, milliseconds since 1970 by the camera's clock.
    pub captured_ms: Option<f64>,
    /// When the last byte of the picture shown arrived, milliseconds since 1970 by the clock of this device.
    pub arrived_ms: Option<f64>,
    /// What has decoded the picture shown.
    pub decoding: Option<Decoding>,
    /// What shows it.
    pub sink: Option<Sink>,
    /// By what it was made smaller when it was decoded.
    pub reduction: Reduction,
    /// What was done to the picture shown; `None` if it is as the camera sent it.
    pub enhanced: Option<Enhanced>,
    /// The last seconds, kept to be looked at again; `None` where nothing is.
    pub replay: Option<ReplayReport>,
    /// What the picture shown tells about itself.
    pub picture: Option<PictureFacts>,
    /// What the camera does wrong and the parser put right, each kind once.
    pub quirks: Vec<QuirkNote>,
    /// The `Server` field of the response, where the browser may read it.
    pub server: Option<String>,
    /// The stream's `Content-Type`, as the camera gave it.
    pub content_type: Option<String>,
    /// The quality that the gateway gives in place of the one that was asked for, as a query
    /// (`resolution=640x480&fps=5`): the camera may be asked for no more encodings.
    pub setting: Option<String>,
}

/// What enhances the pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnhancedBy {
    /// WebGL2 on a graphics processor.
    Graphics,
    /// Our own program, which takes far longer: there is no graphics processor, or it has failed.
    Processor,
}

/// How the picture shown was enhanced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enhanced {
    /// By what.
    pub by: EnhancedBy,
    /// How many pictures are in it; 1 if it is no mean.
    pub stacked: u16,
}

/// What the markers of the picture shown tell, and its part's header.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PictureFacts {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Chroma subsampling: `4:2:0`, `4:2:2`, `4:4:4`, `gray`.
    pub sampling: Option<String>,
    /// Estimated quality on libjpeg's scale of 1 to 100.
    pub quality: Option<u8>,
    /// Serial number (MAC address) from an Axis comment, twelve hexadecimal digits.
    pub axis_serial: Option<String>,
    /// Firmware version from an Axis comment, `5.40.1`.
    pub axis_firmware: Option<String>,
    /// Capture time from an Axis comment, milliseconds since 1970 by the camera's clock. Whether cameras
    /// mean UTC or their local time is not documented.
    pub axis_time_ms: Option<f64>,
    /// `X-Timestamp` of the part, seconds since 1970 (some servers: since their start).
    pub timestamp: Option<f64>,
}

/// One kind of leniency that the parser needed; see `mjpeg::QuirkKind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuirkNote {
    /// Stable name in kebab case.
    pub name: String,
    /// One sentence.
    // The page's to say: the worker sends none.
    pub description: String,
    /// Where it was seen and what.
    pub detail: String,
}
