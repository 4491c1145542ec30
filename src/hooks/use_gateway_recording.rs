//! How the gateway's recording of a camera is, and starting and stopping it.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Headers, RequestInit, Response};
use yew::prelude::{AttrValue, Callback, hook, use_callback, use_effect_with, use_state, use_state_eq};

/// The gateway is asked so often, milliseconds.
const INTERVAL_MS: u32 = 2_000;

/// A recording at the gateway.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GatewayRecording {
    /// A viewer may start and stop it.
    pub(crate) on_demand: bool,
    pub(crate) state: GatewayState,
    /// Frames that are known to be missing, and times that the connection was lost.
    pub(crate) lost: f64,
    pub(crate) gaps: f64,
    /// Cause and cure, where nothing is recorded.
    pub(crate) why: Option<(String, String)>,
    /// Of all files, and how many they are.
    pub(crate) bytes: f64,
    pub(crate) segments: f64,
}

/// See [`GatewayRecording`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GatewayState {
    Recording,
    /// For the camera.
    Waiting,
    Failed,
    Stopped,
}

/// A file at the gateway.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GatewayFile {
    /// Where it is, relative to the page.
    pub(crate) address: String,
    pub(crate) name: String,
    pub(crate) bytes: f64,
    /// Frames that are known to be missing in it; 0 if the gateway does not know.
    pub(crate) lost: f64,
    /// It was never ended.
    pub(crate) is_broken_off: bool,
    pub(crate) is_open: bool,
}

/// The recording of one camera at the gateway, as the page knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gateway {
    /// `None` until the gateway has answered.
    pub(crate) recording: Option<GatewayRecording>,
    /// Newest first; empty unless they are asked for.
    pub(crate) files: Vec<GatewayFile>,
    /// Starts or stops it.
    pub(crate) set: Callback<bool>,
}

/// Asks the gateway now and then while the page is seen, for its files too if `lists_files`.
#[hook]
pub(crate) fn use_gateway_recording(camera: &AttrValue, lists_files: bool) -> Gateway {
    let (recording, files, wishes) = (use_state_eq(|| None), use_state_eq(Vec::new), use_state(|| 0_u32));
    {
        let (recording, files) = (recording.clone(), files.clone());
        use_effect_with((camera.clone(), *wishes), move |(camera, _)| {
            let polling = Rc::new(Polling {
                recording: address(camera, "recording"),
                files: lists_files.then(|| address(camera, "recordings")),
                abort: AbortController::new().ok(),
                asks: Cell::new(false),
                tell: Box::new(move |told, list| {
                    recording.set(told);
                    files.set(list);
                }),
            });
            polling.ask();
            let again = Rc::clone(&polling);
            let interval = Interval::new(INTERVAL_MS, move || again.ask());
            move || {
                drop(interval);
                if let Some(abort) = &polling.abort {
                    abort.abort();
                }
            }
        });
    }
    let set = use_callback((camera.clone(), wishes), |is_wanted: bool, (camera, wishes)| {
        let (address, wishes) = (address(camera, "recording"), wishes.clone());
        spawn_local(async move {
            // The next answer tells whether it worked.
            let _ = send(&address, is_wanted).await;
            wishes.set(*wishes + 1);
        });
    });
    Gateway { recording: (*recording).clone(), files: (*files).clone(), set }
}

/// Asks for a camera until it is dropped.
struct Polling {
    recording: String,
    files: Option<String>,
    abort: Option<AbortController>,
    /// An answer is awaited.
    asks: Cell<bool>,
    tell: Box<dyn Fn(Option<GatewayRecording>, Vec<GatewayFile>)>,
}

impl Polling {
    fn ask(self: &Rc<Self>) {
        let is_hidden =
            web_sys::window().and_then(|window| window.document()).is_some_and(|page| page.hidden());
        if is_hidden || self.asks.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            let recording = this.get(&this.recording).await.map(|told| read(&told));
            let files = match &this.files {
                Some(address) => this.get(address).await.map(|told| read_files(&told, address)),
                None => Ok(Vec::new()),
            };
            this.asks.set(false);
            // After an end nobody listens.
            if !this.abort.as_ref().is_some_and(|abort| abort.signal().aborted()) {
                (this.tell)(recording.ok().flatten(), files.unwrap_or_default());
            }
        });
    }

    async fn get(&self, address: &str) -> Result<JsValue, JsValue> {
        let options = RequestInit::new();
        options.set_signal(self.abort.as_ref().map(AbortController::signal).as_ref());
        fetch(address, &options).await
    }
}

/// Below the page.
fn address(camera: &str, rest: &str) -> String {
    ["api/cameras/", camera, "/", rest].concat()
}

async fn send(address: &str, is_wanted: bool) -> Result<JsValue, JsValue> {
    let (options, headers) = (RequestInit::new(), Headers::new()?);
    headers.set("Content-Type", "application/json")?;
    options.set_method("POST");
    options.set_headers(&headers);
    options.set_body(&JsValue::from_str(if is_wanted {
        r#"{"record":true}"#
    } else {
        r#"{"record":false}"#
    }));
    fetch(address, &options).await
}

async fn fetch(address: &str, options: &RequestInit) -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response =
        JsFuture::from(window.fetch_with_str_and_init(address, options)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(response.json()?).await
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

fn read(told: &JsValue) -> Option<GatewayRecording> {
    let text = |object: &JsValue, name: &str| field(object, name).as_string();
    let number = |name: &str| field(told, name).as_f64().unwrap_or_default();
    let state = match text(told, "state")?.as_str() {
        "recording" => GatewayState::Recording,
        "waiting" => GatewayState::Waiting,
        "failed" => GatewayState::Failed,
        _ => GatewayState::Stopped,
    };
    let why = field(told, "why");
    Some(GatewayRecording {
        on_demand: text(told, "when")? == "on-demand",
        state,
        lost: number("lost"),
        gaps: number("gaps"),
        why: text(&why, "message").zip(text(&why, "hint")),
        bytes: number("kept_bytes"),
        segments: number("segments"),
    })
}

fn read_files(told: &JsValue, address: &str) -> Vec<GatewayFile> {
    let Some(list) = told.dyn_ref::<Array>() else { return Vec::new() };
    let file = |told: JsValue| {
        let text = |name: &str| field(&told, name).as_string();
        let state = text("state")?;
        Some(GatewayFile {
            address: [address, "/", &text("id")?].concat(),
            name: text("name")?,
            bytes: field(&told, "bytes").as_f64()?,
            lost: field(&told, "lost").as_f64().unwrap_or_default(),
            is_broken_off: state == "broken-off",
            is_open: state == "recording",
        })
    };
    list.iter().rev().filter_map(file).collect()
}
