//! Looks for the cause while somebody wants to know it.

use std::rc::Rc;

use yew::prelude::{UseReducerDispatcher, hook, use_effect_with};

use crate::diagnosis::{Running, subject};
use crate::state::{Action, Sheet, Viewer};

/// Examines the camera when the sheet is opened, and again when it is tried again; closing the
/// sheet cancels it. Without the sheet, it does so once for a problem that does not say who is to
/// blame.
#[hook]
pub(crate) fn use_diagnosis(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>) {
    let subject = (viewer.sheet == Some(Sheet::Why) || viewer.wants_verdict()).then(|| subject(viewer));
    let dispatch = dispatch.clone();
    use_effect_with((subject.is_some(), viewer.examinations), move |_| {
        let running = subject.map(|subject| {
            Running::start(
                subject,
                Box::new(move |steps, diagnosis| {
                    dispatch.dispatch(Action::Examined(Rc::new((steps, diagnosis))));
                }),
            )
        });
        move || drop(running)
    });
}
