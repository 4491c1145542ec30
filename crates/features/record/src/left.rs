//! Files that an earlier visit has left, as a crash of the browser does.

use js_sys::Array;
use recording::report::{RecordedFile, Told};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::tasks::Task;
use crate::{disk, push};

/// Looks for files that were left. Its result is that of a [`Recording`](crate::Recording)'s tasks,
/// except that it begins with `false` if some files were in use and need another look.
#[wasm_bindgen]
#[must_use]
pub fn look_back() -> Task {
    Task::new(async {
        let (left, is_busy) = disk::left_behind().await.unwrap_or_default();
        let news = Array::of1(&(!is_busy).into());
        for file in left {
            push(&news, &Told::Left(file), &JsValue::UNDEFINED);
        }
        news
    })
}

/// Hands over the file called `name` that was left, or deletes it unless `save`. Its result is
/// likewise.
#[wasm_bindgen]
#[must_use]
pub fn settle_recording(name: String, save: bool) -> Task {
    Task::new(async move {
        let news = Array::of1(&true.into());
        if !save {
            forget(&name).await;
            return news;
        }
        let about = RecordedFile::from_stored(&name, 0);
        if let (Some(about), Ok(blob)) = (about, disk::stored(&name).await) {
            let bytes = blob.size() as u64;
            // Otherwise it is offered once more.
            let _ = disk::handed_over(&name).await;
            push(&news, &Told::Recorded(RecordedFile { bytes, ..about }, None), &blob);
        }
        news
    })
}

/// Deletes the file called `name`. If that fails it is offered once more.
pub async fn forget(name: &str) {
    let _ = disk::remove(name).await;
}
