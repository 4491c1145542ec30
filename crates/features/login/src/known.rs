//! A page's knowledge of its cameras' logins.

use std::cell::RefCell;
use std::rc::Rc;

use authentication::{Policy, Session};

use crate::Login;

/// What this page has learned about logins at cameras: the strongest way to log in that each has
/// offered, and which logins it has refused. All its players share it, so that another player in
/// place of one that died is no weaker than the first, and tries no refused login again.
///
/// Clones share their contents. Nothing of it is ever written anywhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownLogins(Rc<RefCell<Vec<Known>>>);

/// One login at one camera.
#[derive(Debug)]
pub(crate) struct Known {
    /// Scheme, host and port of the camera.
    origin: String,
    login: Option<Login>,
    pub(crate) session: Session,
    /// The camera has refused this login for good.
    pub(crate) is_refused: bool,
}

impl KnownLogins {
    /// The most that are kept. Those used longest ago go first.
    const MOST: usize = 256;

    /// Does something with what is known of `login` at the camera `origin`. It heeds what the camera
    /// has offered to other logins.
    pub(crate) fn with<T>(
        &self,
        origin: &str,
        login: Option<&Login>,
        act: impl FnOnce(&mut Known) -> T,
    ) -> T {
        let mut known = self.0.borrow_mut();
        let place = known.iter().position(|one| one.origin == origin && one.login.as_ref() == login);
        let mut one = place.map_or_else(|| Known::new(origin, login), |place| known.remove(place));
        for other in known.iter().filter(|other| other.origin == origin) {
            one.session.heed(other.session.policy());
        }
        let done = act(&mut one);
        if known.len() == Self::MOST {
            known.remove(0);
        }
        known.push(one);
        done
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.0.borrow().len()
    }
}

impl Known {
    fn new(origin: &str, login: Option<&Login>) -> Self {
        let (origin, login) = (origin.to_owned(), login.cloned());
        Self { origin, login, session: Session::new(Policy::default()), is_refused: false }
    }

    /// Sets whether the password may go over plain http as it is. Another word on that begins
    /// another session.
    pub(crate) fn allow(&mut self, may_be_clear: bool) {
        let policy = self.session.policy();
        let allowed = policy.allowing(may_be_clear);
        if *policy != allowed {
            self.session = Session::new(allowed);
        }
    }

    /// A person wants the login tried now.
    pub(crate) fn forgive(&mut self) {
        self.session.forgive();
        self.is_refused = false;
    }
}
