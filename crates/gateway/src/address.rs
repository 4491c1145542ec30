//! Addresses of cameras: credentials taken out, secrets in the query hidden when shown.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::secret::{Credentials, Secret};

/// An http(s) URL without credentials, and the credentials it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The URL. It never has a user, a password or a fragment.
    pub url: Url,
    /// What stood before the `@`.
    pub credentials: Option<Credentials>,
}

/// Why a text is no address of a camera.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL at all. The text is not repeated: it may hold a password.
    #[error("not a URL ({0})")]
    Malformed(url::ParseError),
    /// Another scheme than http or https.
    #[error("the scheme is {0}, only http and https are supported")]
    Scheme(String),
}

impl Address {
    /// Reads a URL such as `http://user:password@192.168.0.90/axis-cgi/mjpg/video.cgi`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let mut url = Url::parse(text.trim()).map_err(AddressError::Malformed)?;
        if url.cannot_be_a_base() {
            // `joe:password@camera`: what looks like a scheme is a user.
            return Err(AddressError::Malformed(url::ParseError::RelativeUrlWithoutBase));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme(url.scheme().to_owned()));
        }
        let credentials = (!url.username().is_empty() || url.password().is_some()).then(|| Credentials {
            user: decode(url.username()),
            password: Secret::from(decode(url.password().unwrap_or_default())),
        });
        // These fail only for URLs without a host, which http(s) URLs cannot be.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        Ok(Self { url, credentials })
    }
}

/// The URL as it may be shown: values of arguments that hold credentials are hidden.
///
/// Cameras of several makes take them as arguments (`?user=..&pwd=..`).
pub fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    let Some(query) = url.query() else { return shown.into() };
    let hidden: Vec<String> = query
        .split('&')
        .map(|argument| match argument.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_secret(name) => format!("{name}=hidden"),
            _ => argument.to_owned(),
        })
        .collect();
    shown.set_query(Some(&hidden.join("&")));
    shown.into()
}

/// Whether this is an address of a gateway's proxy, which wants to know that no page of another site asks.
pub fn is_of_proxy(url: &Url) -> bool {
    url.path().contains("/proxy/http")
}

/// What stands in the request line: path and query.
pub fn request_target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn is_secret(name: &str) -> bool {
    const PARTS: [&str; 8] = ["pass", "pwd", "user", "usr", "login", "auth", "token", "key"];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part)) || matches!(name.as_str(), "u" | "p" | "secret" | "sid")
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_credentials_out_of_the_url() {
        let address = Address::parse(" http://jo%40e:p%3Aw@cam:8080/mjpg/video.mjpg?fps=5#top ").unwrap();
        assert_eq!(address.url.as_str(), "http://cam:8080/mjpg/video.mjpg?fps=5");
        let credentials = address.credentials.unwrap();
        assert_eq!((credentials.user.as_str(), credentials.password.expose()), ("jo@e", "p:w"));
        assert_eq!(Address::parse("http://cam/").unwrap().credentials, None);
    }

    #[test]
    fn refuses_what_is_no_http_url_without_repeating_it() {
        for text in ["hunter2", "http://", "rtsp://joe:hunter2@cam/", "http://joe:hunter2@cam:port/"] {
            let error = Address::parse(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn hides_secrets_in_the_query() {
        let url = Url::parse("http://joe:pw@cam/v.cgi?usr=joe&PWD=hunter2&fps=5&flag&p=&token=a=b").unwrap();
        assert_eq!(shown(&url), "http://cam/v.cgi?usr=hidden&PWD=hidden&fps=5&flag&p=&token=hidden");
    }
}
