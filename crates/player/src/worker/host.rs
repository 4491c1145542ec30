//! The streams of the worker, by their numbers.

use std::cell::RefCell;
use std::panic;
use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use super::engine::Engine;
use super::resources::{Port, Resources};
use super::{Shared, receive, recorder, scope};
use crate::message::{BUILD, Envelope, FromWorker, StreamId, ToWorker, pack, unpack};

/// Streams that a page may have at one time.
const STREAMS: usize = 1024;

thread_local! {
    /// Lives as long as the worker.
    static LISTENER: RefCell<Option<EventListener>> = const { RefCell::new(None) };
}

/// Starts the program. To be called once, in a dedicated worker.
pub fn start() {
    panic::set_hook(Box::new(|info| post(StreamId::HOST, &FromWorker::Failed(info.to_string()), None)));
    let host = RefCell::new(Host::new(post));
    let listener = EventListener::new(&scope(), "message", move |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        let envelope = unpack(&data).ok().and_then(|Envelope { stream, message, attachment }| {
            Some(Envelope { stream, message: ToWorker::from_js(&message)?, attachment })
        });
        match envelope {
            Some(envelope) => host.borrow_mut().receive(envelope),
            None => {
                let why = "a message of the page cannot be read";
                post(StreamId::HOST, &FromWorker::Failed(why.into()), None);
            }
        }
    });
    LISTENER.set(Some(listener));
    post(StreamId::HOST, &FromWorker::Ready { build: BUILD.into() }, None);
}

/// The worker's streams.
pub(super) struct Host {
    resources: Rc<Resources>,
    /// In the order in which they were opened. (A map would make the program 5 kB larger.)
    streams: Vec<(StreamId, Shared)>,
    /// Files that an earlier visit has left were looked for.
    has_looked_back: bool,
}

impl Host {
    pub(super) fn new(port: Port) -> Self {
        Self { resources: Resources::new(port), streams: Vec::new(), has_looked_back: false }
    }

    pub(super) fn receive(&mut self, Envelope { stream, message, attachment }: Envelope<ToWorker>) {
        match message {
            ToWorker::Close => self.close(stream),
            ToWorker::Wall => self.resources.open_wall(stream, attachment.unchecked_into()),
            ToWorker::Places(places) => {
                if let Some(wall) = self.resources.wall(stream) {
                    wall.arrange(places);
                }
            }
            message => {
                let known = self.streams.iter().find(|(id, _)| *id == stream).map(|(_, engine)| engine);
                if let Some(engine) = known {
                    return receive(engine, message, attachment);
                }
                let is_first = matches!(message, ToWorker::Canvas | ToWorker::Share(_));
                if !is_first || self.streams.len() >= STREAMS {
                    return;
                }
                let engine = self.open(stream);
                self.streams.push((stream, Rc::clone(&engine)));
                receive(&engine, message, attachment);
                if !std::mem::replace(&mut self.has_looked_back, true) {
                    recorder::look_back(&engine);
                }
            }
        }
    }

    fn open(&self, stream: StreamId) -> Shared {
        let resources = Rc::clone(&self.resources);
        Engine::enter(stream, resources)
    }

    fn close(&mut self, stream: StreamId) {
        self.resources.close_wall(stream);
        if let Some(index) = self.streams.iter().position(|(id, _)| *id == stream) {
            let (_, engine) = self.streams.remove(index);
            engine.borrow_mut().leave();
        }
    }
}

/// Tells the page. What cannot be posted is lost: there is nobody else to tell.
fn post(stream: StreamId, message: &FromWorker, attachment: Option<&JsValue>) {
    let post = || {
        let (data, transfer) = pack(stream, &message.to_js()?, attachment)?;
        scope().post_message_with_transfer(&data, &transfer)
    };
    let _: Result<(), JsValue> = post();
}
