//! The camera wants a login, or refuses one.

use super::KEEP_LOGIN;
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    LOGIN_BASIC, "login-basic", Settings, Slowly, [Diagnosis],
        "The camera wants a login (Basic).",
        KEEP_LOGIN, Lines::Relay;
    LOGIN_DIGEST, "login-digest", Settings, Slowly, [Diagnosis],
        "The camera wants a login (Digest).",
        KEEP_LOGIN, Lines::Relay;
    LOGIN_HIDDEN, "login-hidden", Settings, Slowly, [Diagnosis],
        "The camera wants a login, but does not let this page read which kind (most often Digest).",
        "Let the gateway keep the login: it can answer any challenge.", Lines::AllowLogin;
    LOGIN_IN_CLEAR, "login-in-clear", Settings, Never, [Player, Diagnosis, Probe],
        "The camera asks for the password in clear text (Basic over http). It is not sent, because others on the \
         network could read it.",
        "Use the camera's https address or set it to Digest. Where you trust the network, you may send it: here by the \
         button, in a shell by --auth basic, in mullion.toml by auth = \"basic\".";
    LOGIN_NEEDED, "login-needed", Settings, Slowly, [Player, Probe],
        "The camera wants a login.",
        "Log in here, allow anonymous viewing on the camera, or let the gateway relay it and keep the password.";
    LOGIN_NOT_OFFERED, "login-not-offered", Settings, Never, [Diagnosis, Probe],
        "The camera does not offer the login that `auth` demands, and nothing is sent.",
        "Set the camera to that login, or change `auth`.";
    LOGIN_PAGE, "login-page", Settings, Soon, [Diagnosis],
        "The camera sends its login page instead of video.",
        "Allow anonymous viewing on the camera, or let the gateway keep the login.", Lines::Relay;
    LOGIN_PROBABLE, "login-probable", Settings, Slowly, [Player],
        "This camera probably needs a login.",
        "It answers, but shows no picture, and does not let this page see why. Let the gateway keep the login: put \
         these lines into mullion.toml and open the gateway's page.";
    LOGIN_REFUSED, "login-refused", Settings, Never, [Player, Diagnosis, Probe],
        "The camera refuses this user or password. It is not asked again, because cameras lock accounts.",
        "Log in with another user or password.$digest";
    LOGIN_SUSPENDED, "login-suspended", Camera, Soon, [Player],
        "The camera refuses a login that it has accepted before.",
        "It may be starting. If its password was changed, log in with the new one.";
    LOGIN_UNANNOUNCED, "login-unannounced", Camera, Slowly, [Diagnosis, Probe],
        "The camera asks for a login (401) but does not say which kind (no WWW-Authenticate).",
        "Set the camera to Digest or Basic authentication; it may want a login by its own page instead.";
    LOGIN_UNSUPPORTED, "login-unsupported", Settings, Never, [Player, Diagnosis, Probe],
        "The camera asks for a login that is neither Basic nor Digest by MD5, SHA-256 or SHA-512/256.",
        "Switch the camera to Digest or Basic authentication.";
    LOGIN_WEAKER, "login-weaker", Camera, Slowly, [Player, Diagnosis, Probe],
        WEAKER,
        "Somebody may stand between here and the camera. If the camera was set up again, reload the page or restart \
         the \
         program.";
    LOGIN_WITHHELD, "login-withheld", Settings, Never, [Probe],
        "The camera redirects to another address, and the login was given for the first one.",
        "Give the address that it redirects to.";
    PREFLIGHT_REFUSED, "preflight-refused", Settings, Slowly, [Player, Diagnosis],
        "The camera wants a login, but refuses the question (OPTIONS) that browsers ask before they send one.",
        "Let it answer OPTIONS without a login, with `Access-Control-Allow-Origin: $page` and \
         `Access-Control-Allow-Headers: Authorization`; or let the gateway keep the login.", Lines::AllowLogin;
    UNREADABLE, "unreadable", Settings, Soon, [Diagnosis],
        "This page may neither read nor show the camera's answer, most often because the camera demands a login.",
        "Open the address in a new tab to see it; if it is a login, let the gateway keep it.", Lines::Relay;
}

/// The advice for [`Place::Digest`](crate::Place::Digest), where a page could not read the challenge.
pub const PERHAPS_DIGEST: &str = " If they are right, the camera may want Digest, which this page can answer only if the camera \
                                  sends `Access-Control-Expose-Headers: WWW-Authenticate`; or view it through the \
                                  gateway.";

pub(super) const WEAKER: &str =
    "The camera asked for a stronger login before, so this weaker demand gets no password.";
