//! Where a recording's bytes go: the browser's own storage (OPFS), else memory.
//!
//! OPFS survives a crash of the tab and of the browser: what was written is there, and each second
//! it is flushed.

use js_sys::{Array, AsyncIterator, Uint8Array};
use recording::Ending;
use recording::report::{RecordedFile, RecordingEnd, STORED_IN};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, File, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemSyncAccessHandle, WorkerNavigator,
};

use crate::folder;

/// What the name of a file ends in that says that another one was handed over.
const SAVED: &str = ".saved";
/// Milliseconds for which a file that was handed over is kept for the browser to read. Nothing
/// tells when a download is done; a day is enough for hundreds of gigabytes on a slow disk, or for
/// a question that a person answers tomorrow.
const KEPT: f64 = 86_400_000.0;
/// Names that are tried for one file.
const MOST_NAMES: u32 = 100;
/// Milliseconds between two flushes.
const FLUSH: f64 = 1000.0;
/// Bytes of a recording in memory.
pub(crate) const MOST_MEMORY: u64 = 512 << 20;
/// Bytes of one blob in memory, and of one write to a folder.
pub(crate) const PIECE: usize = 1 << 20;

/// A file that is being written.
pub(crate) enum Disk {
    Stored(Stored),
    Memory(Memory),
}

/// In the browser's storage.
pub(crate) struct Stored {
    file: FileSystemFileHandle,
    handle: Handle,
    written: u64,
    flushed: f64,
}

/// In memory, that is in the browser's blobs.
#[derive(Default)]
pub(crate) struct Memory {
    pieces: Vec<Blob>,
    last: Vec<u8>,
}

/// Closed when dropped.
struct Handle(FileSystemSyncAccessHandle);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Disk {
    /// Begins the file for `about`.
    pub(crate) async fn begin(about: &RecordedFile) -> Self {
        match store(&about.stored_name()).await {
            Ok(stored) => Self::Stored(stored),
            Err(_) => Self::Memory(Memory::default()),
        }
    }

    /// Whether a crash leaves what was written.
    pub(crate) fn is_durable(&self) -> bool {
        matches!(self, Self::Stored(_))
    }

    /// Appends `bytes`, all of them or none.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingEnd> {
        match self {
            Self::Stored(stored) => stored.append(bytes),
            Self::Memory(memory) => memory.append(bytes),
        }
    }

    /// Ends the file with `ending`, if there is one, and gives it. If it cannot be ended it stays
    /// as one that never was, and the reason is given, too.
    pub(crate) async fn end(
        self,
        ending: Option<&Ending>,
    ) -> Result<(Blob, Option<RecordingEnd>), RecordingEnd> {
        match self {
            Self::Stored(mut stored) => {
                let failed = ending.and_then(|ending| stored.finish(ending).err());
                let Stored { file, handle, .. } = stored;
                drop(handle);
                let file: File =
                    JsFuture::from(file.get_file()).await.map_err(|error| end(&error))?.unchecked_into();
                Ok((file.into(), failed))
            }
            Self::Memory(memory) => memory.end(ending).map(|blob| (blob, None)).map_err(|error| end(&error)),
        }
    }

    /// Ends the file that is called so, and leaves nothing of it.
    pub(crate) async fn discard(self, name: &str) {
        if let Self::Stored(stored) = self {
            drop(stored);
            // Otherwise it is offered once more.
            let _ = remove(name).await;
        }
    }
}

/// Gives `about` a beginning of its own, a millisecond or so later, where a file of that one is
/// there: two recordings may begin with the same picture. Looks at what is stored, and into the
/// folder that a person has picked.
pub(crate) async fn distinguish(about: &mut RecordedFile, picked: Option<&FileSystemDirectoryHandle>) {
    let own = folder().await.ok();
    for _ in 0..MOST_NAMES {
        let is_taken = is_there(own.as_ref(), &about.stored_name()).await
            || is_there(picked, &folder::name(about)).await;
        if !is_taken {
            return;
        }
        about.begun_ms += 1;
    }
}

async fn is_there(folder: Option<&FileSystemDirectoryHandle>, name: &str) -> bool {
    match folder {
        Some(folder) => existing(folder, name).await.is_ok(),
        None => false,
    }
}

impl Stored {
    fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingEnd> {
        if let Err(end) = self.write(bytes, self.written) {
            // Without what was begun, the file is good.
            let _ = self.handle.0.truncate_with_f64(self.written as f64);
            return Err(end);
        }
        self.written += bytes.len() as u64;
        let now = js_sys::Date::now();
        if now - self.flushed >= FLUSH {
            self.flushed = now;
            self.handle.0.flush().map_err(|error| end(&error))?;
        }
        Ok(())
    }

    fn finish(&mut self, ending: &Ending) -> Result<(), RecordingEnd> {
        self.append(&ending.tail)?;
        for patch in &ending.patches {
            self.write(&patch.bytes, patch.offset)?;
        }
        self.handle.0.flush().map_err(|error| end(&error))
    }

    fn write(&self, bytes: &[u8], at: u64) -> Result<(), RecordingEnd> {
        let options = FileSystemReadWriteOptions::new();
        options.set_at(at as f64);
        match self.handle.0.write_with_u8_array_and_options(bytes, &options) {
            Ok(written) if written == bytes.len() as f64 => Ok(()),
            Ok(_) => Err(RecordingEnd::DiskFull),
            Err(error) => Err(end(&error)),
        }
    }
}

impl Memory {
    fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingEnd> {
        self.last.extend_from_slice(bytes);
        if self.last.len() >= PIECE {
            let piece = blob(&[Uint8Array::from(&self.last[..]).into()]).map_err(|error| end(&error))?;
            self.pieces.push(piece);
            self.last.clear();
        }
        Ok(())
    }

    /// One blob, with the patches between slices of what is there.
    fn end(self, ending: Option<&Ending>) -> Result<Blob, JsValue> {
        let mut parts: Vec<JsValue> = self.pieces.into_iter().map(Into::into).collect();
        parts.push(Uint8Array::from(&self.last[..]).into());
        let Some(ending) = ending else { return blob(&parts) };
        parts.push(Uint8Array::from(&ending.tail[..]).into());
        let whole = blob(&parts)?;
        let (mut parts, mut at) = (Vec::new(), 0.0);
        // In the order of the file, but for the last, which says that it is whole and is the first
        // there.
        let (last, others) = ending.patches.split_last().ok_or(JsValue::NULL)?;
        for patch in std::iter::once(last).chain(others) {
            let (begin, length) = (patch.offset as f64, patch.bytes.len() as f64);
            parts.push(whole.slice_with_f64_and_f64(at, begin)?.into());
            parts.push(Uint8Array::from(&patch.bytes[..]).into());
            at = begin + length;
        }
        parts.push(whole.slice_with_f64_and_f64(at, whole.size())?.into());
        blob(&parts)
    }
}

/// The recordings that an earlier visit left, and whether others could not be looked at because
/// somebody has them open.
pub(crate) async fn left_behind() -> Result<(Vec<RecordedFile>, bool), JsValue> {
    let folder = folder().await?;
    let mut names = Vec::new();
    let keys: AsyncIterator = folder.keys();
    loop {
        let next: js_sys::IteratorNext = JsFuture::from(keys.next()?).await?.unchecked_into();
        if next.done() {
            break;
        }
        names.extend(next.value().as_string());
    }
    let (mut found, mut busy) = (Vec::new(), false);
    for name in &names {
        let saved = [name, SAVED].concat();
        let Some(about) = RecordedFile::from_stored(name, 0) else { continue };
        if names.contains(&saved) {
            // It may be on its way to the disk yet.
            if js_sys::Date::now() - file(&folder, &saved).await?.last_modified() > KEPT {
                remove(name).await?;
            }
            continue;
        }
        // Another tab that records into it has it to itself; so has a worker that is about to end.
        let Ok(handle) = open(&existing(&folder, name).await?).await else {
            busy = true;
            continue;
        };
        let bytes = handle.0.get_size()?;
        drop(handle);
        if bytes > 0.0 {
            found.push(RecordedFile { bytes: bytes as u64, ..about });
        } else {
            remove(name).await?;
        }
    }
    Ok((found, busy))
}

/// The file that was left behind.
pub(crate) async fn stored(name: &str) -> Result<Blob, JsValue> {
    Ok(file(&folder().await?, name).await?.into())
}

/// Notes that a file was handed over and need not be offered again.
pub(crate) async fn handed_over(name: &str) -> Result<(), JsValue> {
    let handle = create(&folder().await?, &[name, SAVED].concat()).await?;
    // What is written sets the time.
    open(&handle).await?.0.write_with_u8_array(b".").map(|_| ())
}

/// Deletes a file.
pub(crate) async fn remove(name: &str) -> Result<(), JsValue> {
    let folder = folder().await?;
    JsFuture::from(folder.remove_entry(name)).await?;
    // There need not be one.
    let _ = JsFuture::from(folder.remove_entry(&[name, SAVED].concat())).await;
    Ok(())
}

async fn store(name: &str) -> Result<Stored, JsValue> {
    let file = create(&folder().await?, name).await?;
    let handle = open(&file).await?;
    handle.0.truncate_with_f64(0.0)?;
    Ok(Stored { file, handle, written: 0, flushed: js_sys::Date::now() })
}

/// What the browser has for this worker.
pub(crate) fn navigator() -> WorkerNavigator {
    js_sys::global().unchecked_into::<DedicatedWorkerGlobalScope>().navigator()
}

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let navigator = navigator();
    // Without it (http from another machine) there is no such object.
    let storage = js_sys::Reflect::get(&navigator, &"storage".into())?;
    if storage.is_undefined() {
        return Err(storage);
    }
    let root: FileSystemDirectoryHandle =
        JsFuture::from(navigator.storage().get_directory()).await?.unchecked_into();
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    Ok(JsFuture::from(root.get_directory_handle_with_options(STORED_IN, &options)).await?.unchecked_into())
}

async fn create(folder: &FileSystemDirectoryHandle, name: &str) -> Result<FileSystemFileHandle, JsValue> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    Ok(JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?.unchecked_into())
}

async fn existing(folder: &FileSystemDirectoryHandle, name: &str) -> Result<FileSystemFileHandle, JsValue> {
    Ok(JsFuture::from(folder.get_file_handle(name)).await?.unchecked_into())
}

async fn file(folder: &FileSystemDirectoryHandle, name: &str) -> Result<File, JsValue> {
    Ok(JsFuture::from(existing(folder, name).await?.get_file()).await?.unchecked_into())
}

async fn open(file: &FileSystemFileHandle) -> Result<Handle, JsValue> {
    Ok(Handle(JsFuture::from(file.create_sync_access_handle()).await?.unchecked_into()))
}

fn blob(parts: &[JsValue]) -> Result<Blob, JsValue> {
    Blob::new_with_blob_sequence(&parts.iter().collect::<Array>())
}

/// What an exception means.
pub(crate) fn end(error: &JsValue) -> RecordingEnd {
    let text = |name: &str| js_sys::Reflect::get(error, &name.into()).ok().and_then(|text| text.as_string());
    match text("name").as_deref() {
        Some("QuotaExceededError") => RecordingEnd::DiskFull,
        _ => RecordingEnd::Failed(text("message").unwrap_or_default()),
    }
}
