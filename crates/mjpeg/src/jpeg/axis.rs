//! Comments that Axis cameras write into pictures.

/// Capture time, from the comment 0A01. Whether the camera means UTC or its local time is not documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AxisTime {
    /// Seconds since 1970.
    pub seconds: u32,
    /// Hundredths of a second, 0 to 99.
    pub hundredths: u8,
}

impl AxisTime {
    /// Milliseconds since 1970.
    pub fn milliseconds(self) -> f64 {
        f64::from(self.seconds) * 1000.0 + f64::from(self.hundredths) * 10.0
    }
}

/// Product information, from the comment 0A00.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisProduct {
    /// Hardware number.
    pub hardware: u16,
    /// Firmware version: major, minor, patch.
    pub firmware: [u8; 3],
    /// Serial number, which is the MAC address.
    pub serial: [u8; 6],
}
