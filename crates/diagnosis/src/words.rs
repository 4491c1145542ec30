//! Causes and cures as sentences. Tables, because code that puts texts together would weigh more than the texts.
//!
//! `$` and a letter stand for what is known of this camera and page; see [`Facts`](crate::facts::Facts).

use crate::Blame::{self, Camera, Network, Nobody, Page, Settings};
use crate::Cause;
use crate::lines::Lines;

/// What is said of a cause.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) code: &'static str,
    pub(crate) blame: Blame,
    /// What is the matter.
    pub(crate) cause: &'static str,
    /// What to do about it.
    pub(crate) cure: &'static str,
    /// What to copy for that.
    pub(crate) lines: Lines,
}

impl Words {
    pub(crate) fn of(cause: Cause) -> &'static Self {
        &TABLE[cause as usize].1
    }
}

const fn row(
    key: Cause,
    blame: Blame,
    code: &'static str,
    cause: &'static str,
    cure: &'static str,
    lines: Lines,
) -> (Cause, Words) {
    (key, Words { code, blame, cause, cure, lines })
}

/// In the order of the causes, which a test checks.
#[rustfmt::skip]
const TABLE: &[(Cause, Words)] = &[
    row(Cause::BadAddress, Settings, "bad-address",
        "This address cannot be fetched.",
        "Write it as http://192.168.1.5/ or https://camera.example/, without spaces.", Lines::None),
    row(Cause::Busy, Camera, "busy",
        "The camera is busy and takes no further viewer$q.",
        "Close other viewers of it, or ask for the same picture as they do$w.", Lines::None),
    row(Cause::CameraMessage, Camera, "camera-message",
        "The camera answers with a text in place of video$q.",
        "Check the number of the camera and the other parameters in the address.", Lines::None),
    row(Cause::Certificate, Settings, "certificate",
        "$h is there, but its certificate is not trusted$e.",
        "Accept the certificate in a tab of its own, install one that is trusted, or let the gateway relay the camera.",
        Lines::Certificate),
    row(Cause::ConnectionRefused, Network, "connection-refused",
        "The machine at $h refuses the connection: nothing listens there.",
        "Check the port, and that the camera's web server is switched on.", Lines::None),
    row(Cause::ConnectionsInUse, Page, "connections-in-use",
        "All six connections that a browser opens to $h are in use, by this page or other tabs.",
        "Close one of its viewers, serve it over TLS with HTTP/2, or use another host name or port for some of them.", Lines::None),
    row(Cause::CredentialsInAddress, Settings, "credentials-in-address",
        "Browsers fetch no address that has a user and a password in it.",
        "Take them out of the address and enter them when you are asked, or let the gateway keep them.", Lines::Relay),
    row(Cause::Empty, Camera, "empty",
        "The camera's answer is empty.",
        "It may be starting: try again, and restart it if this lasts.", Lines::None),
    row(Cause::Fine, Nobody, "fine",
        "The camera sends its stream, and it can be read from here.",
        "Try again; if there is still no picture, load the page anew.", Lines::None),
    row(Cause::Forbidden, Settings, "forbidden",
        "The camera forbids this (403)$q.",
        "Give the account the right to view, and look into the camera's list of allowed addresses.", Lines::None),
    row(Cause::GatewayCamera, Camera, "gateway-camera",
        "The gateway has no picture of this camera.",
        "Check this camera's address in the gateway's settings.", Lines::None),
    row(Cause::GatewayCameraUnreachable, Network, "gateway-camera-unreachable",
        "The gateway cannot reach the camera.",
        "Check that the camera is switched on, and its address in the gateway's settings.", Lines::None),
    row(Cause::GatewayCertificate, Settings, "gateway-certificate",
        "The gateway does not trust the camera's certificate.",
        "If it is the camera's own, tell the gateway to accept it.", Lines::Told),
    row(Cause::GatewayFull, Settings, "gateway-full",
        "The gateway relays as many streams as it may.",
        "Close another viewer, or raise the limits in the gateway's settings.",
        Lines::One("mullion.toml", "[limits]\nstreams = 64\nstreams_per_camera = 16")),
    row(Cause::GatewayLogin, Settings, "gateway-login",
        "The camera does not accept the gateway's login.",
        "Correct user and password of this camera in the gateway's settings.",
        Lines::One("mullion.toml", "[[camera]]\nid = \"$i\"\nuser = \"viewer\"\npassword_env = \"CAMERA_PASSWORD\"")),
    row(Cause::GatewayNoAnswer, Network, "gateway-no-answer",
        "The gateway at $h does not answer, or all connections that this browser opens to it are in use.",
        "Close other viewers of it in this browser; if that does not help, restart the gateway.", Lines::None),
    row(Cause::GatewayUnreachable, Network, "gateway-unreachable",
        "The gateway or proxy that is to fetch the picture does not answer.",
        "Restart it on its machine, and check that this device reaches that machine.",
        Lines::One("In a shell", "mullion serve --config mullion.toml")),
    row(Cause::IncompleteAddress, Settings, "incomplete-address",
        "The address names a web server, not a stream on it.",
        STREAM, Lines::Stream),
    row(Cause::InsecurePage, Page, "insecure-page",
        "This page came over http from outside of the local network, and browsers do not let it in.",
        "Serve this page over https, or by a gateway inside of that network.", Lines::Relay),
    row(Cause::Interrupted, Network, "interrupted",
        "The connection breaks before the first picture$e.",
        "Check cable, radio link and power of the camera.", Lines::None),
    row(Cause::LoginBasic, Settings, "login-basic",
        "The camera wants a login (Basic).",
        LOG_IN, Lines::Relay),
    row(Cause::LoginDigest, Settings, "login-digest",
        "The camera wants a login (Digest).",
        LOG_IN, Lines::Relay),
    row(Cause::LoginHidden, Settings, "login-hidden",
        "The camera wants a login, by a challenge that it does not let this page read (most often Digest).",
        "Let the gateway keep the login: it can answer any challenge.", Lines::AllowLogin),
    row(Cause::LoginPage, Settings, "login-page",
        "The camera answers with its login page in place of video.",
        "Allow anonymous viewing on the camera, or let the gateway keep the login.", Lines::Relay),
    row(Cause::LoginRefused, Settings, "login-refused",
        "The camera refuses this user name or password.",
        "Correct them; more wrong ones may lock the account.", Lines::None),
    row(Cause::LoginUnsupported, Settings, "login-unsupported",
        "The camera wants a login that is neither Basic nor Digest.",
        "Switch the camera to Digest or Basic authentication.", Lines::None),
    row(Cause::MixedContent, Settings, "mixed-content",
        "This page came over https, and browsers do not let it read a camera over http.",
        "Use the camera's https address, open this page over http, or let the gateway relay the camera.", Lines::Https),
    row(Cause::MultipartRefused, Page, "multipart-refused",
        "This browser (WebKit) does not give pages the content of MJPEG streams (multipart), though it shows them.",
        "View the camera by the gateway, which sends the stream as plain bytes.", Lines::Relay),
    row(Cause::NoAnswer, Network, "no-answer",
        "Nothing answers at $h in time.",
        REACH, Lines::None),
    row(Cause::NoCors, Settings, "no-cors",
        "The camera answers, but does not allow $o to read it (Access-Control-Allow-Origin).",
        "Let the camera's server allow this page, or let the gateway relay it.", Lines::Allow),
    row(Cause::NoPicture, Camera, "no-picture",
        "Data arrives, but no whole picture.",
        "The address may not be one of MJPEG video, or the connection is too slow for this picture size.", Lines::Stream),
    row(Cause::NoSuchHost, Network, "no-such-host",
        "The name $h has no address in this network.",
        "Check the spelling, or use the camera's IP address.", Lines::None),
    row(Cause::NotFound, Settings, "not-found",
        "The camera has nothing at this address$q.",
        STREAM, Lines::Stream),
    row(Cause::NotHttp, Settings, "not-http",
        "What answers at $h does not speak HTTP.",
        "Check the port: 80 and 443 are usual for cameras; 554 is RTSP, which no browser speaks.", Lines::None),
    row(Cause::NotVideo, Settings, "not-video",
        "The answer is no video ($k).",
        STREAM, Lines::Stream),
    row(Cause::OddStatus, Camera, "odd-status",
        "The camera answers with status $s, which is no video$q.",
        STREAM, Lines::Stream),
    row(Cause::Offline, Network, "offline",
        "This device is offline.",
        "Connect it to a network: the picture comes back by itself.", Lines::None),
    row(Cause::OtherVideo, Settings, "other-video",
        "The video there is not MJPEG ($k).",
        "Use the camera's MJPEG address or set its profile to MJPEG if it has one, or let go2rtc turn this one into MJPEG.", Lines::Convert),
    row(Cause::PageFromFile, Page, "page-from-file",
        "This page was opened from a file, and browsers let such pages read no camera.",
        "Serve it by a web server: the gateway is one.", Lines::One("In a shell", "mullion serve")),
    row(Cause::PagePolicy, Page, "page-policy",
        "The policy (Content-Security-Policy) of this page forbids it to connect to the camera.",
        "Let the server of this page add the camera to its policy.",
        Lines::One("Content-Security-Policy", "connect-src 'self' $c; img-src 'self' blob: data: $c")),
    row(Cause::PermissionDenied, Settings, "permission-denied",
        "The browser has been told not to let this page reach the local network.",
        "Allow the local network in the browser's settings for this site (left of the address), then load the page anew.",
        Lines::Relay),
    row(Cause::PermissionNeeded, Settings, "permission-needed",
        "The browser has yet to be allowed to reach the local network from this page.",
        "Press Try again, and then Allow where the browser asks about devices on your local network.", Lines::None),
    row(Cause::Playing, Nobody, "playing",
        "The picture is there, and it is live.",
        "There is nothing to do.", Lines::None),
    row(Cause::PreflightRefused, Settings, "preflight-refused",
        "The camera refuses the question (OPTIONS) that browsers ask before they send it a login.",
        "Let it answer OPTIONS without a login and allow the field Authorization, or let the gateway keep the login.",
        Lines::AllowLogin),
    row(Cause::ProxyRefuses, Settings, "proxy-refuses",
        "The proxy does not fetch from $h.",
        "Add the host to those that the proxy may reach.", Lines::Proxy),
    row(Cause::ProxyUnreadable, Settings, "proxy-unreadable",
        "The proxy answers, but does not allow this page to read it.",
        "Let the proxy send `Access-Control-Allow-Origin: $o`, or let the gateway relay the camera.", Lines::Relay),
    row(Cause::Refused, Settings, "refused",
        "The camera refuses the request ($s)$q.",
        "Take its parameters out one by one: the camera may not know one of them, such as the resolution.", Lines::None),
    row(Cause::ServerError, Camera, "server-error",
        "The camera fails with an error of its own ($s)$q.",
        "Restart the camera if this lasts; the viewer tries again by itself.", Lines::None),
    row(Cause::Silent, Camera, "silent",
        "The camera accepts the request, and then sends nothing.",
        RESTART, Lines::None),
    row(Cause::SinglePicture, Settings, "single-picture",
        "This is the address of one picture, not of a stream.",
        STREAM, Lines::Stream),
    row(Cause::Stalled, Camera, "stalled",
        "The connection stands, but the camera has stopped sending pictures.",
        RESTART, Lines::None),
    row(Cause::TlsTooOld, Camera, "tls-too-old",
        "The camera's TLS is too old for this program.",
        "Update the camera's firmware, use its http address on a network that you trust, or put a TLS proxy in front of it.",
        Lines::None),
    row(Cause::Unreachable, Network, "unreachable",
        "Cannot connect to $h: nothing listens there$t.",
        REACH, Lines::None),
    row(Cause::Unreadable, Settings, "unreadable",
        "The camera answers with nothing that this page may read or show: most often a demand for a login.",
        "Open the address in a tab of its own to see what it says; if it is a login, let the gateway keep it.", Lines::Relay),
    row(Cause::WebPage, Settings, "web-page",
        "The answer is a web page, not video$q.",
        STREAM, Lines::Stream),
    row(Cause::WildcardCors, Settings, "wildcard-cors",
        "The camera lets every page read it (Access-Control-Allow-Origin: *), and browsers refuse that to requests with a login.",
        "Let it name this page and allow credentials, or let the gateway keep the login.", Lines::AllowLogin),
    row(Cause::ZoneMissing, Settings, "zone-missing",
        "$h is an IPv6 address of the link, and the address does not say on which interface of this machine.",
        "Write the interface into the address, such as [fe80::1%eth0], or use another address of the camera.", Lines::None),
];

const LOG_IN: &str = "Enter user name and password, or let the gateway keep them.";
const REACH: &str = "Check address, power and network of the camera; over https, open the address in a tab of its own to see its certificate.";
const RESTART: &str =
    "It may be overloaded or starting: close other viewers of it, and restart it if this lasts.";
const STREAM: &str = "Use the address of its stream, which the camera's manual tells.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_causes() {
        for (index, (cause, _)) in TABLE.iter().enumerate() {
            assert_eq!(*cause as usize, index, "{cause:?}");
        }
        assert_eq!(TABLE.len(), Cause::ZoneMissing as usize + 1);
    }
}
