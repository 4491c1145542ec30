//! The probes: requests that are closed as soon as they have their finding.

use diagnosis::{Failure, Finding, Login, Permission, Probe, Route, Subject, address};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, PermissionState, PermissionStatus, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode,
};

use super::answer::read;
use super::limit::Limit;
use super::picture::Picture;
use super::policy::Policy;
use crate::page;

/// Runs one probe. `cancelled` ends it at once.
pub(super) async fn run(probe: Probe, subject: &Subject, cancelled: &AbortSignal) -> Finding {
    let Some(window) = web_sys::window() else { return Finding::Failed(Failure::Rejected) };
    if probe == Probe::Online {
        return Finding::Online(window.navigator().on_line());
    }
    // Goes after the limit: WebKit forgets the signal with the request, and then closes nothing.
    let asked_with: Request;
    let limit = Limit::new(cancelled);
    let policy = Policy::watch();
    let picture = (probe == Probe::Picture).then(|| Picture::show(asked(subject)));
    let asking = match &picture {
        Some(picture) => picture.settled(),
        None if probe == Probe::Permission => permission(&subject.address, &window.navigator()),
        None => match request(probe, subject, &limit) {
            Ok(request) => {
                asked_with = request;
                Ok(window.fetch_with_request(&asked_with))
            }
            Err(error) => Err(error),
        },
    };
    let answer = match asking {
        Ok(asking) => limit.wait(&asking).await,
        Err(error) => Err(error),
    };
    if answer.is_err() {
        // The browser tells of a policy a moment after the request has failed.
        policy.settle().await;
    }
    match (probe, answer) {
        (Probe::Permission, answer) => Finding::Permission(answer.map_or(Permission::Unknown, state)),
        (Probe::Ask | Probe::AskWithoutLogin, Ok(answer)) => {
            // Reading has its own time: a camera that is slow to answer is not yet silent.
            limit.restart();
            Finding::Answer(read(&answer.unchecked_into(), asked(subject), &limit).await)
        }
        (Probe::Picture, Ok(_)) => Finding::Shown,
        (_, Ok(_)) => Finding::Answered,
        (_, Err(_)) if policy.was_broken() => Finding::Failed(Failure::Policy),
        (_, Err(_)) if limit.is_over() => Finding::Failed(Failure::TimedOut),
        (_, Err(_)) => Finding::Failed(Failure::Rejected),
    }
}

/// The address that is asked.
fn asked(subject: &Subject) -> &str {
    match &subject.route {
        Route::Proxy(address) => address,
        Route::Direct | Route::Gateway(_) => &subject.address,
    }
}

/// As the player makes it, or so that the answer is not read.
fn request(probe: Probe, subject: &Subject, limit: &Limit) -> Result<Request, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_referrer_policy(ReferrerPolicy::SameOrigin);
    options.set_signal(Some(&limit.signal()));
    let other = match probe {
        // At the own server no other name is needed: without credentials, other connections are
        // taken. Under another name, its answer would be kept from this page
        // (Cross-Origin-Resource-Policy).
        Probe::Alias if asked(subject).starts_with(&[&page::origin(), "/"].concat()) => {
            address::beside(asked(subject))
        }
        Probe::WithoutTls => address::without_tls(asked(subject)),
        Probe::Beside => address::beside(asked(subject)),
        Probe::Alias => address::alias(asked(subject)),
        _ => Some(asked(subject).to_owned()),
    };
    if !matches!(probe, Probe::Ask | Probe::AskWithoutLogin) {
        options.set_mode(RequestMode::NoCors);
        options.set_credentials(RequestCredentials::Omit);
    }
    // Chromium keeps connections apart by whether credentials may go with them: the question beside
    // the stream has to wait for the same ones.
    match probe {
        Probe::Ask | Probe::Beside if subject.login == Login::Browser => {
            options.set_credentials(RequestCredentials::Include);
        }
        Probe::Beside => options.set_credentials(RequestCredentials::SameOrigin),
        _ => {}
    }
    let request = Request::new_with_str_and_init(&other.ok_or(JsValue::NULL)?, &options)?;
    // Without reading, this is one of the fields that need no preflight.
    if subject.route != Route::Direct {
        request.headers().set("accept", "application/octet-stream")?;
    }
    Ok(request)
}

/// What the browser does about the local network; it asks nobody. Fails where it knows no such permission.
fn permission(address: &str, navigator: &web_sys::Navigator) -> Result<Promise, JsValue> {
    let is_here = address::read(address).is_some_and(|address| address.is_loopback());
    let descriptor = Object::new();
    let name = if is_here { "loopback-network" } else { "local-network" };
    Reflect::set(&descriptor, &"name".into(), &name.into())?;
    navigator.permissions()?.query(&descriptor)
}

fn state(status: JsValue) -> Permission {
    match status.unchecked_into::<PermissionStatus>().state() {
        PermissionState::Granted => Permission::Granted,
        PermissionState::Denied => Permission::Denied,
        _ => Permission::Prompt,
    }
}
