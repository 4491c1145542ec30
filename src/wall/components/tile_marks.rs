//! What stands upon a small tile: its name and state, what is the matter, and its buttons.

use yew::prelude::{Callback, Html, MouseEvent, UseReducerDispatcher, classes, html};

use crate::components::icon::{Icon, glyph};
use crate::components::notice::words as offered;
use crate::keys::Command;
use crate::marks::{Marks, Play};
use crate::status::{Notice, Offer};
use crate::wall::state::{Action, TileId, Wall};

/// Name, and the state where the picture is not live.
pub(super) fn words(name: &str, marks: Option<&Marks>, is_recording: bool) -> Html {
    let state = marks.filter(|marks| !marks.standing.is_live());
    html! {
        <p class="tile-words">
            <span class="tile-name">{ name.to_owned() }</span>
            if let Some(marks) = state {
                <span class="tile-state">{ marks.status.word().to_owned() }</span>
                if let Some(detail) = &marks.status.detail {
                    <span class="tile-age">{ detail.clone() }</span>
                }
            }
            if is_recording {
                <span class="recording-dot" role="img" aria-label="Recording"></span>
            }
        </p>
    }
}

/// What is the matter, in short, and the first thing that can be done. The viewer's own card, when the tile is large, has
/// the rest.
pub(super) fn message(notice: &Notice, take: &Callback<Offer>) -> Html {
    match notice {
        Notice::Waiting { .. } => {
            html! { <div class="tile-message"><div class="spinner" aria-hidden="true"></div></div> }
        }
        Notice::Card { title, offers, .. } => html! {
            <div class="tile-message">
                <p>{ title.clone() }</p>
                if let Some(&offer) = offers.first() {
                    <button type="button" class="tile-offer" tabindex="-1" onclick={take.reform(move |_: MouseEvent| offer)}>
                        { offered(offer) }
                    </button>
                }
            </div>
        },
    }
}

/// The buttons. The keyboard reaches those of the tile in focus only.
pub(super) fn tools(
    id: TileId,
    name: &str,
    marks: Option<&Marks>,
    is_focused: bool,
    commanded: &Callback<Command>,
    dispatch: &UseReducerDispatcher<Wall>,
) -> Html {
    let act = |action: fn(TileId) -> Action| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(action(id)))
    };
    let command = |command: Command| commanded.reform(move |_: MouseEvent| command);
    let tabindex = if is_focused { "0" } else { "-1" };
    let button = |icon: Icon, label: &str, class: &'static str, onclick: Callback<MouseEvent>| {
        html! {
            <button
                type="button"
                class={classes!("tile-tool", class)}
                {tabindex}
                aria-label={format!("{label}: {name}")}
                title={label.to_owned()}
                {onclick}
            >
                { glyph(icon) }
            </button>
        }
    };
    let play = marks.map(|marks| match marks.play {
        Play::Play(then) => button(Icon::Play, "Play", "", command(then)),
        Play::Pause => button(Icon::Pause, "Hold", "", command(Command::PauseOrResume)),
        Play::Waiting | Play::NothingKept => Html::default(),
    });
    html! {
        <div class="tile-tools">
            { play.unwrap_or_default() }
            if marks.is_some_and(|marks| marks.records_frames) {
                { button(Icon::Camera, "Snapshot", "roomy", command(Command::Snapshot)) }
                { button(Icon::Record, "Record", "roomy", command(Command::Record)) }
            }
            { button(Icon::Fullscreen, "Whole screen", "", act(Action::Open)) }
            { button(Icon::Close, "Remove from the wall", "", act(Action::Remove)) }
        </div>
    }
}
