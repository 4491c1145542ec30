//! The source of a probe or a recording: a file, the standard input, the bytes of a connection.

use super::{BUSY, FORBIDDEN, LOGIN_NEEDED, NOT_FOUND, ODD_STATUS, REFUSED, SERVER_ERROR};
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    CONNECTION_BROKEN, "connection-broken", Network, Soon, [Probe],
        "The connection to the camera broke$error.",
        "If this happens again, check the camera's cable, radio link and power.";
    ERROR_STATUS, "error-status", Camera, Soon, [Probe],
        "The camera answers with an error ($status).$said",
        "Read the camera's message. `mullion probe --diagnose` tells more.";
    FILE_UNREADABLE, "file-unreadable", Settings, Never, [Probe],
        "The file or the standard input cannot be read$error.",
        "Check its name and permissions. An address begins with http:// or https://.";
    LAST_CHUNK_MISSING, "last-chunk-missing", Camera, Soon, [Probe],
        "The camera closes the connection without the last chunk of its chunked encoding.",
        "Update the camera's firmware.";
    NOT_AN_ADDRESS, "not-an-address", Settings, Never, [Probe],
        "This is not an address$error.",
        "Write it as http://192.168.1.5/ or https://camera.example/, without spaces.";
    TLS_SETTINGS, "tls-settings", Settings, Never, [Probe],
        "The settings for TLS cannot be used$error.",
        "Check the files of certificates that they name.";
    UNINTELLIGIBLE, "unintelligible", Camera, Soon, [Probe],
        "The answer is not HTTP$error.",
        "Check the port: 80 and 443 are usual for cameras.";
}

/// The cause in a camera's answer that is no success, by its status alone.
pub fn of_status(status: u16) -> &'static Row {
    match status {
        401 => &LOGIN_NEEDED,
        403 => &FORBIDDEN,
        404 | 410 => &NOT_FOUND,
        429 | 503 => &BUSY,
        500.. => &SERVER_ERROR,
        400..=499 => &REFUSED,
        _ => &ODD_STATUS,
    }
}
