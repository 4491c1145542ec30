//! The recorder.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use causes::{Cause, Feature};
use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::Features;
use crate::program::Program;
use crate::recording::RecordingOptions;

/// The program, if it is there.
pub(in crate::worker) struct Record {
    program: Program,
    /// What the programs call to be run. Those of programs that have stopped stay: such a one may
    /// still call, and an exception there would be ours.
    bells: RefCell<Vec<Closure<dyn Fn()>>>,
}

#[wasm_bindgen]
extern "C" {
    /// The module of `crates/features/record`.
    type Module;
    #[wasm_bindgen(method, catch)]
    fn begin_recording(
        this: &Module,
        extension: &str,
        camera: &str,
        source: &str,
        folder: &JsValue,
    ) -> Result<Recording, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn look_back(this: &Module) -> Result<Task, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn settle_recording(this: &Module, name: &str, save: bool) -> Result<Task, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn on_tasks(this: &Module, bell: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn run_tasks(this: &Module) -> Result<(), JsValue>;

    /// A recording, as the program has it.
    pub(in crate::worker) type Recording;
    #[allow(clippy::too_many_arguments, reason = "an object with these would be read by name")]
    #[wasm_bindgen(method, catch)]
    pub(in crate::worker) fn picture(
        this: &Recording,
        jpeg: &Uint8Array,
        now: f64,
        wall: f64,
        timestamp: Option<f64>,
        likely: bool,
        text: &str,
        lost: f64,
        gap: bool,
    ) -> Result<Task, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(in crate::worker) fn end(
        this: &Recording,
        refused: f64,
        is_other_source: bool,
    ) -> Result<Task, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(in crate::worker) fn progress(this: &Recording, untold: f64) -> Result<Uint8Array, JsValue>;

    /// Work of the program.
    pub(in crate::worker) type Task;
    #[wasm_bindgen(method, catch)]
    fn result(this: &Task) -> Result<Option<Array>, JsValue>;
}

/// The result of such work.
pub(in crate::worker) struct Outcome {
    /// There is no more of it.
    pub(in crate::worker) is_over: bool,
    /// News for the page, each with the file that belongs to it.
    pub(in crate::worker) news: Vec<(Vec<u8>, Option<JsValue>)>,
}

impl Default for Record {
    fn default() -> Self {
        let file = ("record", env!("RECORD_BUILD"));
        Self { program: Program::new(Feature::Record, file), bells: RefCell::default() }
    }
}

impl Record {
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// Begins a recording by the `module`, which is loaded.
    pub(in crate::worker) fn begin(
        features: &Rc<Features>,
        module: JsValue,
        options: &RecordingOptions,
        folder: &JsValue,
    ) -> Result<Recording, Cause> {
        let RecordingOptions { container, camera, source, .. } = options;
        let module = Self::running(features, module)?;
        let recording = module.begin_recording(container.extension(), camera, source, folder);
        recording.map_err(|error| features.record.program.stopped(&error))
    }

    /// Looks for files that were left. It is not over if some were in use.
    pub(in crate::worker) async fn look_back(
        features: &Rc<Features>,
        module: JsValue,
    ) -> Result<Outcome, Cause> {
        let task = Self::running(features, module)?.look_back();
        features.record.finish(task).await
    }

    /// Hands over the file of that name, or deletes it.
    pub(in crate::worker) async fn settle(
        features: &Rc<Features>,
        module: JsValue,
        name: &str,
        save: bool,
    ) -> Result<Outcome, Cause> {
        let task = Self::running(features, module)?.settle_recording(name, save);
        features.record.finish(task).await
    }

    /// Waits for work of the program.
    pub(in crate::worker) async fn finish(&self, task: Result<Task, JsValue>) -> Result<Outcome, Cause> {
        let task = task.map_err(|error| self.program.stopped(&error))?;
        let stops = self.program.stops.get();
        let result = poll_fn(|context| {
            if self.program.stops.get() != stops {
                return Poll::Ready(Err(self.program.why()));
            }
            match task.result() {
                Ok(Some(result)) => Poll::Ready(Ok(result)),
                Ok(None) => {
                    self.program.waiting.borrow_mut().push(context.waker().clone());
                    Poll::Pending
                }
                Err(error) => Poll::Ready(Err(self.program.stopped(&error))),
            }
        })
        .await?;
        self.program.worked();
        let mut news = Vec::new();
        for index in (1..result.length()).step_by(2) {
            let told: Uint8Array = result.get(index).unchecked_into();
            let file = Some(result.get(index + 1)).filter(|file| !file.is_undefined());
            news.push((told.to_vec(), file));
        }
        Ok(Outcome { is_over: result.get(0).is_truthy(), news })
    }

    /// A call of the program has thrown this.
    pub(in crate::worker) fn stopped(&self, error: &JsValue) -> Cause {
        self.program.stopped(error)
    }

    /// The module, whose work is run from now on.
    fn running(features: &Rc<Features>, module: JsValue) -> Result<Module, Cause> {
        let module: Module = module.unchecked_into();
        let bells = &features.record.bells;
        if bells.borrow().len() <= features.record.program.stops.get() as usize {
            let this = Rc::downgrade(features);
            let bell = Closure::<dyn Fn()>::new(move || {
                if let Some(features) = this.upgrade() {
                    // Now the program is in the middle of something.
                    spawn_local(async move { features.record.run() });
                }
            });
            let told = module.on_tasks(bell.as_ref().unchecked_ref());
            bells.borrow_mut().push(bell);
            told.map_err(|error| features.record.program.stopped(&error))?;
        }
        Ok(module)
    }

    fn run(&self) {
        let Some(module) = self.program.module() else { return };
        if let Err(error) = module.unchecked_into::<Module>().run_tasks() {
            // Those that wait for it say so.
            let _ = self.program.stopped(&error);
        }
        self.program.wake();
    }
}
