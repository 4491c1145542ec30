//! The one request that tells a shell everything.

use std::time::{Duration, Instant};

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ORIGIN,
    RETRY_AFTER, SERVER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use causes::table;
use diagnosis::{Answer, Body, Challenges, Failure, Finding, Parts, Route, Seen};
use mjpeg::{Event, Limits, Parser, QuirkKind};
use tokio::time::{timeout, timeout_at};
use url::{Host, Url};

use super::{failed, failure};
use crate::address::{Address, is_of_proxy, request_target, shown};
use crate::http::chunked::Fault;
use crate::http::{self, Client, Error, Request, Response, Trust, zone};
use crate::login::{Login, LoginError, Signed};
use crate::probe::source::{Access, BEYOND, REDIRECTS, endless, redirect};
use crate::proxy;
use crate::refusal;
use crate::relay::ORIGINAL_TYPE;

/// For each: the name's addresses, the connection, the head of an answer, its first bytes.
const STEP: Duration = Duration::from_secs(4);
/// For the next bytes of a stream. A slow one does not stand still.
const NEXT: Duration = Duration::from_secs(6);
/// For all of an answer's body. One that drips or never ends is judged by what came.
const WHOLE: Duration = Duration::from_secs(10);
/// Maximum number of bytes of a stream that are searched for a picture.
const SEARCHED: usize = 32 << 20;
/// Of an answer that is no video, for its words.
const FIRST: usize = 4 << 10;
/// Pictures that show that a stream runs.
const PICTURES: usize = 2;

/// The result.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) finding: Finding,
    pub(super) seen: Seen,
    /// That it was a gateway that was asked, and for which address of a camera, where that is
    /// known.
    pub(super) route: Option<(Route, Option<String>)>,
    /// Lines for `mullion.toml` that accept the certificate.
    pub(super) certificate: Option<String>,
    /// A login was sent with the last request.
    pub(super) has_logged_in: bool,
}

impl From<Finding> for Asked {
    fn from(finding: Finding) -> Self {
        Self { finding, seen: Seen::Nothing, route: None, certificate: None, has_logged_in: false }
    }
}

/// Asks for the stream as a player would, for a page of this origin.
pub(super) async fn ask(address: &Address, access: &Access, origin: Option<&str>) -> Asked {
    let first = &address.url;
    let client = match http::client(&access.trust, STEP) {
        Ok(client) => client,
        Err(error) => return failed(Failure::Certificate(error.to_string())).into(),
    };
    let mut url = first.clone();
    for _ in 0..=REDIRECTS {
        if !has_address(&url).await {
            return Asked { route: elsewhere(first, &url), ..failed(Failure::NoSuchHost).into() };
        }
        let login = access.login(address, &url);
        let (response, has_logged_in) = match answer(&client, &login, &url, origin).await {
            Ok(answered) => answered,
            Err(asked) => return Asked { route: elsewhere(first, &url), ..*asked },
        };
        match redirect(&url, &response) {
            Some(Ok(to)) => url = to,
            Some(Err(to)) => return failed(Failure::Known(&table::REDIRECT_UNUSABLE, to)).into(),
            None => return Asked { has_logged_in, ..read(first, &url, response, origin).await },
        }
    }
    failed(Failure::Known(&table::REDIRECTS, endless(&url))).into()
}

/// Where redirects have led: the causes of a failure there are about that address.
fn elsewhere(first: &Url, url: &Url) -> Option<(Route, Option<String>)> {
    (url != first).then(|| (Route::Direct, Some(shown(url))))
}

/// Whether a page of this origin may send a login (CORS preflight, Fetch section 4.8).
pub(super) async fn preflight(url: &Url, trust: &Trust, origin: &str) -> Finding {
    let refused = failed(Failure::Rejected);
    let Ok(client) = http::client(trust, STEP) else { return refused };
    let Ok(from) = HeaderValue::from_str(origin) else { return refused };
    let mut request = Request { method: Method::OPTIONS, ..Request::get(url.clone()) };
    request.headers.insert(ORIGIN, from);
    request.headers.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("GET"));
    request.headers.insert(ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static("authorization"));
    let Ok(Ok(response)) = timeout(STEP, client.send(&request)).await else { return refused };
    let headers = response.headers();
    let allowed = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).map(HeaderValue::as_bytes);
    let for_origin = allowed.is_some_and(|allowed| allowed == b"*" || allowed == origin.as_bytes());
    // A * does not stand for this field.
    let for_field = lists(headers, &ACCESS_CONTROL_ALLOW_HEADERS, AUTHORIZATION.as_str());
    if response.status().is_success() && for_origin && for_field { Finding::Answered } else { refused }
}

async fn has_address(url: &Url) -> bool {
    let Some(Host::Domain(name)) = url.host().filter(|_| !zone::is_in(url)) else { return true };
    let addresses = timeout(STEP, tokio::net::lookup_host((name, 0))).await;
    // A resolver that does not answer is no proof: the connection will tell.
    addresses.is_err() || addresses.is_ok_and(|found| found.is_ok_and(|mut found| found.next().is_some()))
}

/// The answer, to a login if there is one, and whether that was sent.
async fn answer(
    client: &Client,
    login: &Login,
    url: &Url,
    origin: Option<&str>,
) -> Result<(Response, bool), Box<Asked>> {
    const ATTEMPTS: usize = 3;
    let target = request_target(url);
    let request = Signed { method: "GET", target: &target, body: b"" };
    let mut attempt = 1;
    loop {
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
            headers.insert(ORIGIN, origin);
        }
        if is_of_proxy(url) {
            headers.insert("sec-fetch-site", HeaderValue::from_static("none"));
        }
        let signature = login.sign(&request, Instant::now());
        let authorization = signature.as_ref().ok().and_then(|signed| signed.authorization.clone());
        let has_logged_in = authorization.is_some();
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization);
        }
        let request = Request { headers, ..Request::get(url.clone()) };
        let response = timeout(STEP, client.send(&request)).await;
        let response = match response {
            Err(_) => return Err(Box::new(failed(Failure::TimedOut).into())),
            Ok(Err(error)) => return Err(Box::new(unanswered(&error))),
            Ok(Ok(response)) => response,
        };
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok((response, has_logged_in));
        }
        let challenged =
            signature.and_then(|signature| login.challenged(&signature, response.headers(), Instant::now()));
        match challenged {
            // Of a proxy the challenge is in another field, and of no challenge the answer tells.
            Err(LoginError::Unanswered(cause))
                if cause != &table::LOGIN_UNANNOUNCED && !is_proxied(&response) =>
            {
                return Err(Box::new(failed(Failure::Known(cause, String::new())).into()));
            }
            Ok(()) if login.has_credentials() && attempt < ATTEMPTS => attempt += 1,
            _ => return Ok((response, has_logged_in)),
        }
    }
}

/// Whether a proxy gives the challenges, in a field that no browser reacts to.
fn is_proxied(response: &Response) -> bool {
    response.headers().contains_key(proxy::CHALLENGES)
}

fn unanswered(error: &Error) -> Asked {
    let certificate = match error {
        Error::Certificate(certificate) => Some(certificate.lines()),
        _ => None,
    };
    Asked { certificate, ..failed(failure::of(error)).into() }
}

async fn read(first: &Url, url: &Url, mut response: Response, origin: Option<&str>) -> Asked {
    let headers = response.headers();
    let field = |name: &HeaderName| {
        headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let mut answer = Answer {
        redirected_to: (url != first).then(|| shown(url)),
        content_type: field(&ORIGINAL_TYPE).or_else(|| field(&CONTENT_TYPE)),
        server: field(&SERVER),
        challenges: challenges(headers, origin.is_some()),
        retry_after: field(&RETRY_AFTER),
        allow_origin: Some(field(&ACCESS_CONTROL_ALLOW_ORIGIN).unwrap_or_default()),
        // Believed where the address is that of a gateway (`route`).
        is_gateways: headers.contains_key(refusal::ERROR),
        ..Answer::new(response.status().as_u16())
    };
    let is_gateway = headers.contains_key(refusal::ERROR) || exposes(headers, ORIGINAL_TYPE.as_str());
    let route = if is_gateway { route(url) } else { None };
    let (body, seen) = match picture(&mut response).await {
        Some(body) => (body, Seen::Nothing),
        None => body(&mut response, answer.content_type.as_deref()).await,
    };
    answer.body = body;
    Asked { seen, route, ..Finding::Answer(answer).into() }
}

/// What a viewer can know of the demand for a login. For a page, Digest begins with a challenge
/// that the camera has to let it read; Basic does without.
fn challenges(headers: &HeaderMap, for_page: bool) -> Challenges {
    let fields = |name: &HeaderName| -> Vec<String> {
        let values = headers.get_all(name).iter();
        let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        texts.filter(|text| !text.trim().is_empty()).collect()
    };
    let challenges = [fields(&WWW_AUTHENTICATE), fields(&proxy::CHALLENGES)].concat();
    let is_exposed = headers.contains_key(proxy::CHALLENGES) || exposes(headers, WWW_AUTHENTICATE.as_str());
    let has = |scheme: &str| challenges.iter().any(|challenge| has_word(challenge, scheme));
    if for_page && has("digest") && !has("basic") && !is_exposed {
        return Challenges::Unreadable;
    }
    Challenges::Read(challenges)
}

/// Whether pages of other sites may read this field.
fn exposes(headers: &HeaderMap, field: &str) -> bool {
    lists(headers, &ACCESS_CONTROL_EXPOSE_HEADERS, field)
}

fn lists(headers: &HeaderMap, name: &HeaderName, field: &str) -> bool {
    let mut lists = headers.get_all(name).iter().filter_map(|list| list.to_str().ok());
    lists.any(|list| has_word(list, field))
}

fn has_word(text: &str, word: &str) -> bool {
    text.split([',', ' ']).any(|one| one.eq_ignore_ascii_case(word))
}

/// The body of an answer that is one JPEG, if it has a length: read whole, because the length may
/// be wrong.
async fn picture(response: &mut Response) -> Option<Body> {
    let told = response.length().filter(|_| response.status().is_success() && is_jpeg(response.headers()))?;
    let mut parser = Parser::new(Some("image/jpeg"), Limits::default());
    let (mut bytes, mut read, mut is_whole) = (Vec::new(), 0, false);
    let faulty = |text| Some(Body::Faulty(&table::CONTENT_LENGTH_WRONG, text));
    let until = tokio::time::Instant::now() + WHOLE;
    while read < SEARCHED {
        let until = if is_whole { until.min(tokio::time::Instant::now() + BEYOND) } else { until };
        match timeout_at(until, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                read += chunk.len();
                bytes.extend_from_slice(&chunk[..chunk.len().min(FIRST - bytes.len())]);
                parser.push(&chunk);
                while let Some(event) = parser.next_event() {
                    is_whole |= matches!(event, Event::Frame(frame) if frame.is_complete());
                }
            }
            Ok(Ok(None)) if !is_whole => {
                if let Ok(Some(_)) = timeout(BEYOND, response.beyond()).await {
                    return faulty(format!("it says {told} bytes, and more follow"));
                }
                break;
            }
            Ok(Ok(None)) => break,
            _ if is_whole => {
                return faulty(format!("it says {told} bytes, and the picture is whole after {read}"));
            }
            Err(_) if bytes.is_empty() => return Some(Body::Silent),
            _ => break,
        }
    }
    Some(if bytes.is_empty() { Body::Empty } else { Body::Bytes(bytes) })
}

fn is_jpeg(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase()).unwrap_or_default();
    kind.starts_with(b"image/jp") && !kind.starts_with(b"image/jp2") && !kind.starts_with(b"image/jpx")
}

/// The first bytes, and whether a stream goes on after them. Ends in bounded time whatever comes.
async fn body(response: &mut Response, content_type: Option<&str>) -> (Body, Seen) {
    let mut reading = Reading::new(content_type);
    let whole = tokio::time::Instant::now() + WHOLE;
    loop {
        let patience = if reading.first.is_empty() { STEP } else { NEXT };
        let until = whole.min(tokio::time::Instant::now() + patience);
        let is_over = match timeout_at(until, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                // The gateway reads it all the same, and browsers do not.
                let fault = match response.chunk_fault() {
                    Some(Fault::Missing) => "there are no chunks",
                    Some(Fault::Broken) => "the chunks break off",
                    Some(Fault::LineEnds) | None => "",
                };
                if !fault.is_empty() {
                    let body = Body::Faulty(&table::CHUNKED_CODING_BROKEN, fault.to_owned());
                    return (body, Seen::Nothing);
                }
                reading.take(&chunk) || tokio::time::Instant::now() >= whole
            }
            Ok(Ok(None)) => return reading.ended(Body::Empty),
            Ok(Err(_)) => return reading.ended(Body::Broken),
            Err(_) if until < whole => return reading.fell_silent(),
            Err(_) => true,
        };
        if is_over {
            return reading.judged();
        }
    }
}

/// The beginning of a body.
struct Reading {
    parser: Parser,
    is_stream: bool,
    first: Vec<u8>,
    searched: usize,
    pictures: usize,
    parts: Parts,
    /// There was a part without content.
    has_empty_parts: bool,
}

impl Reading {
    fn new(content_type: Option<&str>) -> Self {
        let is_stream =
            content_type.is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("multipart/"));
        let parser = Parser::new(content_type, Limits::default());
        let parts = Parts::default();
        Self { parser, is_stream, first: Vec::new(), searched: 0, pictures: 0, parts, has_empty_parts: false }
    }

    /// Takes the next bytes. Returns true once they are enough.
    fn take(&mut self, chunk: &[u8]) -> bool {
        // Some servers give a stream the type of something else.
        self.is_stream |= self.first.is_empty() && chunk.trim_ascii_start().starts_with(b"--");
        self.first.extend_from_slice(&chunk[..chunk.len().min(FIRST - self.first.len())]);
        if !self.is_stream {
            return self.first.len() == FIRST;
        }
        self.searched += chunk.len();
        self.parser.push(chunk);
        while let Some(event) = self.parser.next_event() {
            match event {
                Event::Frame(_) => self.pictures += 1,
                Event::Other(part) => self.parts.push(part.headers().get("content-type"), part.body()),
                Event::Quirk(quirk) if quirk.kind == QuirkKind::ZeroLengthPart => self.has_empty_parts = true,
                // A text in place of a picture says more than its head.
                Event::Error(mjpeg::Error::NotVideo { .. }) => return true,
                _ => {}
            }
        }
        self.pictures >= PICTURES
            || self.pictures == 0 && (self.parts.is_certain() || self.searched >= SEARCHED)
    }

    /// The body ended like that.
    fn ended(mut self, how: Body) -> (Body, Seen) {
        if self.first.is_empty() {
            return (how, Seen::Nothing);
        }
        if self.is_empty() {
            return self.judged();
        }
        if self.is_stream && self.pictures > 0 && how != Body::Broken && !self.is_cut_off() {
            let body = Body::Faulty(&table::STREAM_ENDS, "and then the end of the stream".to_owned());
            return (body, Seen::Nothing);
        }
        // A stream that breaks off before a second picture.
        if self.is_stream && (self.pictures > 0 || self.parts == Parts::default()) {
            return (Body::Broken, Seen::Nothing);
        }
        self.judged()
    }

    /// Nothing more came in time.
    fn fell_silent(self) -> (Body, Seen) {
        if self.first.is_empty() {
            (Body::Silent, Seen::Nothing)
        } else if self.is_empty() {
            self.judged()
        } else if self.is_stream && self.pictures > 0 || self.parts == Parts::default() {
            let seen = if self.is_stream { Seen::Stalled } else { Seen::Nothing };
            (Body::Bytes(self.first), seen)
        } else {
            self.judged()
        }
    }

    /// Whether a picture was on its way when the body ended.
    fn is_cut_off(&mut self) -> bool {
        self.parser.finish();
        let mut is_cut_off = false;
        while let Some(event) = self.parser.next_event() {
            is_cut_off |= match event {
                Event::Frame(frame) => !frame.is_complete(),
                Event::Error(mjpeg::Error::Truncated { .. }) => true,
                _ => false,
            };
        }
        is_cut_off
    }

    /// Whether all parts had no content.
    fn is_empty(&self) -> bool {
        self.has_empty_parts && self.pictures == 0 && self.parts == Parts::default()
    }

    /// No more bytes will come: judge by these.
    fn judged(self) -> (Body, Seen) {
        let body = if self.is_empty() {
            Body::Faulty(&table::EMPTY_PARTS, "and all parts are empty".to_owned())
        } else if !self.is_stream || self.pictures > 0 {
            Body::Bytes(self.first)
        } else if let Some((kind, bytes)) = self.parts.best() {
            Body::Part { kind: kind.to_owned(), bytes: bytes.to_vec() }
        } else {
            Body::NoPicture(self.first)
        };
        (body, Seen::Nothing)
    }
}

/// The requested resource of a gateway.
fn route(url: &Url) -> Option<(Route, Option<String>)> {
    if let Some((before, address)) = url.as_str().split_once("/proxy/") {
        let address = percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned();
        return Some((Route::Proxy(format!("{before}/proxy/")), Some(address)));
    }
    let (_, rest) = url.path().split_once("/cameras/")?;
    Some((Route::Gateway(rest.split('/').next().unwrap_or_default().to_owned()), None))
}
