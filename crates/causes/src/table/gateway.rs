//! The gateway: it does not answer, refuses, or has no picture from the camera.

use super::login::WEAKER;
use super::{
    BUSY, HEAD_TOO_LONG, NO_REPLY, NOT_FOUND, PLAIN_HTTP, PROXY_REFUSES, TLS_CLIENT_CERTIFICATE, TLS_FAILED,
    TLS_NAME, TLS_NOTHING_IN_COMMON, TLS_PORT, TLS_TOO_OLD, TLS_UNPROVEN, ZONE_MISSING,
};
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    // Told by the page.
    GATEWAY_CAMERA, "gateway-camera", Camera, Soon, [Diagnosis],
        "The gateway gets no picture from this camera.",
        "Check this camera's address in the gateway's settings.";
    GATEWAY_CAMERA_UNREACHABLE, "gateway-camera-unreachable", Network, Soon, [Diagnosis],
        UNREACHABLE, REACH;
    GATEWAY_CERTIFICATE, "gateway-certificate", Camera, Soon, [Diagnosis],
        UNTRUSTED, TRUST, Lines::Told;
    GATEWAY_FULL, "gateway-full", Settings, Soon, [Diagnosis],
        FULL,
        "Close another viewer, or raise the limits in the gateway's settings.",
        Lines::One("mullion.toml", "[limits]\nstreams = 64\nstreams_per_camera = 16");
    GATEWAY_LOGIN, "gateway-login", Settings, Slowly, [Diagnosis],
        LOGIN_REFUSED, CORRECT,
        Lines::One("mullion.toml", "[[camera]]\nid = \"$id\"\nuser = \"viewer\"\npassword_env = \"CAMERA_PASSWORD\"");
    GATEWAY_LOGIN_REFUSED, "gateway-login-refused", Settings, Slowly, [Player],
        LOGIN_REFUSED, CORRECT;
    GATEWAY_NO_ANSWER, "gateway-no-answer", Network, Soon, [Diagnosis],
        "The gateway at $host does not answer, or all connections that this browser opens to it are in use.",
        "Close other viewers of it in this browser; if that does not help, restart the gateway.";
    GATEWAY_TIMEOUT, "gateway-timeout", Network, Soon, [Player],
        "No answer arrives through the gateway.",
        "The viewer checks whether the gateway, the camera or this browser is the cause.";
    GATEWAY_UNREACHABLE, "gateway-unreachable", Network, Soon, [Player, Diagnosis],
        "The gateway does not answer.",
        "Start it on its machine, and check that this device can reach that machine.",
        Lines::One("In a shell", "mullion serve --config mullion.toml");

    // Told by the gateway: the camera.
    CAMERA_BUSY, "camera-busy", Camera, Soon, [Gateway],
        "The camera has no room for another viewer.",
        "Close other viewers of it, or watch with the same settings as they do.";
    CAMERA_CERTIFICATE, "camera-certificate", Camera, Soon, [Gateway],
        UNTRUSTED, TRUST;
    CAMERA_ERROR, "camera-error", Camera, Soon, [Gateway],
        "The camera answers with an error.",
        "Read the camera's own message beside this.";
    CAMERA_FORBIDDEN, "camera-forbidden", Settings, Slowly, [Gateway],
        "The gateway's account at the camera may not do this.",
        "Give this account the rights of a viewer in the camera's settings.";
    CAMERA_LOGIN_FAILED, "camera-login-failed", Settings, Soon, [Gateway],
        LOGIN_REFUSED,
        "If the camera accepted this login before, it may be starting. Otherwise correct its user and password in the \
         gateway's settings.";
    CAMERA_LOGIN_IN_CLEAR, "camera-login-in-clear", Settings, Soon, [Gateway],
        "The camera asks for the password in clear text, and the gateway does not send it.",
        "Give the camera an https address or set it to Digest; auth = \"basic\" under this camera in mullion.toml lets \
         everybody on its network read the password.";
    CAMERA_LOGIN_NEEDED, "camera-login-needed", Settings, Slowly, [Gateway],
        "The camera asks for a login and the gateway has none for it.",
        "Set the camera's user and password in the gateway's settings.";
    CAMERA_LOGIN_NOT_OFFERED, "camera-login-not-offered", Settings, Soon, [Gateway],
        "The camera does not offer the kind of login that the gateway's settings demand.",
        "Set the camera to the kind of login that auth names in mullion.toml, or change that line.";
    CAMERA_LOGIN_UNSUPPORTED, "camera-login-unsupported", Settings, Soon, [Gateway],
        "The camera asks for an unknown kind of login.",
        "Set the camera to Digest or Basic authentication.";
    CAMERA_LOGIN_WEAKER, "camera-login-weaker", Camera, Soon, [Gateway],
        WEAKER,
        "Somebody may stand between the gateway and the camera. If the camera was set up again, restart the gateway.";
    CAMERA_NOT_FOUND, "camera-not-found", Settings, Soon, [Gateway],
        "The camera does not know this address.",
        "It may not be an Axis camera, or its firmware may lack this function.";
    CAMERA_REDIRECTS, "camera-redirects", Settings, Soon, [Gateway],
        "The camera redirects to another address, and the gateway follows no redirects.",
        "If the address beside this is right, make it the url of this camera.";
    CAMERA_TIMEOUT, "camera-timeout", Network, Soon, [Gateway],
        "The camera does not answer the gateway in time.",
        "Check that it is switched on and not overloaded.";
    CAMERA_UNINTELLIGIBLE, "camera-unintelligible", Camera, Soon, [Gateway],
        "The camera's address answers, but not in HTTP.",
        "Check the camera's address, above all its port.";
    CAMERA_UNREADABLE, "camera-unreadable", Camera, Soon, [Gateway],
        "The camera's answer does not fit this path.",
        "It may not be an Axis camera.";
    CAMERA_UNREACHABLE, "camera-unreachable", Network, Soon, [Player, Gateway],
        UNREACHABLE, REACH;

    // Told by the gateway: the request, and the gateway itself.
    FOREIGN_SITE, "foreign-site", Request, Slowly, [Gateway],
        "The request comes from a page of another site, or from one that hides its address.",
        "Open the viewer at the gateway's address, or add the site to allow_origins in the gateway's settings and let \
         it \
         send a Referer. The proxy serves the gateway's own page only; from a shell, send the header Sec-Fetch-Site: \
         none.";
    METHOD_NOT_ALLOWED, "method-not-allowed", Request, Soon, [Gateway],
        "The method does not fit the path.",
        "Use GET, and POST for /mux.";
    MUX_LATE, "mux-late", Request, Soon, [Gateway],
        "A newer request of this session has already arrived.",
        "Send a higher revision.";
    MUX_REQUEST, "mux-request", Request, Soon, [Gateway],
        "The gateway cannot read this list of streams.",
        "Correct the field that is named beside this message.";
    MUX_SESSION, "mux-session", Request, Soon, [Gateway],
        "There is no such session, or it has ended with its response.",
        "Open another one with POST /mux.";
    NO_SUCH_CAMERA, "no-such-camera", Request, Soon, [Gateway],
        "The gateway has no camera with this id.",
        "GET /api/cameras lists its cameras.";
    PATH_NOT_ALLOWED, "path-not-allowed", Request, Slowly, [Gateway],
        "The gateway does not relay this path.",
        "It relays only the paths that a viewer reads, and ptz.cgi if the camera has ptz = true.";
    POST_NEEDED, "post-needed", Request, Soon, [Gateway],
        "A plain GET does not move a camera: any web page could send one.",
        "Send it as a POST without a body, or with the header field X-Mullion-Control: 1.";
    QUERY_NOT_ALLOWED, "query-not-allowed", Request, Slowly, [Gateway],
        "The gateway does not relay these arguments.",
        "Of param.cgi it relays action=list for groups that viewers need, such as Brand, Image and Properties.Image.";
    REQUEST_NOT_ALLOWED, "request-not-allowed", Request, Soon, [Gateway],
        "The gateway does not relay this request.",
        "It relays the reading methods of basicdeviceinfo.cgi, as JSON of at most 4 kB.";
    SHUTTING_DOWN, "shutting-down", Gateway, Soon, [Gateway],
        "The gateway is shutting down.",
        "Wait until it is back.";
    STREAM_NOT_SHARED, "stream-not-shared", Request, Soon, [Gateway],
        "This stream cannot share a response: it ends by itself, has sound, or is not MJPEG video.",
        "Request it alone, below /cameras/.";
    TOO_MANY_CONNECTIONS, "too-many-connections", Settings, Soon, [Gateway],
        "The gateway has too many connections.",
        "Close other viewers.";
    TOO_MANY_REQUESTS, "too-many-requests", Settings, Soon, [Gateway],
        "The gateway has reached its limit of simultaneous requests to this camera.",
        "Try again, or raise requests_per_camera in the gateway's settings.";
    TOO_MANY_SESSIONS, "too-many-sessions", Settings, Soon, [Gateway],
        "The gateway has reached its limit of responses for several cameras.",
        "Close another one, or raise mux_sessions or mux_sessions_per_address in the gateway's settings.";
    TOO_MANY_STREAMS, "too-many-streams", Settings, Soon, [Gateway],
        FULL,
        "Close another one, or raise streams or streams_per_address in the gateway's settings.";
    TOO_MANY_VIEWERS, "too-many-viewers", Settings, Soon, [Gateway],
        "The gateway has reached its limit of streams of this camera.",
        "Choose the settings of another viewer, or raise streams_per_camera or max_encodings in the gateway's \
         settings.";
}

/// Faults of a camera that the gateway tells in the same words as a shell, and its codes for them.
static FAULTS: [(&str, &Row); 11] = [
    ("camera-head-too-long", &HEAD_TOO_LONG),
    ("camera-no-reply", &NO_REPLY),
    ("camera-plain-http", &PLAIN_HTTP),
    ("camera-tls-client-certificate", &TLS_CLIENT_CERTIFICATE),
    ("camera-tls-failed", &TLS_FAILED),
    ("camera-tls-name", &TLS_NAME),
    ("camera-tls-nothing-in-common", &TLS_NOTHING_IN_COMMON),
    ("camera-tls-port", &TLS_PORT),
    ("camera-tls-too-old", &TLS_TOO_OLD),
    ("camera-tls-unproven", &TLS_UNPROVEN),
    ("camera-zone-missing", &ZONE_MISSING),
];

/// The code by which the gateway refuses for this cause.
pub fn code_at_gateway(row: &'static Row) -> &'static str {
    FAULTS.iter().find(|(_, known)| *known == row).map_or(row.code, |(code, _)| code)
}

/// The cause that a page shows for a code of the gateway, or of its proxy: with lines to copy, and
/// without the rows that only the gateway says. A code of a newer gateway is told by the gateway's
/// own sentence.
pub fn of_gateway(code: &str, is_proxied: bool) -> &'static Row {
    if let Some((_, row)) = FAULTS.iter().find(|(known, _)| *known == code) {
        return row;
    }
    match code {
        "camera-unreachable" | "camera-timeout" => &GATEWAY_CAMERA_UNREACHABLE,
        "camera-certificate" => &GATEWAY_CERTIFICATE,
        "camera-login-needed" | "camera-login-failed" | "camera-login-unsupported" => &GATEWAY_LOGIN,
        "camera-busy" => &BUSY,
        "too-many-connections" | "too-many-requests" | "too-many-viewers" | "too-many-streams" => {
            &GATEWAY_FULL
        }
        "camera-not-found" => &NOT_FOUND,
        "camera-unintelligible" => &GATEWAY_CAMERA,
        _ if is_proxied || code.starts_with("proxy-") => &PROXY_REFUSES,
        _ => &GATEWAY_CAMERA,
    }
}

const CORRECT: &str = "Correct the camera's user and password in the gateway's settings.";
const FULL: &str = "The gateway has reached its limit of streams.";
const LOGIN_REFUSED: &str = "The camera refuses the gateway's user name or password.";
const REACH: &str = "Check that the camera is switched on, and its address in the gateway's settings.";
const TRUST: &str = "If the certificate is self-signed, copy the lines beside this into mullion.toml.";
const UNREACHABLE: &str = "The gateway cannot reach the camera.";
const UNTRUSTED: &str = "The gateway does not trust the camera's certificate.";
