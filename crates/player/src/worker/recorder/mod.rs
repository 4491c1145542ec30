//! Recording what is received: begins with what is kept, goes on with each picture, whether it is decoded or not.

mod disk;
mod folder;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod work;

use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::FileSystemDirectoryHandle;

use super::Shared;
use super::engine::Engine;
use super::picture::Picture;
use super::transport::after;
use crate::message::FromWorker;
use crate::recording::{Place, Queue, RecordedFile, RecordingEnd, RecordingOptions, RecordingProgress};
use stream::Input;
use stream::history::Entry;
use work::{News, Work};

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
    queue: Queue<(Received, u64)>,
    /// Pictures for which there was no room in the queue, since the last one that had it.
    refused: u64,
    /// All of them that are not in the [`progress`](Self::progress) yet.
    untold: u64,
    /// Not here while pictures are being written.
    work: Option<Work>,
    progress: RecordingProgress,
    /// Why it is to end, once all that waits is written.
    ending: Option<RecordingEnd>,
    _telling: Interval,
}

/// Begins a recording, or makes a clip of what is kept. It goes into `folder`, too, if that is one.
pub(super) fn begin(shared: &Shared, options: RecordingOptions, folder: JsValue) {
    let folder: Option<FileSystemDirectoryHandle> = folder.dyn_into().ok();
    let mut engine = shared.borrow_mut();
    // From the clock of the day to the engine's.
    let ahead = engine.moment().ahead();
    let from = options.from_ms.map_or(f64::INFINITY, |from| from - ahead);
    let kept: VecDeque<_> =
        engine.stream.history().frames().since(from).filter(|entry| entry.arrived >= from).cloned().collect();
    let Some(until) = options.until_ms else {
        if engine.recorder.0.is_some() {
            return;
        }
        let telling = {
            let shared = Rc::downgrade(shared);
            Interval::new(TELL, move || {
                if let Some(engine) = shared.upgrade() {
                    engine.borrow().tell_recording();
                }
            })
        };
        engine.recorder.0 = Some(Running {
            queue: Queue::new(kept.into_iter().map(|entry| (entry, 0)).collect()),
            refused: 0,
            untold: 0,
            work: Some(Work::new(options, folder)),
            progress: RecordingProgress::default(),
            ending: None,
            _telling: telling,
        });
        engine.tell_recording();
        engine.write();
        engine.handle(Input::Recording(true));
        return;
    };
    let clip = kept.into_iter().take_while(|entry| entry.arrived <= until - ahead).collect();
    drop(engine);
    spawn_local(export(Rc::clone(shared), Work::new(options, folder), clip));
}

/// Leaves nothing of a file that a test has recorded.
#[cfg(all(test, target_arch = "wasm32"))]
pub(super) async fn forget(file: &RecordedFile) {
    let _ = disk::remove(&file.stored_name()).await;
}

/// What is left of earlier visits is told.
pub(super) fn look_back(shared: &Shared) {
    let shared = Rc::clone(shared);
    spawn_local(async move {
        // The page tells each of them once.
        for _ in 0..LOOKS {
            let (left, busy) = disk::left_behind().await.unwrap_or_default();
            for file in left {
                shared.borrow().post(&FromWorker::Left(file), None);
            }
            if !busy {
                break;
            }
            let _ = after(LOOK_AGAIN).await;
        }
    });
}

/// Hands over the file called `name` that was left, or deletes it.
pub(super) fn settle(shared: &Shared, name: String, save: bool) {
    let shared = Rc::clone(shared);
    spawn_local(async move {
        if !save {
            // What cannot be deleted will be offered again.
            let _ = disk::remove(&name).await;
            return;
        }
        let about = RecordedFile::from_stored(&name, 0);
        if let (Some(about), Ok(blob)) = (about, disk::stored(&name).await) {
            let bytes = blob.size() as u64;
            let _ = disk::handed_over(&name).await;
            let about = RecordedFile { bytes, ..about };
            shared.borrow().post(&FromWorker::Recorded(about, None), Some(&blob));
        }
    });
}

impl Engine {
    /// Records a picture, if one is recording. It waits for the disk, if there is room to wait.
    pub(super) fn record(&mut self, picture: &Received) {
        let Some(running) = self.recorder.0.as_mut().filter(|running| running.ending.is_none()) else {
            return;
        };
        if running.queue.push((picture.clone(), running.refused), picture.size as u64) {
            running.refused = 0;
            self.write();
        } else {
            let refused = 1 + u64::from(picture.lost);
            running.refused += refused;
            running.untold += refused;
        }
    }

    /// Ends the recording with what waits.
    pub(super) fn end_recording(&mut self, why: RecordingEnd) {
        if let Some(running) = &mut self.recorder.0 {
            running.ending.get_or_insert(why);
            self.write();
        }
    }

    fn tell_recording(&self) {
        if let Some(running) = &self.recorder.0 {
            let RecordingProgress { lost, .. } = running.progress;
            let progress = RecordingProgress { lost: lost + running.untold, ..running.progress };
            self.post(&FromWorker::Recording(progress), None);
        }
    }

    fn tell_news(&self, work: &mut Work) {
        for news in work.take_news() {
            match news {
                News::Finished(about, Place::Browser(blob)) => {
                    self.post(&FromWorker::Recorded(about, None), Some(&blob));
                }
                News::Finished(about, Place::Folder(name)) => {
                    self.post(&FromWorker::Recorded(about, Some(name)), None);
                }
                News::FolderFailed(why) => self.post(&FromWorker::FolderFailed(why), None),
            }
        }
    }

    /// Writes what waits, unless that is being done.
    fn write(&mut self) {
        if let (Some(running), Some(shared)) = (&mut self.recorder.0, self.this.upgrade())
            && let Some(work) = running.work.take()
        {
            spawn_local(drain(shared, work));
        }
    }
}

/// What comes next.
enum Next {
    Picture(Received, u64),
    End(RecordingEnd, u64),
}

async fn drain(shared: Shared, mut work: Work) {
    loop {
        let next = {
            let mut engine = shared.borrow_mut();
            let Some(running) = &mut engine.recorder.0 else { return };
            match (running.queue.pop(), &running.ending) {
                (Some((picture, refused)), _) => {
                    running.untold -= refused;
                    Next::Picture(picture, refused)
                }
                (None, Some(why)) => Next::End(why.clone(), running.refused),
                (None, None) => {
                    running.work = Some(work);
                    return;
                }
            }
        };
        let over = match next {
            Next::Picture(picture, refused) => work.picture(&picture, refused).await.err(),
            Next::End(why, refused) => Some(work.end(refused).await.err().unwrap_or(why)),
        };
        let mut engine = shared.borrow_mut();
        engine.tell_news(&mut work);
        if let Some(running) = &mut engine.recorder.0 {
            running.progress = work.progress();
        }
        if let Some(why) = over {
            engine.recorder.0 = None;
            engine.handle(Input::Recording(false));
            engine.post(&FromWorker::RecordingEnded(work.progress(), why), None);
            return;
        }
    }
}

/// A clip of what is kept.
async fn export(shared: Shared, mut work: Work, clip: Vec<Received>) {
    let mut over = None;
    for picture in &clip {
        over = work.picture(picture, 0).await.err();
        if over.is_some() {
            break;
        }
    }
    if over.is_none() {
        over = work.end(0).await.err();
    }
    let engine = shared.borrow();
    engine.tell_news(&mut work);
    if let Some(why) = over {
        engine.post(&FromWorker::RecordingEnded(work.progress(), why), None);
    }
}
