//! The cause that an answer shows.

use causes::{Row, table};

use crate::content::{Content, Sight};
use crate::text::{decoded, is_tls_port};
use crate::{Answer, Asker, Body, Challenges, Login, Route, Seen, Subject, address, gateway};

/// The cause in an answer that can be read.
pub(crate) fn judge(subject: &Subject, answer: &Answer) -> &'static Row {
    if !(200..300).contains(&answer.status) {
        if answer.is_gateways
            && let Some(cause) = gateway::cause(&subject.route, answer.bytes())
        {
            return cause;
        }
        let is_plain = address::read(&subject.address).is_some_and(|address| !address.is_https());
        if is_plain && is_tls_port(answer.status, &decoded(answer.bytes())) {
            return &table::TLS_PORT;
        }
        return by_status(subject, answer);
    }
    by_content(subject, answer)
}

fn by_status(subject: &Subject, answer: &Answer) -> &'static Row {
    match answer.status {
        401 => login(subject, answer),
        404 | 410 if is_bare(subject) => &table::INCOMPLETE_ADDRESS,
        status => table::of_status(status),
    }
}

fn login(subject: &Subject, answer: &Answer) -> &'static Row {
    match subject.login {
        // The player has got past this.
        _ if subject.seen == Seen::Stalled => return &table::STALLED,
        Login::None => {}
        Login::Unsent => return &table::PREFLIGHT_REFUSED,
        // Nobody answers a scheme that is not known: the login was never sent.
        Login::Browser | Login::Header if asks_for_another_scheme(answer) => {
            return &table::LOGIN_UNSUPPORTED;
        }
        Login::Browser | Login::Header => return &table::LOGIN_REFUSED,
    }
    let Challenges::Read(challenges) = &answer.challenges else { return &table::LOGIN_HIDDEN };
    let has = |scheme: &str| challenges.iter().any(|challenge| names(challenge, scheme));
    if has("digest") {
        &table::LOGIN_DIGEST
    } else if has("basic") {
        &table::LOGIN_BASIC
    } else if challenges.is_empty() {
        &table::LOGIN_UNANNOUNCED
    } else {
        &table::LOGIN_UNSUPPORTED
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

fn by_content(subject: &Subject, answer: &Answer) -> &'static Row {
    let kind = answer.kind();
    let is_multipart = kind.starts_with("multipart/");
    if let Some(page) = subject.page()
        && is_multipart
        && (!page.reads_multipart || answer.body == Body::Refused)
    {
        return &table::MULTIPART_REFUSED;
    }
    match &answer.body {
        Body::Silent if subject.seen == Seen::Stalled => return &table::STALLED,
        Body::Silent => return &table::SILENT,
        Body::Empty => return &table::EMPTY,
        Body::Broken | Body::Refused => return &table::INTERRUPTED,
        Body::Faulty(cause, _) => return cause,
        Body::Unread if answer.status == 204 => return &table::EMPTY,
        Body::Unread | Body::Bytes(_) | Body::NoPicture(_) | Body::Part { .. } => {}
    }
    let sight = Sight::of(answer);
    let no_picture = matches!(answer.body, Body::NoPicture(_));
    match sight.content {
        Content::Html if is_login(answer) => &table::LOGIN_PAGE,
        Content::Html if is_bare(subject) => &table::INCOMPLETE_ADDRESS,
        Content::Html => &table::WEB_PAGE,
        Content::Text => &table::CAMERA_MESSAGE,
        Content::Picture if subject.wants_picture => &table::FINE,
        Content::Picture => &table::SINGLE_PICTURE,
        Content::OtherPicture if !sight.is_part => &table::SINGLE_PICTURE,
        Content::Video | Content::OtherPicture => &table::OTHER_VIDEO,
        // Only line ends and the like.
        Content::Other if no_picture && answer.bytes().trim_ascii().is_empty() => &table::NO_PICTURE,
        Content::Stream if no_picture => &table::NO_PICTURE,
        Content::Stream if is_unreadable_by_pages(subject, answer) => &table::NO_CORS,
        Content::Stream if subject.seen == Seen::Stalled => &table::STALLED,
        Content::Stream => &table::FINE,
        Content::Audio | Content::Other => &table::NOT_VIDEO,
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

/// Whether a page asks for a login: it says so, or its address does.
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
