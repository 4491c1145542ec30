//! The replay bar: pause, step, play, and back to live.

use player::{ReplayCommand, ReplayMode, ReplayReport};
use yew::prelude::{Callback, Html, classes, html};

use super::icon::Icon;
use super::speed_choice::speed_choice;
use super::timeline::Timeline;
use super::tool::{Tool, spelt};
use crate::hooks::PlayerHandle;
use crate::keys::Command;
use crate::marks::{Marks, TimelineMark};
use crate::state::Viewer;
use crate::{page, replay};

/// The bar; nothing where nothing is kept.
pub(crate) fn transport_bar(
    viewer: &Viewer,
    marks: &Marks,
    player: &PlayerHandle,
    commanded: &Callback<Command>,
) -> Html {
    let Some(replay) = &viewer.report.replay else { return Html::default() };
    let is_newest = replay.mode == ReplayMode::Live;
    let back = Tool::new(Icon::StepBack, "One picture back", ",", Command::StepBack);
    let forward = Tool {
        disabled: is_newest,
        ..Tool::new(Icon::StepForward, "One picture forward", ".", Command::StepForward)
    };
    let has_marks = replay.marks.iter().all(Option::is_some);
    let looping = Tool {
        pressed: Some(replay.is_looping),
        disabled: !has_marks,
        ..Tool::new(Icon::Loop, "Loop between A and B", "G", Command::Loop)
    };
    let speed = {
        let player = player.clone();
        Callback::from(move |speed| player.replay(ReplayCommand::SetSpeed(speed)))
    };
    html! {
        <div class="chrome-row">
            <div class={classes!("bar", "transport", is_newest.then_some("newest"))} role="toolbar" aria-label="Replay">
                <div class="transport-time">
                    <Timeline replay={replay.clone()} newest={marks.timeline.word} player={player.clone()} />
                    { times(replay) }
                    { newest(marks.timeline, commanded) }
                </div>
                <div class="transport-tools">
                    { jump(-5, "−5", "−5 seconds", "←", commanded) }
                    { back.view(commanded) }
                    { forward.view(commanded) }
                    { jump(5, "+5", "+5 seconds", "→", commanded) }
                    { speed_choice(replay.speed, &speed) }
                    { mark(replay, false, commanded) }
                    { mark(replay, true, commanded) }
                    { looping.view(commanded) }
                </div>
            </div>
        </div>
    }
}

/// When the picture shown came and was taken, each by its own clock.
fn times(replay: &ReplayReport) -> Html {
    let written = |at: f64| replay::time_of_day(page::local_time(at));
    html! {
        <span class="transport-clocks">
            <span title="Arrival time, by this device’s clock">
                { written(replay::position(replay)) }
                if replay.is_outlived { <small>{ " no longer buffered" }</small> }
            </span>
            if let Some(captured) = replay.captured_ms {
                <small title="Capture time, by the camera’s clock">{ format!("camera {}", written(captured)) }</small>
            }
        </span>
    }
}

/// The word at the end of the timeline; pressing it goes there.
fn newest(mark: TimelineMark, commanded: &Callback<Command>) -> Html {
    html! {
        <button
            type="button"
            class={classes!("tool", "tool-text", "newest-mark", mark.tone.class())}
            title={mark.leads_there.then_some("To the newest picture (End)")}
            disabled={!mark.leads_there}
            onclick={commanded.reform(|_| Command::GoLive)}
        >
            { mark.word }
        </button>
    }
}

fn jump(seconds: i8, text: &str, label: &'static str, key: &str, commanded: &Callback<Command>) -> Html {
    html! {
        <button
            type="button"
            class="tool tool-text"
            aria-label={label}
            title={format!("{label} ({key})")}
            onclick={commanded.reform(move |_| Command::Jump(seconds))}
        >
            { text }
        </button>
    }
}

fn mark(replay: &ReplayReport, second: bool, commanded: &Callback<Command>) -> Html {
    let (name, command) = if second { ("B", Command::MarkB) } else { ("A", Command::MarkA) };
    html! {
        <button
            type="button"
            class="tool tool-text"
            aria-label={format!("Mark {name}")}
            title={format!("Mark {name}: a loop {} here ({name})", if second { "ends" } else { "begins" })}
            aria-pressed={spelt(replay.marks[usize::from(second)].is_some())}
            onclick={commanded.reform(move |_| command)}
        >
            { name }
        </button>
    }
}
