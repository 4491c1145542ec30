//! Violations of the page's own Content-Security-Policy.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds.
const MOMENT_MS: u32 = 30;

/// Watches for violations: the request itself only fails.
pub(super) struct Policy {
    broken: Rc<Cell<bool>>,
    _listener: Option<EventListener>,
}

impl Policy {
    /// From now on.
    pub(super) fn watch() -> Self {
        let broken = Rc::new(Cell::new(false));
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            let broken = Rc::clone(&broken);
            EventListener::once(&document, "securitypolicyviolation", move |_| broken.set(true))
        });
        Self { broken, _listener: listener }
    }

    /// Waits until the browser has told.
    pub(super) async fn settle(&self) {
        let mut timer = None;
        let moment = Promise::new(&mut |resolve, _| {
            timer = Some(Timeout::new(MOMENT_MS, move || {
                let _ = resolve.call0(&JsValue::NULL);
            }));
        });
        let _ = JsFuture::from(moment).await;
        drop(timer);
    }

    /// Whether something was forbidden.
    pub(super) fn was_broken(&self) -> bool {
        self.broken.get()
    }
}
