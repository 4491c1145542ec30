//! The program in the worker: a thin shell around the logic, which fetches, decodes and draws.
//!
//! One stream task at a time feeds the engine, one decoding task at a time takes pictures from it. Both
//! borrow the engine for the length of a call and never across an `await`.

mod bitmap;
mod challenge;
mod decode;
mod display;
mod engine;
mod enhance;
mod enhancer;
mod image_decoder;
mod inbox;
mod kept;
mod loss;
mod origin;
mod permission;
mod picture;
mod recorder;
mod reduce;
mod replay;
mod request;
mod screen;
mod sight;
mod snapshot;
mod snapshots;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod thumbnail;
mod track;
mod transport;

use std::cell::RefCell;
use std::panic;
use std::rc::{Rc, Weak};

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::message::{BUILD, FromWorker, ToWorker, pack, unpack};
use crate::recording::RecordingEnd;
pub(crate) use display::Displayed;
use engine::Engine;
use stream::connection::Event;

/// How the engine tells the page.
type Post = fn(&FromWorker, Option<&JsValue>);

/// The engine, as tasks and listeners hold it.
type Shared = Rc<RefCell<Engine>>;

thread_local! {
    /// Lives as long as the worker.
    static LISTENER: RefCell<Option<EventListener>> = const { RefCell::new(None) };
}

/// Starts the program. To be called once, in a dedicated worker.
pub fn start() {
    panic::set_hook(Box::new(|info| post(&FromWorker::Failed(info.to_string()), None)));
    let engine = Rc::new_cyclic(|this| RefCell::new(Engine::new(Weak::clone(this), post)));
    let look_back = Rc::clone(&engine);
    let listener = EventListener::new(&scope(), "message", move |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        let message = unpack(&data)
            .ok()
            .and_then(|(message, attachment)| Some((ToWorker::from_js(&message)?, attachment)));
        match message {
            Some((message, attachment)) => receive(&engine, message, attachment),
            None => post(&FromWorker::Failed("a message of the page cannot be read".into()), None),
        }
    });
    LISTENER.set(Some(listener));
    post(&FromWorker::Ready { build: BUILD.into() }, None);
    recorder::look_back(&look_back);
}

fn receive(engine: &Shared, message: ToWorker, attachment: JsValue) {
    if let ToWorker::Snapshot(number, seen) = message {
        return snapshot::send(engine, number, seen);
    }
    if let ToWorker::Enhance(enhancements) = message {
        return enhance::set(engine, enhancements);
    }
    if let ToWorker::Thumbnail(number, at) = message {
        return thumbnail::send(engine, number, at);
    }
    let message = match message {
        ToWorker::Record(options) => return recorder::begin(engine, options, attachment),
        ToWorker::Settle(name, save) => return recorder::settle(engine, name, save),
        message => message,
    };
    let mut engine = engine.borrow_mut();
    match message {
        ToWorker::EndRecording => engine.end_recording(RecordingEnd::Done),
        ToWorker::Canvas => engine.draw_on(attachment.unchecked_into()),
        ToWorker::Video => engine.feed_video(&attachment),
        ToWorker::WantVideo(wanted) => engine.want_video(wanted),
        ToWorker::VideoShows(shows) => engine.video_shows(shows),
        ToWorker::ReadCanvas(read) => engine.read_canvas(read),
        ToWorker::Reduce(reduction) => engine.reduce(reduction),
        ToWorker::Play(source, login) => engine.play(&source, login),
        ToWorker::Stop => engine.tell(Event::Stop),
        ToWorker::Retry => engine.retry(),
        ToWorker::Visibility(visibility) => engine.tell(Event::Visibility(visibility)),
        ToWorker::Online => engine.tell(Event::Online),
        ToWorker::Signed(number, signature) => engine.signatures.put(number, signature),
        ToWorker::Displayed(number, displayed) => engine.shown_by_page.put(number, displayed),
        ToWorker::Replay(command) => engine.replay(command),
        ToWorker::Record(_) | ToWorker::Settle(..) => {}
        ToWorker::Snapshot(..) | ToWorker::Enhance(_) | ToWorker::Thumbnail(..) => {}
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Tells the page. What cannot be posted is lost: there is nobody else to tell.
fn post(message: &FromWorker, attachment: Option<&JsValue>) {
    let post = || {
        let (data, transfer) = pack(&message.to_js()?, attachment)?;
        scope().post_message_with_transfer(&data, &transfer)
    };
    let _: Result<(), JsValue> = post();
}
