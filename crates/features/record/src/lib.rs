//! Writes recordings: from a stream's pictures to files in the browser's storage, in its memory or
//! in a folder that a person has picked.
//!
//! A program of its own, with memory of its own: a trap in it ends recordings and nothing else. The
//! player's worker keeps the pictures until they are written ([`Recording::picture`]). All work that
//! takes its time is a [`Task`], which runs only inside [`run_tasks`]: so whoever calls that sees a
//! trap.

mod disk;
mod folder;
mod left;
mod tasks;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod work;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use mjpeg::Timestamp;
use recording::report::{RecordingEnd, RecordingProgress, Told};
use recording::session::Received;
use recording::{CameraText, Container};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::FileSystemDirectoryHandle;

pub use left::{forget, look_back, settle_recording};
pub use tasks::{Task, on_tasks, run_tasks};
use work::{News, Options, Place, Work};

/// A recording: a file after the other, until it ends. Its tasks end with an array: whether the
/// recording is over, and then pairs of a [`Told`] in bytes and the file that belongs to it.
#[wasm_bindgen]
pub struct Recording {
    work: Rc<RefCell<Option<Work>>>,
    progress: Rc<Cell<RecordingProgress>>,
}

/// Begins a recording into files of the kind with that `extension`, named after `camera`, whose
/// address without secrets is `source`. If `folder` is one, they go there.
#[wasm_bindgen]
#[must_use]
pub fn begin_recording(extension: &str, camera: String, source: String, folder: JsValue) -> Recording {
    let container = Container::from_extension(extension).unwrap_or_default();
    let folder: Option<FileSystemDirectoryHandle> = folder.dyn_into().ok();
    let work = Work::new(Options { container, camera, source }, folder);
    Recording { work: Rc::new(RefCell::new(Some(work))), progress: Rc::default() }
}

#[wasm_bindgen]
impl Recording {
    /// Writes the picture `jpeg`, which is copied at once. It came at `now`, milliseconds by a
    /// clock that never goes back, and at `wall`, milliseconds since 1970; `timestamp` is the
    /// camera's time in seconds, if it is certain or `likely`, and `text` that time in the camera's
    /// words. `lost` pictures came before it and are lost, or more, if there was a `gap`. One
    /// picture at a time.
    #[allow(clippy::too_many_arguments, reason = "an object with these would be read by name")]
    #[must_use]
    pub fn picture(
        &self,
        jpeg: Vec<u8>,
        now: f64,
        wall: f64,
        timestamp: Option<f64>,
        likely: bool,
        text: &str,
        lost: f64,
        gap: bool,
    ) -> Task {
        let kind = if likely { Timestamp::Likely } else { Timestamp::Certain };
        let received = Received {
            now: work::whole(now),
            arrival: work::whole(wall),
            timestamp: timestamp.map(kind),
            text: CameraText::new(text),
            lost: work::whole(lost),
            gap,
        };
        self.task(async move |work| work.picture(&jpeg, &received).await.err())
    }

    /// Ends it; `refused` pictures came after the last one.
    #[must_use]
    pub fn end(&self, refused: f64, is_other_source: bool) -> Task {
        let why = if is_other_source { RecordingEnd::OtherSource } else { RecordingEnd::Done };
        self.task(async move |work| Some(work.end(work::whole(refused)).await.err().unwrap_or(why)))
    }

    /// How it goes, as a [`Told`] in bytes; `untold` more pictures are lost than it knows of.
    #[must_use]
    pub fn progress(&self, untold: f64) -> Uint8Array {
        let progress = self.progress.get();
        told(&Told::Going(RecordingProgress { lost: progress.lost + work::whole(untold), ..progress }))
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Recording").field(&self.progress.get()).finish()
    }
}

impl Recording {
    /// Does some of the work, after which it is over if there is a reason.
    fn task(&self, act: impl AsyncFnOnce(&mut Work) -> Option<RecordingEnd> + 'static) -> Task {
        let (place, progress) = (Rc::clone(&self.work), Rc::clone(&self.progress));
        Task::new(async move {
            let news = Array::of1(&true.into());
            let Some(mut work) = place.take() else { return news };
            let over = act(&mut work).await;
            for told in work.take_news() {
                push_news(&news, told);
            }
            progress.set(work.progress());
            news.set(0, over.is_some().into());
            if let Some(why) = over {
                push(&news, &Told::Ended(work.progress(), why), &JsValue::UNDEFINED);
            } else {
                place.replace(Some(work));
            }
            news
        })
    }
}

fn push_news(news: &Array, told: News) {
    match told {
        News::Finished(about, Place::Browser(blob)) => push(news, &Told::Recorded(about, None), &blob),
        News::Finished(about, Place::Folder(name)) => {
            push(news, &Told::Recorded(about, Some(name)), &JsValue::UNDEFINED);
        }
        News::FolderFailed(why) => push(news, &Told::FolderFailed(why), &JsValue::UNDEFINED),
    }
}

fn push(news: &Array, what: &Told, file: &JsValue) {
    news.push(&told(what));
    news.push(file);
}

fn told(what: &Told) -> Uint8Array {
    Uint8Array::from(&what.to_bytes()[..])
}
