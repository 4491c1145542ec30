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

/// What the gateway offers: its cameras, and its proxy as an address relative to the page.
pub(crate) type Offered = (Vec<Camera>, Option<String>);

/// The header field in which the gateway names its proxy.
const PROXY: &str = "x-mullion-proxy";

/// Asks for `api/cameras` beside the page, once, and tells the answer; no gateway has no cameras.
#[hook]
pub(crate) fn use_cameras(found: Callback<Offered>) {
    use_effect_with((), move |()| {
        let gone = Rc::new(Cell::new(false));
        let abort = AbortController::new().ok();
        let timer = abort
            .clone()
            .map(|abort| gloo::timers::callback::Timeout::new(PATIENCE_MS, move || abort.abort()));
        {
            let (gone, abort) = (Rc::clone(&gone), abort.clone());
            spawn_local(async move {
                let offered = list(abort.as_ref()).await.unwrap_or_default();
                drop(timer);
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

async fn list(abort: Option<&AbortController>) -> Result<Offered, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = RequestInit::new();
    options.set_signal(abort.map(AbortController::signal).as_ref());
    let response = JsFuture::from(window.fetch_with_str_and_init("api/cameras", &options)).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let proxy = response.headers().get(PROXY).ok().flatten();
    let list: Array = JsFuture::from(response.json()?).await?.dyn_into()?;
    Ok((list.iter().filter_map(|camera| read(&camera)).collect(), proxy))
}

/// `{"id": "gate", "name": "Front gate", "records": "always"}`, where the last may be missing.
fn read(camera: &JsValue) -> Option<Camera> {
    let text = |name: &str| Reflect::get(camera, &JsValue::from_str(name)).ok()?.as_string();
    Some(Camera { id: text("id")?, name: text("name")?, is_recorded: text("records").is_some() })
}
