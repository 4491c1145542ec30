//! The event that tells an embedding page of each change of state.

use std::cell::{Cell, RefCell};

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::{ReplayMode, Report, State};

/// Its name.
const NAME: &str = "mullion-state";

/// Dispatches it on one element.
pub(super) struct StateEvent {
    element: RefCell<HtmlElement>,
    told: Cell<(State, ReplayMode)>,
}

impl StateEvent {
    pub(super) fn new(element: HtmlElement) -> Self {
        Self { element: RefCell::new(element), told: Cell::default() }
    }

    /// Another element fires it from now on.
    pub(super) fn place(&self, element: HtmlElement) {
        self.element.replace(element);
    }

    /// Tells of `report` if its state, or what is shown of what is kept, is another than the last.
    pub(super) fn show(&self, report: &Report) {
        let mode = report.replay.as_ref().map(|replay| replay.mode).unwrap_or_default();
        if self.told.replace((report.state, mode)) == (report.state, mode) {
            return;
        }
        let detail = Object::new();
        for (name, value) in [
            ("state", report.state.name().into()),
            ("replay", mode.name().into()),
            ("ageMs", report.age_ms.into()),
            ("cause", report.problem.as_ref().map(|problem| problem.code.as_str()).into()),
            ("message", report.problem.as_ref().map(|problem| problem.message.as_str()).into()),
            ("hint", report.problem.as_ref().map(|problem| problem.hint.as_str()).into()),
        ] {
            // Fails for objects that are frozen only.
            let _ = Reflect::set(&detail, &name.into(), &value);
        }
        let options = CustomEventInit::new();
        options.set_bubbles(true);
        options.set_detail(&JsValue::from(detail));
        if let Ok(event) = CustomEvent::new_with_event_init_dict(NAME, &options) {
            // Cancelling it means nothing.
            let _ = self.element.borrow().dispatch_event(&event);
        }
    }
}
