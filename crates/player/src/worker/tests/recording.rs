//! A recording whose disk does not keep up.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{RED, Stage, posted, scope};
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

/// A recording of what is played, to be begun.
fn options() -> RecordingOptions {
    RecordingOptions {
        container: Container::Matroska,
        from_ms: None,
        until_ms: None,
        camera: "changing".into(),
        source: String::new(),
    }
}

#[wasm_bindgen_test]
async fn another_camera_ends_a_recording_and_another_size_does_not() {
    let mut stage = Stage::playing();
    let url = scope().location().origin();
    receive(&stage.engine, ToWorker::Record(options()), JsValue::UNDEFINED);
    stage.pictures(&[RED, RED]);
    stage.play(&format!("{url}?resolution=640x480&fps=5"));
    stage.feed();
    stage.pictures(&[RED, RED]);
    stage.play("http://127.0.0.1:9/");
    stage.feed();
    stage.pictures(&[RED, RED, RED]);
    let (progress, why) = posted(|message, _| match message {
        FromWorker::RecordingEnded(progress, why) => Some((*progress, why.clone())),
        _ => None,
    })
    .await;
    assert_eq!((progress.frames, progress.lost, why), (4, 0, RecordingEnd::OtherSource));
    let file = posted(|message, _| match message {
        FromWorker::Recorded(file, _) => Some(file.clone()),
        _ => None,
    });
    forget(&file.await).await;
}
