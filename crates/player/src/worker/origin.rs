//! Whether the page's own origin is there.

use std::cell::RefCell;
use std::rc::Weak;

use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Request, RequestCache, RequestInit, Response};

use super::engine::Engine;
use super::scope;
use stream::Input;
use stream::connection::is_at_origin;

/// Milliseconds that an answer may take: where nobody is, it may never come.
const PATIENCE: u32 = 1500;

/// Asks the page's origin for the head of this program's own file, and tells the engine whether it was answered.
pub(super) async fn ask(engine: Weak<RefCell<Engine>>) {
    // A server before the gateway says so when that is away.
    let is_there = head().await.is_ok_and(|answer| answer.status() < 500);
    if let Some(engine) = engine.upgrade() {
        engine.borrow_mut().handle(Input::OriginAnswered(is_there));
    }
}

/// Whether `url` is of the page's origin.
pub(super) fn is_own(url: &str) -> bool {
    is_at_origin(url, &scope().location().origin())
}

async fn head() -> Result<Response, JsValue> {
    let abort = AbortController::new()?;
    let options = RequestInit::new();
    options.set_method("HEAD");
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(&abort.signal()));
    let request = Request::new_with_str_and_init(&scope().location().href(), &options)?;
    let _limit = Timeout::new(PATIENCE, move || abort.abort());
    Ok(scope().fetch_with_request(&request).await?.unchecked_into())
}
