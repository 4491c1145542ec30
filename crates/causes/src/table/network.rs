//! Nothing answers, or the connection is not trusted.

use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

const TRUST: &str = "If the certificate is self-signed, accept it in a new tab, install a trusted one, or let \
                     the gateway relay the camera.";

rows! {
    CERTIFICATE, "certificate", Camera, Soon, [Diagnosis, Probe],
        "The camera's certificate is not trusted$error.",
        TRUST, Lines::Certificate;
    CONNECTION_REFUSED, "connection-refused", Network, Soon, [Diagnosis],
        "The machine at $host refuses the connection: nothing listens there.",
        "Check the port, and that the camera's web server is switched on.";
    CONNECT_TIMEOUT, "connect-timeout", Network, Soon, [Player],
        "The camera does not answer.",
        "Check the address, and that the camera is switched on and can be reached from here.";
    FETCH_FAILED, "fetch-failed", Network, Soon, [Player],
        "The camera cannot be reached, or it does not allow this page to read its answer. The browser does not say \
         which.",
        "Open the address in a new tab. If no picture comes, check address, power and network. If one comes, let \
         the camera send `Access-Control-Allow-Origin: $page`, or let the gateway relay the camera.";
    INTERRUPTED, "interrupted", Network, Soon, [Player, Diagnosis, Gateway],
        "The connection to the camera broke$error.",
        "The viewer tries again by itself. If this happens again, check the camera's cable, radio link and power.";
    NO_ANSWER, "no-answer", Network, Soon, [Diagnosis],
        "Nothing answers at $host in time.",
        "Check the camera's address, power and network. Over https, open the address in a new tab to see its \
         certificate.";
    NO_REPLY, "no-reply", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The camera closes the connection without an answer.",
        "It may have reached its limit of viewers: close others, try again, and restart it if this lasts.";
    NO_SUCH_HOST, "no-such-host", Network, Soon, [Diagnosis],
        "The name $host has no address in this network.",
        "Check the spelling, or use the camera's IP address.";
    NOT_HTTP, "not-http", Camera, Soon, [Diagnosis],
        "The answer from $host is not HTTP$error.",
        "Check the port: 80 and 443 are usual for cameras; 554 is RTSP, which no browser speaks.";
    NOT_SHOWN, "not-shown", Network, Soon, [Player],
        "The camera does not show a picture, and the browser does not say why.",
        "Open the address in a new tab to see the camera's answer.";
    OFFLINE, "offline", Network, Soon, [Player, Diagnosis],
        "This device is offline.",
        "Connect it to a network: the picture comes back by itself.";
    PLAIN_HTTP, "plain-http", Settings, Soon, [Diagnosis, Gateway, Probe],
        "The server at this port speaks plain HTTP, but the address says https.",
        "Write http:// instead of https://, or give the camera's port for https (usually 443).";
    TLS_CLIENT_CERTIFICATE, "tls-client-certificate", Settings, Soon, [Diagnosis, Gateway, Probe],
        "The camera demands a client certificate, and this viewer has none.",
        "Switch that demand off in the camera's TLS settings, or put a TLS proxy in front of it that has the \
         certificate.";
    TLS_FAILED, "tls-failed", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The camera breaks off the TLS handshake$error.",
        "Restart it, then check its certificate and TLS settings; or use its http address on a network that you trust.";
    TLS_NAME, "tls-name", Settings, Soon, [Diagnosis, Gateway, Probe],
        "The camera's TLS does not know the name in the address.",
        "Use the name that its certificate is made for, or give the camera a certificate for this one.";
    TLS_NOTHING_IN_COMMON, "tls-nothing-in-common", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The camera's TLS has no cipher, key exchange or signature in common with current programs: it is too old, or \
         set to \
         unusual ones.",
        "Update the camera's firmware, allow AES-GCM with ECDHE (X25519, P-256 or P-384) in its TLS settings, use its \
         http \
         address on a network that you trust, or put a TLS proxy in front of it.";
    TLS_PORT, "tls-port", Settings, Soon, [Diagnosis, Gateway, Probe],
        "The server at this port speaks TLS, but the address says http.",
        "Write https:// instead of http://, or give the camera's port for http (usually 80).";
    TLS_TOO_OLD, "tls-too-old", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The camera's TLS is too old for current programs.",
        "Update the camera's firmware, use its http address on a network that you trust, or put a TLS proxy in front \
         of it.";
    TLS_UNPROVEN, "tls-unproven", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The camera does not prove that its certificate is its own$error.",
        "Somebody else may answer in its place. If not, its certificate is too weak to be checked (an RSA key under \
         2048 \
         bits, or version 1): make a new one in the camera, or set tls = \"accept\" on a network that you trust.";
    UNREACHABLE, "unreachable", Network, Soon, [Diagnosis, Probe],
        "Cannot connect to $host: nothing listens there$distrust.",
        "Check the camera's address, power and network. Over https, open the address in a new tab to see its \
         certificate.";
}
