//! A player whose worker died is replaced without being asked.

use gloo::timers::callback::Timeout;
use player::Problem;
use yew::prelude::{UseReducerHandle, hook, use_effect_with};

use crate::state::{Action, Viewer};

/// Before the first replacement, milliseconds; each further one waits twice as long.
const FIRST_WAIT_MS: u32 = 1_000;
/// The wait doubles no more than so often.
const DOUBLINGS: u32 = 5;

/// Replaces the player of `viewer` when it says that it is at its end.
#[hook]
pub(crate) fn use_replacement(viewer: &UseReducerHandle<Viewer>) {
    let failed = viewer.report.problem.as_ref().is_some_and(|problem| problem.code == Problem::WORKER_FAILED);
    let dispatch = viewer.dispatcher();
    use_effect_with((failed, viewer.generation), move |&(failed, generation)| {
        let wait = FIRST_WAIT_MS << generation.min(DOUBLINGS);
        let timer = failed.then(|| Timeout::new(wait, move || dispatch.dispatch(Action::Replace)));
        move || drop(timer)
    });
}
