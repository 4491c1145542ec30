//! When a drawn picture reaches the screen.

use std::cell::RefCell;
use std::rc::Weak;

use gloo::timers::callback::Timeout;
use js_sys::Promise;
use stream::live::LiveGate;
use stream::{Input, SightId};
use wasm_bindgen::JsValue;

use super::engine::Engine;
use super::scope;
use super::screen::Screen;
use super::transport::after;
use crate::message::FromWorker;

/// Frames of the screen after which what was drawn before the first is seen: at the next one the
/// browser takes it from the canvas, and then it is on its way through another process.
const FRAMES: usize = 3;
/// Milliseconds that a frame may take. Where nobody sees the page there are none.
const LATE: u32 = LiveGate::PATIENCE as u32 / FRAMES as u32;
/// Milliseconds that a page has to show one canvas instead of another.
const LEFT: i32 = 2_000;

/// Tells the engine when what was drawn until now is seen.
pub(super) async fn await_screen(engine: Weak<RefCell<Engine>>, id: SightId) {
    frames().await;
    if let Some(engine) = engine.upgrade() {
        engine.borrow_mut().handle(Input::Seen(id));
    }
}

/// Tells the page when what was just drawn on another canvas than before is seen. Until then, and for a moment longer,
/// that one stays: a page may show nothing of a canvas whose other half is gone.
pub(super) async fn await_move(engine: Weak<RefCell<Engine>>, moves: u32, left: Vec<Screen>) {
    frames().await;
    if let Some(engine) = engine.upgrade() {
        engine.borrow().post(&FromWorker::Moved(moves), None);
    }
    let _ = after(LEFT).await;
    drop(left);
}

async fn frames() {
    for _ in 0..FRAMES {
        frame().await;
    }
}

/// The next frame of the screen, or a moment where there is none.
pub(super) async fn frame() {
    let mut late = None;
    let next = Promise::new(&mut |resolve, _| {
        // A browser may have none in workers.
        let _ = scope().request_animation_frame(&resolve);
        late = Some(Timeout::new(LATE, move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }));
    });
    // It is never rejected.
    let _ = next.await;
}
