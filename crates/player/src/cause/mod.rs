//! Everything that can keep a stream from playing, as facts. The page puts them into words
//! ([`Problem`](crate::Problem)); the worker's program stays small without.

mod address;
mod retry;
mod text;

pub(crate) use address::check_address;
pub(crate) use retry::{Retry, retry_after};
pub(crate) use text::first_words;

use serde::{Deserialize, Serialize};

use crate::Transport;

/// Why the picture is not live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Cause {
    /// The address cannot be fetched.
    BadAddress,
    /// No response in time.
    ConnectTimeout,
    /// The address has a user and password in it.
    CredentialsInAddress,
    /// The body ended without a picture.
    Empty,
    /// The body broke off.
    Interrupted,
    /// An http address on an https page.
    MixedContent,
    /// A good response without a body in time.
    NoData,
    /// Bytes but no whole picture in time.
    NoPicture,
    /// A page or a message in place of video.
    NotVideo {
        /// Its first words.
        words: String,
        /// It came from another address than was asked for.
        redirected: bool,
    },
    /// The browser says that this device is offline.
    Offline,
    /// Not a failure: one picture was asked for and is shown.
    SinglePicture,
    /// The stream fell silent.
    Stalled,
    /// The answer was no success.
    Status {
        status: u16,
        transport: Transport,
        /// The answer's first words.
        words: String,
        /// How long to wait by `Retry-After`, milliseconds.
        retry_after: Option<f64>,
    },
    /// The body ended, after pictures, and was not asked to.
    StreamEnded,
    /// The picture has more pixels than are decoded.
    TooLarge { width: u32, height: u32 },
    /// Pictures arrive but the browser can decode none.
    Undecodable,
    /// `fetch` was rejected. Browsers do not tell pages why.
    Unreachable(Transport),
    /// The worker died.
    WorkerFailed(String),
    /// The worker is of another build than the page.
    WorkerOutdated,
    /// The worker does not report.
    WorkerSilent,
}

impl Cause {
    /// When to try again.
    pub(crate) fn retry(&self) -> Retry {
        match self {
            Self::Status { status: 401 | 403, .. } => Retry::Slowly,
            Self::Status { retry_after: Some(wait), .. } => Retry::After(*wait),
            Self::BadAddress | Self::CredentialsInAddress | Self::MixedContent => Retry::Never,
            _ => Retry::Soon,
        }
    }

    /// Whether trying again will hardly help unless a person does something.
    pub(crate) fn needs_person(&self) -> bool {
        match self {
            // Timeout, too many requests, and all that is the server's own fault.
            Self::Status { status, .. } => !matches!(status, 408 | 429 | 500..),
            Self::BadAddress
            | Self::CredentialsInAddress
            | Self::MixedContent
            | Self::NotVideo { .. }
            | Self::TooLarge { .. }
            | Self::Undecodable
            | Self::WorkerFailed(_)
            | Self::WorkerOutdated => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, Retry};
    use crate::Transport;

    fn status(status: u16, retry_after: Option<f64>) -> Cause {
        Cause::Status { status, transport: Transport::Fetch, words: String::new(), retry_after }
    }

    #[test]
    fn a_refused_login_is_not_hammered() {
        for refused in [status(401, None), status(403, Some(1000.0))] {
            assert_eq!(refused.retry(), Retry::Slowly);
            assert!(refused.needs_person());
        }
    }

    #[test]
    fn busy_waits_as_long_as_the_camera_says() {
        assert_eq!(status(503, Some(7000.0)).retry(), Retry::After(7000.0));
        assert_eq!(status(503, None).retry(), Retry::Soon);
        assert!(!status(503, None).needs_person());
    }
}
