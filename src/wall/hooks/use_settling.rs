//! Waits a little for the shapes of further pictures before tiles take them.

use gloo::timers::callback::Timeout;
use yew::prelude::{UseReducerDispatcher, hook, use_effect_with};

use crate::wall::state::{Action, Wall};

/// The first pictures of a wall come within this time of each other, milliseconds.
const SETTLES_MS: u32 = 300;

/// Has the tiles arranged once for all pictures whose size became known at about the same time.
#[hook]
pub(in crate::wall) fn use_settling(wall: &Wall, dispatch: &UseReducerDispatcher<Wall>) {
    let dispatch = dispatch.clone();
    use_effect_with(wall.unsettled, move |unsettled| {
        let timer = unsettled.then(|| Timeout::new(SETTLES_MS, move || dispatch.dispatch(Action::Settle)));
        move || drop(timer)
    });
}
