//! Asks the camera what it offers.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use player::Login;
use vapix::{BaseUrl, Parameters};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader, Request, RequestInit, Response};
use yew::prelude::{Callback, hook, use_effect_with, use_state};

use crate::model::answer::{self, LONGEST, Silence};
use crate::model::choices::Choices;
use crate::model::routes::Proxy;

/// How long the camera may take, milliseconds. Small ones need seconds for a long list.
const PATIENCE_MS: u32 = 10_000;

/// How a camera is asked.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Access {
    /// Through this, where its pictures come that way.
    pub proxy: Option<Proxy>,
    /// By this person. Another one may be told more.
    pub login: Option<Login>,
}

/// What is known of what a camera offers.
#[derive(Clone, PartialEq)]
pub(super) enum Offer {
    /// It was asked.
    Asking,
    /// It told.
    Told,
    /// It did not tell.
    Silent(Silence),
}

/// What the camera at `base` offers, asked once for each camera and access; the usual until it tells and if it does not.
#[hook]
pub(super) fn use_choices(
    base: &BaseUrl,
    access: &Access,
    authorize: &Callback<String, Option<String>>,
) -> (Rc<Choices>, Offer) {
    let state = use_state(|| (Rc::new(Choices::usual()), Offer::Asking));
    {
        let setter = state.setter();
        let authorize = authorize.clone();
        use_effect_with((base.clone(), access.clone()), move |(base, access)| {
            let url = base.parameters_url(Parameters::GROUPS);
            let login = authorize.emit(url.clone());
            let url = access.proxy.as_ref().map_or_else(|| url.clone(), |proxy| proxy.via(&url));
            setter.set((Rc::new(Choices::usual()), Offer::Asking));
            let question = Question::new(url, login, move |answer| {
                setter.set(match answer {
                    Ok(parameters) => (Rc::new(Choices::told(parameters)), Offer::Told),
                    Err(silence) => (Rc::new(Choices::usual()), Offer::Silent(silence)),
                });
            });
            move || drop(question)
        });
    }
    (*state).clone()
}

/// A request under way. Dropping it ends it, and then nothing is told.
struct Question {
    is_dropped: Rc<Cell<bool>>,
    abort: Option<AbortController>,
}

impl Question {
    fn new(
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
