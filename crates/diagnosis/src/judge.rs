//! What an answer means.

use crate::text::decoded;
use crate::{Answer, Asker, Body, Cause, Challenges, Login, Route, Seen, Subject, address, gateway};

/// The cause in an answer that can be read.
pub(crate) fn judge(subject: &Subject, answer: &Answer) -> Cause {
    if !(200..300).contains(&answer.status) {
        if let Some(cause) = gateway::cause(&subject.route, answer.bytes()) {
            return cause;
        }
        return by_status(subject, answer);
    }
    by_content(subject, answer)
}

fn by_status(subject: &Subject, answer: &Answer) -> Cause {
    match answer.status {
        401 => login(subject, answer),
        403 => Cause::Forbidden,
        404 | 410 if is_bare(subject) => Cause::IncompleteAddress,
        404 | 410 => Cause::NotFound,
        429 | 503 => Cause::Busy,
        500.. => Cause::ServerError,
        400..=499 => Cause::Refused,
        _ => Cause::OddStatus,
    }
}

fn login(subject: &Subject, answer: &Answer) -> Cause {
    match subject.login {
        // The player has got past this.
        _ if subject.seen == Seen::Stalled => return Cause::Stalled,
        Login::None => {}
        Login::Unsent => return Cause::PreflightRefused,
        // Nobody answers a scheme that is not known: the login was never sent.
        Login::Browser | Login::Header if asks_for_another_scheme(answer) => return Cause::LoginUnsupported,
        Login::Browser | Login::Header => return Cause::LoginRefused,
    }
    let Challenges::Read(challenges) = &answer.challenges else { return Cause::LoginHidden };
    let has = |scheme: &str| challenges.iter().any(|challenge| names(challenge, scheme));
    if has("digest") {
        Cause::LoginDigest
    } else if has("basic") {
        Cause::LoginBasic
    } else if challenges.is_empty() {
        Cause::LoginHidden
    } else {
        Cause::LoginUnsupported
    }
}

/// Whether the challenges can be read and none is Basic or Digest.
fn asks_for_another_scheme(answer: &Answer) -> bool {
    let Challenges::Read(challenges) = &answer.challenges else { return false };
    let is_known = |challenge: &String| names(challenge, "digest") || names(challenge, "basic");
    !challenges.is_empty() && !challenges.iter().any(is_known)
}

/// Whether a challenge, or one of several in one field, is of this scheme.
fn names(challenge: &str, scheme: &str) -> bool {
    challenge.split(',').any(|part| {
        let word = part.split_whitespace().next().unwrap_or_default();
        word.eq_ignore_ascii_case(scheme)
    })
}

fn by_content(subject: &Subject, answer: &Answer) -> Cause {
    let kind = answer.kind();
    let is_multipart = kind.starts_with("multipart/");
    if let Some(page) = subject.page()
        && is_multipart
        && (!page.reads_multipart || answer.body == Body::Refused)
    {
        return Cause::MultipartRefused;
    }
    match &answer.body {
        Body::Silent if subject.seen == Seen::Stalled => return Cause::Stalled,
        Body::Silent => return Cause::Silent,
        Body::Empty => return Cause::Empty,
        Body::Broken | Body::Refused => return Cause::Interrupted,
        Body::Unread if answer.status == 204 => return Cause::Empty,
        Body::Unread | Body::Bytes(_) => {}
    }
    let content = Content::of(&kind, answer.bytes());
    match content {
        Content::Html if is_login(answer) => Cause::LoginPage,
        Content::Html if is_bare(subject) => Cause::IncompleteAddress,
        Content::Html => Cause::WebPage,
        Content::Text => Cause::CameraMessage,
        Content::Picture => Cause::SinglePicture,
        Content::Video => Cause::OtherVideo,
        Content::Stream if is_unreadable_by_pages(subject, answer) => Cause::NoCors,
        Content::Stream if subject.seen == Seen::Stalled => Cause::Stalled,
        Content::Stream => Cause::Fine,
        Content::Other => Cause::NotVideo,
    }
}

/// For a shell that asks on behalf of pages.
fn is_unreadable_by_pages(subject: &Subject, answer: &Answer) -> bool {
    let Asker::Shell(origin) = &subject.asker else { return false };
    let allowed = answer.allow_origin.as_deref().unwrap_or("*");
    let is_allowed =
        allowed == "*" || origin.as_deref().map_or(!allowed.is_empty(), |origin| origin == allowed);
    subject.route == Route::Direct && !is_allowed
}

/// What the bytes are.
#[derive(Clone, Copy)]
enum Content {
    Html,
    /// Words, or a message of a machine.
    Text,
    /// One JPEG.
    Picture,
    /// Video, but not MJPEG.
    Video,
    /// What a stream of pictures looks like.
    Stream,
    Other,
}

/// How other kinds of content begin, behind white space and in any case.
const BEGINNINGS: [(&[u8], Content); 9] = [
    (b"<!doctype html", Content::Html),
    (b"<html", Content::Html),
    (b"<head", Content::Html),
    (b"<!--", Content::Html),
    (b"rtsp/", Content::Video),
    (b"#extm3u", Content::Video),
    (b"flv", Content::Video),
    (b"\x1a\x45\xdf\xa3", Content::Video),
    (b"\0\0\0\x01", Content::Video),
];
/// How a part of a stream begins.
const PARTS: [&[u8]; 3] = [b"--", b"content-type:", b"content-length:"];

impl Content {
    /// The bytes are believed before the type: cameras label pages as video and video as text.
    fn of(kind: &str, bytes: &[u8]) -> Self {
        let start = bytes.trim_ascii_start();
        let begins =
            |word: &[u8]| start.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        if let Some((_, content)) = BEGINNINGS.iter().find(|(word, _)| begins(word)) {
            return *content;
        }
        let is_other = ["mpegurl", "mp4", "webm", "matroska", "h264", "h265", "flv"]
            .iter()
            .any(|end| kind.ends_with(end));
        if bytes.get(4..8) == Some(b"ftyp") || is_other {
            return Self::Video;
        }
        let is_jpeg = bytes.starts_with(&[0xff, 0xd8]);
        let has_part = PARTS.into_iter().any(begins);
        if kind.starts_with("multipart/") && (is_jpeg || bytes.is_empty()) || has_part {
            return Self::Stream;
        }
        match kind {
            // Streams without delimiters, and what a relay makes of a stream.
            "application/octet-stream" | "" if is_jpeg => Self::Stream,
            _ if is_jpeg || kind.starts_with("image/") => Self::Picture,
            "text/html" | "application/xhtml+xml" => Self::Html,
            _ if kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml") => Self::Text,
            _ if is_words(start) => Self::Text,
            _ => Self::Other,
        }
    }
}

fn is_words(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

/// Whether a page asks for a login: by what stands in it, or because another page was asked for.
fn is_login(answer: &Answer) -> bool {
    let text = decoded(answer.bytes()).to_ascii_lowercase().replace(['"', '\''], "");
    let led = answer.redirected_to.as_deref().unwrap_or_default().to_ascii_lowercase();
    let has = |text: &str, words: [&str; 4]| words.iter().any(|word| text.contains(word));
    has(&text, ["type=password", "<title>login", "<title>log in", "<title>sign in"])
        || has(&led, ["login", "signin", "logon", "/auth"])
}

fn is_bare(subject: &Subject) -> bool {
    address::read(&subject.address).is_some_and(|address| address.is_bare())
}
