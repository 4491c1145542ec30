//! Parts of the player that are programs of their own: loaded when they are first used, beside this
//! program, and shared by all streams. A trap in one ends only that one.

mod enhance;
mod record;
mod small;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

use std::rc::{Rc, Weak};

use causes::{Cause, Feature};
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::Shared;
use super::engine::Engine;
use crate::message::{FeatureState, FromWorker};
use crate::program::MOMENT;
pub(super) use enhance::{Enhance, Enhancer};
pub(super) use record::{Outcome, Record, Recording, Task};
pub(super) use small::Small;
#[cfg(all(test, target_arch = "wasm32"))]
pub(crate) use tests::linked;
#[cfg(all(test, target_arch = "wasm32"))]
pub(super) use tests::trap_next;

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
        // The page's.
        Feature::Login => return Err(Cause::FeatureMissing { feature, why: String::new() }),
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
