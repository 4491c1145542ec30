//! One request and its answer, with the login that the page keeps.

use std::future::poll_fn;

use authentication::Answer;
use causes::Cause;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, Headers, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestInit, Response,
};

use super::{Shared, challenge, origin, permission, scope};
use crate::fetchable::{Space, check_address, space};
use crate::login::Signature;
use crate::message::{FromWorker, LoginKind};
use crate::{Route, Transport};

const ATTEMPTS: usize = 4;

/// Asks on `route` for one answer, logging in if the camera wants that. The request is to be kept for as long as
/// `signal` may have to end the answer: WebKit forgets the signal with it.
pub(super) async fn ask(
    shared: &Shared,
    route: &Route,
    login: LoginKind,
    signal: Option<&AbortSignal>,
) -> Result<(Response, Request), Cause> {
    let transport = route.transport;
    let space = address_space(route.asked())?;
    permission::check(route.asked()).await?;
    let target = target(&route.url);
    let mut challenge: Option<String> = None;
    let mut readable = true;
    // Unsigned or with an old nonce, with the new nonce, with a nonce that was stale already: no more.
    for _ in 0..ATTEMPTS {
        let again = challenge.is_some();
        let signature = match login {
            LoginKind::Page => sign(shared, target, challenge.take()).await,
            LoginKind::None | LoginKind::Browser => Signature::Answer(Answer::None),
        };
        let answer = match signature {
            Signature::Answer(answer) => answer,
            Signature::Impossible(cause) => return Err(cause),
        };
        let authorization = match answer {
            Answer::None => None,
            Answer::Header(header) => Some(header),
            Answer::Wait(wait) => return Err(Cause::LoginSuspended { wait }),
            Answer::Refused => return Err(Cause::LoginRefused { readable }),
            Answer::Unsupported => return Err(Cause::LoginUnsupported),
            Answer::Weaker => return Err(Cause::LoginWeaker),
            Answer::InClear => return Err(Cause::LoginInClear),
        };
        let request = request(route, space, login, authorization.as_deref(), signal);
        let request = request.map_err(|_| Cause::BadAddress)?;
        let Ok(response) = scope().fetch_with_request(&request).await else {
            // Where the same request without a login is still answered, what fails is the browser's question whether it
            // may send one. Else the camera has gone in the meantime.
            let is_there = again && answers(route, space, signal).await;
            return Err(if is_there { Cause::PreflightRefused } else { unreachable(transport) });
        };
        let response: Response = response.unchecked_into();
        // Whoever a camera has redirected to gets no answer that is made of its login.
        let is_asking = response.status() == 401 && origin_of(&response.url()) == origin_of(&request.url());
        if login != LoginKind::Page || !is_asking {
            return Ok((response, request));
        }
        let challenges = challenge::read(route, &response).await;
        readable = !challenges.is_empty();
        // Once refused, the page says so to whatever is asked again.
        challenge = Some(challenges);
    }
    // A camera whose nonces are always stale.
    Err(Cause::LoginSuspended { wait: 60_000.0 })
}

/// The value of a header field that the page may read.
pub(super) fn field(headers: &Headers, name: &str) -> Option<String> {
    headers.get(name).ok().flatten()
}

/// A field of our gateway's own, believed of the server that this program came from and of no camera.
pub(super) fn gateway_field(response: &Response, name: &str) -> Option<String> {
    field(&response.headers(), name).filter(|_| origin::is_own(&response.url()))
}

fn request(
    route: &Route,
    space: Option<&'static str>,
    login: LoginKind,
    authorization: Option<&str>,
    signal: Option<&AbortSignal>,
) -> Result<Request, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_referrer_policy(ReferrerPolicy::SameOrigin);
    options.set_signal(signal);
    if login == LoginKind::Browser {
        options.set_credentials(RequestCredentials::Include);
    }
    if let Some(space) = space {
        Reflect::set(&options, &TARGET_SPACE.into(), &space.into())?;
    }
    let request = Request::new_with_str_and_init(route.asked(), &options)?;
    let headers = request.headers();
    if matches!(route.transport, Transport::Relay | Transport::Proxy) {
        headers.set("accept", "application/octet-stream")?;
    }
    if let Some(authorization) = authorization {
        headers.set("authorization", authorization)?;
    }
    Ok(request)
}

/// The option in which a page says that it means an address of its own network (Local Network Access): an https page
/// may then ask it over http.
const TARGET_SPACE: &str = "targetAddressSpace";

/// What to set that option to, if anything.
fn address_space(url: &str) -> Result<Option<&'static str>, Cause> {
    match check_address(url, &scope().location().protocol()) {
        Ok(()) => Ok(None),
        Err(Cause::MixedContent) if space(url) == Space::Local && knows_spaces() => Ok(Some("local")),
        Err(cause) => Err(cause),
    }
}

fn knows_spaces() -> bool {
    let prototype = Reflect::get(&scope(), &"Request".into())
        .and_then(|request| Reflect::get(&request, &"prototype".into()));
    prototype.is_ok_and(|prototype| Reflect::has(&prototype, &TARGET_SPACE.into()).unwrap_or(false))
}

/// Scheme, host and port of an address as browsers write it.
fn origin_of(url: &str) -> &str {
    let rest = url.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")).unwrap_or(url);
    let behind = rest.find(['/', '?', '#']).and_then(|end| rest.get(end..)).unwrap_or_default();
    url.strip_suffix(behind).unwrap_or(url)
}

fn unreachable(transport: Transport) -> Cause {
    if scope().navigator().on_line() { Cause::Unreachable(transport) } else { Cause::Offline }
}

/// Path and query of an address.
fn target(url: &str) -> &str {
    let rest = url.strip_prefix(origin_of(url)).unwrap_or(url);
    let target = rest.split('#').next().unwrap_or_default();
    if target.starts_with('/') { target } else { "/" }
}

/// Whether an unsigned request on `route` gets an answer.
async fn answers(route: &Route, space: Option<&'static str>, signal: Option<&AbortSignal>) -> bool {
    let Ok(request) = request(route, space, LoginKind::None, None, signal) else { return false };
    let Ok(response) = scope().fetch_with_request(&request).await else { return false };
    let response: Response = response.unchecked_into();
    if let Some(body) = response.body() {
        // An error means that the connection is closed already.
        let _ = body.cancel().await;
    }
    true
}

/// Asks the page to sign a request for `target`: before it is sent, or with the challenge that it was answered with.
async fn sign(shared: &Shared, target: &str, challenge: Option<String>) -> Signature {
    let number = {
        let mut engine = shared.borrow_mut();
        let number = engine.next_question();
        engine.post(&FromWorker::Sign { number, target: target.to_owned(), challenge }, None);
        number
    };
    poll_fn(|context| shared.borrow_mut().signatures.poll(number, context.waker())).await
}
