//! Full screen.

use gloo::events::EventListener;
use web_sys::{Document, Element};
use yew::prelude::{NodeRef, UseStateHandle, hook, use_effect_with, use_state};

/// Whether the page is in full screen, and the switch.
#[derive(Clone, PartialEq)]
pub(crate) struct FullscreenHandle {
    on: UseStateHandle<bool>,
    element: NodeRef,
}

impl FullscreenHandle {
    /// Whether it is on.
    pub(crate) fn is_on(&self) -> bool {
        *self.on
    }

    /// iPhones allow it for `<video>` alone, and an embedding page may forbid it.
    pub(crate) fn is_available() -> bool {
        document().is_some_and(|document| document.fullscreen_enabled())
    }

    pub(crate) fn toggle(&self) {
        let Some(document) = document() else { return };
        if document.fullscreen_element().is_some() {
            document.exit_fullscreen();
        } else if let Some(element) = self.element.cast::<Element>() {
            // A refusal shows itself: nothing happens.
            let _ = element.request_fullscreen();
        }
    }
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
    FullscreenHandle { on, element: element.clone() }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
