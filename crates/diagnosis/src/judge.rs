//! What an answer means.

use crate::content::{Content, Sight};
use crate::text::{decoded, is_tls_port};
use crate::{Answer, Asker, Body, Cause, Challenges, Login, Route, Seen, Subject, address, gateway};

/// The cause in an answer that can be read.
pub(crate) fn judge(subject: &Subject, answer: &Answer) -> Cause {
    if !(200..300).contains(&answer.status) {
        if answer.is_gateways
            && let Some(cause) = gateway::cause(&subject.route, answer.bytes())
        {
            return cause;
        }
        let is_plain = address::read(&subject.address).is_some_and(|address| !address.is_https());
        if is_plain && is_tls_port(answer.status, &decoded(answer.bytes())) {
            return Cause::TlsPort;
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
        Cause::LoginUnannounced
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
        Body::Faulty(cause, _) => return *cause,
        Body::Unread if answer.status == 204 => return Cause::Empty,
        Body::Unread | Body::Bytes(_) | Body::NoPicture(_) | Body::Part { .. } => {}
    }
    let sight = Sight::of(answer);
    let no_picture = matches!(answer.body, Body::NoPicture(_));
    match sight.content {
        Content::Html if is_login(answer) => Cause::LoginPage,
        Content::Html if is_bare(subject) => Cause::IncompleteAddress,
        Content::Html => Cause::WebPage,
        Content::Text => Cause::CameraMessage,
        Content::Picture if subject.wants_picture => Cause::Fine,
        Content::Picture => Cause::SinglePicture,
        Content::OtherPicture if !sight.is_part => Cause::SinglePicture,
        Content::Video | Content::OtherPicture => Cause::OtherVideo,
        // Only line ends and the like.
        Content::Other if no_picture && answer.bytes().trim_ascii().is_empty() => Cause::NoPicture,
        Content::Stream if no_picture => Cause::NoPicture,
        Content::Stream if is_unreadable_by_pages(subject, answer) => Cause::NoCors,
        Content::Stream if subject.seen == Seen::Stalled => Cause::Stalled,
        Content::Stream => Cause::Fine,
        Content::Audio | Content::Other => Cause::NotVideo,
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
