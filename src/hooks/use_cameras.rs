//! The gateway's list of cameras.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, RequestInit, Response};
use yew::prelude::{Callback, hook, use_effect_with};

use crate::state::Camera;

/// How long the list may take before the page goes on without it, milliseconds.
const PATIENCE_MS: u32 = 4_000;

/// The gateway's cameras, and its proxy as an address relative to the page.
pub(crate) type Offered = (Vec<Camera>, Option<String>);

/// Why there is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoList {
    /// The page comes from another server.
    NoGateway,
    /// Nobody answers, or not in time.
    Unreachable,
}

/// The header field in which the gateway names its proxy.
const PROXY: &str = "x-mullion-proxy";

/// Asks for `api/cameras` beside the page, once, and tells the answer; no gateway has no cameras.
#[hook]
pub(crate) fn use_cameras(found: Callback<Offered>) {
    use_effect_with((), move |()| {
        let gone = Rc::new(Cell::new(false));
        let abort = AbortController::new().ok();
        {
            let (gone, abort) = (Rc::clone(&gone), abort.clone());
            spawn_local(async move {
                let offered = ask(abort.as_ref()).await.unwrap_or_default();
                if !gone.get() {
                    found.emit(offered);
                }
            });
        }
        move || {
            gone.set(true);
            if let Some(abort) = abort {
                abort.abort();
            }
        }
    });
}

/// The gateway's present offer.
pub(crate) async fn list() -> Result<Offered, NoList> {
    ask(AbortController::new().ok().as_ref()).await
}

async fn ask(abort: Option<&AbortController>) -> Result<Offered, NoList> {
    let timer =
        abort.cloned().map(|abort| gloo::timers::callback::Timeout::new(PATIENCE_MS, move || abort.abort()));
    let response = response(abort).await.map_err(|_| NoList::Unreachable)?;
    if !response.ok() {
        return Err(if response.status() < 500 { NoList::NoGateway } else { NoList::Unreachable });
    }
    let proxy = response.headers().get(PROXY).ok().flatten();
    // Another server answers with anything.
    let list = body(&response).await.map_err(|_| NoList::NoGateway)?;
    drop(timer);
    Ok((list.iter().filter_map(|camera| read(&camera)).collect(), proxy))
}

async fn response(abort: Option<&AbortController>) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = RequestInit::new();
    options.set_signal(abort.map(AbortController::signal).as_ref());
    JsFuture::from(window.fetch_with_str_and_init("api/cameras", &options)).await?.dyn_into()
}

async fn body(response: &Response) -> Result<Array, JsValue> {
    JsFuture::from(response.json()?).await?.dyn_into()
}

/// `{"id": "gate", "name": "Front gate", "records": "always"}`, where the last may be missing.
fn read(camera: &JsValue) -> Option<Camera> {
    let text = |name: &str| Reflect::get(camera, &JsValue::from_str(name)).ok()?.as_string();
    Some(Camera { id: text("id")?, name: text("name")?, is_recorded: text("records").is_some() })
}
