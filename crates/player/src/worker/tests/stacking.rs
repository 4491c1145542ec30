//! A picture that is held has those before it in its mean.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{BLUE, POSTED, Stage, close, flat, reported};
use crate::{Enhancements, ReplayCommand, ReplayMode, Report, Setting};

/// A JPEG of that gray.
async fn gray(value: u8) -> Vec<u8> {
    flat(&format!("rgb({value} {value} {value})"), 64, 48).await
}

fn is_held(report: &Report, number: u64, stacked: u16) -> bool {
    report.replay.as_ref().is_some_and(|replay| replay.mode == ReplayMode::Paused && replay.number == number)
        && report.enhanced.is_some_and(|enhanced| enhanced.stacked == stacked)
}

#[wasm_bindgen_test]
fn what_is_to_be_done_to_pictures_is_no_news_before_there_is_one() {
    let stage = Stage::new();
    stage.enhance(Enhancements::default());
    stage.enhance(Enhancements::default().with(Setting::Stack, 4));
    POSTED.with_borrow(|posted| assert!(posted.is_empty(), "{posted:?}"));
}

#[wasm_bindgen_test]
async fn a_held_picture_is_stacked_with_those_before_it() {
    let mut stage = Stage::playing();
    // Another size, which ends the view, and then 20, 40, … 160.
    stage.pictures(&[BLUE]);
    for step in 1..=8 {
        let picture = gray(step * 20).await;
        stage.pictures(&[&picture]);
        stage.drawn(u64::from(step) + 1).await;
    }
    stage.replay(ReplayCommand::Pause);
    stage.replay(ReplayCommand::Step(-2));
    reported(|report, _| report.replay.as_ref().is_some_and(|replay| replay.number == 7)).await;

    stage.enhance(Enhancements::default().with(Setting::Stack, 4));
    reported(|report, _| is_held(report, 7, 4)).await;
    // 60, 80, 100 and 120.
    close(stage.pixel(), [90; 3]);

    // More than there are.
    stage.enhance(Enhancements::default().with(Setting::Stack, 16));
    reported(|report, _| is_held(report, 7, 6)).await;
    close(stage.pixel(), [70; 3]);

    stage.enhance(Enhancements::default());
    reported(|report, _| report.enhanced.is_none()).await;
    close(stage.pixel(), [120; 3]);
}
