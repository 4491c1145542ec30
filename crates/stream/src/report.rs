//! The worker's report to the page, at most four times a second and at once when the state changes.

use serde::{Deserialize, Serialize};

use causes::{Problem, Transport};

use crate::{Decoding, Reduction, ReplayReport, Sink, State, Statistics};

/// The player as it is now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Time of the report, milliseconds since 1970 by this device's clock.
    pub at_ms: f64,
    /// The state of the displayed picture.
    pub state: State,
    /// The transport; `None` before the first source is played.
    pub transport: Option<Transport>,
    /// Age of the displayed picture, milliseconds: the time since its last byte arrived, plus its
    /// delay before that if the camera's clock shows it. `None` without a picture.
    pub age_ms: Option<f64>,
    /// The age past which the picture shown is not live any more, milliseconds.
    pub stale_after_ms: f64,
    /// Delay of the displayed picture beyond that of the quickest one, milliseconds, if the camera
    /// tells its clock (an Axis comment or `X-Timestamp`).
    pub lag_ms: Option<f64>,
    /// Milliseconds by which the camera's clock is ahead of this device's, less the delay of the
    /// quickest picture. It does not show the age of the picture.
    pub clock_offset_ms: Option<f64>,
    /// Milliseconds until the next attempt, while one is planned.
    pub retry_in_ms: Option<f64>,
    /// Attempts that failed since the stream last played stably.
    pub attempt: u32,
    /// Why the picture is not live, or another problem to show.
    // The page fills this in; the worker sends nothing.
    pub problem: Option<Problem>,
    /// Why no better route to the camera is in use, and how to enable it. `None` on the best one.
    pub detour: Option<Problem>,
    /// Figures.
    pub statistics: Statistics,
    /// The camera's capture time of the displayed picture, milliseconds since 1970 by the camera's
    /// clock.
    pub captured_ms: Option<f64>,
    /// When the last byte of the picture shown arrived, milliseconds since 1970 by the clock of
    /// this device.
    pub arrived_ms: Option<f64>,
    /// The decoder of the displayed picture.
    pub decoding: Option<Decoding>,
    /// The sink that shows it.
    pub sink: Option<Sink>,
    /// Its reduction when it was decoded.
    pub reduction: Reduction,
    /// Enhancement of the displayed picture; `None` if it is unchanged.
    pub enhanced: Option<Enhanced>,
    /// The replay; `None` if nothing is kept.
    pub replay: Option<ReplayReport>,
    /// Facts from the displayed picture's own header.
    pub picture: Option<PictureFacts>,
    /// Faults of the stream that the parser corrects, each kind once.
    pub quirks: Vec<QuirkNote>,
    /// The `Server` field of the response, where the browser may read it.
    pub server: Option<String>,
    /// The stream's `Content-Type`, as the camera gave it.
    pub content_type: Option<String>,
    /// The quality that the gateway gives instead of the requested one, as a query
    /// (`resolution=640x480&fps=5`), because it may not request more encodings.
    pub setting: Option<String>,
}

/// The program that enhances pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnhancedBy {
    /// WebGL2 on a graphics processor.
    Graphics,
    /// The definition in wasm, which is far slower: there is no graphics processor, or it has
    /// failed.
    Processor,
}

/// How the picture shown was enhanced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enhanced {
    /// The implementation.
    pub by: EnhancedBy,
    /// Number of pictures in its mean; 1 if it is no mean.
    pub stacked: u16,
}

/// Facts from the markers of the displayed picture and from its part's header.
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
    /// Capture time from an Axis comment, milliseconds since 1970 by the camera's clock. Whether
    /// cameras mean UTC or their local time is not documented.
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
    // The page fills this in; the worker sends nothing.
    pub description: String,
    /// Place and detail of the first occurrence.
    pub detail: String,
}
