//! Everything that can keep a picture away.

use causes::Blame;

use crate::words::Words;

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
    ProxyUnreadable,
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
