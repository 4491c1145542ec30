//! Why there is no live picture, in words that a person can act on.

mod words;

use serde::{Deserialize, Serialize};

use crate::Blame;

/// A cause and its cure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Who has to do something.
    pub blame: Blame,
    /// Stable name in kebab case.
    pub code: String,
    /// What is the matter, one or two sentences.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Problem {
    /// The worker has died and took the canvas with it: this player shows nothing any more. Drop it and give a new canvas to a new one.
    pub const WORKER_FAILED: &str = "worker-failed";
    /// The worker is of another build than the page: the browser kept an old copy. Reload the page.
    pub const WORKER_OUTDATED: &str = "worker-outdated";

    /// The browser has to be told that this page may ask in the local network; see
    /// `Player::ask_for_network`.
    pub const LOCAL_NETWORK: &str = "local-network";
    /// The camera wants a login, and none was given.
    pub const LOGIN_NEEDED: &str = "login-needed";
    /// The camera does not accept the login that was given.
    pub const LOGIN_REFUSED: &str = "login-refused";

    /// The camera asks for the login as it is, over plain http, and `Source::in_clear` does not allow that.
    pub const LOGIN_IN_CLEAR: &str = "login-in-clear";
    /// The camera answers, and neither lets this page read that nor shows a picture.
    pub const LOGIN_PROBABLE: &str = "login-probable";

    /// Whether another login would help.
    pub fn is_about_login(&self) -> bool {
        self.code == Self::LOGIN_NEEDED || self.code == Self::LOGIN_REFUSED
    }

    /// Whether the player that reported this must be replaced, canvas and all.
    pub fn is_end_of_player(&self) -> bool {
        self.code == Self::WORKER_FAILED || self.code == Self::WORKER_OUTDATED
    }
}
