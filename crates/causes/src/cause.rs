//! Everything that can keep a stream from playing, as facts. The page puts them into words
//! ([`Problem`](crate::Problem)); the worker's program stays small without.

use serde::{Deserialize, Serialize};

use crate::{Blame, Feature, Retry, Row, Transport, has, table};

/// Why the picture is not live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cause {
    /// The address cannot be fetched.
    BadAddress,
    /// Pictures come, but each long after it was taken.
    Behind,
    /// The browser has lost the canvas and its content.
    CanvasLost,
    /// No response in time.
    ConnectTimeout,
    /// No response of the gateway in time; the gateway or the camera may be the reason.
    GatewayTimeout,
    /// The address has a user and password in it.
    CredentialsInAddress,
    /// The body ended without a picture.
    Empty,
    /// A part of the player has stopped. The pictures go on.
    FeatureFailed {
        /// The part.
        feature: Feature,
        /// The browser's words.
        why: String,
    },
    /// A part of the player cannot be loaded. The pictures go on.
    FeatureMissing {
        /// The part.
        feature: Feature,
        /// The browser's words.
        why: String,
    },
    /// Pictures come, and they are one old picture again and again, or the camera's clock stands.
    Frozen,
    /// The body broke off.
    Interrupted,
    /// The camera is in the network of this device, and the browser has to be told that this page
    /// may ask there (Local Network Access).
    LocalNetwork {
        /// A person has forbidden it.
        denied: bool,
    },
    /// The camera asks for the login as it is, over a connection that others can read, and nobody
    /// has allowed that.
    LoginInClear,
    /// The camera answers, and neither lets this page read that nor shows a picture.
    LoginProbable,
    /// The camera does not accept the login given to this page, and is not asked again.
    LoginRefused {
        /// Its challenge could be read; otherwise Basic was tried, and it may have wanted Digest.
        readable: bool,
    },
    /// The camera does not accept a login that it has accepted before.
    LoginSuspended {
        /// Until it is asked again, milliseconds.
        wait: f64,
    },
    /// The camera asks for a login in a way that is neither Basic nor Digest.
    LoginUnsupported,
    /// The camera asks for less than it did before, and gets nothing.
    LoginWeaker,
    /// The unfinished pictures of all streams of the page take more memory than there is for them,
    /// and this one's most.
    MemoryShort,
    /// An http address on an https page.
    MixedContent,
    /// This browser does not let pages read multipart answers.
    MultipartRefused,
    /// A good response without a body in time.
    NoData,
    /// Bytes but no whole picture in time.
    NoPicture,
    /// The camera shows its pictures and does not let this page read them (CORS).
    NotAllowed,
    /// Something else instead of MJPEG video, or instead of each of its pictures.
    NotVideo {
        /// The content that came instead.
        content: Content,
        /// The name of its format and its type, as far as known.
        format: String,
        /// Its first words.
        words: String,
        /// It came from another address than was asked for.
        redirected: bool,
    },
    /// The browser says that this device is offline.
    Offline,
    /// The page was left, and its worker ended.
    PageLeft,
    /// The camera asked for a login, and does not let this page send one (CORS preflight).
    PreflightRefused,
    /// Not a failure: one picture was asked for and is shown.
    SinglePicture,
    /// The stream fell silent.
    Stalled,
    /// The answer was no success.
    Status {
        /// The status.
        status: u16,
        /// How the answer came.
        transport: Transport,
        /// The answer's first words.
        words: String,
        /// How long to wait by `Retry-After`, milliseconds.
        retry_after: Option<f64>,
        /// It is our gateway that answers, not the camera.
        gateway: Option<Box<Refusal>>,
    },
    /// The body ended, after pictures, and was not asked to.
    StreamEnded,
    /// The picture has more pixels than are decoded.
    TooLarge {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
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

/// The content that came instead of MJPEG video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Another format of video, or of the pictures of a stream.
    Video,
    /// One picture that is no JPEG.
    Picture,
    /// An HTML page.
    Page,
    /// Words.
    Text,
    /// Anything else.
    Other,
}

/// The gateway's own message instead of a camera's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The stable name.
    pub code: String,
    /// The party that must act. `None` if this page is older than the gateway and does not know the
    /// word.
    pub blame: Option<Blame>,
    /// The sentence.
    pub message: String,
    /// The cure.
    pub hint: String,
    /// Details of this case.
    pub detail: String,
}

impl Cause {
    /// The same, told by who was asked: a silent gateway says nothing about the camera.
    pub fn on(self, transport: Option<Transport>) -> Self {
        match (self, transport) {
            (Self::ConnectTimeout, Some(Transport::Relay | Transport::Mux)) => Self::GatewayTimeout,
            (cause, _) => cause,
        }
    }

    /// When to try again.
    pub fn retry(&self) -> Retry {
        match self {
            Self::LoginSuspended { wait } => Retry::After(*wait),
            Self::Status { status, retry_after: Some(wait), .. } if !matches!(status, 401 | 403) => {
                Retry::After(*wait)
            }
            _ => self.usual_retry(),
        }
    }

    /// Whether another way to the same camera may lead further.
    pub fn may_differ_elsewhere(&self) -> bool {
        match self {
            // Without the gateway there is no way through it.
            Self::Unreachable(transport) => transport.alone() != Transport::Relay,
            // A person may allow it, which is better than any detour.
            Self::LocalNetwork { denied } => *denied,
            // Not found or not known there, where the other address may be.
            Self::Status { status, .. } => {
                matches!(status, 404..=406 | 410 | 415 | 501) || self.is_of_proxy()
            }
            Self::Empty
            | Self::MixedContent
            | Self::MultipartRefused
            | Self::NoData
            | Self::NoPicture
            | Self::NotVideo { .. }
            | Self::PreflightRefused
            | Self::Undecodable => true,
            _ => false,
        }
    }

    /// Whether it would be the same on a way that is known to work.
    pub fn is_same_everywhere(&self) -> bool {
        matches!(self, Self::LocalNetwork { denied: false } | Self::LoginRefused { .. } | Self::Offline)
    }

    /// Whether it may be that nobody is at the address that was asked, rather than at the camera's:
    /// what answers in place of our gateway is a proxy before it.
    pub fn is_of_origin(&self) -> bool {
        matches!(
            self,
            Self::ConnectTimeout
                | Self::Unreachable(_)
                | Self::Status { status: 502..=504, retry_after: None, gateway: None, .. }
        )
    }

    /// Whether the browser's own display may show what this page could not read or decode.
    pub fn may_be_displayed(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::MultipartRefused => true,
            // Browsers show pictures of many formats.
            Self::NotVideo { content, format, .. } => {
                *content == Content::Picture || *content == Content::Video && has(format, "image/")
            }
            _ => false,
        }
    }

    /// Whether our gateway's proxy has no answer of the camera's, which this page's own browser may
    /// have.
    pub fn is_of_proxy(&self) -> bool {
        matches!(self, Self::Status { transport: Transport::Proxy, gateway: Some(_), .. })
            || self.is_about_proxy()
    }

    /// Whether our gateway's proxy is not for this camera: no fact about the camera.
    pub fn is_about_proxy(&self) -> bool {
        matches!(self, Self::Status { gateway: Some(refusal), .. } if refusal.code.starts_with("proxy-"))
    }

    /// Whether trying again will hardly help unless a person does something.
    pub fn needs_person(&self) -> bool {
        match self {
            // Timeout, too many requests, and all that is the server's own fault.
            Self::Status { status, .. } => !matches!(status, 408 | 429 | 500..),
            Self::LoginProbable
            | Self::LoginWeaker
            | Self::NotVideo { .. }
            | Self::PreflightRefused
            | Self::TooLarge { .. }
            | Self::Undecodable
            | Self::WorkerFailed(_)
            | Self::WorkerOutdated => true,
            _ => self.retry() == Retry::Never,
        }
    }
}

/// Which row tells which cause. The worker needs when to try again and no words, so that is read at
/// compile time: the rows themselves stay out of its program.
macro_rules! told {
    ($($pattern:pat => $row:ident,)+) => {
        impl Cause {
            /// Its row in the table.
            pub(crate) fn row(&self) -> &'static Row {
                match self {
                    $($pattern => &table::$row,)+
                }
            }

            /// When to try again, unless the server says so itself.
            fn usual_retry(&self) -> Retry {
                match self {
                    $($pattern => const { table::$row.retry },)+
                }
            }
        }
    };
}

told! {
    Self::BadAddress => BAD_ADDRESS,
    Self::Behind => BEHIND,
    Self::CanvasLost => CANVAS_LOST,
    Self::ConnectTimeout => CONNECT_TIMEOUT,
    Self::GatewayTimeout => GATEWAY_TIMEOUT,
    Self::CredentialsInAddress => CREDENTIALS_IN_ADDRESS,
    Self::Empty => EMPTY,
    Self::FeatureFailed { .. } => FEATURE_FAILED,
    Self::FeatureMissing { .. } => FEATURE_MISSING,
    Self::Frozen => FROZEN,
    Self::Interrupted => INTERRUPTED,
    Self::LocalNetwork { denied: false } => LOCAL_NETWORK,
    Self::LocalNetwork { denied: true } => LOCAL_NETWORK_DENIED,
    Self::LoginInClear => LOGIN_IN_CLEAR,
    Self::LoginProbable => LOGIN_PROBABLE,
    Self::LoginRefused { .. } => LOGIN_REFUSED,
    Self::LoginSuspended { .. } => LOGIN_SUSPENDED,
    Self::LoginUnsupported => LOGIN_UNSUPPORTED,
    Self::LoginWeaker => LOGIN_WEAKER,
    Self::MemoryShort => MEMORY_SHORT,
    Self::MixedContent => MIXED_CONTENT,
    Self::MultipartRefused => MULTIPART_REFUSED,
    Self::NoData => NO_DATA,
    Self::NoPicture => NO_PICTURE,
    Self::NotAllowed => NOT_ALLOWED,
    Self::NotVideo { content: Content::Video, .. } => OTHER_VIDEO,
    Self::NotVideo { content: Content::Picture, .. } => SINGLE_PICTURE,
    Self::NotVideo { redirected: true, .. } => REDIRECTED,
    Self::NotVideo { content: Content::Page, .. } => WEB_PAGE,
    Self::NotVideo { content: Content::Text, .. } => CAMERA_MESSAGE,
    Self::NotVideo { content: Content::Other, .. } => NOT_VIDEO,
    Self::Offline => OFFLINE,
    Self::PageLeft => PAGE_LEFT,
    Self::PreflightRefused => PREFLIGHT_REFUSED,
    Self::SinglePicture => SINGLE_PICTURE,
    Self::Stalled => STALLED,
    Self::Status { status: 401, transport: Transport::Relay | Transport::Mux, .. } => GATEWAY_LOGIN_REFUSED,
    Self::Status { status: 401, .. } => LOGIN_NEEDED,
    Self::Status { status: 403, .. } => FORBIDDEN,
    Self::Status { status: 404 | 410, .. } => NOT_FOUND,
    Self::Status { status: 429 | 503, .. } => BUSY,
    Self::Status { status: 502 | 504, transport: Transport::Relay | Transport::Mux, .. } => CAMERA_UNREACHABLE,
    Self::Status { status: 500.., .. } => SERVER_ERROR,
    Self::Status { status: 400..=499, .. } => REFUSED,
    Self::Status { .. } => ODD_STATUS,
    Self::StreamEnded => STREAM_ENDED,
    Self::TooLarge { .. } => PICTURE_TOO_LARGE,
    Self::Undecodable => UNDECODABLE,
    Self::Unreachable(Transport::Relay | Transport::Mux) => GATEWAY_UNREACHABLE,
    Self::Unreachable(Transport::Proxy) => PROXY_UNREACHABLE,
    Self::Unreachable(Transport::Img) => NOT_SHOWN,
    Self::Unreachable(Transport::Fetch | Transport::Snapshots) => FETCH_FAILED,
    Self::WorkerFailed(_) => WORKER_FAILED,
    Self::WorkerOutdated => WORKER_OUTDATED,
    Self::WorkerSilent => WORKER_SILENT,
}

#[cfg(test)]
mod tests {
    use super::Cause;
    use crate::{Retry, Transport};

    fn status(status: u16, retry_after: Option<f64>) -> Cause {
        Cause::Status {
            status,
            transport: Transport::Fetch,
            words: String::new(),
            retry_after,
            gateway: None,
        }
    }

    #[test]
    fn a_refused_login_is_not_hammered() {
        for refused in [status(401, None), status(403, Some(1000.0))] {
            assert_eq!(refused.retry(), Retry::Slowly);
            assert!(refused.needs_person());
        }
    }

    #[test]
    fn a_wrong_login_is_tried_once_and_nowhere_else() {
        for cause in [Cause::LoginRefused { readable: true }, Cause::LoginUnsupported] {
            assert_eq!(cause.retry(), Retry::Never);
            assert!(cause.needs_person() && !cause.may_differ_elsewhere());
        }
        assert!(!status(401, None).may_differ_elsewhere() && status(404, None).may_differ_elsewhere());
    }

    #[test]
    fn what_a_starting_camera_says_ends_nothing() {
        assert_eq!(Cause::LoginSuspended { wait: 10_000.0 }.retry(), Retry::After(10_000.0));
        assert!(!Cause::LoginSuspended { wait: 10_000.0 }.needs_person());
        assert_eq!(Cause::PreflightRefused.retry(), Retry::Slowly);
        assert_eq!(Cause::LoginWeaker.retry(), Retry::Slowly);
    }

    #[test]
    fn busy_waits_as_long_as_the_camera_says() {
        assert_eq!(status(503, Some(7000.0)).retry(), Retry::After(7000.0));
        assert_eq!(status(503, None).retry(), Retry::Soon);
        assert!(!status(503, None).needs_person());
    }
}
