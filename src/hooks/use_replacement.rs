//! A player whose worker died is replaced without being asked.

use gloo::timers::callback::Timeout;
use yew::prelude::{UseReducerHandle, hook, use_effect_with};

use crate::state::{Action, Viewer};

/// Replaces the player of `viewer` when it says that it is at its end, unless a person stopped it.
#[hook]
pub(crate) fn use_replacement(viewer: &UseReducerHandle<Viewer>) {
    let wait = (viewer.is_dead() && !viewer.stopped).then(|| viewer.replacement.wait_ms());
    let dispatch = viewer.dispatcher();
    use_effect_with((wait, viewer.generation), move |&(wait, _)| {
        let timer = wait.map(|wait| Timeout::new(wait, move || dispatch.dispatch(Action::Replace)));
        move || drop(timer)
    });
}
