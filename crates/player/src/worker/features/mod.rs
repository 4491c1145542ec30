//! Parts of the player that are programs of their own: loaded when they are first used, beside this
//! program, and shared by all streams. A trap in one ends only that one.

mod enhance;
mod record;
mod small;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

use causes::{Cause, Feature};
use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::Shared;
use super::engine::Engine;
use crate::loader::{Answer, Loader, Wish};
use crate::message::{FeatureState, FromWorker};
pub(super) use enhance::{Enhance, Enhancer};
pub(super) use record::{Outcome, Record, Recording, Task};
pub(super) use small::Small;
#[cfg(all(test, target_arch = "wasm32"))]
pub(super) use tests::trap_next;

/// Milliseconds of loading after which a person is told.
const MOMENT: u32 = 500;

/// The parts of one worker.
#[derive(Default)]
pub(super) struct Features {
    /// Decodes small pictures.
    pub(super) small: Small,
    /// Enhances pictures.
    pub(super) enhance: Enhance,
    /// Writes recordings.
    pub(super) record: Record,
}

/// One part: whether it is there, and its module.
pub(super) struct Program {
    feature: Feature,
    /// The file's name without `.js`, and the build that it must be of.
    file: (&'static str, &'static str),
    loader: RefCell<Loader>,
    module: RefCell<Option<JsValue>>,
    /// Why there is no module, after there could have been one.
    why: RefCell<Option<Cause>>,
    /// Modules that have stopped.
    stops: Cell<u32>,
    /// Tasks that wait for the module, or for its work.
    waiting: RefCell<Vec<Waker>>,
}

#[wasm_bindgen]
extern "C" {
    /// `import(address)`, which is relative to our own module's address.
    #[wasm_bindgen(catch)]
    fn import(address: &str) -> Result<Promise, JsValue>;
}

impl Program {
    fn new(feature: Feature, file: (&'static str, &'static str)) -> Self {
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
    fn module(&self) -> Option<JsValue> {
        self.module.borrow().clone()
    }

    /// The module, for a person who waits for it.
    async fn loaded(&self) -> Result<JsValue, Cause> {
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
    async fn load(&self, attempt: u32) -> Result<JsValue, Cause> {
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
        if let Some(module) = tests::linked(self.feature) {
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
    fn worked(&self) {
        self.loader.borrow_mut().worked();
    }

    /// It has trapped with this error, and is not called again.
    fn stopped(&self, error: &JsValue) -> Cause {
        let cause = Cause::FeatureFailed { feature: self.feature, why: words(error) };
        self.module.replace(None);
        self.why.replace(Some(cause.clone()));
        self.stops.set(self.stops.get() + 1);
        self.loader.borrow_mut().stopped(now());
        self.wake();
        cause
    }

    /// Why there is no module any more.
    fn why(&self) -> Cause {
        let none = || Cause::FeatureMissing { feature: self.feature, why: String::new() };
        self.why.borrow().clone().unwrap_or_else(none)
    }

    fn wake(&self) {
        for waker in self.waiting.take() {
            waker.wake();
        }
    }
}

/// Loads a part for a person, who is told if that takes longer than a moment, and if it fails.
pub(super) async fn load(shared: &Shared, feature: Feature) -> Result<JsValue, Cause> {
    let features = Rc::clone(&shared.borrow().features);
    let this = Rc::downgrade(shared);
    let telling = Timeout::new(MOMENT, move || {
        if let Some(engine) = this.upgrade() {
            engine.borrow().tell_feature(FeatureState::Loading(feature));
        }
    });
    let program = match feature {
        Feature::Enhance => features.enhance.program(),
        Feature::Record => features.record.program(),
        Feature::Small => features.small.program(),
    };
    let loaded = program.loaded().await;
    drop(telling);
    if let Err(cause) = &loaded {
        shared.borrow().tell_feature(FeatureState::Failed(cause.clone()));
    }
    loaded
}

impl Engine {
    /// Begins to load our own decoder, unless that has been done. Meanwhile the browser decodes.
    pub(super) fn want_small(&self) {
        let Some(attempt) = self.features.small.wants_load() else { return };
        let (this, features) = (Weak::clone(&self.this), Rc::clone(&self.features));
        spawn_local(async move {
            if let Err(cause) = features.small.program().load(attempt).await
                && let Some(engine) = this.upgrade()
            {
                engine.borrow().tell_feature(FeatureState::Failed(cause));
            }
        });
    }

    /// Tells the page if enhancing has stopped since this was asked.
    pub(super) fn tell_enhancing(&mut self) {
        let stops = self.features.enhance.stops();
        if std::mem::replace(&mut self.enhancing_stops, stops) != stops {
            self.tell_feature(FeatureState::Failed(self.features.enhance.program().why()));
        }
    }

    /// Tells the page of a part.
    pub(super) fn tell_feature(&self, state: FeatureState) {
        self.post(&FromWorker::Feature(state), None);
    }
}

fn now() -> f64 {
    super::scope().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// An exception in words.
fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_default()
}
