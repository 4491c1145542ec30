//! The gateway's own recording of the camera: a mark on the page, and its part of the record sheet.

use yew::prelude::{AttrValue, Callback, Html, Properties, classes, component, html};

use crate::figures;
use crate::hooks::{GatewayFile, GatewayRecording, GatewayState, use_gateway_recording};
use crate::keys::Command;

/// Files in the sheet; the list of all is the gateway's.
const FILES: usize = 20;

/// Which camera, as the gateway names it.
#[derive(PartialEq, Properties)]
pub(crate) struct MarkProps {
    pub(crate) camera: AttrValue,
    pub(crate) commanded: Callback<Command>,
}

/// Says in words that the gateway records this camera, or why not; opens the sheet.
#[component]
pub(crate) fn GatewayMark(props: &MarkProps) -> Html {
    let gateway = use_gateway_recording(&props.camera, false);
    let Some(recording) = gateway.recording.filter(|recording| recording.state != GatewayState::Stopped)
    else {
        return Html::default();
    };
    let is_on = recording.state == GatewayState::Recording;
    html! {
        <button
            type="button"
            class={classes!("recording-mark", "gateway-mark", (!is_on).then_some("waiting"))}
            title={recording.why.as_ref().map(|(cause, _)| cause.clone())}
            onclick={props.commanded.reform(|_| Command::Recordings)}
        >
            <span class="recording-dot"></span>
            <span>{ words(&recording) }{ missing(&recording) }</span>
        </button>
    }
}

/// See [`MarkProps`].
#[derive(PartialEq, Properties)]
pub(crate) struct SectionProps {
    pub(crate) camera: AttrValue,
}

/// The part of the record sheet.
#[component]
pub(crate) fn GatewaySection(props: &SectionProps) -> Html {
    let gateway = use_gateway_recording(&props.camera, true);
    let Some(recording) = &gateway.recording else { return Html::default() };
    let is_stopped = recording.state == GatewayState::Stopped;
    html! {
        <div class="field sheet-section">
            <h3>{ "At the gateway" }</h3>
            <p role="status">{ words(recording) }{ missing(recording) }</p>
            if let Some((cause, cure)) = &recording.why {
                <p>{ cause }{ " " }{ cure }</p>
            }
            if recording.on_demand {
                <div>
                    <button type="button" class="button" onclick={gateway.set.reform(move |_| is_stopped)}>
                        { if is_stopped { "Start at the gateway" } else { "Stop at the gateway" } }
                    </button>
                </div>
            }
            { files(&gateway.files, recording) }
        </div>
    }
}

fn words(recording: &GatewayRecording) -> &'static str {
    match recording.state {
        GatewayState::Recording => "Recording at the gateway",
        GatewayState::Waiting => "The gateway is waiting for the camera",
        GatewayState::Failed => "The gateway cannot record",
        GatewayState::Stopped => "Not recording at the gateway",
    }
}

/// ` · 3 frames lost · 1 connection lost`
fn missing(recording: &GatewayRecording) -> String {
    [lost(recording.lost, "frame"), lost(recording.gaps, "connection")].concat()
}

fn lost(count: f64, what: &str) -> String {
    match count {
        0.0 => String::new(),
        1.0 => [" · 1 ", what, " lost"].concat(),
        _ => [" · ", &count.to_string(), " ", what, "s lost"].concat(),
    }
}

fn files(files: &[GatewayFile], recording: &GatewayRecording) -> Html {
    if files.is_empty() {
        return Html::default();
    }
    let row = |file: &GatewayFile| {
        let note = match (file.is_open, file.is_broken_off) {
            (true, _) => " · being written",
            (_, true) => " · interrupted: never completed",
            _ => "",
        };
        html! {
            <li class="left-recording">
                <span>
                    <a href={file.address.clone()} download={AttrValue::from("")}>{ &file.name }</a>
                    { " · " }{ figures::bytes(file.bytes) }{ lost(file.lost, "frame") }{ note }
                </span>
            </li>
        }
    };
    html! {
        <>
            <p class="field-hint">
                { recording.segments }{ " files, " }{ figures::bytes(recording.bytes) }
                { ". The oldest are deleted when the gateway’s limits are reached." }
            </p>
            <ul class="left-recordings">{ for files.iter().take(FILES).map(row) }</ul>
        </>
    }
}
