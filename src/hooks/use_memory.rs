//! What is seen is written into the page's address and remembered for the next visit.

use gloo::timers::callback::Timeout;
use yew::prelude::{UseReducerHandle, hook, use_effect_with};

use crate::page;
use crate::state::{Action, Viewer};

/// After the last change, milliseconds. Browsers refuse an address that changes hundreds of times in a minute.
const SETTLES_MS: u32 = 400;

/// Keeps the page's address and the stored settings as `viewer` is.
#[hook]
pub(crate) fn use_memory(viewer: &UseReducerHandle<Viewer>) {
    use_effect_with(viewer.query(), |query| {
        let timer = query.clone().map(|query| Timeout::new(SETTLES_MS, move || page::set_query(&query)));
        move || drop(timer)
    });
    let dispatch = viewer.dispatcher();
    use_effect_with(viewer.to_remember(), move |camera| {
        let timer = camera.clone().map(|camera| {
            Timeout::new(SETTLES_MS, move || {
                let settings = page::change_settings(|settings| settings.remember(camera));
                dispatch.dispatch(Action::Remembered(settings));
            })
        });
        move || drop(timer)
    });
}
