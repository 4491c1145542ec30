//! The browser's own display, which the page holds for the worker.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use causes::Cause;
use js_sys::{Array, Promise};
use stream::{ConnectionId, Input, StreamRequest};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::transport::after;
use super::{Shared, permission, scope};
use crate::Route;
use stream::connection::Outcome;

/// What the page tells of the display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Displayed {
    /// A picture of that size is there.
    Shown(u32, u32),
    /// There is none, or none any more.
    Failed,
    /// It was closed.
    Closed,
}

/// Milliseconds that the display may take for its first picture: it fires no event for a camera that never answers,
/// or that asks for a login it cannot ask a person for.
const PATIENCE: i32 = 5_000;
/// Milliseconds after which the display asks anew. Browsers do not tell that a displayed stream has ended, so no
/// picture can be older than that.
const RENEWAL: i32 = 60_000;

/// Has the browser show a stream, for as long as it is wanted.
pub(super) async fn run(
    shared: &Shared,
    connection: ConnectionId,
    request: &StreamRequest,
) -> Result<Outcome, Cause> {
    permission::check(&request.route.url).await?;
    let mut has_shown = false;
    loop {
        let (question, size) = show(shared, &request.route, &request.route.url, !has_shown).await?;
        has_shown = true;
        shared.borrow_mut().handle(Input::Displayed(connection, size));
        let end = next(shared, question, RENEWAL).await;
        shared.borrow_mut().shown_by_page.forget(question);
        match end {
            // Time to renew.
            None if shared.borrow().listens_to(connection) => {}
            Some(Displayed::Failed) => return Err(Cause::Interrupted),
            _ => return Ok(Outcome::Ended),
        }
    }
}

/// Has the browser show `url`, and waits for its picture. Gives the number of the question too, under which its end
/// will be told. Where a `first` picture does not come from a camera that answers, it probably wants a login: for each try
/// browsers may ask the person for one.
pub(super) async fn show(
    shared: &Shared,
    route: &Route,
    url: &str,
    first: bool,
) -> Result<(u32, (u32, u32)), Cause> {
    let question = shared.borrow_mut().ask_display(url);
    match next(shared, question, PATIENCE).await {
        Some(Displayed::Shown(width, height)) => Ok((question, (width, height))),
        Some(Displayed::Closed) => Err(Cause::Interrupted),
        // While browsers ask a person for a login, they fire nothing.
        Some(Displayed::Failed) | None if first && route.via.is_none() && is_there(&route.url).await => {
            Err(Cause::LoginProbable)
        }
        Some(Displayed::Failed) | None => Err(Cause::Unreachable(route.transport)),
    }
}

/// Whether anything answers at `url`, which this page may know without knowing what. No login of the browser's goes along, so
/// that it asks nobody.
async fn is_there(url: &str) -> bool {
    let (options, controller) = (RequestInit::new(), AbortController::new().ok());
    let signal = controller.as_ref().map(AbortController::signal);
    options.set_mode(RequestMode::NoCors);
    options.set_credentials(RequestCredentials::Omit);
    options.set_cache(RequestCache::NoStore);
    options.set_signal(signal.as_ref());
    let answer = scope().fetch_with_str_and_init(url, &options);
    let first = JsFuture::from(Promise::race(&Array::of2(&answer, &after(PATIENCE)))).await;
    if let Some(controller) = controller {
        controller.abort();
    }
    first.is_ok_and(|answer| !answer.is_undefined())
}

/// What the page tells next about `question`; nothing if that takes too long.
async fn next(shared: &Shared, question: u32, milliseconds: i32) -> Option<Displayed> {
    let mut limit = pin!(JsFuture::from(after(milliseconds)));
    poll_fn(|context| {
        if let Poll::Ready(news) = shared.borrow_mut().shown_by_page.poll(question, context.waker()) {
            return Poll::Ready(Some(news));
        }
        limit.as_mut().poll(context).map(|_| None)
    })
    .await
}
