//! Pictures that are kept, shown again.

use super::*;

/// Three pictures are kept and the last is drawn.
async fn three_kept() -> Stage {
    let mut stage = Stage::playing();
    for (index, picture) in [RED, BLUE, RED].into_iter().enumerate() {
        stage.pictures(&[picture]);
        stage.drawn(index as u64 + 1).await;
    }
    stage
}

impl Stage {
    pub(super) fn replay(&self, command: ReplayCommand) {
        receive(&self.engine, ToWorker::Replay(command), JsValue::UNDEFINED);
    }

    /// Waits until the picture with that number is shown.
    async fn shows(&self, mode: ReplayMode, number: u64) -> Report {
        let (report, _) = reported(|report, _| {
            let replay = report.replay.as_ref();
            replay.is_some_and(|replay| (replay.mode, replay.number) == (mode, number))
        })
        .await;
        POSTED.take();
        report
    }
}

#[wasm_bindgen_test]
async fn a_pause_holds_the_picture_while_others_come() {
    let mut stage = three_kept().await;
    stage.replay(ReplayCommand::Pause);
    let report = stage.shows(ReplayMode::Paused, 3).await;
    assert_eq!(report.state, State::Replay);
    stage.pictures(&[BLUE, BLUE]);
    receive(&stage.engine, ToWorker::Online, JsValue::UNDEFINED);
    let report = stage.engine.borrow().report();
    assert_eq!((report.statistics.frames_received, report.state), (5, State::Replay));
    assert_eq!(report.replay.unwrap().pictures, 5);
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!(stage.snapshot().await, RED);
    stage.replay(ReplayCommand::Live);
    stage.shows(ReplayMode::Live, 5).await;
    reported(|report, _| report.state == State::Live).await;
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
async fn a_step_shows_the_next_picture_with_its_own_bytes() {
    let stage = three_kept().await;
    stage.replay(ReplayCommand::Step(-1));
    stage.shows(ReplayMode::Paused, 2).await;
    close(stage.pixel(), [20, 40, 210]);
    assert_eq!(stage.snapshot().await, BLUE);
    stage.replay(ReplayCommand::Step(-1));
    stage.shows(ReplayMode::Paused, 1).await;
    close(stage.pixel(), [200, 30, 40]);
    stage.replay(ReplayCommand::Step(1));
    let report = stage.shows(ReplayMode::Paused, 2).await;
    assert_eq!((report.statistics.width, report.statistics.height), (32, 80));
}

#[wasm_bindgen_test]
async fn the_kept_pictures_are_listed_and_each_is_shown_by_its_number() {
    let stage = three_kept().await;
    receive(&stage.engine, ToWorker::Times, JsValue::UNDEFINED);
    let times = posted(|message, attachment| match message {
        FromWorker::Times => attachment.cloned(),
        _ => None,
    })
    .await;
    let times = js_sys::Float64Array::new(&times).to_vec();
    let numbers: Vec<_> = times.chunks(3).map(|picture| picture[0]).collect();
    assert_eq!(numbers, [1.0, 2.0, 3.0]);
    let now = js_sys::Date::now();
    assert!(times.chunks(3).all(|picture| (now - picture[1]).abs() < 60_000.0), "{times:?} {now}");
    stage.replay(ReplayCommand::Show(2));
    stage.shows(ReplayMode::Paused, 2).await;
    assert_eq!(stage.snapshot().await, BLUE);
}

#[wasm_bindgen_test]
async fn of_many_wishes_the_last_is_shown() {
    let stage = three_kept().await;
    for _ in 0..20 {
        stage.replay(ReplayCommand::Oldest);
        stage.replay(ReplayCommand::Step(1));
    }
    stage.shows(ReplayMode::Paused, 2).await;
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
async fn playing_ends_with_what_is_live() {
    let stage = three_kept().await;
    stage.replay(ReplayCommand::Oldest);
    stage.shows(ReplayMode::Paused, 1).await;
    stage.replay(ReplayCommand::Resume);
    stage.shows(ReplayMode::Live, 3).await;
    reported(|report, _| report.state == State::Live).await;
    assert_eq!(stage.snapshot().await, RED);
}

#[wasm_bindgen_test]
async fn thumbnails_are_small_and_the_last_wish_is_granted() {
    let stage = three_kept().await;
    // Clocks that browsers make coarse may have the last picture come after now.
    let soon = js_sys::Date::now() + 1000.0;
    for number in 1..=5 {
        receive(&stage.engine, ToWorker::Thumbnail(number, soon), JsValue::UNDEFINED);
    }
    for wanted in [1, 5] {
        let bitmap: ImageBitmap = posted(|message, attachment| match message {
            FromWorker::Thumbnail(number, Some(_)) if *number == wanted => attachment.cloned(),
            _ => None,
        })
        .await
        .unchecked_into();
        assert_eq!((bitmap.width(), bitmap.height()), (160, 120));
        bitmap.close();
    }
    let sent = POSTED.take();
    let sent = sent.iter().filter(|(message, _)| matches!(message, FromWorker::Thumbnail(..))).count();
    assert_eq!(sent, 2, "those between were not decoded");
}

#[wasm_bindgen_test]
async fn what_is_kept_can_be_seen_after_the_stream_has_stopped() {
    let stage = three_kept().await;
    receive(&stage.engine, ToWorker::Stop, JsValue::UNDEFINED);
    stage.replay(ReplayCommand::Oldest);
    let report = stage.shows(ReplayMode::Paused, 1).await;
    assert_eq!(report.state, State::Idle);
    stage.replay(ReplayCommand::Shuttle(false));
    stage.shows(ReplayMode::Live, 3).await;
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_a_gap() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.feed();
    stage.pictures(&[RED, RED]);
    stage.play(&scope().location().origin());
    stage.feed();
    stage.pictures(&[RED]);
    let gaps: Vec<bool> =
        stage.engine.borrow().stream.history().frames().since(0.0).map(|received| received.gap).collect();
    assert_eq!(gaps, [false, true, false, true], "stopping and playing is one, too");
}

#[wasm_bindgen_test]
async fn without_replay_nothing_is_kept() {
    let mut stage = Stage::new();
    stage.play_keeping(&scope().location().origin(), ReplayLimits::NONE);
    stage.feed();
    stage.pictures(&[RED, RED, RED, BLUE]);
    stage.drawn(2).await;
    assert_eq!(stage.engine.borrow().stream.history().frames().len(), 0);
    assert_eq!(stage.figures().frames_dropped, 2);
    close(stage.pixel(), [20, 40, 210]);
}
