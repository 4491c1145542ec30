//! The worker, as the page holds it.

use gloo::events::EventListener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    ErrorEvent, HtmlCanvasElement, MessageEvent, OffscreenCanvas, Worker, WorkerOptions, WorkerType,
};

use super::{Incident, PlayerError};
use crate::message::{FromWorker, ToWorker, pack, unpack};

/// The worker's program, beside the page.
const PROGRAM: &str = "worker_loader.js";

/// A worker with its listeners.
pub(super) struct WorkerHandle {
    worker: Result<Worker, PlayerError>,
    _listeners: Vec<EventListener>,
}

impl WorkerHandle {
    /// Starts the worker. `on_incident` hears of everything that comes from it.
    pub(super) fn new(on_incident: impl Fn(Incident) + Clone + 'static) -> Self {
        let worker = spawn();
        let listeners = worker.as_ref().map(|worker| listen(worker, on_incident)).unwrap_or_default();
        Self { worker, _listeners: listeners }
    }

    /// Why it could not be started, if it could not.
    pub(super) fn started(&self) -> Result<(), PlayerError> {
        self.worker.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    pub(super) fn post(&self, message: &ToWorker, attachment: Option<&JsValue>) -> Result<(), String> {
        let Ok(worker) = &self.worker else { return Ok(()) };
        let post = || {
            let (data, transfer) = pack(&message.to_js()?, attachment)?;
            worker.post_message_with_transfer(&data, &transfer)
        };
        post().map_err(|error| text(&error))
    }

    /// Ends the worker, and with it the camera's connection.
    pub(super) fn terminate(&self) {
        if let Ok(worker) = &self.worker {
            worker.terminate();
        }
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

fn listen(worker: &Worker, on_incident: impl Fn(Incident) + Clone + 'static) -> Vec<EventListener> {
    let on_message = {
        let on_incident = on_incident.clone();
        EventListener::new(worker, "message", move |event| {
            let data = event.unchecked_ref::<MessageEvent>().data();
            let read = || {
                let (message, attachment) = unpack(&data)?;
                Ok((FromWorker::from_js(&message)?, attachment))
            };
            on_incident(match read() {
                Ok((message, attachment)) => Incident::Message(Box::new(message), attachment),
                Err(error) => Incident::Error(text(&error)),
            });
        })
    };
    let on_error = {
        let on_incident = on_incident.clone();
        EventListener::new(worker, "error", move |event| {
            // A worker that could not be loaded fires a plain event without a message.
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            on_incident(Incident::Error(if message.is_empty() {
                "its program cannot be loaded".to_owned()
            } else {
                message
            }));
        })
    };
    let on_message_error = EventListener::new(worker, "messageerror", move |_| {
        on_incident(Incident::Error("a message cannot be read".to_owned()));
    });
    vec![on_message, on_error, on_message_error]
}

/// The words of an exception.
fn text(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| "unknown cause".to_owned())
}
