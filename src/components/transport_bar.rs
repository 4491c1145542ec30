//! What is kept, to be looked at again: holding, stepping, playing, and the way back to what is live.

use player::{ReplayCommand, ReplayMode, ReplayReport};
use yew::prelude::{Callback, Html, classes, html};

use super::icon::Icon;
use super::speed_choice::speed_choice;
use super::timeline::Timeline;
use super::tool::{Tool, spelt};
use crate::hooks::PlayerHandle;
use crate::keys::Command;
use crate::state::Viewer;
use crate::{figures, page, replay};

/// The bar; nothing where nothing is kept.
pub(crate) fn transport_bar(viewer: &Viewer, player: &PlayerHandle, commanded: &Callback<Command>) -> Html {
    let Some(replay) = &viewer.report.replay else { return Html::default() };
    let live = replay.mode == ReplayMode::Live;
    let hold = match replay.mode {
        ReplayMode::Paused => Tool::new(Icon::Play, "Play on", "Space", Command::PauseOrResume),
        _ => Tool::new(Icon::Pause, "Pause", "Space", Command::PauseOrResume),
    };
    let back = Tool::new(Icon::StepBack, "One picture back", ",", Command::StepBack);
    let forward = Tool {
        disabled: live,
        ..Tool::new(Icon::StepForward, "One picture forward", ".", Command::StepForward)
    };
    let has_marks = replay.marks.iter().all(Option::is_some);
    let looping = Tool {
        pressed: Some(replay.is_looping),
        disabled: !has_marks,
        ..Tool::new(Icon::Loop, "Go round between the marks", "G", Command::Loop)
    };
    let speed = {
        let player = player.clone();
        Callback::from(move |speed| player.replay(ReplayCommand::SetSpeed(speed)))
    };
    html! {
        <div class="chrome-row">
            <div class={classes!("bar", "transport", replay.mode.name())} role="toolbar" aria-label="Replay">
                <div class="transport-time">
                    { hold.view(commanded) }
                    <Timeline replay={replay.clone()} player={player.clone()} />
                    { times(replay) }
                    { go_live(replay, commanded) }
                </div>
                <div class="transport-tools">
                    { jump(-5, "−5", "Five seconds back", "↓", commanded) }
                    { back.view(commanded) }
                    { forward.view(commanded) }
                    { jump(5, "+5", "Five seconds forward", "↑", commanded) }
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
            <span title="When the picture came, by this device’s clock">
                { written(replay::position(replay)) }
                if replay.is_outlived { <small>{ " no longer kept" }</small> }
            </span>
            if let Some(captured) = replay.captured_ms {
                <small title="When it was taken, by the camera’s clock">{ format!("camera {}", written(captured)) }</small>
            }
        </span>
    }
}

fn go_live(replay: &ReplayReport, commanded: &Callback<Command>) -> Html {
    let live = replay.mode == ReplayMode::Live;
    html! {
        <button
            type="button"
            class="tool tool-text go-live"
            title="Go live (End)"
            aria-label="Go live"
            disabled={live}
            onclick={commanded.reform(|_| Command::GoLive)}
        >
            if live {
                { "Live" }
            } else {
                <span>{ "Go live" }</span>
                <small>{ format!("−{}", figures::age(replay.behind_ms)) }</small>
            }
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
            title={format!("Set or take off mark {name} ({name})")}
            aria-pressed={spelt(replay.marks[usize::from(second)].is_some())}
            onclick={commanded.reform(move |_| command)}
        >
            { name }
        </button>
    }
}
