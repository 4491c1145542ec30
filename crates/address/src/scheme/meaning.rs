//! The words before an address, and which of them are schemes.

use super::Scheme;
use crate::AddressError;

/// The meaning of a word before an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) scheme: Scheme,
    pub(super) as_it_stands: bool,
    /// Another program's word, which is right there.
    pub(super) is_neighbours: bool,
    /// That program does not check the certificate.
    pub(super) is_unchecked: bool,
}

impl Meaning {
    pub(super) const fn of(scheme: Scheme) -> Self {
        Self { scheme, as_it_stands: false, is_neighbours: false, is_unchecked: false }
    }
}

/// The meaning of a word that is known exactly so.
///
/// Sources: go2rtc's and Frigate's documentation (`httpx`, `rtspx`: TLS whose certificate is not
/// checked), Motion's (`mjpeg`, `mjpg`, `jpeg`: MJPEG and pictures over HTTP), Tailscale's
/// (`https+insecure`).
pub(super) fn exact(word: &str) -> Option<Meaning> {
    let neighbours = |scheme| Meaning { is_neighbours: true, ..Meaning::of(scheme) };
    Some(match word {
        "http" => Meaning::of(Scheme::Http),
        "https" => Meaning::of(Scheme::Https),
        "rtsp" | "rtspu" | "rtspt" | "axrtsp" | "axrtsphttp" => neighbours(Scheme::Rtsp),
        "rtsps" | "axrtsps" | "axrtsphttps" => neighbours(Scheme::Rtsps),
        "httpx" | "https+insecure" | "https-insecure" => {
            Meaning { is_unchecked: true, ..neighbours(Scheme::Https) }
        }
        "rtspx" => Meaning { is_unchecked: true, ..neighbours(Scheme::Rtsps) },
        "mjpeg" | "mjpg" | "jpeg" | "jpg" => Meaning { as_it_stands: true, ..neighbours(Scheme::Http) },
        _ => return None,
    })
}

/// The scheme that is meant by a word of nothing but its letters: one doubled, left out, swapped or
/// cut off.
///
/// With an `s` it is `https`. Without, it is `http` only if no single slip makes the word of
/// `https`, since a password that was meant to be encrypted must not be sent in clear because of a
/// guess.
pub(super) fn misspelt(word: &str) -> Option<Meaning> {
    let has_its_letters = word.len() <= 8 && word.bytes().all(|letter| b"htps".contains(&letter));
    if !has_its_letters {
        None
    } else if word.contains('s') {
        Some(Meaning::of(Scheme::Https))
    } else {
        let may_be_https = word.len() == 5 && word.starts_with("http");
        (word.len() > 2 && !may_be_https).then_some(Meaning::of(Scheme::Http))
    }
}

/// A slip of a scheme that is not clear, or another protocol.
pub(super) fn unknown(word: String) -> AddressError {
    if is_near(&word) { unclear(&(word + "://")) } else { AddressError::Protocol(word + "://") }
}

/// A word that may be a misspelt scheme. It may be part of a password as well: only one that is
/// written like a scheme is repeated.
pub(super) fn unclear(word: &str) -> AddressError {
    let is_like = |letter: char| letter.is_ascii_alphabetic() || "+-.:/".contains(letter);
    let is_scheme = word.len() <= 16 && word.chars().all(is_like);
    AddressError::Scheme(if is_scheme { word } else { "…" }.to_owned())
}

/// Whether a word may be a misspelt scheme.
pub(super) fn is_near(word: &str) -> bool {
    let pieces = ["htt", "ttp", "tps", "tsp", "sps", "rts", "nsec"];
    word.len() > 3 && (misspelt(word).is_some() || pieces.iter().any(|piece| word.contains(piece)))
}
