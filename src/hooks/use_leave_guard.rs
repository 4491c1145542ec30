//! Leaving the page in the middle of a recording.

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use yew::prelude::{hook, use_effect_with};

/// Has the browser ask before the page goes, as long as something is recorded.
#[hook]
pub(crate) fn use_leave_guard(is_recording: bool) {
    use_effect_with(is_recording, |&is_recording| {
        let listener = web_sys::window().filter(|_| is_recording).map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "beforeunload", options, |event| {
                event.prevent_default();
                // Chromium before 2023 asked only because of this.
                let _ = Reflect::set(event, &"returnValue".into(), &JsValue::TRUE);
            })
        });
        move || drop(listener)
    });
}
