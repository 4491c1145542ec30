//! A canvas that the browser has lost.

use super::*;

#[wasm_bindgen_test]
async fn a_canvas_that_is_lost_is_never_live_and_drawn_again_when_it_is_back() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    reported(|report, _| report.state == State::Live).await;
    stage.canvas.dispatch_event(&Event::new("contextlost").unwrap()).unwrap();
    assert_eq!(stage.state(), State::Stalled);
    reported(|report, cause| report.state == State::Stalled && cause == Some(&Cause::CanvasLost)).await;
    // What comes meanwhile is not drawn, and not called so.
    stage.pictures(&[BLUE]);
    while stage.figures().frames_dropped == 0 {
        turn().await;
    }
    assert_eq!((stage.state(), stage.figures().frames_drawn), (State::Stalled, 1));
    // A browser gives it back empty.
    stage.canvas.set_width(64);
    POSTED.take();
    stage.canvas.dispatch_event(&Event::new("contextrestored").unwrap()).unwrap();
    reported(|report, _| report.state == State::Live).await;
    close(stage.pixel(), [200, 30, 40]);
}

#[wasm_bindgen_test]
async fn a_canvas_that_does_not_come_back_is_given_up() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    stage.canvas.dispatch_event(&Event::new("contextlost").unwrap()).unwrap();
    posted(|message, _| matches!(message, FromWorker::Failed(_)).then_some(())).await;
}
