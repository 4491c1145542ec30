//! What happens to the page and matters to the player: shown, hidden, left, online, time.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use web_sys::VisibilityState;

use super::Page;
use crate::message::{ToWorker, Visibility};

/// Listens until dropped.
pub(super) struct Life {
    _listeners: Vec<EventListener>,
    _second: Interval,
}

impl Life {
    pub(super) fn new(page: &Rc<Page>) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let on = |target: &web_sys::EventTarget, name, message: fn() -> ToWorker| {
                let page = Rc::downgrade(page);
                EventListener::new(target, name, move |_| {
                    if let Some(page) = page.upgrade() {
                        page.tell(&message());
                    }
                })
            };
            listeners.push(on(&window, "online", || ToWorker::Online));
            let left = Rc::downgrade(page);
            listeners.push(EventListener::new(&window, "pagehide", move |_| {
                if let Some(page) = left.upgrade() {
                    page.left();
                }
            }));
            listeners.push(on(&window, "pageshow", || ToWorker::Visibility(visibility())));
            if let Some(document) = window.document() {
                listeners.push(on(&document, "visibilitychange", || ToWorker::Visibility(visibility())));
            }
        }
        let page = Rc::downgrade(page);
        let second = Interval::new(1000, move || {
            // A hidden page's timers, and its worker's, run as the browser likes.
            if visibility() == Visibility::Shown
                && let Some(page) = page.upgrade()
            {
                page.second();
            }
        });
        Self { _listeners: listeners, _second: second }
    }
}

/// Whether the page is shown now.
pub(super) fn visibility() -> Visibility {
    let document = web_sys::window().and_then(|window| window.document());
    match document.map(|document| document.visibility_state()) {
        Some(VisibilityState::Hidden) => Visibility::Hidden,
        _ => Visibility::Shown,
    }
}
