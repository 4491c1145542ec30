//! Everything that can keep a picture away.

use crate::words::Words;

/// Who has to do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The camera, or what answers in its place.
    Camera,
    /// The way between.
    Network,
    /// The address, or the settings of the camera, the gateway or the browser.
    Settings,
    /// The page, or the browser that it runs in.
    Page,
    /// Nobody.
    Nobody,
}

/// What keeps the picture away. The crate's documentation has the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the crate's documentation has a line for each, by its code")]
pub enum Cause {
    BadAddress,
    Busy,
    CameraMessage,
    Certificate,
    ConnectionRefused,
    ConnectionsInUse,
    CredentialsInAddress,
    Empty,
    Fine,
    Forbidden,
    GatewayCamera,
    GatewayCameraUnreachable,
    GatewayCertificate,
    GatewayFull,
    GatewayLogin,
    GatewayNoAnswer,
    GatewayUnreachable,
    IncompleteAddress,
    InsecurePage,
    Interrupted,
    LoginBasic,
    LoginDigest,
    LoginHidden,
    LoginPage,
    LoginRefused,
    LoginUnsupported,
    MixedContent,
    MultipartRefused,
    NoAnswer,
    NoCors,
    NoPicture,
    NoSuchHost,
    NotFound,
    NotHttp,
    NotVideo,
    OddStatus,
    Offline,
    OtherVideo,
    PageFromFile,
    PagePolicy,
    PermissionDenied,
    PermissionNeeded,
    Playing,
    PreflightRefused,
    ProxyRefuses,
    Refused,
    ServerError,
    Silent,
    SinglePicture,
    Stalled,
    TlsTooOld,
    Unreachable,
    Unreadable,
    WebPage,
    WildcardCors,
    ZoneMissing,
}

impl Cause {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        Words::of(self).code
    }

    /// Who has to do something about it.
    pub fn blame(self) -> Blame {
        Words::of(self).blame
    }
}

impl Blame {
    /// Its stable name: `camera`, `network`, `settings`, `page`, `nobody`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Network => "network",
            Self::Settings => "settings",
            Self::Page => "page",
            Self::Nobody => "nobody",
        }
    }
}
