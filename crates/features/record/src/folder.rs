//! The copy of a recording that goes into a folder which a person has picked (File System Access).
//!
//! Browsers write such a file under another name and put it in its place when it is closed. A crash
//! loses it, and so does an error. That is why it is a copy: the [`Disk`](super::disk::Disk) has
//! the same bytes until this one is closed.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Promise, Uint8Array};
use local_time::LocalTime;
use recording::Ending;
use recording::report::{RecordedFile, RecordingEnd};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemWritableFileStream,
    WriteCommandType, WriteParams,
};

use crate::disk::{PIECE, end};

/// Milliseconds that a write may take. Meanwhile pictures wait in memory, which is bounded.
const WRITE: u32 = 5_000;
/// Milliseconds that closing may take: browsers look through the whole file then.
const CLOSE: u32 = 300_000;

/// Patches that are written together: a long recording has thousands, and the browser does them in turn.
const PATCHES: usize = 64;

/// A file in the folder that is being written.
pub(crate) struct FolderFile {
    folder: FileSystemDirectoryHandle,
    name: String,
    /// Nothing once it is closed.
    stream: Option<FileSystemWritableFileStream>,
    /// Not given to the browser yet.
    waiting: Vec<u8>,
    written: u64,
}

impl FolderFile {
    /// Begins the file. There is none of that name.
    pub(crate) async fn begin(
        folder: &FileSystemDirectoryHandle,
        about: &RecordedFile,
    ) -> Result<Self, RecordingEnd> {
        let name = name(about);
        let stream = create(folder, &name).await.map_err(|error| end(&error))?;
        Ok(Self { folder: folder.clone(), name, stream: Some(stream), waiting: Vec::new(), written: 0 })
    }

    /// Appends `bytes`. After an error nothing of the file is left.
    pub(crate) async fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingEnd> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() < PIECE {
            return Ok(());
        }
        self.write_waiting().await.map_err(|error| end(&error))
    }

    /// Ends the file, with `ending` if there is one, and gives its name and size. After an error
    /// nothing of it is left.
    pub(crate) async fn end(mut self, ending: Option<&Ending>) -> Result<(String, u64), RecordingEnd> {
        match self.close(ending).await {
            Ok(()) => Ok((self.name, self.written)),
            Err(error) => {
                self.remove().await;
                Err(end(&error))
            }
        }
    }

    /// Gives it up: nothing of it is left, as far as the browser lets us.
    pub(crate) async fn remove(mut self) {
        if let Some(stream) = self.stream.take() {
            // Rejected if an error has ended it before.
            let _ = within(WRITE, stream.abort()).await;
        }
        let _ = within(WRITE, self.folder.remove_entry(&self.name)).await;
    }

    async fn close(&mut self, ending: Option<&Ending>) -> Result<(), JsValue> {
        if let Some(ending) = ending {
            self.waiting.extend_from_slice(&ending.tail);
        }
        self.write_waiting().await?;
        let stream = self.stream.as_ref().ok_or(JsValue::NULL)?;
        for patches in ending.map_or(&[][..], |ending| &ending.patches[..]).chunks(PATCHES) {
            let writes = Array::new();
            for patch in patches {
                let parameters = WriteParams::new(WriteCommandType::Write);
                parameters.set_position(Some(patch.offset as f64));
                parameters.set_data_opt_u8_array(Some(&Uint8Array::from(&patch.bytes[..])));
                let write: JsValue = stream.write_with_write_params(&parameters)?.into();
                writes.push(&write);
            }
            within(WRITE, Promise::all(&writes)).await?;
        }
        within(CLOSE, stream.close()).await?;
        self.stream = None;
        Ok(())
    }

    async fn write_waiting(&mut self) -> Result<(), JsValue> {
        let stream = self.stream.as_ref().ok_or(JsValue::NULL)?;
        let bytes = Uint8Array::from(&self.waiting[..]);
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        within(WRITE, stream.write_with_js_u8_array(&bytes)?).await
    }
}

/// What it is called.
pub(crate) fn name(about: &RecordedFile) -> String {
    about.name(&LocalTime::at(about.begun_ms as f64).file_stem(&about.camera))
}

async fn create(
    folder: &FileSystemDirectoryHandle,
    name: &str,
) -> Result<FileSystemWritableFileStream, JsValue> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let file: FileSystemFileHandle =
        folder.get_file_handle_with_options(name, &options).await?.unchecked_into();
    Ok(file.create_writable().await?.unchecked_into())
}

/// Waits for `promise`, but not for ever: a disk of the network may never answer.
async fn within(milliseconds: u32, promise: Promise) -> Result<(), JsValue> {
    // Not a function by default: that is made of a text, which the page's policy forbids.
    let mut reject = None::<Function>;
    let late = Promise::new(&mut |_, rejects| reject = Some(rejects));
    let _timer = Timeout::new(milliseconds, move || {
        // A promise that is settled stays as it is.
        let _ = reject.map(|reject| reject.call1(&JsValue::NULL, &js_sys::Error::new("it takes too long")));
    });
    Promise::race(&Array::of2(&promise, &late)).await.map(|_| ())
}
