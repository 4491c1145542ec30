//! The address of a camera, and requests below it.

use std::fmt;
use std::str::FromStr;

use crate::{Endpoint, ImageArguments};

/// Where a camera's paths begin: `http://host[:port][/prefix]`, or a path such as `/cameras/gate`
/// on the server that a page came from. No credentials, no query, no `/` at the end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl(String);

/// Why a text is no [`BaseUrl`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// A user name or password stands in the address. It would be seen by anyone who sees the URL,
    /// and browsers refuse it.
    #[error("the address holds a user name or password")]
    Credentials,
    /// No host after the scheme.
    #[error("the address has no host")]
    NoHost,
    /// Neither `http://`, `https://` nor a path from `/`.
    #[error("the address begins neither with http:// or https:// nor with /")]
    Scheme,
    /// White space, a control character, `?` or `#`.
    #[error("the address holds a character that does not belong there")]
    Character,
}

/// A request for pictures taken apart: camera, endpoint, arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRequest {
    /// The camera.
    pub base: BaseUrl,
    /// Stream or single picture.
    pub endpoint: Endpoint,
    /// The request.
    pub arguments: ImageArguments,
}

impl BaseUrl {
    /// Checks an address and takes slashes from its end. A path of `/` alone is the server itself.
    ///
    /// # Errors
    /// As [`BaseUrlError`] lists them.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || "?#\\\"<>".contains(c)) {
            return Err(BaseUrlError::Character);
        }
        let trimmed = text.trim_end_matches('/');
        if text.starts_with('/') {
            return if text.starts_with("//") {
                Err(BaseUrlError::Scheme)
            } else {
                Ok(Self(trimmed.to_owned()))
            };
        }
        let (scheme, rest) = text.split_once("://").ok_or(BaseUrlError::Scheme)?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(BaseUrlError::Scheme);
        }
        let authority = rest.split('/').next().unwrap_or_default();
        if authority.contains('@') {
            return Err(BaseUrlError::Credentials);
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(BaseUrlError::NoHost);
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The address without `/` at its end; empty for the server that the page came from.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of an endpoint with this query, which may be empty and is taken as it is.
    pub fn url(&self, endpoint: Endpoint, query: &str) -> String {
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{query}", self.0, endpoint.path())
    }

    /// The URL that asks for pictures (or their size).
    pub fn image_url(&self, endpoint: Endpoint, arguments: &ImageArguments) -> String {
        self.url(endpoint, &arguments.to_query())
    }

    /// The URL that lists parameter groups, for example `Properties.Image`. None at all lists
    /// everything.
    pub fn parameters_url(&self, groups: &[&str]) -> String {
        let query = match groups {
            [] => "action=list".to_owned(),
            _ => format!("action=list&group={}", groups.join(",")),
        };
        self.url(Endpoint::Parameters, &query)
    }
}

impl ImageRequest {
    /// Takes a URL apart if it asks an Axis camera (or a relay of one) for pictures; `None` for any
    /// other, also for one with credentials.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim().split('#').next().unwrap_or_default();
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let endpoint = Endpoint::ALL
            .into_iter()
            .filter(|endpoint| endpoint.is_picture())
            .find(|endpoint| address.ends_with(endpoint.path()))?;
        let base = address.strip_suffix(endpoint.path())?;
        let base = if base.is_empty() { BaseUrl(String::new()) } else { BaseUrl::parse(base).ok()? };
        Some(Self { base, endpoint, arguments: ImageArguments::from_query(query) })
    }

    /// The URL.
    pub fn url(&self) -> String {
        self.base.image_url(self.endpoint, &self.arguments)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_accepted_and_trimmed() {
        for (text, base) in [
            ("http://192.168.0.90", "http://192.168.0.90"),
            (" https://cam.example:8443/gate/ ", "https://cam.example:8443/gate"),
            ("HTTP://[fe80::1]:80", "HTTP://[fe80::1]:80"),
            ("/cameras/gate", "/cameras/gate"),
            ("/", ""),
        ] {
            assert_eq!(BaseUrl::parse(text).unwrap().as_str(), base, "{text}");
        }
    }

    #[test]
    fn addresses_are_refused_with_a_reason() {
        for (text, error) in [
            ("http://root:pass@cam", BaseUrlError::Credentials),
            ("http://root@cam/x", BaseUrlError::Credentials),
            ("http://", BaseUrlError::NoHost),
            ("http://:80", BaseUrlError::NoHost),
            ("rtsp://cam", BaseUrlError::Scheme),
            ("javascript:alert(1)", BaseUrlError::Scheme),
            ("//cam", BaseUrlError::Scheme),
            ("cam", BaseUrlError::Scheme),
            ("http://a b", BaseUrlError::Character),
            ("http://cam/?x", BaseUrlError::Character),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn urls_are_built_below_the_base() {
        let base = BaseUrl::parse("http://cam:8080/a/").unwrap();
        assert_eq!(base.url(Endpoint::UserGroup, ""), "http://cam:8080/a/axis-cgi/usergroup.cgi");
        assert_eq!(
            base.image_url(Endpoint::Image, &ImageArguments::from_query("camera=2")),
            "http://cam:8080/a/axis-cgi/jpg/image.cgi?camera=2"
        );
        assert_eq!(
            BaseUrl::parse("/cameras/gate").unwrap().parameters_url(&["Brand", "Properties.Image"]),
            "/cameras/gate/axis-cgi/param.cgi?action=list&group=Brand,Properties.Image"
        );
    }

    #[test]
    fn a_pasted_request_is_taken_apart() {
        let url = "http://10.0.0.5/mjpg/video.mjpg?resolution=640x480&x=1#top";
        let request = ImageRequest::parse(url).unwrap();
        assert_eq!(request.base.as_str(), "http://10.0.0.5");
        assert_eq!(request.endpoint, Endpoint::VideoAlias);
        assert_eq!(request.url(), "http://10.0.0.5/mjpg/video.mjpg?resolution=640x480&x=1");
        let relayed = ImageRequest::parse("/cameras/gate/axis-cgi/mjpg/video.cgi").unwrap();
        assert_eq!(relayed.base.as_str(), "/cameras/gate");
        for url in ["http://cam/stream", "http://u:p@cam/mjpg/video.mjpg", "cam/mjpg/video.mjpg", ""] {
            assert_eq!(ImageRequest::parse(url), None, "{url}");
        }
    }
}
