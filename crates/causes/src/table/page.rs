//! The page, its browser, and the browser's restrictions on pages.

use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    CANVAS_LOST, "canvas-lost", Page, Soon, [Player],
        "The browser has lost the canvas, as it does when the graphics driver restarts.",
        "The viewer makes a new one by itself.";
    CONNECTIONS_IN_USE, "connections-in-use", Page, Soon, [Diagnosis],
        "All six connections that a browser opens to $host are in use, by this page or other tabs.",
        "Close one of its viewers, serve it over TLS with HTTP/2, or use another host name or port for some of them.";
    FEATURE_FAILED, "feature-failed", Page, Soon, [Player],
        "$part stopped$error. All else goes on without it.",
        "It starts again when you use it again. If it stops each time, reload the page.";
    FEATURE_MISSING, "feature-missing", Page, Soon, [Player],
        "$part cannot be loaded$error. All else goes on without it.",
        "The page's files may be incomplete, or blocked by a policy (script-src). Your next use tries again.";
    INSECURE_PAGE, "insecure-page", Page, Soon, [Diagnosis],
        "This page came over http from outside the local network, and browsers do not let such pages into it.",
        "Serve this page over https, or by a gateway inside that network.", Lines::Relay;
    LOCAL_NETWORK, "local-network", Settings, Never, [Player],
        "The camera is in your local network, and the browser wants you to allow this page to connect there.",
        "Press the button, and allow it when the browser asks.";
    LOCAL_NETWORK_DENIED, "local-network-denied", Settings, Never, [Player],
        DENIED, ALLOW;
    MIXED_CONTENT, "mixed-content", Settings, Never, [Player, Diagnosis],
        "This page came over https, and browsers do not let it read a camera over http.",
        "Use the camera's https address, open this page over http, or let the gateway relay the camera.", Lines::Https;
    MULTIPART_REFUSED, "multipart-refused", Page, Soon, [Player, Diagnosis],
        "This browser does not let pages read video of this kind (multipart), though it shows it.",
        "View the camera through the gateway, or use Chromium or Firefox, for figures, age and recording.",
        Lines::Relay;
    NO_CORS, "no-cors", Settings, Soon, [Diagnosis],
        "The camera answers, but does not allow $page to read it (Access-Control-Allow-Origin).",
        "Let the camera's server allow this page, or let the gateway relay the camera.", Lines::Allow;
    NOT_ALLOWED, "not-allowed", Settings, Soon, [Player],
        "The camera does not let this page read its video (CORS).",
        "Let it send `Access-Control-Allow-Origin: $page`, or view it through the gateway, for figures, age and \
         recording.";
    PAGE_FROM_FILE, "page-from-file", Page, Never, [Diagnosis],
        "This page was opened from a file, and browsers do not let such pages read a camera.",
        "Serve it by a web server: the gateway is one.", Lines::One("In a shell", "mullion serve");
    PAGE_LEFT, "page-left", Page, Soon, [Player],
        "You left the page.",
        "The viewer connects again when you come back.";
    PAGE_POLICY, "page-policy", Page, Never, [Diagnosis],
        "The policy (Content-Security-Policy) of this page forbids it to connect to the camera.",
        "Let the server of this page add the camera to its policy.",
        Lines::One("Content-Security-Policy", "connect-src 'self' $camera; img-src 'self' blob: data: $camera");
    PERMISSION_DENIED, "permission-denied", Settings, Never, [Diagnosis],
        DENIED, ALLOW, Lines::Relay;
    PERMISSION_NEEDED, "permission-needed", Settings, Never, [Diagnosis],
        "This page needs your permission to reach the local network.",
        "Press Try again, and then Allow when the browser asks about devices on your local network.";
    WILDCARD_CORS, "wildcard-cors", Settings, Soon, [Diagnosis],
        "The camera lets every page read it (Access-Control-Allow-Origin: *), and browsers refuse that to requests \
         with a login.",
        "Let it name this page and allow credentials, or let the gateway keep the login.", Lines::AllowLogin;
    WORKER_FAILED, "worker-failed", Page, Soon, [Player],
        "The player stopped$error.",
        "If this happens again, reload the page. If it never starts, the page's files may be incomplete or blocked by \
         a policy \
         (worker-src, script-src).";
    WORKER_OUT_OF_MEMORY, "worker-out-of-memory", Page, Soon, [Player],
        "The browser has no memory for another player$error.",
        "Close other pages or viewers. All viewers of one tab share the memory of one process: in Chromium that is \
         enough \
         for about 60, each in a frame. Open the others in another tab.";
    WORKER_OUTDATED, "worker-outdated", Page, Soon, [Player],
        "The browser kept an old part of this page.",
        "Reload the page.";
    WORKER_SILENT, "worker-silent", Page, Soon, [Player],
        "The player does not answer; the picture may be old.",
        "The browser may be short of processor time or memory: close other tabs, or reload the page.";
}

const ALLOW: &str = "Allow the local network in the browser's settings for this site (left of the address), then reload the \
                     page; or let the gateway relay the camera.";
const DENIED: &str = "The browser's settings keep this page out of the local network, where the camera is.";
