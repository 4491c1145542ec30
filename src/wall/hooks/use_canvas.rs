//! The canvas that the tiles of a wall share: one to compose in place of one for each.

use std::rc::Rc;

use player::{Program, Wall as SharedCanvas};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::{NodeRef, hook, use_effect_with, use_state};

use crate::hooks::PlayerHandle;
use crate::wall::state::Place;

/// The canvas, once there is one.
#[derive(Clone, Debug, Default)]
pub(in crate::wall) struct Canvas(Option<Rc<SharedCanvas>>);

impl PartialEq for Canvas {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(Rc::as_ptr) == other.0.as_ref().map(Rc::as_ptr)
    }
}

/// Makes a canvas under all that is in `list`, and tells it when tiles have moved.
#[hook]
pub(in crate::wall) fn use_canvas(list: &NodeRef, places: &Rc<[Place]>) -> Canvas {
    let canvas = use_state(Canvas::default);
    use_effect_with((), {
        let (list, canvas) = (list.clone(), canvas.setter());
        move |()| {
            spawn_local(async move {
                // Without it each tile has a canvas of its own, and its player says what is the matter.
                let Ok(program) = load().await else { return };
                let Some(list) = list.cast::<HtmlElement>() else { return };
                canvas.set(Canvas(SharedCanvas::new(&program, &list).ok().map(Rc::new)));
            });
        }
    });
    use_effect_with((Rc::clone(places), (*canvas).clone()), |(_, canvas)| {
        if let Some(canvas) = &canvas.0 {
            canvas.layout();
        }
    });
    (*canvas).clone()
}

/// Has a tile's player draw on the shared canvas while `is_shared`, and else on one of its own.
#[hook]
pub(in crate::wall) fn use_sharing(player: &PlayerHandle, canvas: &Canvas, is_shared: bool) {
    let handle = player.clone();
    use_effect_with((player.is_there(), canvas.clone(), is_shared), move |(is_there, canvas, is_shared)| {
        if *is_there {
            handle.share(canvas.0.as_deref().filter(|_| *is_shared));
        }
    });
}

#[cfg(not(test))]
async fn load() -> Result<Program, player::PlayerError> {
    Program::load().await
}

/// Tests of components have no server with the player's files.
#[cfg(test)]
async fn load() -> Result<Program, player::PlayerError> {
    std::future::pending().await
}
