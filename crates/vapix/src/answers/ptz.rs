//! Answers of `ptz.cgi`. A command that was carried out has status 204 and no body; an error has
//! status 200 and begins with `Error:`.

use super::{CameraMessage, message_text};

/// The message if the answer is an error.
pub fn ptz_error(body: &str) -> Option<CameraMessage> {
    let message = body.trim_start().strip_prefix("Error:")?;
    Some(CameraMessage { text: message_text(message) })
}

/// Where the camera looks, from `query=position`. What a camera cannot do is missing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PtzPosition {
    /// Degrees, -180 to 180, to the right.
    pub pan: Option<f64>,
    /// Degrees, -180 to 180, up.
    pub tilt: Option<f64>,
    /// 1 (wide) to 9999, to 19999 with digital zoom.
    pub zoom: Option<f64>,
    /// Whether focus is automatic.
    pub autofocus: Option<bool>,
    /// Whether the iris is automatic.
    pub autoiris: Option<bool>,
}

impl PtzPosition {
    /// Reads the answer.
    ///
    /// # Errors
    /// The camera's message if it is an error, or nothing in it is a position.
    pub fn parse(body: &str) -> Result<Self, CameraMessage> {
        let position = Self {
            pan: number(body, "pan"),
            tilt: number(body, "tilt"),
            zoom: number(body, "zoom"),
            autofocus: switch(body, "autofocus"),
            autoiris: switch(body, "autoiris"),
        };
        if position == Self::default() { Err(message(body)) } else { Ok(position) }
    }
}

/// How far the camera can look, from `query=limits`. What a camera cannot do is missing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PtzLimits {
    /// Least and most pan, degrees.
    pub pan: Option<(f64, f64)>,
    /// Least and most tilt, degrees.
    pub tilt: Option<(f64, f64)>,
    /// Least and most zoom.
    pub zoom: Option<(f64, f64)>,
    /// Least and most field of view, degrees.
    pub field_angle: Option<(f64, f64)>,
}

impl PtzLimits {
    /// Reads the answer.
    ///
    /// # Errors
    /// The camera's message if it is an error, or nothing in it is a limit.
    pub fn parse(body: &str) -> Result<Self, CameraMessage> {
        let range = |low: &str, high: &str| number(body, low).zip(number(body, high));
        let limits = Self {
            pan: range("MinPan", "MaxPan"),
            tilt: range("MinTilt", "MaxTilt"),
            zoom: range("MinZoom", "MaxZoom"),
            field_angle: range("MinFieldAngle", "MaxFieldAngle"),
        };
        if limits == Self::default() { Err(message(body)) } else { Ok(limits) }
    }
}

fn value<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    body.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn number(body: &str, name: &str) -> Option<f64> {
    value(body, name)?.parse().ok().filter(|number: &f64| number.is_finite())
}

fn switch(body: &str, name: &str) -> Option<bool> {
    match value(body, name)? {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

fn message(body: &str) -> CameraMessage {
    ptz_error(body).unwrap_or_else(|| CameraMessage::of(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read() {
        let body = "pan=-12.5\r\ntilt=3.0\r\nzoom=1\r\nautofocus=on\r\nautoiris=off\r\n";
        let position = PtzPosition::parse(body).unwrap();
        assert_eq!((position.pan, position.tilt, position.zoom), (Some(-12.5), Some(3.0), Some(1.0)));
        assert_eq!((position.autofocus, position.autoiris), (Some(true), Some(false)));
    }

    #[test]
    fn limits_are_read() {
        let body = "MinPan=-180\nMaxPan=180\nMinTilt=-20\nMaxTilt=90\nMinZoom=1\nMaxZoom=9999\n";
        let limits = PtzLimits::parse(body).unwrap();
        assert_eq!(limits.pan, Some((-180.0, 180.0)));
        assert_eq!(limits.field_angle, None);
    }

    #[test]
    fn errors_come_with_status_200() {
        let body = "Error:query: unknown value: posision\r\n";
        assert_eq!(ptz_error(body).unwrap().text, "query: unknown value: posision");
        assert_eq!(PtzPosition::parse(body).unwrap_err().text, "query: unknown value: posision");
        assert_eq!(ptz_error("pan=1"), None);
        assert!(PtzLimits::parse("MinPan=NaN\nMaxPan=inf").is_err());
    }
}
