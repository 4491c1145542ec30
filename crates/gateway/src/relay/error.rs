//! Why a request to a camera failed, for the viewer.

use std::borrow::Cow;
use std::time::SystemTime;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use causes::Blame;
use diagnosis::Cause;

use crate::http::CertificateError;
use crate::login::clock;
use crate::refusal::{Refusal, Texts, Unavailable};

/// A failure of the relay. Each has a fixed status and code; no text of it holds a credential or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayError {
    /// The camera answers 503, with this text (blame: the camera, or its many viewers).
    CameraBusy(String),
    /// The camera's certificate is not accepted (blame: the camera, or the settings of the gateway).
    CameraCertificate(CertificateError),
    /// The camera answers another error status, with this text (blame: the camera).
    CameraError(StatusCode, String),
    /// A cause that has words of its own everywhere, and what is particular to this case.
    CameraFault(Cause, String),
    /// The camera answers 403, with this text (blame: the rights of its account).
    CameraForbidden(String),
    /// The camera refuses the gateway's login (blame: the settings of the gateway).
    CameraLoginFailed {
        /// When it is tried again.
        again: SystemTime,
        /// The same login has worked before.
        has_worked: bool,
    },
    /// The camera asks for the password in clear text, which is not allowed (blame: the settings of the gateway).
    CameraLoginInClear,
    /// The camera asks for a login and the gateway has none (blame: the settings of the gateway).
    CameraLoginNeeded,
    /// The camera does not offer the login that `auth` demands (blame: the settings of the gateway).
    CameraLoginNotOffered,
    /// The camera asks for a login by another scheme than Basic and Digest (blame: the camera).
    CameraLoginUnsupported,
    /// The camera asks for less than it did before (blame: the camera, or somebody in between).
    CameraLoginWeaker,
    /// The camera knows no such path (blame: the camera, which is perhaps no Axis).
    CameraNotFound(String),
    /// The camera redirects, to this scheme and host (blame: the settings of the gateway).
    CameraRedirects(String),
    /// The camera does not answer in time (blame: the network or the camera).
    CameraTimeout,
    /// What answers is no HTTP (blame: the camera, or the settings of the gateway).
    CameraUnintelligible,
    /// The answer is not what the path gives (blame: the camera, which is perhaps no Axis).
    CameraUnreadable,
    /// No connection to the camera, or one that breaks (blame: the network or the camera).
    CameraUnreachable(String),
    /// A GET that would change something at the camera (blame: the viewer).
    ControlByGet,
    /// A page of another site asks (blame: that site, or the settings of the gateway).
    ForeignSite,
    /// The method does not fit the path (blame: the viewer).
    Method,
    /// There is no such camera (blame: the viewer).
    NoSuchCamera,
    /// The path is not one that the gateway relays (blame: the viewer).
    PathNotAllowed,
    /// The arguments are not ones that the gateway relays (blame: the viewer).
    QueryNotAllowed,
    /// The body is not one that the gateway relays (blame: the viewer).
    RequestNotAllowed,
    /// There is no room now.
    Unavailable(Unavailable),
}

impl RelayError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            // 401 would be for the browser's own login. It carries no challenge, so that none pops up.
            Self::CameraLoginNeeded => StatusCode::UNAUTHORIZED,
            Self::CameraForbidden(_) | Self::ForeignSite => StatusCode::FORBIDDEN,
            Self::PathNotAllowed | Self::QueryNotAllowed => StatusCode::FORBIDDEN,
            Self::CameraNotFound(_) | Self::NoSuchCamera => StatusCode::NOT_FOUND,
            Self::CameraError(status, _) => *status,
            Self::CameraLoginFailed { .. } | Self::CameraLoginInClear => StatusCode::BAD_GATEWAY,
            Self::CameraLoginNotOffered | Self::CameraLoginWeaker => StatusCode::BAD_GATEWAY,
            Self::CameraLoginUnsupported => StatusCode::BAD_GATEWAY,
            Self::CameraCertificate(_) | Self::CameraUnintelligible => StatusCode::BAD_GATEWAY,
            Self::CameraFault(..) | Self::CameraUnreadable => StatusCode::BAD_GATEWAY,
            Self::CameraRedirects(_) | Self::CameraUnreachable(_) => StatusCode::BAD_GATEWAY,
            Self::CameraTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::ControlByGet | Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestNotAllowed => StatusCode::BAD_REQUEST,
            Self::CameraBusy(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        self.texts().code
    }

    /// Who is to blame, in one word.
    pub fn blame(&self) -> Blame {
        match self {
            Self::CameraBusy(_) | Self::CameraCertificate(_) | Self::CameraError(..) => Blame::Camera,
            Self::CameraLoginUnsupported | Self::CameraLoginWeaker | Self::CameraNotFound(_) => Blame::Camera,
            Self::CameraFault(cause, _) => cause.blame(),
            Self::CameraUnintelligible | Self::CameraUnreadable => Blame::Camera,
            Self::CameraTimeout | Self::CameraUnreachable(_) => Blame::Network,
            Self::CameraForbidden(_) | Self::CameraLoginFailed { .. } => Blame::Settings,
            Self::CameraLoginInClear | Self::CameraLoginNeeded => Blame::Settings,
            Self::CameraLoginNotOffered => Blame::Settings,
            Self::CameraRedirects(_) => Blame::Settings,
            Self::ControlByGet
            | Self::ForeignSite
            | Self::Method
            | Self::NoSuchCamera
            | Self::PathNotAllowed => Blame::Request,
            Self::QueryNotAllowed | Self::RequestNotAllowed => Blame::Request,
            Self::Unavailable(why) => why.blame(),
        }
    }

    /// Code, message and hint.
    fn texts(&self) -> Texts {
        let texts = match self {
            Self::CameraBusy(_) => (
                "camera-busy",
                "The camera has no room for another viewer.",
                "Close other viewers of it, or watch with the same settings as they do.",
            ),
            Self::CameraCertificate(_) => (
                "camera-certificate",
                "The camera's certificate is not accepted.",
                "If it is the camera's own, put the lines beside this under it in mullion.toml.",
            ),
            Self::CameraError(..) => {
                ("camera-error", "The camera answers with an error.", "Its own words stand beside this.")
            }
            Self::CameraForbidden(_) => (
                "camera-forbidden",
                "The camera's account may not do this.",
                "Give the account that the gateway uses the viewer's rights at the camera.",
            ),
            Self::CameraLoginFailed { has_worked: false, .. } => (
                "camera-login-failed",
                "The camera refuses the gateway's user name or password.",
                "Correct user and password of this camera in the gateway's settings.",
            ),
            Self::CameraLoginFailed { has_worked: true, .. } => (
                "camera-login-failed",
                "The camera refuses the gateway's user name or password, which it has accepted before.",
                "It may be starting. If its password was changed, correct it in the gateway's settings.",
            ),
            Self::CameraLoginInClear => (
                "camera-login-in-clear",
                "The camera asks for the password in clear text, and the gateway does not send it.",
                "Give the camera an https address or set it to Digest; auth = \"basic\" under this camera in \
                 mullion.toml lets everybody on its network read the password.",
            ),
            Self::CameraLoginNeeded => (
                "camera-login-needed",
                "The camera asks for a login and the gateway has none for it.",
                "Set user and password of this camera in the gateway's settings.",
            ),
            Self::CameraLoginNotOffered => (
                "camera-login-not-offered",
                "The camera does not offer the login that the gateway demands of it.",
                "Set the camera to what auth says under it in mullion.toml, or change that line.",
            ),
            Self::CameraLoginUnsupported => (
                "camera-login-unsupported",
                "The camera asks for a login by an unknown scheme.",
                "Set the camera to Digest or Basic authentication.",
            ),
            Self::CameraLoginWeaker => (
                "camera-login-weaker",
                "The camera has asked for a stronger login before, and what answers now gets no password.",
                "Somebody may stand between the gateway and the camera. If the camera was set up anew, restart the \
                 gateway.",
            ),
            Self::CameraNotFound(_) => (
                "camera-not-found",
                "The camera does not know this address.",
                "It may be no Axis camera, or its firmware may lack this function.",
            ),
            Self::CameraRedirects(_) => (
                "camera-redirects",
                "The camera sends the gateway elsewhere, where it does not follow.",
                "Set the url of this camera to the address beside this, if that is right.",
            ),
            Self::CameraTimeout => (
                "camera-timeout",
                "The camera does not answer.",
                "Check that it is switched on and not overloaded.",
            ),
            Self::CameraFault(cause, detail) => return Texts::of(*cause, detail),
            Self::CameraUnintelligible => (
                "camera-unintelligible",
                "What answers at the camera's address does not speak HTTP.",
                "Check the url of this camera in the gateway's settings, its port above all.",
            ),
            Self::CameraUnreadable => (
                "camera-unreadable",
                "The camera's answer is not the one that this path gives.",
                "It may be no Axis camera.",
            ),
            Self::CameraUnreachable(_) => (
                "camera-unreachable",
                "The gateway cannot reach the camera.",
                "Check that it is switched on, and its url in the gateway's settings.",
            ),
            Self::ControlByGet => (
                "post-needed",
                "A plain GET does not move a camera: any web page could send one.",
                "Send it as a POST without a body, or with the header field X-Mullion-Control: 1.",
            ),
            Self::ForeignSite => (
                "foreign-site",
                "A page of another site asks for a camera, or one that hides its address.",
                "Add the site to allow_origins in the gateway's settings, and let it send a Referer.",
            ),
            Self::Method => ("method-not-allowed", "The method does not fit the path.", "Use GET."),
            Self::NoSuchCamera => (
                "no-such-camera",
                "The gateway has no camera of this id.",
                "See /api/cameras for those it has.",
            ),
            Self::PathNotAllowed => (
                "path-not-allowed",
                "The gateway does not relay this path.",
                "It relays what a viewer reads, and ptz.cgi where ptz is set for the camera.",
            ),
            Self::QueryNotAllowed => (
                "query-not-allowed",
                "The gateway does not relay these arguments.",
                "Of param.cgi it relays action=list for groups that viewers need, such as Brand, Image and Properties.Image.",
            ),
            Self::RequestNotAllowed => (
                "request-not-allowed",
                "The gateway does not relay this request.",
                "It relays the reading methods of basicdeviceinfo.cgi, as JSON of at most 4 kB.",
            ),
            Self::Unavailable(why) => why.texts(),
        };
        texts.into()
    }

    fn into_detail(self) -> Cow<'static, str> {
        match self {
            Self::CameraBusy(text) | Self::CameraError(_, text) | Self::CameraForbidden(text) => text.into(),
            Self::CameraNotFound(text) | Self::CameraRedirects(text) => text.into(),
            Self::CameraFault(_, text) | Self::CameraUnreachable(text) => text.into(),
            Self::CameraLoginFailed { again, .. } => {
                format!("It is tried again at {}, because cameras lock accounts.", clock(again)).into()
            }
            Self::CameraCertificate(error) => format!("{error}\n{}", error.lines()).into(),
            _ => "".into(),
        }
    }
}

impl IntoResponse for RelayError {
    fn into_response(self) -> Response {
        let (status, blame, Texts { code, message, hint }) = (self.status(), self.blame(), self.texts());
        Refusal { status, code, blame, message, hint, detail: self.into_detail() }.into_response()
    }
}
