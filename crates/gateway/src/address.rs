//! Addresses of cameras as the shell asks for them: read by the one reader, as URLs of the HTTP
//! client.

use ::address::{AddressError, Exact, Note, exact, secret};
use url::Url;

use crate::http::zone;
use crate::secret::{Credentials, Secret};
use crate::terminal::complain;

/// An http(s) URL without credentials, and the credentials it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The URL. It never has a user, a password or a fragment. For an IPv6 address with a zone,
    /// which no URL has, its host stands for it (`http::zone`).
    pub url: Url,
    /// The text before the `@`.
    pub credentials: Option<Credentials>,
    /// Corrections and assumptions that a person at a shell may not have meant, in sentences.
    pub notes: Vec<String>,
}

/// Why a text is not a camera's address, and how to fix it. It repeats no password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} {remedy}", remedy = .0.remedy())]
pub struct InvalidAddress(#[from] AddressError);

impl Address {
    /// Reads an address that a person wrote, such as
    /// `http://user:password@192.168.0.90/axis-cgi/mjpg/video.cgi`.
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        Self::read(text, |user| Credentials { user, password: Secret::from(String::new()) })
    }

    /// Reads an address of the command line: a user without a password (`http://root@cam/`) has
    /// that of the environment.
    pub fn of_command_line(text: &str) -> Result<Self, InvalidAddress> {
        Self::read(text, Credentials::of_environment)
    }

    fn read(text: &str, of_user: impl FnOnce(String) -> Credentials) -> Result<Self, InvalidAddress> {
        let Exact { url: text, zone, login, notes } = exact(text)?;
        let mut url = Url::parse(&text).map_err(|_| AddressError::Host(host(&text).to_owned()))?;
        if let Some(zone) = zone {
            zone::put(&mut url, &zone);
        }
        let credentials = login.map(|login| {
            let user = login.user().to_owned();
            if !login.has_password() {
                return of_user(user);
            }
            Credentials { user, password: Secret::from(login.password().to_owned()) }
        });
        // A login goes where the person has sent it, and nothing of the address is stored here.
        let is_news = |note: &&Note| !matches!(note, Note::LoginTakenOut | Note::Secret(_));
        let notes = notes.iter().filter(is_news).map(Note::to_string).collect();
        Ok(Self { url, credentials, notes })
    }
}

impl Address {
    /// Prints the corrections to the standard error.
    pub(crate) fn note(&self) {
        self.notes.iter().for_each(|note| complain(format_args!("{note}")));
    }
}

/// Where an answer from `from` redirects: http or https, and without the login and fragment that
/// may stand there.
pub fn redirected(from: &Url, location: &str) -> Option<Url> {
    let mut to = from.join(location).ok().filter(|to| matches!(to.scheme(), "http" | "https"))?;
    // These fail only for URLs without a host, which http(s) URLs cannot be.
    let _ = to.set_username("");
    let _ = to.set_password(None);
    to.set_fragment(None);
    Some(to)
}

/// The URL as it may be shown, logged and recorded.
pub fn shown(url: &Url) -> String {
    secret::shown(&zone::written(url))
}

/// Whether this is an address of a gateway's proxy, which wants to know that no page of another
/// site asks.
pub fn is_of_proxy(url: &Url) -> bool {
    url.path().contains("/proxy/http")
}

/// Path and query, for the request line.
pub fn request_target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn host(url: &str) -> &str {
    ::address::parts(url).map_or("", |parts| parts.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_credentials_out_of_the_url() {
        for (text, user, password) in [
            (" http://jo%40e:p%3Aw@cam:8080/mjpg/video.mjpg?fps=5#top ", "jo@e", "p:w"),
            ("http://root:a#b/c?d@cam:8080/mjpg/video.mjpg?fps=5", "root", "a#b/c?d"),
            ("http://me@mail.example:50%off!@cam:8080/mjpg/video.mjpg?fps=5", "me@mail.example", "50%off!"),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.url.as_str(), "http://cam:8080/mjpg/video.mjpg?fps=5", "{text}");
            let credentials = address.credentials.unwrap();
            assert_eq!((credentials.user.as_str(), credentials.password.expose()), (user, password));
        }
        assert_eq!(Address::parse("http://cam/").unwrap().credentials, None);
    }

    #[test]
    fn refuses_what_cannot_be_asked_for_without_repeating_a_password() {
        for text in [
            "http://",
            "rtsp://joe:hunter2@cam/",
            "http://joe:hunter2@cam:port/",
            "httpd://joe:hunter2@cam/",
            "http://joe:hunter2@cam/axis-cgi/com/ptz.cgi?move=left",
        ] {
            let error = Address::parse(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn hides_secrets_wherever_they_stand() {
        let address =
            Address::parse("http://[fe80::1%eth0]:81/v.cgi?_sid=hunter2&StmKey=%22hunter2%22&fps=5").unwrap();
        assert_eq!(shown(&address.url), "http://[fe80::1%25eth0]:81/v.cgi?_sid=hidden&StmKey=hidden&fps=5");
    }

    #[test]
    fn a_redirect_leads_to_http_alone() {
        let from = Url::parse("http://cam/a/b").unwrap();
        assert_eq!(redirected(&from, "../c#d").unwrap().as_str(), "http://cam/c");
        assert_eq!(redirected(&from, "http://joe:pw@other/").unwrap().as_str(), "http://other/");
        assert_eq!(redirected(&from, "rtsp://cam/"), None);
    }
}
