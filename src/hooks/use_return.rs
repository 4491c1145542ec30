//! Back and forward in the browser's history.

use gloo::events::EventListener;
use yew::prelude::{UseReducerDispatcher, hook, use_effect_with};

use crate::page;
use crate::state::{Action, Viewer};

/// Opens what the entry names that a person went to.
#[hook]
pub(crate) fn use_return(dispatch: &UseReducerDispatcher<Viewer>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "popstate", move |_| {
                dispatch.dispatch(Action::Return { page: page::folder(), query: page::query() });
            })
        });
        move || drop(listener)
    });
}
