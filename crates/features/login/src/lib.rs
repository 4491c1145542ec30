//! Logs in at cameras: signs the requests of a page's players, and answers their cameras' challenges.
//!
//! A program of its own, so that a page whose cameras want no login does not download the hashes. It
//! runs in the page and never in its worker: user, password and token go no further than here, and
//! the worker gets finished header fields. All players of a page share one, so that a camera that was
//! seen to speak Digest gets no password for less from any of them.

mod authenticator;
mod known;

use std::cell::RefCell;
use std::fmt;

use authentication::Answer;
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use authenticator::{Authenticator, Source};
use known::KnownLogins;

/// What a camera is told when it asks who is there.
#[derive(Clone, PartialEq, Eq)]
enum Login {
    /// For Basic (RFC 7617) and Digest (RFC 7616; MD5 and SHA-256), whichever the camera asks for.
    Password { user: String, password: String },
    /// A token for `Authorization: Bearer` (RFC 6750), sent with the first request already.
    Bearer(String),
}

impl fmt::Debug for Login {
    /// Without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password { .. }",
            Self::Bearer(_) => "Bearer(..)",
        })
    }
}

thread_local! {
    /// What this page knows of its cameras.
    static KNOWN: RefCell<KnownLogins> = RefCell::default();
}

/// Signs the requests of one player.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Signer(Authenticator);

/// A signer for a player that plays nothing yet.
#[wasm_bindgen]
#[must_use]
pub fn signer() -> Signer {
    Signer(Authenticator::new(js_sys::Math::random, KNOWN.with_borrow(Clone::clone)))
}

#[wasm_bindgen]
impl Signer {
    /// The player plays the camera at `url` next. `asked` are all addresses that may be asked for
    /// it. The login is `user` with `secret`, the token `secret`, or none; it may go over plain http
    /// as it is if `in_clear`.
    pub fn prepare(
        &mut self,
        url: String,
        asked: &Array,
        user: Option<String>,
        secret: Option<String>,
        in_clear: bool,
    ) {
        let login = match (user, secret) {
            (Some(user), Some(password)) => Some(Login::Password { user, password }),
            (None, Some(token)) => Some(Login::Bearer(token)),
            (_, None) => None,
        };
        let asked = asked.iter().filter_map(|url| url.as_string()).collect();
        self.0.prepare(&Source { url, asked, login, in_clear });
    }

    /// Signs a GET of `target` (path and query) at `now`, milliseconds since 1970: an [`Answer`], as
    /// its header field or its number.
    pub fn sign(&mut self, target: &str, now: f64) -> JsValue {
        to_js(self.0.sign(target, now))
    }

    /// The same after that request was answered 401 with these `challenges`, a line for each field.
    pub fn challenged(&mut self, target: &str, challenges: &str, now: f64) -> JsValue {
        to_js(self.0.challenged(target, challenges, now))
    }

    /// The value of `Authorization` for another address of the same camera, if what is known of it
    /// suffices.
    pub fn sign_other(&mut self, url: &str, now: f64) -> Option<String> {
        self.0.sign_other(url, now)
    }

    /// Pictures come, so the last signature was accepted.
    pub fn accepted(&mut self) {
        self.0.accepted();
    }
}

fn to_js(answer: Answer) -> JsValue {
    let number = answer.number();
    match answer {
        Answer::Header(header) => header.into(),
        _ => number.into(),
    }
}
