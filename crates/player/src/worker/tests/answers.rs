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

#[wasm_bindgen_test]
async fn after_a_sleep_while_waiting_the_camera_is_asked_at_once() {
    let stage = Stage::new();
    stage.play("http://127.0.0.1:9/");
    reported(|report, _| report.state == State::Reconnecting).await;
    stage.engine.borrow_mut().sleep(60_000.0);
    // Had nobody asked, nothing but time would end the attempt.
    let (_, cause) = reported(|report, _| report.attempt == 2).await;
    assert_eq!(cause, Some(Cause::Unreachable(Transport::Fetch)));
}

#[wasm_bindgen_test]
fn only_addresses_of_the_page_are_its_own() {
    let origin = scope().location().origin();
    for url in [origin.clone(), format!("{origin}/cameras/a"), format!("{origin}?a")] {
        assert!(origin::is_own(&url), "{url}");
    }
    for url in [format!("{origin}0/"), format!("{origin}.example/"), "http://cam/".to_owned()] {
        assert!(!origin::is_own(&url), "{url}");
    }
}
