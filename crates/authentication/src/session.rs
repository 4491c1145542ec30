//! One camera, one login, many requests.

use crate::challenge::{Challenge, challenges};
use crate::digest::Request;
use crate::{Credentials, Policy};

/// Seconds for which a camera that has refused a login is left in peace, after the first refusal,
/// the second and so on. Cameras lock accounts after some five wrong passwords in half an hour.
const PAUSES: [u64; 5] = [10, 60, 300, 1800, 3600];

/// The login at one camera, shared by all requests to it.
///
/// Times are milliseconds by any clock that does not go back.
#[derive(Debug, Default)]
pub struct Session {
    policy: Policy,
    current: Option<Current>,
    /// Counts challenges, so that an answer can tell which one it answered.
    generation: u32,
    /// How many refusals there were since the login last worked.
    refusals: usize,
    /// No request is signed before.
    refused_until: Option<u64>,
    has_worked: bool,
}

#[derive(Debug)]
struct Current {
    challenge: Challenge,
    cnonce: String,
    /// Answers given to this challenge.
    uses: u32,
}

/// A request's answer to the challenge that is known so far.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// The value of `Authorization`, if there is a challenge to answer.
    pub authorization: Option<Vec<u8>>,
    generation: u32,
    is_first_use: bool,
}

/// Why a request is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The camera refuses the user or the password.
    Refused {
        /// Milliseconds until it may be asked again.
        wait: u64,
        /// The same login has worked before, so the camera may be starting.
        has_worked: bool,
    },
    /// The camera asks in a way that cannot be answered. Nothing was sent.
    NotUnderstood,
    /// The camera does not offer the demanded kind of login. Nothing was sent.
    NotOffered,
    /// The camera asks for less than it was seen to offer. Nothing was sent.
    Weaker,
    /// The camera asks for the password itself, over a connection that others can read. Nothing was
    /// sent.
    InClear,
}

impl Session {
    /// A session with a camera that has not been asked yet.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Decides which challenges are answered.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Signs a request, as far as a challenge is known.
    ///
    /// # Errors
    /// While the camera is left in peace.
    pub fn sign(
        &mut self,
        who: Credentials<'_>,
        request: &Request<'_>,
        now: u64,
    ) -> Result<Signature, Refusal> {
        if let Some(until) = self.refused_until.filter(|until| now < *until) {
            return Err(Refusal::Refused { wait: until - now, has_worked: self.has_worked });
        }
        self.refused_until = None;
        let (mut authorization, mut is_first_use) = (None, false);
        if let Some(current) = &mut self.current {
            is_first_use = current.uses == 0;
            current.uses = current.uses.saturating_add(1);
            let answer = match &current.challenge {
                Challenge::Basic { .. } => Some(basic(who)),
                Challenge::Digest(digest) => digest.answer(who, request, current.uses, &current.cnonce),
                Challenge::Other => None,
            };
            authorization = Some(answer.ok_or(Refusal::NotUnderstood)?);
        }
        Ok(Signature { authorization, generation: self.generation, is_first_use })
    }

    /// Takes the 401 that a request was answered with, and its `WWW-Authenticate` fields. `Ok`
    /// means: sign again and retry. `cnonce` are fresh hexadecimal digits.
    ///
    /// # Errors
    /// If the camera has refused the login, or asks for what may not be answered.
    pub fn challenged<'a>(
        &mut self,
        signature: &Signature,
        fields: impl IntoIterator<Item = &'a [u8]>,
        is_clear: bool,
        cnonce: &str,
        now: u64,
    ) -> Result<(), Refusal> {
        let offered = challenges(fields);
        let chosen = self.policy.choose(&offered, is_clear)?;
        if signature.authorization.is_some() && signature.is_first_use && !chosen.is_stale() {
            return Err(self.refused(now));
        }
        // Another request may have been challenged in the meantime: its challenge is as new as this
        // one.
        if self.generation == signature.generation {
            let (challenge, cnonce) = (chosen.clone(), cnonce.to_owned());
            self.current = Some(Current { challenge, cnonce, uses: 0 });
            self.generation = self.generation.wrapping_add(1);
        }
        Ok(())
    }

    /// The camera has refused a request for the last time: it is left in peace for a while, longer
    /// each time.
    pub fn refused(&mut self, now: u64) -> Refusal {
        // What has worked before is tried again sooner: the camera may be starting.
        let at = self.refusals + usize::from(!self.has_worked);
        let wait = PAUSES[at.min(PAUSES.len() - 1)] * 1000;
        // Requests that were under way together are one refusal.
        if self.refused_until.is_none() {
            self.refusals += 1;
            self.refused_until = Some(now + wait);
        }
        self.current = None;
        Refusal::Refused { wait, has_worked: self.has_worked }
    }

    /// A request with this signature was answered with something else than 401.
    pub fn accepted(&mut self, signature: &Signature) {
        if signature.authorization.is_some() {
            self.has_worked = true;
            self.refusals = 0;
            self.refused_until = None;
        }
    }

    /// Takes over what the camera was seen to offer to another login.
    pub fn heed(&mut self, policy: &Policy) {
        self.policy.heed(policy);
    }

    /// A person wants it tried now, with the same login. What the camera was seen to offer stays
    /// known.
    pub fn forgive(&mut self) {
        self.refused_until = None;
        self.current = None;
    }
}

/// The value of `Authorization` for Basic.
fn basic(who: Credentials<'_>) -> Vec<u8> {
    use base64::Engine as _;
    let mut field = String::from("Basic ");
    base64::engine::general_purpose::STANDARD
        .encode_string([who.user, ":", who.password].concat(), &mut field);
    field.into_bytes()
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signature(hidden)")
    }
}
