//! The `data-*` attributes that embedders, tests and style sheets rely on.

use std::cell::RefCell;

use web_sys::HtmlElement;

use crate::Report;

const NAMES: [&str; 7] = [
    "data-state",
    "data-transport",
    "data-frames-received",
    "data-frames-drawn",
    "data-frames-dropped",
    "data-width",
    "data-height",
];

/// The attributes of one element, written only where they change.
pub(super) struct Attributes {
    element: HtmlElement,
    written: RefCell<[Option<String>; NAMES.len()]>,
}

impl Attributes {
    pub(super) fn new(element: HtmlElement) -> Self {
        let attributes = Self { element, written: RefCell::default() };
        attributes.show(&Report::default());
        attributes
    }

    pub(super) fn show(&self, report: &Report) {
        let values = values(report);
        let mut written = self.written.borrow_mut();
        for ((name, value), written) in NAMES.iter().zip(values).zip(written.iter_mut()) {
            if written.as_ref() != Some(&value) {
                // Fails for malformed names only.
                let _ = self.element.set_attribute(name, &value);
                *written = Some(value);
            }
        }
    }
}

fn values(report: &Report) -> [String; NAMES.len()] {
    let figures = &report.statistics;
    [
        report.state.name().to_owned(),
        report.transport.map(|transport| transport.name().to_owned()).unwrap_or_default(),
        figures.frames_received.to_string(),
        figures.frames_drawn.to_string(),
        figures.frames_dropped.to_string(),
        figures.width.to_string(),
        figures.height.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::values;
    use crate::{Report, State, Statistics, Transport};

    #[test]
    fn every_attribute_has_a_value_from_the_start() {
        assert_eq!(values(&Report::default()), ["idle", "", "0", "0", "0", "0", "0"]);
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
        let report = Report { state: State::Live, transport, statistics, ..Report::default() };
        assert_eq!(values(&report), ["live", "relay", "9", "7", "2", "640", "480"]);
    }
}
