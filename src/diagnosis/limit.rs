//! Time limits and cancelling, by the browser's own means.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// How long one question may take, milliseconds.
const LIMIT_MS: u32 = 3_000;

/// Aborts its signal when the time is up, or when the whole examination is cancelled. Dropping it
/// aborts too: whatever was opened under it is closed.
pub(super) struct Limit {
    controller: Option<AbortController>,
    signal: AbortSignal,
    timed_out: Rc<Cell<bool>>,
    timer: RefCell<Option<Timeout>>,
    _cancelled: EventListener,
}

impl Limit {
    /// A limit that begins now.
    pub(super) fn new(cancelled: &AbortSignal) -> Self {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map_or_else(|| cancelled.clone(), AbortController::signal);
        let also = controller.clone();
        let listener = EventListener::once(cancelled, "abort", move |_| abort(also.as_ref()));
        let limit = Self {
            controller,
            signal,
            timed_out: Rc::default(),
            timer: RefCell::default(),
            _cancelled: listener,
        };
        limit.restart();
        limit
    }

    /// Gives as much time again from now on.
    pub(super) fn restart(&self) {
        let (controller, timed_out) = (self.controller.clone(), Rc::clone(&self.timed_out));
        let timer = Timeout::new(LIMIT_MS, move || {
            timed_out.set(true);
            abort(controller.as_ref());
        });
        drop(self.timer.replace(Some(timer)));
    }

    /// For `fetch`.
    pub(super) fn signal(&self) -> AbortSignal {
        self.signal.clone()
    }

    /// Whether it was the time that ended it.
    pub(super) fn is_over(&self) -> bool {
        self.timed_out.get()
    }

    /// The result of `promise`, or an error as soon as the limit is reached.
    pub(super) async fn wait(&self, promise: &Promise) -> Result<JsValue, JsValue> {
        let mut listener = None;
        let aborted = Promise::new(&mut |_, reject| {
            listener = Some(EventListener::once(&self.signal, "abort", move |_| {
                let _ = reject.call0(&JsValue::NULL);
            }));
        });
        let first = JsFuture::from(Promise::race(&Array::of2(promise, &aborted))).await;
        drop(listener);
        first
    }
}

fn abort(controller: Option<&AbortController>) {
    if let Some(controller) = controller {
        controller.abort();
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        abort(self.controller.as_ref());
    }
}
