//! Everything that can keep a picture away.

use causes::Blame;

use crate::facts::{fill, introduced};
use crate::words::Words;

/// What keeps the picture away. The crate's documentation has the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the crate's documentation has a line for each, by its code")]
pub enum Cause {
    BadAddress,
    Busy,
    CameraMessage,
    Certificate,
    ChunkedCodingBroken,
    ConnectionRefused,
    ConnectionsInUse,
    ContentLengthWrong,
    CredentialsInAddress,
    Empty,
    EmptyParts,
    Fine,
    Forbidden,
    GatewayCamera,
    GatewayCameraUnreachable,
    GatewayCertificate,
    GatewayFull,
    GatewayLogin,
    GatewayNoAnswer,
    GatewayUnreachable,
    HeadTooLong,
    IncompleteAddress,
    InsecurePage,
    Interrupted,
    LoginBasic,
    LoginDigest,
    LoginHidden,
    LoginInClear,
    LoginNotOffered,
    LoginPage,
    LoginRefused,
    LoginUnannounced,
    LoginUnsupported,
    LoginWeaker,
    MixedContent,
    MultipartRefused,
    NoAnswer,
    NoCors,
    NoPicture,
    NoReply,
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
    PlainHttp,
    Playing,
    PreflightRefused,
    ProxyRefuses,
    ProxyUnreadable,
    RedirectUnusable,
    Redirects,
    Refused,
    ServerError,
    Silent,
    SinglePicture,
    Stalled,
    StreamEnds,
    TlsClientCertificate,
    TlsFailed,
    TlsName,
    TlsNothingInCommon,
    TlsPort,
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

    /// What is the matter, in one sentence. `detail` goes where the sentence has a place for it; of the camera and the page
    /// nothing else is known here.
    pub fn sentence(self, detail: &str) -> String {
        fill(
            Words::of(self).cause,
            |letter| if letter == 'e' { introduced(": ", detail, "") } else { String::new() },
        )
    }

    /// What to do about it, in one sentence, where nothing is known of the camera and the page.
    pub fn cure(self) -> String {
        fill(Words::of(self).cure, |_| String::new())
    }
}
