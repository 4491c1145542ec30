//! A menu that closes when the focus leaves it, and gives it back to its button when it closes.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, Node};
use yew::prelude::{Callback, NodeRef, hook, use_effect_with};

/// Watches `host`, which holds a button first and, while `open`, its menu. `left` is told when the
/// focus goes elsewhere.
#[hook]
pub(crate) fn use_focus_out(host: &NodeRef, open: bool, left: Callback<()>) {
    let host = host.clone();
    use_effect_with(open, move |&open| {
        let element = host.cast::<Element>().filter(|_| open);
        let listener = element.as_ref().map(|element| listen(element, left));
        move || {
            drop(listener);
            if let Some(button) = element.filter(|_| is_lost()).and_then(|element| button(&element)) {
                let _ = button.focus();
            }
        }
    });
}

fn listen(host: &Element, left: Callback<()>) -> EventListener {
    let node: Node = host.clone().into();
    EventListener::new(host, "focusout", move |event| {
        let to = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
        let to = to.and_then(|to| to.dyn_into::<Node>().ok());
        // Without a destination the press may have been on the menu's own ground.
        if to.is_some() && !node.contains(to.as_ref()) {
            left.emit(());
        }
    })
}

/// Whether the focus is nowhere, since what had it is gone.
fn is_lost() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let focused = document.and_then(|document| document.active_element());
    focused.is_none_or(|focused| focused.tag_name() == "BODY")
}

fn button(host: &Element) -> Option<HtmlElement> {
    host.query_selector("button").ok().flatten()?.dyn_into().ok()
}
