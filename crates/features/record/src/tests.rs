//! What becomes of a recording when one of the places that it goes to fails.

use js_sys::{ArrayBuffer, Function, Uint8Array};
use recording::report::{RecordedFile, RecordingEnd};
use recording::session::Received;
use recording::{CameraText, Container};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Blob, File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemRemoveOptions,
};

use crate::disk;
use crate::tasks::{on_tasks, run_tasks};
use crate::work::{News, Options, Place, Work};

const RED: &[u8] = include_bytes!("../../../player/tests/pictures/red-64x48.jpg");
const BLUE: &[u8] = include_bytes!("../../../player/tests/pictures/blue-32x80.jpg");
/// Of a picture, so that two of them are more than is written to a folder at a time.
const SIZE: usize = 600_000;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// What of the browser fails.
const TO_FOLDER: &str = "FileSystemWritableFileStream";
const TO_STORAGE: &str = "FileSystemSyncAccessHandle";

/// Fails the writes of an interface, from the one with that number on, until it is dropped.
struct Broken(Function);

impl Broken {
    fn new(interface: &str, from: u32, error: &str) -> Self {
        let begin = Function::new_no_args(&format!(
            "const prototype = {interface}.prototype, write = prototype.write;
            let count = 0;
            prototype.write = function (...given) {{
                if (++count < {from}) return write.apply(this, given);
                const error = new DOMException('no', '{error}');
                if ('{interface}' === '{TO_STORAGE}') throw error;
                return Promise.reject(error);
            }};
            return () => {{ prototype.write = write; }};"
        ));
        Self(begin.call0(&wasm_bindgen::JsValue::NULL).unwrap().unchecked_into())
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let _ = self.0.call0(&wasm_bindgen::JsValue::NULL);
    }
}

/// An empty folder, as a person would pick it.
async fn folder(name: &str) -> FileSystemDirectoryHandle {
    let root: FileSystemDirectoryHandle =
        disk::navigator().storage().get_directory().await.unwrap().unchecked_into();
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    // There need not be one.
    let _ = root.remove_entry_with_options(name, &options).await;
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    root.get_directory_handle_with_options(name, &options).await.unwrap().unchecked_into()
}

async fn is_empty(folder: &FileSystemDirectoryHandle) -> bool {
    folder.keys().next().unwrap().await.unwrap().unchecked_into::<js_sys::IteratorNext>().done()
}

async fn content(blob: &Blob) -> Vec<u8> {
    Uint8Array::new(blob.array_buffer().await.unwrap().unchecked_ref::<ArrayBuffer>()).to_vec()
}

async fn file_in(folder: &FileSystemDirectoryHandle, name: &str) -> Vec<u8> {
    let file: FileSystemFileHandle = folder.get_file_handle(name).await.unwrap().unchecked_into();
    content(&file.get_file().await.unwrap().unchecked_into::<File>()).await
}

/// A picture of [`SIZE`] bytes or more.
fn sized_picture(small: &[u8]) -> Vec<u8> {
    let mut jpeg = small[..2].to_vec();
    while jpeg.len() < SIZE {
        jpeg.extend([0xff, 0xfe, 0xff, 0xff]);
        jpeg.resize(jpeg.len() + 0xfffd, 0);
    }
    jpeg.extend_from_slice(&small[2..]);
    jpeg
}

/// The picture of that number came then.
fn received(number: u64) -> Received {
    let (now, text) = (number * 40, CameraText::default());
    Received { now, arrival: 1_800_000_000_000 + now, timestamp: None, text, lost: 0, gap: false }
}

fn work(folder: Option<&FileSystemDirectoryHandle>) -> Work {
    // What goes on beside a picture is run at once.
    let run = Closure::<dyn Fn()>::new(|| spawn_local(async { run_tasks() }));
    on_tasks(run.into_js_value().unchecked_into());
    let options =
        Options { container: Container::Matroska, camera: "yard".into(), source: "http://yard/".into() };
    Work::new(options, folder.cloned())
}

/// Records so many pictures. Gives why it ended before, and what the page was told.
async fn record(work: &mut Work, pictures: u64) -> (Option<RecordingEnd>, Vec<News>) {
    for number in 1..=pictures {
        if let Err(end) = work.picture(&sized_picture(RED), &received(number)).await {
            return (Some(end), work.take_news());
        }
    }
    (work.end(0).await.err(), work.take_news())
}

/// The recording is told to be with the browser; gives what it holds, and forgets it.
async fn saved(file: &RecordedFile, place: &Place) -> recording::Findings {
    let Place::Browser(blob) = place else { panic!("in the folder") };
    let findings = recording::verify(&content(blob).await[..]).unwrap();
    assert_eq!(file.bytes as f64, blob.size());
    disk::remove(&file.stored_name()).await.unwrap();
    findings
}

#[wasm_bindgen_test]
async fn a_recording_goes_into_the_folder_and_is_kept_nowhere_else() {
    let picked = folder("picked").await;
    let (end, news) = record(&mut work(Some(&picked)), 5).await;
    assert_eq!(end, None);
    let [News::Finished(file, Place::Folder(name))] = &news[..] else { panic!("not in the folder") };
    let bytes = file_in(&picked, name).await;
    let findings = recording::verify(&bytes[..]).unwrap();
    assert_eq!((findings.frames, findings.fault, findings.finished), (5, None, true));
    assert_eq!(file.bytes, bytes.len() as u64);
    assert!(disk::stored(&file.stored_name()).await.is_err(), "it would be offered once more");
}

#[wasm_bindgen_test]
async fn a_folder_that_fails_costs_no_picture() {
    for (from, error) in [(1, "NotAllowedError"), (2, "QuotaExceededError"), (3, "NotFoundError")] {
        let picked = folder("failing").await;
        let _broken = Broken::new(TO_FOLDER, from, error);
        let (end, news) = record(&mut work(Some(&picked)), 6).await;
        assert_eq!(end, None);
        let [News::FolderFailed(why), News::Finished(file, place)] = &news[..] else {
            panic!("not told, or not saved")
        };
        assert_eq!(*why == RecordingEnd::DiskFull, error == "QuotaExceededError");
        let findings = saved(file, place).await;
        assert_eq!((findings.frames, findings.lost, findings.fault), (6, 0, None), "{error}");
        assert!(findings.finished && is_empty(&picked).await);
    }
}

#[wasm_bindgen_test]
async fn a_folder_that_is_gone_costs_no_picture() {
    let picked = folder("gone").await;
    let root: FileSystemDirectoryHandle =
        disk::navigator().storage().get_directory().await.unwrap().unchecked_into();
    root.remove_entry("gone").await.unwrap();
    let (end, news) = record(&mut work(Some(&picked)), 3).await;
    assert_eq!(end, None);
    let [News::FolderFailed(_), News::Finished(file, place)] = &news[..] else {
        panic!("not told, or not saved")
    };
    assert_eq!(saved(file, place).await.frames, 3);
}

#[wasm_bindgen_test]
async fn a_full_disk_ends_a_recording_with_its_last_whole_picture() {
    // Each picture is one write.
    let (end, news) = {
        let _broken = Broken::new(TO_STORAGE, 4, "QuotaExceededError");
        record(&mut work(None), 9).await
    };
    assert_eq!(end, Some(RecordingEnd::DiskFull));
    let [News::Finished(file, place)] = &news[..] else { panic!("not saved") };
    let findings = saved(file, place).await;
    assert_eq!((findings.frames, findings.fault, findings.finished), (3, None, false));
    assert_eq!(file.frames, Some(3));

    // The folder has the same.
    let picked = folder("full").await;
    let (end, news) = {
        let _broken = Broken::new(TO_STORAGE, 4, "QuotaExceededError");
        record(&mut work(Some(&picked)), 9).await
    };
    assert_eq!(end, Some(RecordingEnd::DiskFull));
    let [News::Finished(file, Place::Folder(name))] = &news[..] else { panic!("not in the folder") };
    let bytes = file_in(&picked, name).await;
    let findings = recording::verify(&bytes[..]).unwrap();
    assert_eq!((findings.frames, findings.fault), (3, None));
    assert_eq!((file.frames, file.bytes), (Some(3), bytes.len() as u64));
}

#[wasm_bindgen_test]
async fn recordings_that_begin_alike_do_not_replace_each_other() {
    let picked = folder("alike").await;
    let mut names = Vec::new();
    for _ in 0..2 {
        let (_, news) = record(&mut work(Some(&picked)), 2).await;
        let [News::Finished(_, Place::Folder(name))] = &news[..] else { panic!("not in the folder") };
        names.push(name.clone());
    }
    assert_ne!(names[0], names[1]);
    let mut files = Vec::new();
    for _ in 0..2 {
        let (_, news) = record(&mut work(None), 2).await;
        let Some(News::Finished(file, Place::Browser(_))) = news.into_iter().next() else {
            panic!("not saved")
        };
        files.push(file);
    }
    assert_ne!(files[0].stored_name(), files[1].stored_name());
    for file in files {
        disk::remove(&file.stored_name()).await.unwrap();
    }
}

/// Keeps the folder's files from being closed until it is dropped or let go.
struct Slow(Function);

impl Slow {
    fn new() -> Self {
        let begin = Function::new_no_args(&format!(
            "const prototype = {TO_FOLDER}.prototype, close = prototype.close;
            let go;
            const gone = new Promise((resolve) => {{ go = resolve; }});
            prototype.close = function () {{ return gone.then(() => close.call(this)); }};
            return () => {{ prototype.close = close; go(); }};"
        ));
        Self(begin.call0(&wasm_bindgen::JsValue::NULL).unwrap().unchecked_into())
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        let _ = self.0.call0(&wasm_bindgen::JsValue::NULL);
    }
}

#[wasm_bindgen_test]
async fn a_new_size_does_not_wait_until_the_file_before_it_is_ended() {
    let picked = folder("slow").await;
    let mut work = work(Some(&picked));
    let slow = Slow::new();
    for number in 1..=3 {
        assert_eq!(work.picture(&sized_picture(RED), &received(number)).await, Ok(()));
    }
    // The first file is not closed yet, and these are written all the same.
    for number in 4..=7 {
        assert_eq!(work.picture(&sized_picture(BLUE), &received(number)).await, Ok(()));
    }
    assert_eq!((work.progress().frames, work.progress().lost), (7, 0));
    assert!(work.take_news().is_empty(), "it was closed");
    drop(slow);
    assert_eq!(work.end(0).await, Ok(()));
    let mut frames = Vec::new();
    for news in work.take_news() {
        let News::Finished(_, Place::Folder(name)) = news else { panic!("not in the folder") };
        let findings = recording::verify(&file_in(&picked, &name).await[..]).unwrap();
        assert!(findings.finished && findings.fault.is_none());
        frames.push(findings.frames);
    }
    frames.sort_unstable();
    assert_eq!(frames, [3, 4]);
}
