//! An examination that runs.

use diagnosis::{Diagnosis, Examination, Step, Subject};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use super::probe::run;

/// An examination that runs until it is dropped.
pub(crate) struct Running {
    cancel: Option<AbortController>,
}

/// Gets the checks so far before each probe, and the diagnosis at the end.
pub(crate) type Told = Box<dyn Fn(Vec<Step>, Option<Diagnosis>)>;

impl Running {
    /// Examines `subject`.
    pub(crate) fn start(subject: Subject, told: Told) -> Self {
        let cancel = AbortController::new().ok();
        if let Some(cancel) = &cancel {
            spawn_local(examine(subject, cancel.signal(), told));
        }
        Self { cancel }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(cancel) = &self.cancel {
            cancel.abort();
        }
    }
}

async fn examine(subject: Subject, cancelled: AbortSignal, told: Told) {
    let mut examination = Examination::new(subject);
    while let Some(probe) = examination.next() {
        told(examination.steps(), None);
        let finding = run(probe, examination.subject(), &cancelled).await;
        if cancelled.aborted() {
            return;
        }
        examination.found(probe, finding);
    }
    told(examination.steps(), Some(examination.diagnosis()));
}
