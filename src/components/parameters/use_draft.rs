//! Changes that wait a moment before they are asked for.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use vapix::{Argument, ImageArguments};
use yew::prelude::{
    Callback, UseForceUpdateHandle, hook, use_callback, use_effect_with, use_force_update, use_mut_ref,
};

use crate::model::draft::{Draft, QUIET_MS};

/// The arguments as the controls show them, and how to change them. The callbacks stay the same.
pub(super) struct DraftHandle {
    pub(super) shown: ImageArguments,
    /// Sets an argument, or leaves it to the camera.
    pub(super) set: Callback<(Argument, Option<String>)>,
    /// Leaves everything to the camera.
    pub(super) reset: Callback<()>,
}

/// Gathers changes and tells `changed` when there was none for [`QUIET_MS`]. What waits when the
/// panel closes is told at once; what waits when another camera comes is dropped.
#[hook]
pub(super) fn use_draft(
    camera: &str,
    asked: &ImageArguments,
    changed: &Callback<ImageArguments>,
) -> DraftHandle {
    let update = use_force_update();
    let waiting =
        use_mut_ref(|| Waiting { draft: Draft::new(camera, asked), changed: changed.clone(), timer: None });
    let shown = {
        let mut waiting = waiting.borrow_mut();
        waiting.changed = changed.clone();
        waiting.draft.receive(camera, asked);
        if !waiting.draft.is_changed() {
            waiting.timer = None;
        }
        waiting.draft.shown().clone()
    };
    {
        let waiting = Rc::clone(&waiting);
        use_effect_with((), move |()| move || tell(&waiting));
    }
    let set = {
        let (waiting, update) = (Rc::clone(&waiting), update.clone());
        use_callback((), move |(argument, value): (Argument, Option<String>), ()| {
            change(&waiting, &update, |draft| draft.set(argument, value.as_deref()));
        })
    };
    let reset = use_callback((), move |(), ()| change(&waiting, &update, Draft::reset));
    DraftHandle { shown, set, reset }
}

struct Waiting {
    draft: Draft,
    changed: Callback<ImageArguments>,
    timer: Option<Timeout>,
}

fn change(waiting: &Rc<RefCell<Waiting>>, update: &UseForceUpdateHandle, change: impl FnOnce(&mut Draft)) {
    let mut now = waiting.borrow_mut();
    change(&mut now.draft);
    now.timer = now.draft.is_changed().then(|| {
        let waiting = Rc::clone(waiting);
        Timeout::new(QUIET_MS, move || tell(&waiting))
    });
    drop(now);
    update.force_update();
}

fn tell(waiting: &RefCell<Waiting>) {
    let (told, changed, timer) = {
        let mut now = waiting.borrow_mut();
        (now.draft.take(), now.changed.clone(), now.timer.take())
    };
    // Also releases the timer's hold on what it waits for.
    drop(timer);
    if let Some(arguments) = told {
        changed.emit(arguments);
    }
}
