//! Keys pressed anywhere on the page, where they are not meant for something else.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::{Callback, hook, use_effect_with};

use crate::keys::Command;

/// Elements that use single keys themselves: text fields, choices, open dialogs.
const TAKES_KEYS: &str =
    "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]";
/// Further elements that use the space bar and the arrows.
const TAKES_SPACE: &str = "button, a, summary, input, .statistics, [role=button], [role=radio]";

/// Tells the command of each key pressed on the page, while `wanted`.
#[hook]
pub(crate) fn use_keys(pressed: &Callback<Command>, wanted: bool) {
    use_effect_with((pressed.clone(), wanted), |(pressed, wanted)| {
        let pressed = pressed.clone();
        let document = web_sys::window().filter(|_| *wanted).and_then(|window| window.document());
        let listener = document.map(|document| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if let Some(command) = command(event) {
                    event.prevent_default();
                    pressed.emit(command);
                }
            })
        });
        move || drop(listener)
    });
}

fn command(event: &KeyboardEvent) -> Option<Command> {
    if event.default_prevented() || event.is_composing() {
        return None;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let command = Command::of_key(&event.key(), event.shift_key())?;
    if event.repeat() && !command.repeats() {
        return None;
    }
    // An open dialog takes all keys, wherever the focus is.
    let document = web_sys::window()?.document()?;
    if matches!(document.query_selector("dialog[open]"), Ok(Some(_))) {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        target.as_ref().is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
    };
    let taken = within(TAKES_KEYS) && command != Command::Close || command.is_bare() && within(TAKES_SPACE);
    (!taken).then_some(command)
}
