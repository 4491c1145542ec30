//! The worker, as the page holds it.

use gloo::events::EventListener;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker};

use super::{Incident, PlayerError};
use crate::interface::text;
use crate::message::{FromWorker, StreamId, ToWorker, pack, unpack};

/// A worker with its listeners.
pub(super) struct WorkerHandle {
    worker: Result<Worker, PlayerError>,
    _listeners: Vec<EventListener>,
}

impl WorkerHandle {
    /// Starts one. `on_incident` hears of everything that comes from it, and never before this returns.
    pub(super) fn new(make: &Function, on_incident: impl Fn(StreamId, Incident) + Clone + 'static) -> Self {
        let worker = spawn(make);
        let listeners = worker.as_ref().map(|worker| listen(worker, on_incident)).unwrap_or_default();
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

fn spawn(spawn: &Function) -> Result<Worker, PlayerError> {
    let worker = spawn.call0(&JsValue::UNDEFINED).map_err(|error| PlayerError::Worker(text(&error)))?;
    // It makes nothing else.
    Ok(worker.unchecked_into())
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
