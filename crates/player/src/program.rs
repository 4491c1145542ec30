//! Parts of the player that are programs of their own, beside this one: loaded when they are first used.
//! A trap in one ends only that one.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

use causes::{Cause, Feature};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

use crate::loader::{Answer, Loader, Wish};

/// Milliseconds of loading after which a person is told.
pub(crate) const MOMENT: u32 = 500;

/// One part: whether it is there, and its module.
pub(crate) struct Program {
    feature: Feature,
    /// The file's name without `.js`, and the build that it must be of.
    file: (&'static str, &'static str),
    pub(crate) loader: RefCell<Loader>,
    module: RefCell<Option<JsValue>>,
    /// Why there is no module, after there could have been one.
    why: RefCell<Option<Cause>>,
    /// Modules that have stopped.
    pub(crate) stops: Cell<u32>,
    /// Tasks that wait for the module, or for its work.
    pub(crate) waiting: RefCell<Vec<Waker>>,
}

#[wasm_bindgen]
extern "C" {
    /// `import(address)`, which is relative to our own module's address.
    #[wasm_bindgen(catch)]
    fn import(address: &str) -> Result<Promise, JsValue>;
}

impl Program {
    pub(crate) fn new(feature: Feature, file: (&'static str, &'static str)) -> Self {
        Self {
            feature,
            file,
            loader: RefCell::default(),
            module: RefCell::default(),
            why: RefCell::default(),
            stops: Cell::default(),
            waiting: RefCell::default(),
        }
    }

    /// The module, if it is there.
    pub(crate) fn module(&self) -> Option<JsValue> {
        self.module.borrow().clone()
    }

    /// The module, for a person who waits for it.
    pub(crate) async fn loaded(&self) -> Result<JsValue, Cause> {
        let answer = self.loader.borrow_mut().want(Wish::Person, now());
        match answer {
            Answer::Load(attempt) => return self.load(attempt).await,
            Answer::Wait => {
                let mut has_begun = false;
                poll_fn(|context| {
                    if std::mem::replace(&mut has_begun, true) {
                        return Poll::Ready(());
                    }
                    self.waiting.borrow_mut().push(context.waker().clone());
                    Poll::Pending
                })
                .await;
            }
            Answer::Ready | Answer::Refused => {}
        }
        self.module().ok_or_else(|| self.why())
    }

    /// Loads the module as this attempt of the [`Loader`]'s.
    pub(crate) async fn load(&self, attempt: u32) -> Result<JsValue, Cause> {
        let loaded = self.import(attempt).await;
        let mut loader = self.loader.borrow_mut();
        let result = match loaded {
            Ok(module) => {
                loader.loaded();
                self.module.replace(Some(module.clone()));
                Ok(module)
            }
            Err(error) => {
                loader.missing(now());
                let cause = Cause::FeatureMissing { feature: self.feature, why: words(&error) };
                self.why.replace(Some(cause.clone()));
                Err(cause)
            }
        };
        self.wake();
        result
    }

    /// Each attempt has an address of its own: browsers remember a module that failed, and one that
    /// has trapped cannot be used again.
    async fn import(&self, attempt: u32) -> Result<JsValue, JsValue> {
        #[cfg(all(test, target_arch = "wasm32"))]
        if let Some(module) = crate::worker::linked(self.feature) {
            return Ok(module);
        }
        let (name, build) = self.file;
        let address = ["./", name, ".js?", build, "-", &attempt.to_string()].concat();
        let module = import(&address)?.await?;
        let call = |name: &str| -> Result<JsValue, JsValue> {
            Reflect::get(&module, &name.into())?.unchecked_into::<Function>().call0(&JsValue::UNDEFINED)
        };
        call("default")?.unchecked_into::<Promise>().await?;
        if call("build")?.as_string().as_deref() != Some(build) {
            return Err("the server or the browser has another version of it than of this page".into());
        }
        Ok(module)
    }

    /// It has done its work.
    pub(crate) fn worked(&self) {
        self.loader.borrow_mut().worked();
    }

    /// It has trapped with this error, and is not called again.
    pub(crate) fn stopped(&self, error: &JsValue) -> Cause {
        let cause = Cause::FeatureFailed { feature: self.feature, why: words(error) };
        self.module.replace(None);
        self.why.replace(Some(cause.clone()));
        self.stops.set(self.stops.get() + 1);
        self.loader.borrow_mut().stopped(now());
        self.wake();
        cause
    }

    /// Why there is no module any more.
    pub(crate) fn why(&self) -> Cause {
        let none = || Cause::FeatureMissing { feature: self.feature, why: String::new() };
        self.why.borrow().clone().unwrap_or_else(none)
    }

    pub(crate) fn wake(&self) {
        for waker in self.waiting.take() {
            waker.wake();
        }
    }
}

/// Milliseconds by the clock of this page or worker, which never goes back.
pub(crate) fn now() -> f64 {
    let performance = Reflect::get(&js_sys::global(), &"performance".into());
    performance
        .map_or_else(|_| js_sys::Date::now(), |performance| performance.unchecked_into::<Performance>().now())
}

/// An exception in words.
fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_default()
}
