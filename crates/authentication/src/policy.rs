//! Which challenge is answered, and which never.

use crate::challenge::{Challenge, Strength};
use crate::session::Refusal;

/// The login that the settings demand of a camera.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Demand {
    /// The strongest that it offers.
    #[default]
    Any,
    /// Digest, and never Basic.
    Digest,
    /// Basic and nothing else, over plain http too.
    Basic,
}

/// Chooses among challenges. It remembers the strongest that the camera was seen to offer, and
/// answers nothing weaker from then on: whoever answers in the camera's place would only have to
/// ask for the password.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    demand: Demand,
    /// Basic may go over plain http.
    may_be_clear: bool,
    seen: Option<Strength>,
}

impl Policy {
    /// A policy for a camera that nothing is known of. `may_be_clear` is the word of a person that
    /// the password may go over plain http as it is; [`Demand::Basic`] is too.
    #[must_use]
    pub fn new(demand: Demand, may_be_clear: bool) -> Self {
        Self { demand, may_be_clear: may_be_clear || demand == Demand::Basic, seen: None }
    }

    /// The challenge to answer: the strongest, and of equal ones the first (RFC 7616 section 3.7).
    /// `is_clear`: others on the network can read the request.
    ///
    /// # Errors
    /// If none can be answered, or none that may be.
    pub fn choose<'a>(&mut self, offered: &'a [Challenge], is_clear: bool) -> Result<&'a Challenge, Refusal> {
        let mut best: Option<&Challenge> = None;
        for challenge in offered.iter().filter(|challenge| challenge.rank().is_some()) {
            if self.is_demanded(challenge) && best.is_none_or(|best| challenge.rank() > best.rank()) {
                best = Some(challenge);
            }
        }
        let is_understood = offered.iter().any(|challenge| challenge.rank().is_some());
        let best = best.ok_or(if is_understood { Refusal::NotOffered } else { Refusal::NotUnderstood })?;
        let strength = best.strength();
        if strength == Some(Strength::Basic) && is_clear && !self.may_be_clear {
            // A camera that has spoken Digest asks for less now: that is the graver fact.
            return Err(if self.seen > strength { Refusal::Weaker } else { Refusal::InClear });
        }
        if self.demand != Demand::Basic {
            if self.seen > strength {
                return Err(Refusal::Weaker);
            }
            self.seen = strength;
        }
        Ok(best)
    }

    /// The same policy and memory, with another permission for plain http.
    #[must_use]
    pub fn allowing(&self, may_be_clear: bool) -> Self {
        Self { seen: self.seen, ..Self::new(self.demand, may_be_clear) }
    }

    /// Answers nothing weaker than `other`, a policy for the same camera, has seen either.
    pub(crate) fn heed(&mut self, other: &Self) {
        self.seen = self.seen.max(other.seen);
    }

    fn is_demanded(&self, challenge: &Challenge) -> bool {
        match self.demand {
            Demand::Any => true,
            Demand::Digest => matches!(challenge, Challenge::Digest(_)),
            Demand::Basic => matches!(challenge, Challenge::Basic { .. }),
        }
    }
}

/// Whether others on the network can read what is sent to `url`: it is plain http, and not to this
/// machine.
#[must_use]
pub fn is_clear(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return true };
    if scheme.eq_ignore_ascii_case("https") {
        return false;
    }
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(address) => return address.split(']').next() != Some("::1"),
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let is_loopback = host.parse().is_ok_and(|address: std::net::Ipv4Addr| address.is_loopback());
    !(is_loopback || host == "localhost" || host.ends_with(".localhost"))
}
