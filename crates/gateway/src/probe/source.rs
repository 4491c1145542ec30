//! Where a probe's bytes come from: a camera, a file, the standard input.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, LOCATION, SERVER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use bytes::Bytes;
use causes::{Row, table};
use mjpeg::Parser;
use url::{Host, Origin, Url};

use super::head::Head;
use super::reader::Reader;
use crate::address::{Address, InvalidAddress, is_of_proxy, redirected, shown};
use crate::excerpt::excerpt;
use crate::http::chunked::Fault;
use crate::http::{
    self, CertificateError, Client, ClientError, Error, Mended, Request, Response, SendError, Trust, zone,
};
use crate::lock::lock;
use crate::login::{Demand, Login, LoginError, follows};
use crate::secret::Credentials;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// For bytes after the end of an answer. They have been sent with the others, if at all.
pub(crate) const BEYOND: Duration = Duration::from_millis(500);
pub(crate) const REDIRECTS: usize = 5;

/// The source to probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    File(PathBuf),
    Input,
    Url(Address),
}

/// How to reach a camera.
#[derive(Debug, Default)]
pub(crate) struct Access {
    /// Preferred to those in the URL.
    pub(crate) credentials: Option<Credentials>,
    pub(crate) trust: Trust,
    demand: Demand,
    /// By origin: a camera that is asked again is known from before.
    logins: Mutex<Vec<(Origin, Arc<Login>)>>,
}

impl Access {
    pub(crate) fn new(credentials: Option<Credentials>, demand: Demand, trust: Trust) -> Self {
        Self { credentials, trust, demand, logins: Mutex::default() }
    }

    /// The login at `url`, where the address that it was given for is `address`; nobody's where it
    /// does not go along.
    pub(crate) fn login(&self, address: &Address, url: &Url) -> Arc<Login> {
        let mut logins = lock(&self.logins);
        if let Some((_, login)) = logins.iter().find(|(origin, _)| *origin == url.origin()) {
            return Arc::clone(login);
        }
        let credentials = self.credentials.as_ref().or(address.credentials.as_ref());
        let credentials = credentials.filter(|_| follows(&address.url, url)).cloned();
        let login = Arc::new(Login::new(credentials, self.demand, url));
        logins.push((url.origin(), Arc::clone(&login)));
        login
    }

    /// The error if the camera at `url` demands a login that was withheld from it.
    pub(crate) fn withheld(&self, address: &Address, url: &Url) -> Option<LoginError> {
        let has_login = self.credentials.is_some() || address.credentials.is_some();
        let is_withheld = has_login && !follows(&address.url, url);
        is_withheld.then(|| LoginError::Withheld(url.origin().ascii_serialization()))
    }
}

/// A source that has answered: its head, and the bytes to come.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name as it may be shown.
    pub(crate) name: String,
    pub(crate) head: Head,
    /// Where it is a camera, so that the times of its bytes mean something.
    pub(crate) version: Option<Version>,
    body: Body,
}

/// Why there is nothing to read, or no more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    #[error("{0}; to accept it and no other: --pin {seen}, in mullion.toml pin = \"{seen}\"", seen = .0.seen)]
    Certificate(CertificateError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("the connection ended before the answer did")]
    CutShort,
    #[error("{}: {error}{hint}", path.display())]
    File { path: PathBuf, error: std::io::Error, hint: &'static str },
    #[error("the standard input cannot be read: {0}")]
    Input(std::io::Error),
    #[error("the connection broke: {0}")]
    Interrupted(String),
    #[error("the camera closed the connection without the last chunk of its chunked encoding")]
    LastChunk,
    #[error("{}", told_login(.0))]
    Login(LoginError),
    #[error("the camera answers {}", said(*status, text))]
    Refused { status: StatusCode, text: String },
    #[error("no picture for {} s", .0.as_secs_f64())]
    Stalled(Duration),
    /// A cause that has words of its own everywhere, and what is particular to this case.
    #[error("{}", told(.0, .1))]
    Known(&'static Row, String),
    #[error("the answer is not HTTP: {0}; check the port")]
    Unintelligible(String),
    #[error("the camera cannot be reached: {0}")]
    Unreachable(String),
    #[error("not an address: {0}")]
    Url(#[from] InvalidAddress),
}

impl SourceError {
    /// Its row in the table.
    pub(crate) fn cause(&self) -> &'static Row {
        match self {
            Self::Certificate(_) => &table::CERTIFICATE,
            Self::Client(_) => &table::TLS_SETTINGS,
            Self::CutShort | Self::Interrupted(_) => &table::CONNECTION_BROKEN,
            Self::File { .. } | Self::Input(_) => &table::FILE_UNREADABLE,
            Self::LastChunk => &table::LAST_CHUNK_MISSING,
            Self::Login(LoginError::Needed(_)) => &table::LOGIN_NEEDED,
            Self::Login(LoginError::Refused { .. }) => &table::LOGIN_REFUSED,
            Self::Login(LoginError::Withheld(_)) => &table::LOGIN_WITHHELD,
            Self::Known(cause, _) | Self::Login(LoginError::Unanswered(cause)) => cause,
            Self::Refused { .. } => &table::ERROR_STATUS,
            Self::Stalled(_) => &table::STALLED,
            Self::Unintelligible(_) => &table::UNINTELLIGIBLE,
            Self::Unreachable(_) => &table::UNREACHABLE,
            Self::Url(_) => &table::NOT_AN_ADDRESS,
        }
    }

    /// The party to blame, in one word.
    pub(crate) fn blame(&self) -> &'static str {
        self.cause().blame.name()
    }

    /// Whether it stays so whatever the camera does.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Client(_) | Self::File { .. } | Self::Input(_) | Self::Url(_))
    }

    /// A stable name, in kebab case.
    pub(crate) fn code(&self) -> &'static str {
        self.cause().code
    }
}

impl Target {
    /// `-` is the standard input. What says `://` is an address, and so is what names no file but
    /// an IP address, a port or a login; anything else is a file.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidAddress> {
        if text == "-" {
            return Ok(Self::Input);
        }
        let path = PathBuf::from(text);
        let is_address = text.contains("://")
            || !path.exists() && Address::parse(text).is_ok_and(|address| is_clear(&address));
        if is_address { Ok(Self::Url(Address::of_command_line(text)?)) } else { Ok(Self::File(path)) }
    }

    /// Its name as it may be shown.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Input => "standard input".to_owned(),
            Self::Url(address) => shown(&address.url),
        }
    }
}

impl Source {
    /// Opens `target` up to the first byte of its body.
    pub(crate) async fn open(target: &Target, access: &Access) -> Result<Self, SourceError> {
        match target {
            Target::File(path) => {
                let file = open_file(path).await?;
                let mut reader = Reader::new(Box::pin(file), Some(path.clone()));
                Self::read(target, reader.head().await?, reader)
            }
            Target::Input => {
                let mut reader = Reader::new(Box::pin(tokio::io::stdin()), None);
                Self::read(target, reader.head().await?, reader)
            }
            Target::Url(address) => request(address, access).await,
        }
    }

    /// The next bytes of the body, `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, SourceError> {
        match &mut self.body {
            Body::Camera { response, .. } => response.chunk().await.map_err(|error| match error {
                Error::CutShort => SourceError::CutShort,
                Error::LastChunk => SourceError::LastChunk,
                error => SourceError::Interrupted(error.to_string()),
            }),
            Body::Reader(reader) => reader.chunk().await,
        }
    }

    /// Ends `parser`, which was given all of the body.
    pub(crate) fn finish(&self, parser: &mut Parser) {
        let is_whole = match &self.body {
            // One that is cut short ends in an error.
            Body::Camera { response, .. } => response.is_framed(),
            Body::Reader(reader) => self.head.length == Some(reader.given()),
        };
        if is_whole { parser.finish_whole() } else { parser.finish() }
    }

    /// The body of a JPEG has ended where its Content-Length says, and the picture has not: the
    /// length that was told, and what comes after it, if anything does.
    pub(crate) async fn beyond(&mut self) -> Option<(u64, Bytes)> {
        let is_jpeg = self.head.content_type.as_deref().is_some_and(|kind| kind.starts_with("image/"));
        let Body::Camera { response, .. } = &mut self.body else { return None };
        let told = response.length().filter(|_| is_jpeg)?;
        let more = tokio::time::timeout(BEYOND, response.beyond()).await.ok()??;
        Some((told, more))
    }

    /// What was found wrong with the way the bytes came, once, though reading goes on.
    pub(crate) fn complaint(&mut self) -> Option<SourceError> {
        match &mut self.body {
            Body::Camera { response, has_complained: has_complained @ false } => {
                let text = match response.chunk_fault()? {
                    Fault::LineEnds => return None,
                    Fault::Missing => "there are no chunks",
                    Fault::Broken => "the chunks break off",
                };
                *has_complained = true;
                Some(SourceError::Known(&table::CHUNKED_CODING_BROKEN, text.to_owned()))
            }
            Body::Camera { .. } => None,
            Body::Reader(reader) => reader.complaint(),
        }
    }

    /// Faults of the answer that were put right so far.
    pub(crate) fn mended(&self) -> Vec<Mended> {
        match &self.body {
            Body::Camera { response, .. } => response.mended(),
            Body::Reader(reader) => self.head.mended.iter().copied().chain(reader.mended()).collect(),
        }
    }

    /// The length that the camera has told, if it has told one that counts.
    pub(crate) fn length(&self) -> Option<u64> {
        match &self.body {
            Body::Camera { response, .. } => response.length(),
            Body::Reader(_) => None,
        }
    }

    fn read(target: &Target, head: Head, reader: Reader) -> Result<Self, SourceError> {
        if let Some(status) = head.status.filter(|status| !status.is_success()) {
            return Err(SourceError::Refused { status, text: excerpt(reader.pending()) });
        }
        Ok(Self { name: target.name(), head, version: None, body: Body::Reader(reader) })
    }
}

#[derive(Debug)]
enum Body {
    Camera { response: Box<Response>, has_complained: bool },
    Reader(Reader),
}

/// Asks a camera, following redirects. Credentials go where they were given for ([`follows`]).
async fn request(address: &Address, access: &Access) -> Result<Source, SourceError> {
    let client = http::client(&access.trust, CONNECT_TIMEOUT)?;
    let mut url = address.url.clone();
    for _ in 0..=REDIRECTS {
        let login = access.login(address, &url);
        let response = answer(&client, &login, &url).await.map_err(|error| match error {
            SourceError::Login(LoginError::Needed(_)) => {
                access.withheld(address, &url).map_or(error, SourceError::Login)
            }
            SourceError::Unreachable(text) if url != address.url => {
                SourceError::Unreachable(format!("{text}; it redirects to {}", shown(&url)))
            }
            SourceError::Known(cause, detail) if url != address.url => {
                let colon = if detail.is_empty() { "" } else { "; " };
                SourceError::Known(cause, format!("{detail}{colon}it redirects to {}", shown(&url)))
            }
            error => error,
        })?;
        match redirect(&url, &response) {
            Some(Ok(to)) => {
                url = to;
                continue;
            }
            Some(Err(to)) => return Err(SourceError::Known(&table::REDIRECT_UNUSABLE, to)),
            None => {}
        }
        let status = response.status();
        if !status.is_success() {
            let text = http::first_text(response).await;
            let is_tls_port = url.scheme() == "http" && diagnosis::is_tls_port(status.as_u16(), &text);
            return Err(match is_tls_port {
                true => SourceError::Known(&table::TLS_PORT, text),
                false => SourceError::Refused { status, text },
            });
        }
        let head = Head {
            status: Some(status),
            server: text_of(response.headers(), &SERVER),
            content_type: text_of(response.headers(), &CONTENT_TYPE),
            chunked: false,
            length: None,
            mended: Vec::new(),
        };
        let version = Some(response.version());
        let body = Body::Camera { response: Box::new(response), has_complained: false };
        return Ok(Source { name: shown(&url), head, version, body });
    }
    Err(SourceError::Known(&table::REDIRECTS, endless(&url)))
}

/// Redirects that were followed, and where the last one leads.
pub(crate) fn endless(last: &Url) -> String {
    format!("{} times, the last to {}", REDIRECTS + 1, shown(last))
}

/// Where an answer redirects (RFC 9110 section 15.4); the error is a redirect to nowhere, or to
/// what cannot be asked for.
pub(crate) fn redirect(from: &Url, response: &Response) -> Option<Result<Url, String>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let Some(location) = response.headers().get(LOCATION) else {
        return Some(Err(format!("{}, without a Location", response.status())));
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    Some(redirected(from, &location).ok_or_else(|| match from.join(&location) {
        Ok(to) => format!("{}:…", to.scheme()),
        Err(_) => "its Location is no address".to_owned(),
    }))
}

/// The words of a refusal, without those of its status.
fn said(status: StatusCode, text: &str) -> String {
    let words = diagnosis::without_echo(status.as_u16(), text);
    let reason = status.canonical_reason().unwrap_or_default();
    let rest = match words.get(..reason.len()) {
        Some(echo) if echo.eq_ignore_ascii_case(reason) => {
            words[reason.len()..].trim_start_matches(['.', ':', '!', ' '])
        }
        _ => &words,
    };
    let blank = if reason.is_empty() { "" } else { " " };
    let colon = if rest.is_empty() { "" } else { ": " };
    [status.as_str(), blank, reason, colon, rest].concat()
}

fn told_login(error: &LoginError) -> String {
    match error {
        LoginError::Unanswered(cause) => told(cause, ""),
        error => error.to_string(),
    }
}

/// Cause and cure for a shell's one line.
fn told(cause: &'static Row, detail: &str) -> String {
    let sentence = cause.sentence_of(detail);
    let has_detail = detail.is_empty() || sentence.contains(detail);
    let detail = if has_detail { String::new() } else { format!(" ({detail})") };
    format!("{sentence} {}{detail}", cause.cure_alone())
}

async fn answer(client: &Client, login: &Login, url: &Url) -> Result<Response, SourceError> {
    let mut request = Request::get(url.clone());
    if is_of_proxy(url) {
        request.headers.insert("sec-fetch-site", HeaderValue::from_static("none"));
    }
    http::send(client, login, &request, ANSWER_TIMEOUT).await.map_err(|error| match error {
        SendError::Certificate(error) => SourceError::Certificate(error),
        SendError::Login(error) => SourceError::Login(error),
        SendError::Known(cause, detail) => SourceError::Known(cause, detail),
        SendError::Unintelligible(cause) => SourceError::Unintelligible(cause),
        error @ (SendError::Timeout(_) | SendError::Unreachable(_)) => {
            SourceError::Unreachable(error.to_string())
        }
    })
}

/// Whether this is unlikely to be a file name.
fn is_clear(address: &Address) -> bool {
    let is_name = matches!(address.url.host(), Some(Host::Domain(_))) && !zone::is_in(&address.url);
    !is_name || address.url.port().is_some() || address.credentials.is_some()
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}

async fn open_file(path: &Path) -> Result<tokio::fs::File, SourceError> {
    let failed = |error: std::io::Error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let hint = if missing { " (an address begins with http:// or https://)" } else { "" };
        SourceError::File { path: path.to_owned(), error, hint }
    };
    let file = tokio::fs::File::open(path).await.map_err(failed)?;
    if file.metadata().await.map_err(failed)?.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    Ok(file)
}
