//! The record sheet: format, start, place, clips of the buffer, and recordings of earlier sessions.

use player::{Container, LocalTime, RecordedFile};
use yew::prelude::{AttrValue, Callback, Html, MouseEvent, UseReducerDispatcher, html};

use super::dialog::Dialog;
use super::gateway_recording::GatewaySection;
use super::toasts::toasts;
use crate::figures;
use crate::hooks::{RecordingAct, folders_can_be_picked};
use crate::state::{Action, PreRoll, RecordingChange, Recordings, Viewer};

/// The sheet.
pub(crate) fn record_sheet(
    viewer: &Viewer,
    dispatch: &UseReducerDispatcher<Viewer>,
    record: &Callback<RecordingAct>,
    closed: Callback<()>,
) -> Html {
    let recordings = &viewer.recordings;
    let on = recordings.progress.is_some();
    let change = {
        let dispatch = dispatch.clone();
        Callback::from(move |change| dispatch.dispatch(Action::Recording(change)))
    };
    let format = |container, words| {
        choice(
            words,
            recordings.container == container,
            on,
            change.reform(move |_| RecordingChange::Container(container)),
        )
    };
    let begin = |pre_roll| {
        let words = match pre_roll {
            PreRoll::None => "Now",
            PreRoll::TenSeconds => "10 s ago",
            PreRoll::All => "Whole buffer",
        };
        choice(
            words,
            recordings.pre_roll == pre_roll,
            on,
            change.reform(move |_| RecordingChange::PreRoll(pre_roll)),
        )
    };
    html! {
        <Dialog title="Record" {closed}>
            <div class="sheet-body">
                <div class="field sheet-section">
                    <div class="field-row record-choice" role="group" aria-label="Format">
                        <span class="field-label">{ "Format" }</span>
                        { format(Container::Matroska, "Matroska") }
                        { format(Container::Avi, "AVI") }
                        { format(Container::Zip, "ZIP of pictures") }
                    </div>
                    <div class="field-row record-choice" role="group" aria-label="Start from">
                        <span class="field-label">{ "Start from" }</span>
                        { for PreRoll::ALL.map(begin) }
                    </div>
                    if folders_can_be_picked() {
                        { place(recordings, on, &change, record) }
                    }
                    <p class="field-hint">
                        { "Each frame is the camera’s own, unchanged, with its SHA-256. " }
                        <code>{ "mullion verify" }</code>{ " checks the file." }
                    </p>
                    <div>
                        <button
                            type="button"
                            class="button primary"
                            disabled={!on && viewer.placement().is_none()}
                            onclick={record.reform(|_| RecordingAct::Toggle)}
                        >
                            { if on { "Stop and save" } else { "Start recording" } }
                        </button>
                    </div>
                </div>
                { clips(viewer, record) }
                if let Some(camera) = viewer.recorded_camera() {
                    <GatewaySection key={camera.id.clone()} camera={AttrValue::from(camera.id.clone())} />
                }
                { left(&recordings.left, record) }
            </div>
            { toasts(&viewer.toasts, dispatch) }
        </Dialog>
    }
}

/// Where the files go.
fn place(
    recordings: &Recordings,
    on: bool,
    change: &Callback<RecordingChange>,
    record: &Callback<RecordingAct>,
) -> Html {
    let folder = &recordings.folder;
    let words =
        folder.as_ref().map_or_else(|| "A folder…".to_owned(), |name| ["Folder “", name, "”"].concat());
    html! {
        <div class="field-row record-choice" role="group" aria-label="Save to">
            <span class="field-label">{ "Save to" }</span>
            { choice("Downloads", folder.is_none(), on, change.reform(|_| RecordingChange::Folder(None))) }
            { choice(&words, folder.is_some(), on, record.reform(|_| RecordingAct::PickFolder)) }
        </div>
    }
}

/// One button of a group, of which one is pressed.
fn choice(words: &str, is_pressed: bool, disabled: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="button" aria-pressed={is_pressed.to_string()} {disabled} {onclick}>
            { words }
        </button>
    }
}

/// Clips of the buffer.
fn clips(viewer: &Viewer, record: &Callback<RecordingAct>) -> Html {
    let Some(replay) = viewer.report.replay.as_ref().filter(|replay| replay.pictures > 0) else {
        return Html::default();
    };
    let clip = |words: &'static str, from: f64, until: f64| {
        html! {
            <button
                type="button"
                class="button"
                // Times of arrival are told to the millisecond or so.
                onclick={record.reform(move |_| RecordingAct::Clip(from - 2.0, until + 2.0))}
            >
                { words }
            </button>
        }
    };
    html! {
        <div class="field sheet-section">
            <h3>{ "Clip" }</h3>
            <div class="field-row record-choice">
                { clip("Save the whole buffer", 0.0, replay.end_ms) }
                if let [Some(from), Some(until)] = replay.marks {
                    { clip("Save from A to B", from, until) }
                }
            </div>
        </div>
    }
}

/// Recordings that earlier sessions left.
fn left(left: &[RecordedFile], record: &Callback<RecordingAct>) -> Html {
    if left.is_empty() {
        return Html::default();
    }
    let row = |file: &RecordedFile| {
        let name = file.name(&LocalTime::at(file.begun_ms as f64).file_stem(&file.camera));
        let settle = |save: bool, words: &'static str| {
            let file = file.clone();
            let label = [words, " ", &name].concat();
            html! {
                <button
                    type="button"
                    class="button"
                    aria-label={label}
                    onclick={record.reform(move |_| RecordingAct::Settle(file.clone(), save))}
                >
                    { words }
                </button>
            }
        };
        html! {
            <li class="left-recording">
                <span>{ &name }{ " · " }{ figures::bytes(file.bytes as f64) }</span>
                { settle(true, "Save") }
                { settle(false, "Delete") }
            </li>
        }
    };
    html! {
        <div class="field sheet-section">
            <h3>{ "Recovered from an earlier session" }</h3>
            <p class="field-hint">
                { "The browser or the page closed before these were saved. They play up to that moment." }
            </p>
            <ul class="left-recordings">{ for left.iter().map(row) }</ul>
        </div>
    }
}
