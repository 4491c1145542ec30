//! What the worker tells the page, at most four times a second and at once when the state changes.

use serde::{Deserialize, Serialize};

use crate::{Problem, State, Transport};

/// The player as it is now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// What may be claimed about the picture.
    pub state: State,
    /// How the bytes come; `None` before the first [`play`](crate::Player::play).
    pub transport: Option<Transport>,
    /// Age of the picture shown, milliseconds since its last byte arrived. `None` without a picture.
    pub age_ms: Option<f64>,
    /// From capture to screen of the picture shown, milliseconds, where the camera tells its clock
    /// (an Axis comment or `X-Timestamp`). The difference of the two clocks is not removed: it may be
    /// negative. `None` if the camera's clock is more than a day away and so tells nothing.
    pub capture_age_ms: Option<f64>,
    /// Milliseconds until the next attempt, while one is planned.
    pub retry_in_ms: Option<f64>,
    /// Attempts that failed since the stream last played stably.
    pub attempt: u32,
    /// Why the picture is not live, or what else a person should know.
    // The page's to say; see `message`.
    #[serde(skip)]
    pub problem: Option<Problem>,
    /// Figures.
    pub statistics: Statistics,
    /// What the picture shown tells about itself.
    pub picture: Option<PictureFacts>,
    /// What the camera does wrong and the parser put right, each kind once.
    pub quirks: Vec<QuirkNote>,
    /// The `Server` field of the response, where the browser may read it.
    pub server: Option<String>,
    /// The stream's `Content-Type`, as the camera gave it.
    pub content_type: Option<String>,
}

/// Figures since [`play`](crate::Player::play); rates are over the last five seconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Pictures received whole.
    pub frames_received: u64,
    /// Pictures drawn.
    pub frames_drawn: u64,
    /// Whole pictures dropped before decoding because a newer one had arrived.
    pub frames_dropped: u64,
    /// Pictures not drawn because they were cut off or could not be decoded.
    pub frames_damaged: u64,
    /// Pictures received a second.
    pub fps_received: f64,
    /// Pictures drawn a second.
    pub fps_drawn: f64,
    /// Bits of pictures a second.
    pub bits_per_second: f64,
    /// Bytes of the newest picture.
    pub frame_bytes: u64,
    /// Width of the picture shown, pixels; 0 before the first.
    pub width: u32,
    /// Height of the picture shown, pixels; 0 before the first.
    pub height: u32,
    /// Median time of decoding one picture, milliseconds.
    pub decode_ms: f64,
    /// Mean deviation of the intervals between pictures from their mean, milliseconds.
    pub jitter_ms: f64,
    /// Connections made because one had failed.
    pub reconnects: u32,
    /// Bytes of all responses.
    pub bytes_total: u64,
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
    // The page's to say; see `message`.
    #[serde(skip)]
    pub description: String,
    /// Where it was seen and what.
    pub detail: String,
}
