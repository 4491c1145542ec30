//! Comments (COM segments) that Axis cameras write into pictures.
//!
//! Their layout is in no public document; it was read from the bytes of a real camera and from the names that
//! other clients give the fields. Each begins with 0A and a number.

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

    /// Four bytes of seconds, big-endian, and one of hundredths. A second time follows; it was equal in all
    /// pictures seen, and is left alone.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let [a, b, c, d, hundredths, ..] = *payload else { return None };
        let seconds = u32::from_be_bytes([a, b, c, d]);
        (hundredths < 100 && seconds > 0).then_some(Self { seconds, hundredths })
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
    pub mac: [u8; 6],
}

impl AxisProduct {
    /// The serial number as the camera's label has it: twelve hexadecimal digits.
    pub fn serial(&self) -> String {
        self.mac.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The firmware version, `5.40.1`.
    pub fn firmware(&self) -> String {
        let [major, minor, patch] = self.firmware;
        format!("{major}.{minor}.{patch}")
    }

    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let (head, _) = payload.split_first_chunk::<11>()?;
        let [h1, h2, major, minor, patch, mac @ ..] = *head;
        Some(Self { hardware: u16::from_be_bytes([h1, h2]), firmware: [major, minor, patch], mac })
    }
}
