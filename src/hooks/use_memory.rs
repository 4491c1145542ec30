//! What is seen is written into the page's address and remembered for the next visit. Each camera
//! opened by hand is an entry of the browser's history.

use gloo::timers::callback::Timeout;
use yew::prelude::{UseReducerHandle, hook, use_effect_with, use_mut_ref};

use crate::page;
use crate::state::{Action, Viewer};

/// After the last change, milliseconds. Browsers refuse an address that changes hundreds of times
/// in a minute.
const SETTLES_MS: u32 = 400;

/// Keeps the page's address and the stored settings as `viewer` is.
#[hook]
pub(crate) fn use_memory(viewer: &UseReducerHandle<Viewer>) {
    let written = use_mut_ref(|| (0, None::<String>));
    use_effect_with((viewer.visits, viewer.query()), move |now| {
        let (visits, before) = written.replace(now.clone());
        let timer = match now {
            (_, None) => None,
            (now, Some(query)) if *now != visits => {
                // The last change to the camera before belongs to its own entry.
                if let Some(before) = before {
                    page::set_query(&before);
                }
                page::visit_query(query);
                None
            }
            (_, Some(query)) => {
                let query = query.clone();
                Some(Timeout::new(SETTLES_MS, move || page::set_query(&query)))
            }
        };
        move || drop(timer)
    });
    use_remembering(viewer);
}

/// Keeps the stored settings of the camera as `viewer` is.
#[hook]
pub(crate) fn use_remembering(viewer: &UseReducerHandle<Viewer>) {
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
