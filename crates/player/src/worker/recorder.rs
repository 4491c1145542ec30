//! Recording: begins with the kept frames and continues with each new one, decoded or not. A
//! program of its own writes them (`features`); here they wait for it.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use causes::{Cause, Feature};
use gloo::timers::callback::Interval;
use js_sys::{AsyncIterator, IteratorNext, Reflect};
use mjpeg::Timestamp;
use recording::report::STORED_IN;
use stream::Input;
use stream::history::Entry;
use stream::record::{Ending, Next, RecordQueue};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::FileSystemDirectoryHandle;

use super::engine::Engine;
use super::features::{self, Features, Outcome, Record, Recording};
use super::picture::Picture;
use super::transport::after;
use super::{Shared, scope};
use crate::message::{FeatureState, FromWorker};
use crate::recording::RecordingOptions;

/// A picture to be recorded.
pub(super) type Received = Entry<Rc<Picture>>;

/// Milliseconds between two words about how it goes.
const TELL: u32 = 250;

/// Times that what was left is looked for, where some of it is in use, and milliseconds between them.
const LOOKS: u32 = 5;
const LOOK_AGAIN: i32 = 2000;

/// The recording, if there is one.
#[derive(Default)]
pub(super) struct Recorder(Option<Running>);

struct Running {
    queue: RecordQueue<Received>,
    /// Absent until the program is loaded.
    recording: Option<Rc<Recording>>,
    /// The task that writes, while nothing waits.
    waker: Option<Waker>,
    _telling: Interval,
}

/// Begins a recording, or makes a clip of what is kept. It goes into `folder`, too, if that is one.
pub(super) fn begin(shared: &Shared, options: RecordingOptions, folder: JsValue) {
    let mut engine = shared.borrow_mut();
    // From the clock of the day to the engine's.
    let ahead = engine.moment().ahead();
    let from = options.from_ms.map_or(f64::INFINITY, |from| from - ahead);
    let kept = engine.stream.history().frames().since(from).filter(|entry| entry.arrived >= from).cloned();
    let Some(until) = options.until_ms else {
        if engine.recorder.0.is_some() {
            return;
        }
        let kept = kept.collect();
        let telling = {
            let shared = Rc::downgrade(shared);
            Interval::new(TELL, move || {
                if let Some(engine) = shared.upgrade() {
                    engine.borrow().tell_recording();
                }
            })
        };
        engine.recorder.0 =
            Some(Running { queue: RecordQueue::new(kept), recording: None, waker: None, _telling: telling });
        engine.post(&FromWorker::RecordingBegun, None);
        engine.handle(Input::Recording(true));
        drop(engine);
        let shared = Rc::clone(shared);
        spawn_local(async move {
            let is_whole = record(&shared, &options, &folder).await.is_ok();
            let mut engine = shared.borrow_mut();
            engine.recorder.0 = None;
            engine.handle(Input::Recording(false));
            engine.tell_failure(is_whole);
        });
        return;
    };
    let clip = kept.take_while(|entry| entry.arrived <= until - ahead).collect();
    drop(engine);
    let shared = Rc::clone(shared);
    spawn_local(async move {
        let is_whole = export(&shared, &options, &folder, clip).await.is_ok();
        shared.borrow().tell_failure(is_whole);
    });
}

/// Tells the page of files that earlier visits have left.
pub(super) fn look_back(shared: &Shared) {
    let shared = Rc::clone(shared);
    spawn_local(async move {
        // The program is not loaded for nothing.
        if !has_stored().await.unwrap_or(false) {
            return;
        }
        // The page tells each of them once.
        for _ in 0..LOOKS {
            let Ok(module) = features::load(&shared, Feature::Record).await else { return };
            let features = shared.borrow().features();
            let Ok(outcome) = Record::look_back(&features, module).await else { return };
            shared.borrow().tell_news(&outcome);
            if outcome.is_over {
                return;
            }
            let _ = after(LOOK_AGAIN).await;
        }
    });
}

/// Hands over the file called `name` that was left, or deletes it.
pub(super) fn settle(shared: &Shared, name: String, save: bool) {
    let shared = Rc::clone(shared);
    spawn_local(async move {
        let Ok(module) = features::load(&shared, Feature::Record).await else { return };
        let features = shared.borrow().features();
        let settled = Record::settle(&features, module, &name, save).await;
        let engine = shared.borrow();
        match settled {
            Ok(outcome) => engine.tell_news(&outcome),
            Err(cause) => engine.tell_feature(FeatureState::Failed(cause)),
        }
    });
}

impl Engine {
    /// Records a picture, if one is recording. It waits for the disk, if there is room to wait.
    pub(super) fn record(&mut self, picture: &Received) {
        if let Some(running) = &mut self.recorder.0 {
            running.queue.push(picture.clone(), picture.size as u64, picture.lost.into());
            running.wake();
        }
    }

    /// Ends the recording with what waits.
    pub(super) fn end_recording(&mut self, why: Ending) {
        if let Some(running) = &mut self.recorder.0 {
            running.queue.end(why);
            running.wake();
        }
    }

    fn features(&self) -> Rc<Features> {
        Rc::clone(&self.features)
    }

    fn tell_recording(&self) {
        let Some(running) = &self.recorder.0 else { return };
        let Some(recording) = &running.recording else { return };
        match recording.progress(running.queue.untold() as f64) {
            Ok(told) => self.post(&FromWorker::Recording(told.to_vec()), None),
            // The task that writes hears of it and ends the recording.
            Err(error) => drop(self.features.record.stopped(&error)),
        }
    }

    fn tell_news(&self, outcome: &Outcome) {
        for (told, file) in &outcome.news {
            self.post(&FromWorker::Recording(told.clone()), file.as_ref());
        }
    }

    fn tell_failure(&self, is_whole: bool) {
        if !is_whole {
            self.post(&FromWorker::RecordingFailed, None);
        }
    }
}

impl Running {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// Records what waits in the queue until it is over. An error has been told.
async fn record(shared: &Shared, options: &RecordingOptions, folder: &JsValue) -> Result<(), Told> {
    let module = features::load(shared, Feature::Record).await.map_err(|_| Told)?;
    let features = shared.borrow().features();
    let begun = Record::begin(&features, module, options, folder);
    let recording = Rc::new(begun.map_err(|cause| told(shared, cause))?);
    if let Some(running) = &mut shared.borrow_mut().recorder.0 {
        running.recording = Some(Rc::clone(&recording));
    }
    loop {
        let next = poll_fn(|context| {
            let mut engine = shared.borrow_mut();
            let Some(running) = &mut engine.recorder.0 else { return Poll::Ready(Next::Nothing) };
            match running.queue.take() {
                Next::Nothing => {
                    running.waker = Some(context.waker().clone());
                    Poll::Pending
                }
                next => Poll::Ready(next),
            }
        });
        let is_over = match next.await {
            Next::Picture(picture, refused) => write(shared, &recording, &picture, refused).await?,
            Next::End(why, refused) => end(shared, &recording, refused, why).await?,
            Next::Nothing => true,
        };
        if is_over {
            return Ok(());
        }
    }
}

/// A clip of what is kept. An error has been told.
async fn export(
    shared: &Shared,
    options: &RecordingOptions,
    folder: &JsValue,
    clip: VecDeque<Received>,
) -> Result<(), Told> {
    let module = features::load(shared, Feature::Record).await.map_err(|_| Told)?;
    let features = shared.borrow().features();
    let begun = Record::begin(&features, module, options, folder);
    let recording = begun.map_err(|cause| told(shared, cause))?;
    for picture in clip {
        if write(shared, &recording, &picture, 0).await? {
            return Ok(());
        }
    }
    end(shared, &recording, 0, Ending::Done).await.map(|_| ())
}

/// The page was told of an error.
struct Told;

fn told(shared: &Shared, cause: Cause) -> Told {
    shared.borrow().tell_feature(FeatureState::Failed(cause));
    Told
}

/// Writes a picture before which so many had no room. Returns whether the recording is over.
async fn write(
    shared: &Shared,
    recording: &Recording,
    picture: &Received,
    refused: u64,
) -> Result<bool, Told> {
    let frame = &picture.payload;
    let (timestamp, likely) = match frame.origin.timestamp {
        Some(Timestamp::Certain(seconds)) => (Some(seconds), false),
        Some(Timestamp::Likely(seconds)) => (Some(seconds), true),
        None => (None, false),
    };
    let lost = u64::from(picture.lost) + refused;
    let text = frame.payload.text.as_str();
    let (now, wall) = (picture.arrived, picture.wall);
    let task = recording.picture(
        &frame.payload.original(),
        now,
        wall,
        timestamp,
        likely,
        text,
        lost as f64,
        picture.gap,
    );
    finish(shared, task).await
}

async fn end(shared: &Shared, recording: &Recording, refused: u64, why: Ending) -> Result<bool, Told> {
    let task = recording.end(refused as f64, why == Ending::OtherSource);
    finish(shared, task).await
}

async fn finish(shared: &Shared, task: Result<features::Task, JsValue>) -> Result<bool, Told> {
    let features = shared.borrow().features();
    match features.record.finish(task).await {
        Ok(outcome) => {
            shared.borrow().tell_news(&outcome);
            Ok(outcome.is_over)
        }
        Err(cause) => Err(told(shared, cause)),
    }
}

/// Whether the browser's storage has recordings.
async fn has_stored() -> Result<bool, JsValue> {
    let navigator = scope().navigator();
    // Without it (http from another machine) there is no such object.
    if Reflect::get(&navigator, &"storage".into())?.is_undefined() {
        return Ok(false);
    }
    let root: FileSystemDirectoryHandle =
        JsFuture::from(navigator.storage().get_directory()).await?.unchecked_into();
    let folder: FileSystemDirectoryHandle =
        JsFuture::from(root.get_directory_handle(STORED_IN)).await?.unchecked_into();
    let names: AsyncIterator = folder.keys();
    Ok(!JsFuture::from(names.next()?).await?.unchecked_into::<IteratorNext>().done())
}
