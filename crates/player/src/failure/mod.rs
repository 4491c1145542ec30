//! Everything that can go wrong with a stream: what a person is told, and when to try again.

mod address;
mod status;
mod text;

pub(crate) use address::check_address;
pub(crate) use status::Answer;
use text::first_words;

use crate::{Blame, Problem, Transport};

/// Why a stream is not playing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    /// What a person is told.
    pub(crate) problem: Problem,
    /// When to try again.
    pub(crate) retry: Retry,
    /// Whether trying again will hardly help unless a person does something.
    pub(crate) needs_person: bool,
}

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Retry {
    /// After the usual back-off.
    Soon,
    /// Rarely: each attempt is a refused login to the camera.
    Slowly,
    /// Not before that many milliseconds: the server said so.
    After(f64),
}

impl Failure {
    /// Passes by itself.
    fn passing(blame: Blame, code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let problem = Problem { blame, code: code.into(), message: message.into(), hint: hint.into() };
        Self { problem, retry: Retry::Soon, needs_person: false }
    }

    /// Stays until a person does something.
    fn lasting(blame: Blame, code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { needs_person: true, ..Self::passing(blame, code, message, hint) }
    }

    /// `fetch` was rejected. Browsers do not tell pages why. `origin` is this page's.
    pub(crate) fn unreachable(transport: Transport, online: bool, origin: &str) -> Self {
        if !online {
            return Self::passing(
                Blame::Network,
                "offline",
                "This device is offline.",
                "The picture comes back by itself with the network.",
            );
        }
        match transport {
            Transport::Relay => Self::passing(
                Blame::Network,
                "gateway-unreachable",
                "The gateway does not answer.",
                "Check that `mullion serve` is running and can be reached from here.",
            ),
            Transport::Fetch => Self::passing(
                Blame::Network,
                "unreachable",
                "The camera cannot be reached, or it does not allow this page to read its answer. The browser \
                 does not tell which.",
                [
                    "Open the address in a tab of its own. No picture there: check address, power and network. A \
                     picture there: let the camera send `Access-Control-Allow-Origin: ",
                    origin,
                    "`, or view it through the gateway.",
                ]
                .concat(),
            ),
        }
    }

    /// No response in time.
    pub(crate) fn connect_timeout() -> Self {
        Self::passing(
            Blame::Network,
            "connect-timeout",
            "The camera does not answer.",
            "Check the address, and that the camera is switched on and can be reached from here.",
        )
    }

    /// A good response without a body in time.
    pub(crate) fn no_data() -> Self {
        Self::passing(
            Blame::Camera,
            "no-data",
            "The camera accepted the request but sends nothing.",
            "It may be overloaded or starting. Restart it if this lasts.",
        )
    }

    /// Bytes but no whole picture in time.
    pub(crate) fn no_picture() -> Self {
        Self::passing(
            Blame::Camera,
            "no-picture",
            "Data arrives, but no whole picture.",
            "The address may not be one of MJPEG video, or the connection is too slow for this picture size.",
        )
    }

    /// The stream fell silent.
    pub(crate) fn stalled() -> Self {
        Self::passing(
            Blame::Network,
            "stalled",
            "No new picture arrives although the connection is open.",
            "The picture shown is old. The player connects anew by itself if this lasts.",
        )
    }

    /// The body broke off.
    pub(crate) fn interrupted() -> Self {
        Self::passing(
            Blame::Network,
            "interrupted",
            "The connection to the camera broke.",
            "The player connects anew by itself.",
        )
    }

    /// The body ended, after pictures, and was not asked to.
    pub(crate) fn stream_ended() -> Self {
        Self::passing(
            Blame::Camera,
            "stream-ended",
            "The camera ended the stream.",
            "The player connects anew by itself. Some cameras limit how long or how many may watch.",
        )
    }

    /// The body ended without a picture.
    pub(crate) fn empty() -> Self {
        Self::passing(
            Blame::Camera,
            "empty",
            "The camera's answer has no picture in it.",
            "It may be starting, or the address is not one of MJPEG video.",
        )
    }

    /// A page or a message in place of video; `text` is its beginning as the parser gives it.
    pub(crate) fn not_video(text: &str, redirected: bool) -> Self {
        let words = first_words(text.as_bytes());
        let message = if words.is_empty() {
            "The answer is no video.".to_owned()
        } else {
            ["The answer is no video but says: ", &words].concat()
        };
        let hint = if redirected {
            "The camera redirected to another page, often its login. Check the address and log in there first."
        } else {
            "The address is that of a page, not of a stream. For Axis cameras it ends in /axis-cgi/mjpg/video.cgi."
        };
        Self::lasting(Blame::Settings, "not-video", message, hint)
    }

    /// Pictures arrive but the browser can decode none.
    pub(crate) fn undecodable() -> Self {
        Self::lasting(
            Blame::Camera,
            "undecodable",
            "Pictures arrive, but the browser cannot decode them.",
            "Save a snapshot elsewhere and check it. Another resolution or a restart of the camera may help.",
        )
    }

    /// A picture larger than is decoded.
    pub(crate) fn too_large(width: u32, height: u32) -> Self {
        let size = [&width.to_string(), " x ", &height.to_string()].concat();
        Self::lasting(
            Blame::Camera,
            "picture-too-large",
            ["The picture claims to be ", &size, " pixels; that is not decoded."].concat(),
            "Ask for a smaller resolution.",
        )
    }

    /// Not a failure: one picture was asked for and is shown.
    pub(crate) fn single_picture() -> Self {
        Self::passing(
            Blame::Settings,
            "single-picture",
            "This address gives one picture, not a stream.",
            "For moving pictures use the camera's stream, /axis-cgi/mjpg/video.cgi for Axis cameras.",
        )
    }
}
