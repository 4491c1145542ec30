//! Content codings: which the client takes, and which it likes best.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// All of them, the one that makes the smallest files first.
    const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// Its name in `Content-Encoding`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The suffix that `cargo xtask build` adds to a file's name.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// Whether `path` is a compressed form of a file, which has no address of its own.
    pub(super) fn has_made(path: &str) -> bool {
        Self::ALL.iter().any(|coding| path.ends_with(coding.suffix()))
    }

    fn is_called(self, name: &str) -> bool {
        // RFC 9110 section 8.4.1.3: the name from before there was a registry.
        let is_old_name = self == Self::Gzip && name.eq_ignore_ascii_case("x-gzip");
        name.eq_ignore_ascii_case(self.name()) || is_old_name
    }
}

/// The codings that a client takes, best first, as its `Accept-Encoding` says (RFC 9110 section
/// 12.5.3). Those that it likes less than the plain file are left out.
pub(super) fn accepted(wanted: &HeaderMap) -> Vec<Coding> {
    let fields = wanted.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let entries: Vec<(&str, u16)> = fields.flat_map(|field| field.split(',')).filter_map(entry).collect();
    let weight_of = |is_it: &dyn Fn(&str) -> bool| {
        let named = entries.iter().find(|(name, _)| is_it(name));
        named.map(|&(_, weight)| weight)
    };
    let any = weight_of(&|name| name == "*");
    let plain = weight_of(&|name| name.eq_ignore_ascii_case("identity")).unwrap_or_default();
    let mut codings: Vec<(Coding, u16)> = Coding::ALL
        .into_iter()
        .filter_map(|coding| Some((coding, weight_of(&|name| coding.is_called(name)).or(any)?)))
        .filter(|&(_, weight)| weight > 0 && weight >= plain)
        .collect();
    // Stable: of those liked equally well, the smaller file first.
    codings.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
    codings.into_iter().map(|(coding, _)| coding).collect()
}

/// A name and its weight in thousandths. An entry with a weight that cannot be read is none.
fn entry(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let mut weight = 1000;
    for parameter in parts {
        let (key, value) = parameter.split_once('=')?;
        if key.trim().eq_ignore_ascii_case("q") {
            weight = thousandths(value.trim())?;
        }
    }
    Some((name, weight))
}

/// `0`, `0.5`, `1.000` and the like (RFC 9110 section 12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = format!("{decimals:0<3}").parse().ok().filter(|_| is_number)?;
    match (whole, decimals) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(fields: &[&'static str]) -> String {
        let fields = fields.iter().map(|field| (ACCEPT_ENCODING, HeaderValue::from_static(field)));
        let names = accepted(&fields.collect()).into_iter().map(Coding::name);
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_best_coding_that_the_client_takes_comes_first() {
        for (field, codings) in [
            // As browsers ask, over https and over http.
            ("gzip, deflate, br, zstd", "br gzip"),
            ("gzip, deflate", "gzip"),
            ("", ""),
            ("*", "br gzip"),
            ("identity", ""),
            ("br;q=0.1, gzip;q=0.2", "gzip br"),
            ("br;q=0.5, gzip;q=0.5", "br gzip"),
            ("br;q=0, *", "gzip"),
            ("*;q=0, gzip;q=0.001", "gzip"),
            ("gzip;q=0", ""),
            ("gzip;q=0.000", ""),
            ("identity;q=0.8, gzip;q=0.5, br", "br"),
            ("identity;q=0", ""),
            ("GZIP ; Q=1.000", "gzip"),
            ("x-gzip", "gzip"),
            ("gzipped, xbr, br2", ""),
            // No weight is guessed.
            ("br;q=high, gzip;q=2, ,;q=1", ""),
            ("br;q=0.12345, gzip;q", ""),
            ("gzip;q=-1, br;q=1.5", ""),
        ] {
            assert_eq!(of(&[field]), codings, "{field:?}");
        }
        assert_eq!(of(&[]), "");
        assert_eq!(of(&["gzip;q=0.5", "br"]), "br gzip", "several fields are one list");
    }
}
