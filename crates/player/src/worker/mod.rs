//! The program in the worker: a thin shell around the logic, which fetches, decodes and draws. `host` keeps its
//! streams.
//!
//! One stream task at a time feeds the engine, one decoding task at a time takes pictures from it. Both
//! borrow the engine for the length of a call and never across an `await`.

mod bitmap;
mod challenge;
mod decode;
mod display;
mod engine;
mod enhance;
mod features;
mod host;
mod image_decoder;
mod inbox;
mod memory;
mod origin;
mod permission;
mod picture;
mod recorder;
mod request;
mod resources;
mod screen;
mod sight;
mod snapshot;
mod snapshots;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod track;
mod transport;
mod wall;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use crate::message::{StreamId, ToWorker};
pub(crate) use display::Displayed;
use engine::Engine;
use stream::Input;
use stream::record::Ending;

/// The engine, as tasks and listeners hold it.
type Shared = Rc<RefCell<Engine>>;

#[cfg(all(test, target_arch = "wasm32"))]
pub(crate) use features::linked;
pub use host::start;

fn receive(engine: &Shared, message: ToWorker, attachment: JsValue) {
    if message.is_of_a_person() {
        engine.borrow().be_used();
    }
    if let ToWorker::Enhance(enhancements) = message {
        return enhance::set(engine, enhancements);
    }
    let message = match message {
        ToWorker::Record(options) => return recorder::begin(engine, options, attachment),
        ToWorker::Settle(name, save) => return recorder::settle(engine, name, save),
        message => message,
    };
    let mut engine = engine.borrow_mut();
    match message {
        ToWorker::EndRecording => engine.end_recording(Ending::Done),
        ToWorker::Canvas => engine.draw_on(attachment.unchecked_into()),
        ToWorker::Share(wall) => engine.draw_on_wall(StreamId(wall)),
        ToWorker::Video => engine.feed_video(&attachment),
        ToWorker::WantVideo(wanted) => engine.handle(Input::WantVideo(wanted)),
        ToWorker::Presented(count) => engine.handle(Input::Presented(count)),
        ToWorker::ReadCanvas(read) => engine.read_canvas(read),
        ToWorker::Reduce(reduction) => engine.reduce(reduction),
        ToWorker::Play(source, login) => engine.play(source, login),
        ToWorker::Stop => engine.handle(Input::Stop),
        ToWorker::Retry => engine.handle(Input::Retry),
        ToWorker::Visibility(visibility) => engine.be_seen(visibility),
        ToWorker::Online => engine.handle(Input::Online),
        ToWorker::Signed(number, signature) => engine.signatures.put(number, signature),
        ToWorker::Displayed(number, displayed) => engine.shown_by_page.put(number, displayed),
        ToWorker::Replay(command) => engine.handle(Input::Replay(command)),
        ToWorker::Snapshot(number, is_seen) => engine.handle(Input::Snapshot { number, is_seen }),
        ToWorker::Thumbnail(number, at) => engine.handle(Input::Thumbnail(number, at)),
        ToWorker::Times => engine.send_times(),
        // The host's.
        ToWorker::Wall | ToWorker::Places(_) | ToWorker::Close => {}
        ToWorker::Record(_) | ToWorker::Settle(..) => {}
        ToWorker::Enhance(_) => {}
    }
}

/// Milliseconds since the worker began, never going back.
fn now() -> f64 {
    scope().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
