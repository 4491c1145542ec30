//! The `data-*` attributes that embedders, tests and style sheets rely on.

use std::cell::{Cell, RefCell};

use web_sys::HtmlElement;

use crate::{RecordingNews, Report};

const NAMES: [&str; 14] = [
    "data-state",
    "data-transport",
    "data-frames-received",
    "data-frames-drawn",
    "data-frames-dropped",
    "data-width",
    "data-height",
    "data-enhanced",
    "data-decode",
    "data-sink",
    "data-reduction",
    "data-replay",
    "data-replay-picture",
    "data-replay-behind",
];

const SURFACE: &str = "data-surface";

/// The attributes of one element, written only where they change.
pub(super) struct Attributes {
    element: RefCell<HtmlElement>,
    is_shared: Cell<bool>,
    written: RefCell<[Option<String>; NAMES.len()]>,
}

impl Attributes {
    pub(super) fn new(element: HtmlElement) -> Self {
        let attributes =
            Self { element: RefCell::new(element), is_shared: Cell::default(), written: RefCell::default() };
        attributes.show(&Report::default());
        attributes
    }

    pub(super) fn show(&self, report: &Report) {
        let values = values(report);
        let mut written = self.written.borrow_mut();
        for ((name, value), written) in NAMES.iter().zip(values).zip(written.iter_mut()) {
            if written.as_ref() != Some(&value) {
                // Fails for malformed names only.
                let _ = self.element.borrow().set_attribute(name, &value);
                *written = Some(value);
            }
        }
    }
}

impl Attributes {
    /// Another element bears them from now on.
    pub(super) fn place(&self, element: HtmlElement, report: &Report) {
        let old = self.element.replace(element);
        for name in NAMES.iter().chain([&SURFACE]) {
            let _ = old.remove_attribute(name);
        }
        self.written.replace(Default::default());
        self.surface(self.is_shared.get());
        self.show(report);
    }

    /// What the pictures are drawn on.
    pub(super) fn surface(&self, is_shared: bool) {
        self.is_shared.set(is_shared);
        let _ = self.element.borrow().set_attribute(SURFACE, if is_shared { "shared" } else { "own" });
    }

    /// What is told of recordings.
    pub(super) fn recording(&self, news: &RecordingNews) {
        let (on, progress) = match news {
            RecordingNews::Going(progress) => ("yes", progress),
            RecordingNews::Ended(progress, _) => ("no", progress),
            RecordingNews::Recorded(..) | RecordingNews::FolderFailed(_) | RecordingNews::Left(_) => return,
        };
        let element = self.element.borrow();
        let _ = element.set_attribute("data-recording", on);
        let _ = element.set_attribute("data-recording-frames", &progress.frames.to_string());
    }
}

fn values(report: &Report) -> [String; NAMES.len()] {
    let figures = &report.statistics;
    let replay = report.replay.as_ref();
    [
        report.state.name().to_owned(),
        report.transport.map(|transport| transport.name().to_owned()).unwrap_or_default(),
        figures.frames_received.to_string(),
        figures.frames_drawn.to_string(),
        figures.frames_dropped.to_string(),
        figures.width.to_string(),
        figures.height.to_string(),
        if report.enhanced.is_some() { "yes" } else { "no" }.to_owned(),
        report.decoding.map(|decoding| decoding.name().to_owned()).unwrap_or_default(),
        report.sink.map(|sink| sink.name().to_owned()).unwrap_or_default(),
        report.reduction.divisor().to_string(),
        replay.map(|replay| replay.mode.name().to_owned()).unwrap_or_default(),
        replay.map(|replay| replay.number.to_string()).unwrap_or_default(),
        // As a whole number: writing others would bring tables into the page.
        replay.map(|replay| (replay.behind_ms as u64).to_string()).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::values;
    use crate::{
        Decoding, Enhanced, EnhancedBy, Reduction, ReplayMode, ReplayReport, Report, Sink, State, Statistics,
        Transport,
    };

    #[test]
    fn every_attribute_has_a_value_from_the_start() {
        assert_eq!(
            values(&Report::default()),
            ["idle", "", "0", "0", "0", "0", "0", "no", "", "", "1", "", "", ""]
        );
    }

    #[test]
    fn the_values_are_the_report() {
        let statistics = Statistics {
            frames_received: 9,
            frames_drawn: 7,
            frames_dropped: 2,
            width: 640,
            height: 480,
            ..Statistics::default()
        };
        let transport = Some(Transport::Relay);
        let enhanced = Some(Enhanced { by: EnhancedBy::Graphics, stacked: 1 });
        let mode = ReplayMode::Paused;
        let replay = Some(ReplayReport { mode, number: 5, behind_ms: 1200.7, ..ReplayReport::default() });
        let state = State::Replay;
        let (decoding, sink) = (Some(Decoding::Bitmap), Some(Sink::Canvas));
        let reduction = Reduction::Quarter;
        let report = Report {
            state,
            transport,
            statistics,
            enhanced,
            decoding,
            sink,
            reduction,
            replay,
            ..Report::default()
        };
        let wanted = [
            "replay", "relay", "9", "7", "2", "640", "480", "yes", "bitmap", "canvas", "4", "paused", "5",
            "1200",
        ];
        assert_eq!(values(&report), wanted);
    }
}
