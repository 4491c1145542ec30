//! Events of the page that matter to the player: shown, hidden, out of sight, left, online, time.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use js_sys::Array;
use stream::connection::Visibility;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, VisibilityState};

use super::host::Shared;
use super::silence::LOOK;
use super::{Page, Popping};
use crate::message::ToWorker;

/// What a page hears of while it has players: the network, its visibility, that it is left, and
/// what of it can be seen. Listens until dropped.
pub(super) struct Life {
    _listeners: Vec<EventListener>,
    _look: Interval,
    sight: Option<Sight>,
}

impl Life {
    pub(super) fn new(host: &Rc<Shared>) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let on = |target: &web_sys::EventTarget, name, act: fn(&Rc<Shared>)| {
                let host = Rc::downgrade(host);
                EventListener::new(target, name, move |_| {
                    if let Some(host) = host.upgrade() {
                        act(&host);
                    }
                })
            };
            listeners.push(on(&window, "online", |host| host.each(|page| page.tell(&ToWorker::Online))));
            listeners.push(on(&window, "pagehide", Shared::left));
            listeners.push(on(&window, "pageshow", |host| {
                host.returned();
                host.each(tell_visibility);
            }));
            if let Some(document) = window.document() {
                listeners.push(on(&document, "visibilitychange", |host| host.each(tell_visibility)));
            }
        }
        let sight = Sight::new(host);
        let host = Rc::downgrade(host);
        let look = Interval::new(LOOK, move || {
            // A hidden page's timers, and its worker's, run as the browser likes.
            if let Some(host) = host.upgrade()
                && (!is_hidden() || host.is_popped_out())
            {
                host.look();
            }
        });
        Self { _listeners: listeners, _look: look, sight }
    }

    /// Tells the player in `element` from now on whether any part of it is where it could be seen.
    pub(super) fn watch(&self, element: &Element) {
        if let Some(sight) = &self.sight {
            sight.observer.observe(element);
        }
    }

    /// Watches `element` no more.
    pub(super) fn forget(&self, element: &Element) {
        if let Some(sight) = &self.sight {
            sight.observer.unobserve(element);
        }
    }
}

/// Watches whether any part of a player is where it could be seen: the page may have scrolled away,
/// or the page that holds it in a frame.
struct Sight {
    observer: IntersectionObserver,
    _noted: Closure<dyn FnMut(Array)>,
}

impl Sight {
    /// `None` in browsers that do not tell; there, whatever is not hidden counts as seen.
    fn new(host: &Rc<Shared>) -> Option<Self> {
        let host = Rc::downgrade(host);
        let noted = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let Some(host) = host.upgrade() else { return };
            // Of several about one element the last is true.
            for entry in entries.iter() {
                let Ok(entry) = entry.dyn_into::<IntersectionObserverEntry>() else { continue };
                if let Some(page) = host.player_in(&entry.target()) {
                    page.in_sight.set(entry.is_intersecting());
                    tell_visibility(&page);
                }
            }
        });
        let observer = IntersectionObserver::new(noted.as_ref().unchecked_ref()).ok()?;
        Some(Self { observer, _noted: noted })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn tell_visibility(page: &Page) {
    page.tell(&ToWorker::Visibility(visibility(page)));
}

/// Whether somebody can see the player now.
pub(super) fn visibility(page: &Page) -> Visibility {
    let unseen = is_hidden() || !page.in_sight.get();
    match (unseen, page.popping.get()) {
        (false, _) => Visibility::Shown,
        (true, Popping::Out) => Visibility::Window,
        (true, _) => Visibility::Hidden,
    }
}

pub(super) fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}
