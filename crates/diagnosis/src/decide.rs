//! The order of the probes, and the conclusion from all of them.

use causes::{Row, table};

use crate::address::{self, Address, is_private_origin};
use crate::judge::judge;
use crate::{Answer, Asker, Failure, Finding, Login, Page, Permission, Probe, Route, Seen, Subject};

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Next {
    /// This has to be known first.
    Ask(Probe),
    /// This is it.
    Done(&'static Row),
}

/// All findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Findings(pub(crate) Vec<(Probe, Finding)>);

impl Findings {
    #[inline(never)]
    fn get(&self, probe: Probe) -> Option<&Finding> {
        self.0.iter().find(|(asked, _)| *asked == probe).map(|(_, finding)| finding)
    }

    /// The answer that could be read.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.0.iter().find_map(|(_, finding)| match finding {
            Finding::Answer(answer) => Some(answer),
            _ => None,
        })
    }
}

/// Cheap questions first, and none that the cause does not hang on. A stream that plays well is
/// never asked for again.
pub(crate) fn decide(subject: &Subject, found: &Findings) -> Next {
    if let Some(cause) = before_asking(subject) {
        return Next::Done(cause);
    }
    let Some(address) = address::read(&subject.address) else { return Next::Done(&table::BAD_ADDRESS) };
    match subject.page() {
        Some(page) => in_page(subject, page, &address, found),
        None => in_shell(subject, found),
    }
}

/// Conclusions that need no request.
fn before_asking(subject: &Subject) -> Option<&'static Row> {
    match subject.seen {
        Seen::Live => return Some(&table::PLAYING),
        Seen::LivePicture => return Some(&table::SINGLE_PICTURE),
        Seen::Nothing | Seen::Stalled => {}
    }
    if subject.page().is_some_and(Page::is_file) {
        return Some(&table::PAGE_FROM_FILE);
    }
    let Some(address) = address::read(&subject.address) else { return Some(&table::BAD_ADDRESS) };
    if is_other_video(&address) {
        return Some(&table::OTHER_VIDEO);
    }
    if !address.is_http() {
        return Some(&table::BAD_ADDRESS);
    }
    (address.has_login && subject.page().is_some()).then_some(&table::CREDENTIALS_IN_ADDRESS)
}

/// Whether it is video that is not MJPEG, by scheme or ending.
fn is_other_video(address: &Address<'_>) -> bool {
    const ENDINGS: [&str; 10] = ["m3u8", "mpd", "mp4", "webm", "mkv", "flv", "264", "h264", "265", "h265"];
    let is = |text: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(text));
    is(address.scheme, &["rtsp", "rtsps", "rtspu"])
        || address.ending().is_some_and(|ending| is(ending, &ENDINGS))
}

fn in_page(subject: &Subject, page: &Page, address: &Address<'_>, found: &Findings) -> Next {
    let direct = subject.route == Route::Direct;
    match found.get(Probe::Online) {
        None => return Next::Ask(Probe::Online),
        Some(Finding::Online(false)) if !address.is_loopback() => return Next::Done(&table::OFFLINE),
        Some(_) => {}
    }
    let is_mixed = direct && page.is_https() && !address.is_https() && !address.is_loopback();
    // From one private network to another no browser asks.
    let is_gated = direct && address.is_private() && (is_mixed || !is_private_origin(&page.origin));
    let mut permission = Permission::Unknown;
    if is_gated {
        match found.get(Probe::Permission) {
            None => return Next::Ask(Probe::Permission),
            Some(Finding::Permission(known)) => permission = *known,
            Some(_) => {}
        }
    }
    // A browser that can allow the local network lets an http camera through with it.
    if is_mixed && permission == Permission::Unknown {
        return Next::Done(&table::MIXED_CONTENT);
    }
    if is_mixed && let Some(cause) = not_permitted(page, permission) {
        return Next::Done(cause);
    }
    // The stream is there: whether the gateway still answers tells the rest, without a second
    // stream.
    if matches!(subject.route, Route::Gateway(_)) && subject.seen == Seen::Stalled {
        return late(subject, page, found);
    }
    match found.get(Probe::Ask) {
        None => Next::Ask(Probe::Ask),
        Some(Finding::Answer(answer)) => Next::Done(judge(subject, answer)),
        Some(Finding::Failed(Failure::Policy)) => Next::Done(&table::PAGE_POLICY),
        Some(Finding::Failed(Failure::TimedOut)) if permission != Permission::Prompt => {
            late(subject, page, found)
        }
        // The browser waits for a person.
        Some(Finding::Failed(Failure::TimedOut)) => Next::Done(&table::PERMISSION_NEEDED),
        Some(_) if !direct => rejected(subject, found),
        Some(_) => unread(subject, page, address, permission, found),
    }
}

/// The gateway or the proxy gave no answer that can be read. A proxy elsewhere may be there and
/// allow this page nothing.
fn rejected(subject: &Subject, found: &Findings) -> Next {
    match found.get(Probe::Beside) {
        None if matches!(subject.route, Route::Proxy(_)) => Next::Ask(Probe::Beside),
        Some(Finding::Answered) => Next::Done(&table::PROXY_UNREADABLE),
        _ => Next::Done(&table::GATEWAY_UNREACHABLE),
    }
}

/// The server is asked for the stream and does not answer in time: is it slow, or was it never
/// asked?
fn late(subject: &Subject, page: &Page, found: &Findings) -> Next {
    for probe in [Probe::Beside, Probe::Alias] {
        match (probe, found.get(probe)) {
            (_, None) => return Next::Ask(probe),
            // Only under the other name there is a connection left.
            (Probe::Alias, Some(Finding::Answered)) => return Next::Done(&table::CONNECTIONS_IN_USE),
            // There is one, and the stream does not begin: Firefox gives an answer with its first
            // bytes only.
            (_, Some(Finding::Answered)) if subject.seen == Seen::Stalled => {
                return Next::Done(&table::STALLED);
            }
            (_, Some(Finding::Answered)) => return Next::Done(&table::SILENT),
            (Probe::Beside, Some(Finding::Failed(Failure::Rejected))) if subject.route != Route::Direct => {
                return Next::Done(&table::GATEWAY_UNREACHABLE);
            }
            _ => {}
        }
    }
    // The camera has nothing to do with it: nobody there answers anything.
    let is_hanging = found.get(Probe::Alias) == Some(&Finding::Failed(Failure::TimedOut));
    Next::Done(match subject.route {
        Route::Direct => &table::NO_ANSWER,
        // Other connections were free, and on them there was no answer either.
        _ if is_hanging && page.counts_by_name => &table::GATEWAY_UNREACHABLE,
        _ => &table::GATEWAY_NO_ANSWER,
    })
}

/// The camera gave no answer that can be read.
fn unread(
    subject: &Subject,
    page: &Page,
    address: &Address<'_>,
    permission: Permission,
    found: &Findings,
) -> Next {
    if subject.login == Login::Browser {
        match found.get(Probe::AskWithoutLogin) {
            None => return Next::Ask(Probe::AskWithoutLogin),
            // Without it the camera can be read: it is the login that the browser may not send.
            Some(Finding::Answer(_)) => return Next::Done(&table::WILDCARD_CORS),
            Some(_) => {}
        }
    }
    // An <img> shows what may not be read. It comes first because a stream that it opened can be
    // closed in every browser: WebKitGTK at times keeps that of a request without reading until the
    // page goes.
    match found.get(Probe::Picture) {
        None => return Next::Ask(Probe::Picture),
        Some(Finding::Shown) => return Next::Done(&table::NO_CORS),
        Some(_) => {}
    }
    let Some(reached) = found.get(Probe::Reach) else { return Next::Ask(Probe::Reach) };
    match reached {
        Finding::Failed(Failure::Policy) => Next::Done(&table::PAGE_POLICY),
        Finding::Answered => Next::Done(&table::UNREADABLE),
        Finding::Failed(Failure::TimedOut) => Next::Done(&table::NO_ANSWER),
        _ => unreached(page, address, permission, found),
    }
}

/// No connection to the camera.
fn unreached(page: &Page, address: &Address<'_>, permission: Permission, found: &Findings) -> Next {
    if let Some(cause) = not_permitted(page, permission) {
        return Next::Done(cause);
    }
    if !address.is_https() || page.is_https() {
        return Next::Done(&table::UNREACHABLE);
    }
    match found.get(Probe::WithoutTls) {
        None => Next::Ask(Probe::WithoutTls),
        // Somebody is there, and yet there is no secure connection.
        Some(Finding::Answered) => Next::Done(&table::CERTIFICATE),
        Some(_) => Next::Done(&table::UNREACHABLE),
    }
}

/// Whether the way into the local network is closed.
fn not_permitted(page: &Page, permission: Permission) -> Option<&'static Row> {
    match permission {
        Permission::Granted | Permission::Unknown => None,
        // Denied without asking anybody.
        _ if !page.is_secure => Some(&table::INSECURE_PAGE),
        Permission::Prompt => Some(&table::PERMISSION_NEEDED),
        Permission::Denied => Some(&table::PERMISSION_DENIED),
    }
}

/// A program with sockets knows everything from one request.
fn in_shell(subject: &Subject, found: &Findings) -> Next {
    let failure = match found.get(Probe::Ask) {
        None => return Next::Ask(Probe::Ask),
        Some(Finding::Answer(answer)) => {
            let cause = judge(subject, answer);
            let is_fine = *cause == table::FINE;
            // Whatever the camera allows, the page that is asked for may not read it.
            if (is_fine || *cause == table::NO_CORS) && is_mixed(subject) {
                return Next::Done(&table::MIXED_CONTENT);
            }
            if is_fine && sends_login(subject) {
                return match found.get(Probe::Preflight) {
                    None => Next::Ask(Probe::Preflight),
                    Some(Finding::Answered) => Next::Done(cause),
                    Some(_) => Next::Done(&table::PREFLIGHT_REFUSED),
                };
            }
            return Next::Done(cause);
        }
        Some(Finding::Failed(failure)) => failure,
        Some(_) => return Next::Done(&table::UNREACHABLE),
    };
    Next::Done(match failure {
        Failure::Rejected => &table::UNREACHABLE,
        Failure::TimedOut => &table::NO_ANSWER,
        Failure::Policy => &table::PAGE_POLICY,
        Failure::NoSuchHost => &table::NO_SUCH_HOST,
        Failure::Refused => &table::CONNECTION_REFUSED,
        Failure::Certificate(_) => &table::CERTIFICATE,
        Failure::NotHttp(_) => &table::NOT_HTTP,
        Failure::Known(cause, _) => cause,
        Failure::Broken(_) => &table::INTERRUPTED,
    })
}

/// Whether a shell asks on behalf of a page that would send a login of its own to the camera.
fn sends_login(subject: &Subject) -> bool {
    let for_page = matches!(&subject.asker, Asker::Shell(Some(_)));
    for_page && subject.login == Login::Header && subject.route == Route::Direct
}

/// Whether a shell asks on behalf of an https page for a camera that is asked over http.
fn is_mixed(subject: &Subject) -> bool {
    let is_https = matches!(&subject.asker, Asker::Shell(Some(origin)) if origin.starts_with("https:"));
    let address = address::read(&subject.address);
    let is_plain = address.is_some_and(|address| !address.is_https() && !address.is_loopback());
    is_https && is_plain && subject.route == Route::Direct
}
