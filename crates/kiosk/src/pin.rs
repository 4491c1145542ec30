//! A PIN that closes a display's settings.
//!
//! It keeps passers-by out. The hash stands in a configuration that the display can read, so it is
//! no secret of the gateway's; a short PIN does not withstand somebody who has the hash and time.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

type Prf = Hmac<Sha256>;

/// A PIN as it is written down: `pbkdf2-sha256$600000$SALT$HASH`, both as hexadecimal digits.
///
/// The key derivation is PBKDF2 with HMAC-SHA-256 (RFC 8018), 600,000 rounds by default (OWASP
/// Password Storage Cheat Sheet). It runs in slices ([`PinCheck`]) without the browser's help, because
/// `crypto.subtle` is missing on plain http.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PinHash {
    rounds: u32,
    salt: [u8; 16],
    hash: [u8; 32],
}

/// A text that is no [`PinHash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPinHash;

/// A text that cannot be a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPin;

/// A derivation under way.
#[derive(Clone)]
pub struct PinCheck {
    prf: Prf,
    last: [u8; 32],
    sum: [u8; 32],
    left: u32,
}

/// Counts wrong PINs and slows further ones. It is to be stored after each change, so that loading
/// the page again does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PinGuard {
    failures: u32,
    /// When the last wrong one was tried, time of day.
    last: Duration,
}

const SCHEME: &str = "pbkdf2-sha256";
const ROUNDS: u32 = 600_000;
/// Of a hash that is read: more would keep a display busy for minutes.
const MOST_ROUNDS: u32 = 5_000_000;
/// Fewer could be tried in no time.
const LEAST_ROUNDS: u32 = 10_000;

/// So many wrong PINs cost nothing: people mistype.
const FREE: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// After so long without a try, wrong ones are forgotten.
const FORGIVEN: Duration = Duration::from_secs(24 * 60 * 60);

impl PinHash {
    /// Digits of a PIN, at least and at most.
    pub const DIGITS: std::ops::RangeInclusive<usize> = 4..=16;

    /// Hashes a PIN with this salt, which has to be random.
    ///
    /// # Errors
    /// If it is no PIN: 4 to 16 digits.
    pub fn of(pin: &str, salt: [u8; 16]) -> Result<Self, InvalidPin> {
        if !Self::DIGITS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidPin);
        }
        let hash = derive(pin, &salt, ROUNDS).finish();
        Ok(Self { rounds: ROUNDS, salt, hash })
    }

    /// Begins to compare `pin` with the hash.
    #[must_use]
    pub fn check(&self, pin: &str) -> PinCheck {
        derive(pin, &self.salt, self.rounds)
    }

    /// Whether a finished check was of the right PIN.
    #[must_use]
    pub fn accepts(&self, check: PinCheck) -> bool {
        let found = check.finish();
        // All bytes, so that the time tells nothing.
        found.iter().zip(&self.hash).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    }
}

impl PinCheck {
    /// Goes on for at most so many rounds. `true` as soon as it is done.
    pub fn advance(&mut self, rounds: u32) -> bool {
        let now = rounds.min(self.left);
        for _ in 0..now {
            let mut prf = self.prf.clone();
            prf.update(&self.last);
            self.last = prf.finalize().into_bytes().into();
            for (sum, byte) in self.sum.iter_mut().zip(&self.last) {
                *sum ^= byte;
            }
        }
        self.left -= now;
        self.left == 0
    }

    fn finish(mut self) -> [u8; 32] {
        self.advance(u32::MAX);
        self.sum
    }
}

impl PinGuard {
    /// How long until another PIN may be tried.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Duration {
        let Some(over) = self.failures.checked_sub(FREE) else { return Duration::ZERO };
        let pause = FIRST_PAUSE.saturating_mul(1 << over.min(16)).min(LONGEST_PAUSE);
        // A clock that was set back does not lengthen it beyond itself.
        let since = now.checked_sub(self.last).unwrap_or_default();
        pause.saturating_sub(since)
    }

    /// Takes note of a wrong PIN.
    pub fn fail(&mut self, now: Duration) {
        if now.saturating_sub(self.last) > FORGIVEN {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        self.last = now;
    }

    /// Takes note of the right one.
    pub fn succeed(&mut self) {
        *self = Self::default();
    }

    /// For the browser's storage.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{} {}", self.failures, self.last.as_secs())
    }

    /// From there. Anything else is a guard without failures, or a page of the same origin could lock
    /// people out for good.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let numbers = text.split_once(' ');
        let read = numbers.and_then(|(failures, last)| Some((failures.parse().ok()?, last.parse().ok()?)));
        read.map_or_else(Self::default, |(failures, last)| Self { failures, last: Duration::from_secs(last) })
    }
}

fn derive(pin: &str, salt: &[u8], rounds: u32) -> PinCheck {
    // HMAC takes keys of any length, so the other arm never is.
    let prf = Prf::new_from_slice(pin.as_bytes()).unwrap_or_else(|_| Prf::new(&[0; 64].into()));
    let mut first = prf.clone();
    first.update(salt);
    first.update(&1_u32.to_be_bytes());
    let last: [u8; 32] = first.finalize().into_bytes().into();
    PinCheck { prf, last, sum: last, left: rounds - 1 }
}

impl FromStr for PinHash {
    type Err = NoPinHash;

    fn from_str(text: &str) -> Result<Self, NoPinHash> {
        let mut parts = text.trim().split('$');
        let mut next = || parts.next().ok_or(NoPinHash);
        let (scheme, rounds, salt, hash) = (next()?, next()?, next()?, next()?);
        let rounds = rounds.parse().map_err(|_| NoPinHash)?;
        if scheme != SCHEME || parts.next().is_some() || !(LEAST_ROUNDS..=MOST_ROUNDS).contains(&rounds) {
            return Err(NoPinHash);
        }
        Ok(Self { rounds, salt: bytes(salt)?, hash: bytes(hash)? })
    }
}

impl TryFrom<String> for PinHash {
    type Error = NoPinHash;

    fn try_from(text: String) -> Result<Self, NoPinHash> {
        text.parse()
    }
}

impl From<PinHash> for String {
    fn from(hash: PinHash) -> Self {
        hash.to_string()
    }
}

impl fmt::Display for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}${}$", self.rounds)?;
        self.salt.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("$")?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PinCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinCheck").field("left", &self.left).finish_non_exhaustive()
    }
}

impl fmt::Display for NoPinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not the hash of a PIN: `mullion pin` makes one")
    }
}

impl fmt::Display for InvalidPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a PIN is 4 to 16 digits")
    }
}

impl std::error::Error for NoPinHash {}
impl std::error::Error for InvalidPin {}

fn bytes<const LENGTH: usize>(hex: &str) -> Result<[u8; LENGTH], NoPinHash> {
    if hex.len() != 2 * LENGTH || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(NoPinHash);
    }
    let mut bytes = [0; LENGTH];
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| NoPinHash)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| NoPinHash)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
