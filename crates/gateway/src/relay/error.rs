//! Why a request to a camera failed, for the viewer.

use std::borrow::Cow;
use std::time::SystemTime;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use causes::{Row, table};

use crate::http::CertificateError;
use crate::login::clock;
use crate::refusal::{Refusal, Unavailable};

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
    CameraFault(&'static Row, String),
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
    /// The answer is not HTTP (blame: the camera, or the settings of the gateway).
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
    /// A request of a session of `/mux` that is not newer than the one before (blame: the viewer).
    MuxLate(mux::Late),
    /// A list of streams that cannot be read (blame: the viewer).
    MuxRequest(mux::RequestError),
    /// There is no such session of `/mux` (blame: the viewer).
    MuxSession,
    /// There is no such camera (blame: the viewer).
    NoSuchCamera,
    /// The path is not one that the gateway relays (blame: the viewer).
    PathNotAllowed,
    /// The arguments are not ones that the gateway relays (blame: the viewer).
    QueryNotAllowed,
    /// The body is not one that the gateway relays (blame: the viewer).
    RequestNotAllowed,
    /// The stream is not one for `/mux` (blame: the viewer).
    StreamNotShared,
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
            Self::CameraNotFound(_) | Self::NoSuchCamera | Self::MuxSession => StatusCode::NOT_FOUND,
            Self::CameraError(status, _) => *status,
            Self::CameraLoginFailed { .. } | Self::CameraLoginInClear => StatusCode::BAD_GATEWAY,
            Self::CameraLoginNotOffered | Self::CameraLoginWeaker => StatusCode::BAD_GATEWAY,
            Self::CameraLoginUnsupported => StatusCode::BAD_GATEWAY,
            Self::CameraCertificate(_) | Self::CameraUnintelligible => StatusCode::BAD_GATEWAY,
            Self::CameraFault(..) | Self::CameraUnreadable => StatusCode::BAD_GATEWAY,
            Self::CameraRedirects(_) | Self::CameraUnreachable(_) => StatusCode::BAD_GATEWAY,
            Self::CameraTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::ControlByGet | Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestNotAllowed | Self::MuxRequest(_) => StatusCode::BAD_REQUEST,
            Self::MuxLate(_) => StatusCode::CONFLICT,
            Self::StreamNotShared => StatusCode::NOT_ACCEPTABLE,
            Self::CameraBusy(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What it means for a viewer that the camera's challenge gets no answer, for this cause.
    pub(super) fn of_challenge(cause: &Row) -> Self {
        if *cause == table::LOGIN_IN_CLEAR {
            Self::CameraLoginInClear
        } else if *cause == table::LOGIN_NOT_OFFERED {
            Self::CameraLoginNotOffered
        } else if *cause == table::LOGIN_WEAKER {
            Self::CameraLoginWeaker
        } else {
            Self::CameraLoginUnsupported
        }
    }

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        table::code_at_gateway(self.cause())
    }

    /// Its row in the table.
    pub fn cause(&self) -> &'static Row {
        match self {
            Self::CameraBusy(_) => &table::CAMERA_BUSY,
            Self::CameraCertificate(_) => &table::CAMERA_CERTIFICATE,
            Self::CameraError(..) => &table::CAMERA_ERROR,
            Self::CameraForbidden(_) => &table::CAMERA_FORBIDDEN,
            Self::CameraLoginFailed { .. } => &table::CAMERA_LOGIN_FAILED,
            Self::CameraLoginInClear => &table::CAMERA_LOGIN_IN_CLEAR,
            Self::CameraLoginNeeded => &table::CAMERA_LOGIN_NEEDED,
            Self::CameraLoginNotOffered => &table::CAMERA_LOGIN_NOT_OFFERED,
            Self::CameraLoginUnsupported => &table::CAMERA_LOGIN_UNSUPPORTED,
            Self::CameraLoginWeaker => &table::CAMERA_LOGIN_WEAKER,
            Self::CameraNotFound(_) => &table::CAMERA_NOT_FOUND,
            Self::CameraRedirects(_) => &table::CAMERA_REDIRECTS,
            Self::CameraTimeout => &table::CAMERA_TIMEOUT,
            Self::CameraFault(cause, _) => cause,
            Self::CameraUnintelligible => &table::CAMERA_UNINTELLIGIBLE,
            Self::CameraUnreadable => &table::CAMERA_UNREADABLE,
            Self::CameraUnreachable(_) => &table::CAMERA_UNREACHABLE,
            Self::ControlByGet => &table::POST_NEEDED,
            Self::ForeignSite => &table::FOREIGN_SITE,
            Self::Method => &table::METHOD_NOT_ALLOWED,
            Self::MuxLate(_) => &table::MUX_LATE,
            Self::MuxRequest(_) => &table::MUX_REQUEST,
            Self::MuxSession => &table::MUX_SESSION,
            Self::NoSuchCamera => &table::NO_SUCH_CAMERA,
            Self::PathNotAllowed => &table::PATH_NOT_ALLOWED,
            Self::QueryNotAllowed => &table::QUERY_NOT_ALLOWED,
            Self::RequestNotAllowed => &table::REQUEST_NOT_ALLOWED,
            Self::StreamNotShared => &table::STREAM_NOT_SHARED,
            Self::Unavailable(why) => why.cause(),
        }
    }

    /// What is particular to this case.
    pub(crate) fn into_detail(self) -> Cow<'static, str> {
        match self {
            Self::CameraBusy(text) | Self::CameraError(_, text) | Self::CameraForbidden(text) => text.into(),
            Self::CameraNotFound(text) | Self::CameraRedirects(text) => text.into(),
            Self::CameraFault(_, text) | Self::CameraUnreachable(text) => text.into(),
            Self::CameraLoginFailed { again, .. } => {
                format!("It is tried again at {}, because cameras lock accounts.", clock(again)).into()
            }
            Self::MuxLate(late) => late.to_string().into(),
            Self::MuxRequest(error) => error.to_string().into(),
            Self::CameraCertificate(error) => format!("{error}\n{}", error.lines()).into(),
            _ => "".into(),
        }
    }
}

impl IntoResponse for RelayError {
    fn into_response(self) -> Response {
        let (status, cause) = (self.status(), self.cause());
        Refusal { status, cause, detail: self.into_detail() }.into_response()
    }
}

#[cfg(test)]
mod tests {
    use causes::Retry;

    use super::*;
    use crate::proxy::ProxyError;

    /// The player knows a refusal by its status, and asks again after minutes where that is 401 or 403.
    #[test]
    fn the_player_asks_again_as_slowly_as_the_table_says() {
        let none = String::new;
        let relay = [
            RelayError::CameraBusy(none()),
            RelayError::CameraError(StatusCode::INTERNAL_SERVER_ERROR, none()),
            RelayError::CameraForbidden(none()),
            RelayError::CameraLoginFailed { again: SystemTime::UNIX_EPOCH, has_worked: false },
            RelayError::CameraLoginInClear,
            RelayError::CameraLoginNeeded,
            RelayError::CameraLoginNotOffered,
            RelayError::CameraLoginUnsupported,
            RelayError::CameraLoginWeaker,
            RelayError::CameraNotFound(none()),
            RelayError::CameraRedirects(none()),
            RelayError::CameraTimeout,
            RelayError::CameraFault(&table::TLS_TOO_OLD, none()),
            RelayError::CameraUnintelligible,
            RelayError::CameraUnreadable,
            RelayError::CameraUnreachable(none()),
            RelayError::ControlByGet,
            RelayError::ForeignSite,
            RelayError::Method,
            RelayError::MuxLate(mux::Late { given: 1, known: 1 }),
            RelayError::MuxRequest(mux::RequestError::TooLong),
            RelayError::MuxSession,
            RelayError::NoSuchCamera,
            RelayError::PathNotAllowed,
            RelayError::QueryNotAllowed,
            RelayError::RequestNotAllowed,
            RelayError::StreamNotShared,
            RelayError::Unavailable(Unavailable::TooManyStreams),
        ];
        let special =
            ProxyError::Special { host: none(), address: [169, 254, 0, 1].into(), purpose: "links" };
        let proxy = [
            ProxyError::Credentials,
            ProxyError::Off,
            ProxyError::NotListed(none()),
            special,
            ProxyError::NameUnknown(none()),
            ProxyError::Redirects,
        ];
        let relay = relay.iter().map(|error| (error.status(), error.cause()));
        for (status, cause) in relay.chain(proxy.iter().map(|error| (error.status(), error.cause()))) {
            let is_slow = matches!(status.as_u16(), 401 | 403);
            assert_eq!(cause.retry == Retry::Slowly, is_slow, "{cause:?} is answered with {status}");
        }
    }
}
