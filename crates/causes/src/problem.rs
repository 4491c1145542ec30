//! Why there is no live picture, in words that a person can act on.

mod words;

use serde::{Deserialize, Serialize};

use crate::{Blame, table};

/// A cause and its cure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The party that must act.
    pub blame: Blame,
    /// Stable name in kebab case.
    pub code: String,
    /// The problem, in one or two sentences.
    pub message: String,
    /// The cure; may be empty.
    pub hint: String,
}

impl Problem {
    /// The worker has died and took the canvas with it: this player shows nothing any more. Drop it
    /// and give a new canvas to a new one.
    pub const WORKER_FAILED: &str = table::WORKER_FAILED.code;
    /// The worker is of another build than the page: the browser kept an old copy. Reload the page.
    pub const WORKER_OUTDATED: &str = table::WORKER_OUTDATED.code;

    /// The browser has to be told that this page may ask in the local network; see
    /// `Player::ask_for_network`.
    pub const LOCAL_NETWORK: &str = table::LOCAL_NETWORK.code;
    /// The camera wants a login, and none was given.
    pub const LOGIN_NEEDED: &str = table::LOGIN_NEEDED.code;
    /// The camera does not accept the login that was given.
    pub const LOGIN_REFUSED: &str = table::LOGIN_REFUSED.code;

    /// The camera asked for a login, and does not let this page send one.
    pub const PREFLIGHT_REFUSED: &str = table::PREFLIGHT_REFUSED.code;
    /// The camera asks for the login as it is, over plain http, and `Source::in_clear` does not
    /// allow that.
    pub const LOGIN_IN_CLEAR: &str = table::LOGIN_IN_CLEAR.code;
    /// The camera answers, and neither lets this page read that nor shows a picture.
    pub const LOGIN_PROBABLE: &str = table::LOGIN_PROBABLE.code;

    /// Whether another login would help.
    pub fn is_about_login(&self) -> bool {
        self.code == Self::LOGIN_NEEDED || self.is_login_refused()
    }

    /// Whether the camera does not accept the login that was given, or no longer.
    pub fn is_login_refused(&self) -> bool {
        self.code == Self::LOGIN_REFUSED || self.code == table::LOGIN_SUSPENDED.code
    }

    /// Whether there is no worker, for want of memory or for another reason: a new player may have
    /// more luck.
    pub fn is_end_of_worker(&self) -> bool {
        self.code == Self::WORKER_FAILED || self.code == table::WORKER_OUT_OF_MEMORY.code
    }

    /// Whether it can have several causes, where requests that cost the camera no second stream and
    /// no login tell them apart. The player has no connection then.
    ///
    /// Not among them, though their words name more than one cause: `no-picture` and `behind` (only
    /// the stream itself would tell), `frozen` (only the scene would), `forbidden` and
    /// `login-refused` (only the camera knows).
    pub fn is_unexplained(&self) -> bool {
        let unexplained = [
            &table::CONNECT_TIMEOUT,
            &table::FETCH_FAILED,
            &table::GATEWAY_TIMEOUT,
            &table::GATEWAY_UNREACHABLE,
            &table::NOT_SHOWN,
            &table::PROXY_UNREACHABLE,
        ];
        unexplained.iter().any(|row| self.code == row.code)
    }

    /// Whether the player has found it in the pictures, or in what shows them: no request could
    /// find it out.
    pub fn is_of_pictures(&self) -> bool {
        let of_pictures = [
            &table::BEHIND,
            &table::CAMERA_MESSAGE,
            &table::CANVAS_LOST,
            &table::EMPTY,
            &table::INTERRUPTED,
            &table::NO_PICTURE,
            &table::NOT_VIDEO,
            &table::OTHER_VIDEO,
            &table::PICTURE_TOO_LARGE,
            &table::REDIRECTED,
            &table::STREAM_ENDED,
            &table::UNDECODABLE,
            &table::WEB_PAGE,
            &table::WORKER_SILENT,
        ];
        self.is_end_of_worker() || of_pictures.iter().any(|row| self.code == row.code)
    }
}
