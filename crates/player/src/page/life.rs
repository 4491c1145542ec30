//! What happens to the page and matters to the player: shown, hidden, out of sight, left, online, time.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use js_sys::Array;
use stream::connection::Visibility;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, VisibilityState};

use super::silence::LOOK;
use super::{Page, Popping};
use crate::message::ToWorker;

/// Listens until dropped.
pub(super) struct Life {
    _listeners: Vec<EventListener>,
    _look: Interval,
    _sight: Option<Sight>,
}

impl Life {
    pub(super) fn new(page: &Rc<Page>, element: &Element) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let on = |target: &web_sys::EventTarget, name, message: fn(&Page) -> ToWorker| {
                let page = Rc::downgrade(page);
                EventListener::new(target, name, move |_| {
                    if let Some(page) = page.upgrade() {
                        page.tell(&message(&page));
                    }
                })
            };
            listeners.push(on(&window, "online", |_| ToWorker::Online));
            let left = Rc::downgrade(page);
            listeners.push(EventListener::new(&window, "pagehide", move |_| {
                if let Some(page) = left.upgrade() {
                    page.left();
                }
            }));
            listeners.push(on(&window, "pageshow", |page| {
                page.returned();
                ToWorker::Visibility(visibility(page))
            }));
            if let Some(document) = window.document() {
                let changed = |page: &Page| ToWorker::Visibility(visibility(page));
                listeners.push(on(&document, "visibilitychange", changed));
            }
        }
        let sight = Sight::new(page, element);
        let page = Rc::downgrade(page);
        let look = Interval::new(LOOK, move || {
            // A hidden page's timers, and its worker's, run as the browser likes.
            if let Some(page) = page.upgrade()
                && (!is_hidden() || page.popping.get() == Popping::Out)
            {
                page.look();
            }
        });
        Self { _listeners: listeners, _look: look, _sight: sight }
    }
}

/// Watches whether any part of the player is where it could be seen: the page may have scrolled away, or the page that
/// holds it in a frame.
struct Sight {
    observer: IntersectionObserver,
    _noted: Closure<dyn FnMut(Array)>,
}

impl Sight {
    /// `None` in browsers that do not tell; there, whatever is not hidden counts as seen.
    fn new(page: &Rc<Page>, element: &Element) -> Option<Self> {
        let page = Rc::downgrade(page);
        let noted = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let entry = entries.pop().dyn_into::<IntersectionObserverEntry>();
            if let (Ok(entry), Some(page)) = (entry, page.upgrade()) {
                page.in_sight.set(entry.is_intersecting());
                page.tell(&ToWorker::Visibility(visibility(&page)));
            }
        });
        let observer = IntersectionObserver::new(noted.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _noted: noted })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Whether somebody can see the player now.
pub(super) fn visibility(page: &Page) -> Visibility {
    let unseen = is_hidden() || !page.in_sight.get();
    if unseen && page.popping.get() != Popping::Out { Visibility::Hidden } else { Visibility::Shown }
}

pub(super) fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}
