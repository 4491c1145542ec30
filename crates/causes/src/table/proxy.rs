//! The gateway's proxy, or another one.

use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    PROXY_ADDRESS_FORBIDDEN, "proxy-address-forbidden", Settings, Slowly, [Gateway],
        "This host has an address that is not for cameras.",
        "If it is right, add the address itself to hosts under [proxy] in mullion.toml.";
    PROXY_CREDENTIALS_IN_URL, "proxy-credentials-in-url", Request, Soon, [Gateway],
        "The address holds a user name or a password.",
        "Leave it out of the address and enter it in the login sheet.";
    PROXY_HOST_NOT_LISTED, "proxy-host-not-listed", Settings, Slowly, [Gateway],
        "The gateway may not reach this host.",
        "Add it to hosts under [proxy] in mullion.toml.";
    PROXY_LOOP, "proxy-loop", Request, Soon, [Gateway],
        "This address leads back to the gateway.",
        "Use the camera's own address.";
    PROXY_MALFORMED_URL, "proxy-malformed-url", Request, Soon, [Gateway],
        "The address after /proxy/ cannot be read.",
        "Write a complete one, such as /proxy/http://192.168.0.90/mjpg/video.mjpg.";
    PROXY_NAME_UNKNOWN, "proxy-name-unknown", Network, Soon, [Gateway],
        "The gateway finds no address for this name.",
        "Check the name, or give the camera's IP address.";
    PROXY_OFF, "proxy-off", Settings, Soon, [Gateway],
        "The gateway's proxy is off.",
        "Name the camera's host in mullion.toml: [proxy] hosts = [\"192.168.0.90\"].";
    PROXY_REDIRECT_NOT_ALLOWED, "proxy-redirect-not-allowed", Camera, Soon, [Gateway],
        "The camera redirects to a host that the gateway may not reach.",
        "If that is right, add the host to hosts under [proxy] in mullion.toml.";
    PROXY_REDIRECTS, "proxy-redirects", Camera, Soon, [Gateway],
        "The camera redirects again and again, or to no address.",
        "Use the address of the stream itself.";
    PROXY_REFUSES, "proxy-refuses", Settings, Soon, [Diagnosis],
        "The proxy does not fetch from $host.",
        "Add the host to those that the proxy may reach.", Lines::Proxy;
    PROXY_SCHEME, "proxy-scheme", Request, Soon, [Gateway],
        "The proxy fetches http and https addresses only.",
        "Give the camera's http address.";
    PROXY_SPELLING, "proxy-spelling", Request, Soon, [Gateway],
        "The address of the camera is not written as four decimal numbers.",
        "Write it like 192.168.0.90.";
    PROXY_UNREADABLE, "proxy-unreadable", Settings, Soon, [Diagnosis],
        "The proxy answers, but does not allow this page to read it.",
        "Let the proxy send `Access-Control-Allow-Origin: $page`, or let the gateway relay the camera.", Lines::Relay;
    PROXY_UNREACHABLE, "proxy-unreachable", Network, Soon, [Player],
        "The proxy does not answer, or does not allow this page to read its answer.",
        "Check its address in the settings of this page.";
}
