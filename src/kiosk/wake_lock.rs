//! Keeping the screen on (Screen Wake Lock, W3C).
//!
//! A browser lets go of the lock when the page is hidden, and may at any time. So it is asked again
//! while the page is visible. It refuses where the page is not secure.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The lock, which ends with it.
#[derive(Debug, Default)]
pub(super) struct WakeLock {
    state: Rc<RefCell<State>>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    None,
    Asked,
    Held(JsValue),
    Refused,
    /// Whoever asked is gone.
    Closed,
}

impl WakeLock {
    /// Asks for it unless it is held. To be called from time to time, because a browser may let go of it.
    pub(super) fn keep(&self) {
        if matches!(&*self.state.borrow(), State::Asked) || self.is_held() || !is_visible() {
            return;
        }
        let Some(promise) = request() else {
            self.state.replace(State::Refused);
            return;
        };
        self.state.replace(State::Asked);
        let state = Rc::clone(&self.state);
        spawn_local(async move {
            let answer = JsFuture::from(promise).await;
            let is_closed = matches!(&*state.borrow(), State::Closed);
            match answer {
                Ok(lock) if is_closed => release(&lock),
                Ok(lock) => drop(state.replace(State::Held(lock))),
                Err(_) if is_closed => {}
                Err(_) => drop(state.replace(State::Refused)),
            }
        });
    }

    /// How it is, in a word.
    pub(super) fn word(&self) -> &'static str {
        match &*self.state.borrow() {
            State::Refused => "refused",
            _ if self.is_held() => "on",
            _ => "off",
        }
    }

    fn is_held(&self) -> bool {
        match &*self.state.borrow() {
            State::Held(lock) => {
                Reflect::get(lock, &"released".into()).ok().and_then(|value| value.as_bool()) == Some(false)
            }
            _ => false,
        }
    }
}

impl Drop for WakeLock {
    fn drop(&mut self) {
        if let State::Held(lock) = self.state.replace(State::Closed) {
            release(&lock);
        }
    }
}

fn request() -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"wakeLock".into()).ok().filter(|locks| !locks.is_undefined())?;
    let ask: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    ask.call1(&locks, &"screen".into()).ok()?.dyn_into().ok()
}

fn release(lock: &JsValue) {
    let release =
        Reflect::get(lock, &"release".into()).ok().and_then(|value| value.dyn_into::<Function>().ok());
    // The browser lets go of it with the page anyway.
    let _ = release.map(|release| release.call0(lock));
}

fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| !document.hidden())
}
