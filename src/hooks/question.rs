//! A question to a camera's parameters.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use vapix::Parameters;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader, Request, RequestInit, Response};

use crate::model::answer::{self, LONGEST, Silence};

/// How long the camera may take, milliseconds. Small ones need seconds for a long list.
const PATIENCE_MS: u32 = 10_000;

/// A request under way. Dropping it ends it, and then nothing is told.
pub(crate) struct Question {
    is_dropped: Rc<Cell<bool>>,
    abort: Option<AbortController>,
}

impl Question {
    pub(crate) fn new(
        url: String,
        login: Option<String>,
        answered: impl FnOnce(Result<Parameters, Silence>) + 'static,
    ) -> Self {
        let is_dropped = Rc::new(Cell::new(false));
        let abort = AbortController::new().ok();
        let timer = abort.clone().map(|abort| Timeout::new(PATIENCE_MS, move || abort.abort()));
        let signal = abort.as_ref().map(AbortController::signal);
        let dropped = Rc::clone(&is_dropped);
        spawn_local(async move {
            let answer = ask(&url, login.as_deref(), signal.as_ref()).await;
            drop(timer);
            if !dropped.get() {
                answered(answer);
            }
        });
        Self { is_dropped, abort }
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.is_dropped.set(true);
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

async fn ask(url: &str, login: Option<&str>, signal: Option<&AbortSignal>) -> Result<Parameters, Silence> {
    let response = fetch(url, login, signal).await.map_err(|_| Silence::Unreachable)?;
    let body = read(&response).await.map_err(|_| Silence::Unreachable)??;
    answer::read(response.status(), &body)
}

async fn fetch(url: &str, login: Option<&str>, signal: Option<&AbortSignal>) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = RequestInit::new();
    options.set_signal(signal);
    let request = Request::new_with_str_and_init(url, &options)?;
    if let Some(login) = login {
        request.headers().set("authorization", login)?;
    }
    JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()
}

/// The whole body, unless it has no end. The outer error is the network's.
async fn read(response: &Response) -> Result<Result<Vec<u8>, Silence>, JsValue> {
    let mut bytes = Vec::new();
    let Some(body) = response.body() else { return Ok(Ok(bytes)) };
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into()?;
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(Ok(bytes));
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &"value".into())?.dyn_into()?;
        if bytes.len() + chunk.length() as usize > LONGEST {
            JsFuture::from(reader.cancel()).await?;
            return Ok(Err(Silence::TooLong));
        }
        bytes.extend(chunk.to_vec());
    }
}
