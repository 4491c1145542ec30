//! The worker, as the page holds it.

use gloo::events::EventListener;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    ErrorEvent, Event, HtmlCanvasElement, MessageEvent, OffscreenCanvas, Worker, WorkerOptions, WorkerType,
};

use super::{Incident, PlayerError};
use crate::message::{FromWorker, StreamId, ToWorker, pack, unpack};

/// The worker's program, beside the page.
const PROGRAM: &str = "worker_loader.js";

/// A worker with its listeners.
pub(super) struct WorkerHandle {
    worker: Result<Worker, PlayerError>,
    _listeners: Vec<EventListener>,
}

impl WorkerHandle {
    /// Takes over the worker that the page has begun, or starts one. `on_incident` hears of everything that comes from it, and never
    /// before this returns.
    pub(super) fn new(on_incident: impl Fn(StreamId, Incident) + Clone + 'static) -> Self {
        let begun = Begun::take();
        let worker = begun.as_ref().map_or_else(spawn, |begun| Ok(begun.worker.clone()));
        let listeners = worker.as_ref().map(|worker| listen(worker, on_incident.clone())).unwrap_or_default();
        for event in begun.map(Begun::said).unwrap_or_default() {
            let on_incident = on_incident.clone();
            spawn_local(async move {
                let (stream, incident) = incident(&event);
                on_incident(stream, incident);
            });
        }
        Self { worker, _listeners: listeners }
    }

    /// Why it could not be started, if it could not.
    pub(super) fn started(&self) -> Result<(), PlayerError> {
        self.worker.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    pub(super) fn post(
        &self,
        stream: StreamId,
        message: &ToWorker,
        attachment: Option<&JsValue>,
    ) -> Result<(), String> {
        let Ok(worker) = &self.worker else { return Ok(()) };
        let post = || {
            let (data, transfer) = pack(stream, &message.to_js()?, attachment)?;
            worker.post_message_with_transfer(&data, &transfer)
        };
        post().map_err(|error| text(&error))
    }

    /// Ends the worker, and with it the cameras' connections.
    pub(super) fn terminate(&self) {
        if let Ok(worker) = &self.worker {
            worker.terminate();
        }
    }
}

/// The worker that the page has begun before the app, to save the time that it takes to start (`static/boot.js`).
struct Begun {
    worker: Worker,
    take: Function,
}

impl Begun {
    /// There is one for the first that asks, at most.
    fn take() -> Option<Self> {
        let (global, name) = (js_sys::global(), JsValue::from("mullionWorker"));
        let begun = Reflect::get(&global, &name).ok().filter(JsValue::is_object)?;
        // What cannot be removed is taken all the same.
        let _ = Reflect::delete_property(&global, &name);
        let get = |name: &str| Reflect::get(&begun, &name.into()).ok();
        Some(Self { worker: get("worker")?.dyn_into().ok()?, take: get("take")?.dyn_into().ok()? })
    }

    /// Events until now. The page listens no more.
    fn said(self) -> Vec<Event> {
        let said = self.take.call0(&JsValue::NULL).ok().and_then(|said| said.dyn_into::<Array>().ok());
        said.iter().flat_map(Array::iter).filter_map(|event| event.dyn_into().ok()).collect()
    }
}

/// Gives the canvas away.
pub(super) fn transfer(canvas: &HtmlCanvasElement) -> Result<OffscreenCanvas, PlayerError> {
    for (name, what) in [("Worker", "web workers"), ("OffscreenCanvas", "OffscreenCanvas")] {
        if !Reflect::has(&js_sys::global(), &name.into()).unwrap_or(false) {
            return Err(PlayerError::Unsupported(what));
        }
    }
    canvas.transfer_control_to_offscreen().map_err(|error| PlayerError::Canvas(text(&error)))
}

fn spawn() -> Result<Worker, PlayerError> {
    let failed = |error: JsValue| PlayerError::Worker(text(&error));
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    // The part up to the last slash, as for any relative address.
    let path = base.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&[folder, PROGRAM].concat(), &options).map_err(failed)
}

fn listen(worker: &Worker, on_incident: impl Fn(StreamId, Incident) + Clone + 'static) -> Vec<EventListener> {
    let on = |kind: &'static str| {
        let on_incident = on_incident.clone();
        EventListener::new(worker, kind, move |event| {
            let (stream, incident) = incident(event);
            on_incident(stream, incident);
        })
    };
    ["message", "messageerror", "error"].map(on).into()
}

/// An event, and the stream that it is of: all but the messages of streams are of the worker itself.
fn incident(event: &Event) -> (StreamId, Incident) {
    let error = |why| (StreamId::HOST, Incident::Error(why));
    match event.type_().as_str() {
        "message" => {
            let read = || {
                let envelope = unpack(&event.unchecked_ref::<MessageEvent>().data())?;
                let message = FromWorker::from_js(&envelope.message)?;
                Ok((envelope.stream, Incident::Message(Box::new(message), envelope.attachment)))
            };
            read().unwrap_or_else(|why: JsValue| error(text(&why)))
        }
        "messageerror" => error("a message cannot be read".to_owned()),
        // A worker that could not be loaded fires a plain event without a message.
        _ => {
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            error(if message.is_empty() { "its program cannot be loaded".to_owned() } else { message })
        }
    }
}

/// The words of an exception.
fn text(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| "unknown cause".to_owned())
}
