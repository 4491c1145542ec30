//! The picture shown, as the camera sent it.

/// The last picture drawn.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The camera's own JPEG, byte for byte.
    pub bytes: js_sys::Uint8Array,
    /// What was seen of it, with all enhancements, as a PNG; `None` if that was not asked for, or
    /// the browser refused.
    pub seen: Option<js_sys::Uint8Array>,
    /// When the camera says that it was taken, milliseconds since 1970 by the camera's clock.
    pub captured_ms: Option<f64>,
    /// When its last byte arrived, milliseconds since 1970 by the browser's clock.
    pub arrived_ms: f64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}
