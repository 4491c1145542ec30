//! Figures about the stream, readable at a glance.

use player::{Decoding, QuirkNote, Reduction, Report, State, Transport};
use yew::prelude::{Html, UseReducerDispatcher, html};

use super::event_log::event_log;
use super::sparkline::sparkline;
use crate::figures;
use crate::state::Viewer;

/// The panel of figures.
pub(crate) fn statistics(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let report = &viewer.report;
    let rows = rows(report);
    html! {
        <section class="statistics" aria-label="Statistics" tabindex="0">
            { sparkline(&viewer.history) }
            <dl>
                { for rows.into_iter().map(|(term, value)| html! { <div key={term}><dt>{ term }</dt><dd>{ value }</dd></div> }) }
            </dl>
            if !report.quirks.is_empty() {
                <h2>{ "Peculiarities of this camera" }</h2>
                <ul class="quirks">{ for report.quirks.iter().map(quirk) }</ul>
            }
            { event_log(&viewer.log, dispatch) }
        </section>
    }
}

/// Where it is not all of it.
fn reduction(reduction: Reduction) -> Option<String> {
    (reduction != Reduction::None)
        .then(|| format!("1/{} of its size, enough for the display", reduction.divisor()))
}

/// The known figures, in order.
fn rows(report: &Report) -> Vec<(&'static str, String)> {
    let figures = &report.statistics;
    let picture = report.picture.as_ref();
    let known = |value: f64, text: fn(f64) -> String| (value > 0.0).then(|| text(value));
    // Nothing is counted if the browser displays the stream itself.
    let seen = report.state != State::Unverified;
    let counted = |count: u64| (count > 0).then(|| figures::count(count));
    [
        ("Received", seen.then(|| format!("{} fps", figures::rate(figures.fps_received)))),
        ("Drawn", seen.then(|| format!("{} fps", figures::rate(figures.fps_drawn)))),
        ("Bit rate", seen.then(|| figures::bit_rate(figures.bits_per_second))),
        ("Picture", (figures.width > 0).then(|| format!("{} × {}", figures.width, figures.height))),
        ("Encoding", picture.and_then(encoding)),
        ("Frame", known(figures.frame_bytes as f64, figures::bytes)),
        ("Decoding", known(figures.decode_ms, figures::milliseconds)),
        ("Decoder", report.decoding.map(|decoding| decoder(decoding).to_owned())),
        ("Decoded at", reduction(report.reduction)),
        ("Shown by", report.sink.map(|sink| sink.name().to_owned())),
        ("Jitter", known(figures.jitter_ms, figures::milliseconds)),
        ("Delay", report.lag_ms.map(figures::milliseconds)),
        ("Camera clock", report.clock_offset_ms.map(figures::clock_offset)),
        ("Frames", seen.then(|| figures::count(figures.frames_received))),
        ("Dropped", seen.then(|| figures::count(figures.frames_dropped))),
        ("Damaged", counted(figures.frames_damaged)),
        ("Reconnected", counted(figures.reconnects.into())),
        ("Data", known(figures.bytes_total as f64, figures::bytes)),
        ("Replay", report.replay.as_ref().map(kept)),
        ("Connection", report.transport.map(|transport| connection(transport).to_owned())),
        ("Fallback because", report.detour.as_ref().map(|problem| problem.message.clone())),
        ("Instead of the request", report.setting.as_ref().map(|setting| given(setting))),
        ("Server", report.server.clone()),
        ("Serial number", picture.and_then(|picture| picture.axis_serial.clone())),
        ("Firmware", picture.and_then(|picture| picture.axis_firmware.clone())),
    ]
    .into_iter()
    .filter_map(|(term, value)| Some((term, value?)))
    .collect()
}

/// The quality that the gateway gives instead of the requested one.
fn given(setting: &str) -> String {
    let setting =
        if setting.is_empty() { "the camera’s default".to_owned() } else { setting.replace('&', ", ") };
    format!("{setting}: the camera already encodes this for other viewers")
}

fn kept(replay: &player::ReplayReport) -> String {
    let span = figures::whole_age(replay.end_ms - replay.begin_ms);
    let pictures = figures::count(replay.pictures);
    format!("{span}, {pictures} pictures, {}", figures::bytes(replay.bytes as f64))
}

fn encoding(picture: &player::PictureFacts) -> Option<String> {
    let quality = picture.quality.map(|quality| format!("quality {quality}"));
    let parts: Vec<String> = [picture.sampling.clone(), quality].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn decoder(decoding: Decoding) -> &'static str {
    match decoding {
        Decoding::Bitmap => "createImageBitmap",
        Decoding::Decoder => "ImageDecoder",
        Decoding::Wasm => "WebAssembly",
    }
}

fn connection(transport: Transport) -> &'static str {
    match transport {
        Transport::Fetch => "direct",
        Transport::Relay => "gateway",
        Transport::Mux => "gateway, in one response with other cameras",
        Transport::Proxy => "through a proxy",
        Transport::Img => "the browser’s own display",
        Transport::Snapshots => "single pictures",
    }
}

fn quirk(quirk: &QuirkNote) -> Html {
    html! {
        <li key={quirk.name.clone()}>
            { &quirk.description }
            if !quirk.detail.is_empty() {
                <small>{ &quirk.detail }</small>
            }
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        let terms: Vec<_> = rows(&Report::default()).into_iter().map(|(term, _)| term).collect();
        assert_eq!(terms, ["Received", "Drawn", "Bit rate", "Frames", "Dropped"]);
    }

    #[test]
    fn the_encoding_tells_what_there_is() {
        let picture =
            player::PictureFacts { sampling: Some("4:2:0".into()), quality: Some(72), ..Default::default() };
        assert_eq!(encoding(&picture).as_deref(), Some("4:2:0, quality 72"));
        assert_eq!(encoding(&player::PictureFacts::default()), None);
    }
}
