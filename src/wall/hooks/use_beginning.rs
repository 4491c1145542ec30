//! All that a wall begins with.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::{UseReducerDispatcher, hook, use_effect_with};

use crate::configuration;
use crate::page;
use crate::wall::state::{Action, Beginning, Wall};

/// Loads the configuration and the gateway's list, once, and begins.
#[hook]
pub(in crate::wall) fn use_beginning(dispatch: &UseReducerDispatcher<Wall>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let gone = Rc::new(Cell::new(false));
        let is_gone = Rc::clone(&gone);
        spawn_local(async move {
            let (page, query) = (page::folder(), page::query());
            let loaded = configuration::load().await;
            if !is_gone.get() {
                dispatch.dispatch(Action::Begin(Box::new(Beginning { page, query, loaded })));
            }
        });
        move || gone.set(true)
    });
}
