//! The browser's question whether this page may ask in the local network.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Request, RequestInit, RequestMode};

use crate::fetchable::{Space, space};

/// Asks `url` for nothing in particular, so that the browser asks the person. Ready when both have answered.
pub(super) async fn ask(url: &str) {
    // What comes of it shows when the camera is asked.
    let _: Result<(), JsValue> = fetch(url).await;
}

async fn fetch(url: &str) -> Result<(), JsValue> {
    let abort = AbortController::new()?;
    let options = RequestInit::new();
    options.set_mode(RequestMode::NoCors);
    options.set_signal(Some(&abort.signal()));
    let target = if space(url) == Space::Loopback { "loopback" } else { "local" };
    Reflect::set(&options, &"targetAddressSpace".into(), &target.into())?;
    let request = Request::new_with_str_and_init(url, &options)?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let answer: Promise = window.fetch_with_request(&request).unchecked_into();
    let answered = JsFuture::from(answer).await;
    // The body may be a stream without end.
    abort.abort();
    answered.map(|_| ())
}
