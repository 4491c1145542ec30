//! A recording whose disk does not keep up.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{RED, Stage, posted, reported, scope};
use crate::State;
use crate::message::{FeatureState, FromWorker, ToWorker};
use crate::recording::{Container, RecordedFile, RecordingEnd, RecordingOptions, RecordingProgress};
use crate::worker::receive;
use recording::report::Told;
use stream::record::RecordQueue;

/// Waits for the first word of the recorder of which `wanted` makes something.
async fn told<T>(wanted: impl Fn(Told) -> Option<T>) -> T {
    posted(|message, _| match message {
        FromWorker::Recording(told) => Told::from_bytes(told).and_then(&wanted),
        _ => None,
    })
    .await
}

async fn ended() -> (RecordingProgress, RecordingEnd) {
    told(|told| match told {
        Told::Ended(progress, why) => Some((progress, why)),
        _ => None,
    })
    .await
}

async fn recorded() -> RecordedFile {
    told(|told| match told {
        Told::Recorded(file, _) => Some(file),
        _ => None,
    })
    .await
}

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
    let (most, more) = (RecordQueue::<()>::MOST_PICTURES, 100);
    stage.pictures(&vec![RED; most + more]);
    let lost = told(|told| match told {
        Told::Going(progress) if progress.lost > 0 => Some(progress.lost),
        _ => None,
    });
    assert_eq!(lost.await, more as u64);
    receive(&stage.engine, ToWorker::EndRecording, JsValue::UNDEFINED);
    let (progress, why) = ended().await;
    assert_eq!((progress.frames, progress.lost, why), (most as u64, more as u64, RecordingEnd::Done));
    record::forget(&recorded().await.stored_name()).await;
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
    let (progress, why) = ended().await;
    assert_eq!((progress.frames, progress.lost, why), (4, 0, RecordingEnd::OtherSource));
    record::forget(&recorded().await.stored_name()).await;
}

#[wasm_bindgen_test]
async fn a_recorder_that_traps_ends_the_recording_and_nothing_else() {
    let mut stage = Stage::playing();
    receive(&stage.engine, ToWorker::Record(options()), JsValue::UNDEFINED);
    stage.pictures(&[RED]);
    // The program that writes is loaded before it tells of its progress.
    posted(|message, _| matches!(message, FromWorker::Recording(_)).then_some(())).await;
    crate::worker::features::trap_next();
    stage.pictures(&[RED]);
    posted(|message, _| matches!(message, FromWorker::RecordingFailed).then_some(())).await;
    posted(|message, _| match message {
        FromWorker::Feature(FeatureState::Failed(cause)) => Some(cause.clone()),
        _ => None,
    })
    .await;
    stage.pictures(&[RED]);
    stage.drawn(3).await;
    reported(|report, _| report.state == State::Live).await;
    // The next one is written by a new program.
    super::POSTED.take();
    receive(&stage.engine, ToWorker::Record(options()), JsValue::UNDEFINED);
    stage.pictures(&[RED, RED]);
    receive(&stage.engine, ToWorker::EndRecording, JsValue::UNDEFINED);
    assert_eq!(ended().await.0.frames, 2);
    record::forget(&recorded().await.stored_name()).await;
}
