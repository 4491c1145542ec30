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

/// Frames of the screen after which what was drawn before the first is seen: at the next one the
/// browser takes it from the canvas, and then it is on its way through another process.
const FRAMES: usize = 3;
/// Milliseconds that a frame may take. Where nobody sees the page there are none.
const LATE: u32 = LiveGate::PATIENCE as u32 / FRAMES as u32;

/// Tells the engine when what was drawn until now is seen.
pub(super) async fn await_screen(engine: Weak<RefCell<Engine>>, id: SightId) {
    for _ in 0..FRAMES {
        frame().await;
    }
    if let Some(engine) = engine.upgrade() {
        engine.borrow_mut().handle(Input::Seen(id));
    }
}

async fn frame() {
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
