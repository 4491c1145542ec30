//! Full screen.

use gloo::events::EventListener;
use web_sys::{Document, Element};
use yew::prelude::{Callback, NodeRef, hook, use_callback, use_effect_with, use_state};

/// Full screen and its switch.
#[derive(Clone, PartialEq)]
pub(crate) struct FullscreenHandle {
    /// Whether it is on. `None` where there is none: iPhones allow it for `<video>` alone, and an
    /// embedding page may forbid it.
    pub(crate) on: Option<bool>,
    /// On or off.
    pub(crate) toggle: Callback<()>,
}

/// Full screen for `element`.
#[hook]
pub(crate) fn use_fullscreen(element: &NodeRef) -> FullscreenHandle {
    let on = use_state(|| false);
    {
        let setter = on.setter();
        use_effect_with((), move |()| {
            let listener = document().map(|document| {
                EventListener::new(&document.clone(), "fullscreenchange", move |_| {
                    setter.set(document.fullscreen_element().is_some());
                })
            });
            move || drop(listener)
        });
    }
    let toggle = use_callback(element.clone(), |(), element| toggle(element));
    let available = document().is_some_and(|document| document.fullscreen_enabled());
    FullscreenHandle { on: available.then_some(*on), toggle }
}

fn toggle(element: &NodeRef) {
    let Some(document) = document() else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(element) = element.cast::<Element>() {
        // A refusal shows itself: nothing happens.
        let _ = element.request_fullscreen();
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
