//! Answers of a real server, and none.

use super::*;

#[wasm_bindgen_test]
async fn a_server_without_the_stream_is_told_by_its_status() {
    let stage = Stage::new();
    stage.play(&format!("{}/no/such/stream?nbrofframes=3", scope().location().origin()));
    let (_, cause) = reported(|report, _| report.state == State::Error).await;
    assert!(matches!(cause, Some(Cause::Status { status: 404, .. })), "{cause:?}");
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_video_is_quoted() {
    let stage = Stage::new();
    // The script that runs this test.
    stage.play(&format!("{}/wasm-bindgen-test", scope().location().origin()));
    let (_, cause) = reported(|report, _| report.state == State::Error).await;
    assert!(matches!(&cause, Some(Cause::NotVideo { words, .. }) if !words.is_empty()), "{cause:?}");
}

#[wasm_bindgen_test]
async fn nobody_at_the_address_is_a_reason_to_try_again() {
    let stage = Stage::new();
    // The discard port, which browsers refuse.
    stage.play("http://127.0.0.1:9/");
    let (report, cause) = reported(|report, _| report.state == State::Reconnecting).await;
    assert_eq!(cause, Some(Cause::Unreachable(Transport::Fetch)));
    assert!(report.retry_in_ms.is_some());
}
