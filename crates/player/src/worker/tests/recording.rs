//! A recording whose disk does not keep up.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{RED, Stage, posted};
use crate::message::{FromWorker, ToWorker};
use crate::recording::{Container, Queue, RecordingEnd, RecordingOptions};
use crate::worker::receive;
use crate::worker::recorder::forget;

#[wasm_bindgen_test]
async fn what_cannot_wait_is_told_as_lost_at_once() {
    let mut stage = Stage::playing();
    let options = RecordingOptions {
        container: Container::Matroska,
        from_ms: None,
        until_ms: None,
        camera: "hasty".into(),
        source: String::new(),
    };
    receive(&stage.engine, ToWorker::Record(options), JsValue::UNDEFINED);
    // All of them before the first can be written.
    let (most, more) = (Queue::<()>::MOST_PICTURES, 100);
    stage.pictures(&vec![RED; most + more]);
    let lost = posted(|message, _| match message {
        FromWorker::Recording(progress) if progress.lost > 0 => Some(progress.lost),
        _ => None,
    });
    assert_eq!(lost.await, more as u64);
    receive(&stage.engine, ToWorker::EndRecording, JsValue::UNDEFINED);
    let (progress, why) = posted(|message, _| match message {
        FromWorker::RecordingEnded(progress, why) => Some((*progress, why.clone())),
        _ => None,
    })
    .await;
    assert_eq!((progress.frames, progress.lost, why), (most as u64, more as u64, RecordingEnd::Done));
    let file = posted(|message, _| match message {
        FromWorker::Recorded(file, _) => Some(file.clone()),
        _ => None,
    });
    forget(&file.await).await;
}
