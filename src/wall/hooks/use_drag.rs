//! Moving a tile with a pointer: mouse, pen or finger.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};
use yew::prelude::{NodeRef, UseReducerDispatcher, hook, use_effect_with};

use crate::wall::state::{Action, TileId, Wall};

/// CSS pixels that a pointer moves before a press becomes a move.
const SLACK: f64 = 6.0;
/// A press on these is meant for them.
const CONTROLS: &str = "button, a, input, select, .notice-card";

/// What a pointer may take hold of.
#[derive(Clone, PartialEq)]
pub(in crate::wall) struct Grip {
    /// The tile.
    pub(in crate::wall) tile: TileId,
    /// The wall, of which places are told.
    pub(in crate::wall) wall: NodeRef,
    /// Not while the tile has the whole screen.
    pub(in crate::wall) is_wanted: bool,
}

/// Listens on the tile's `element`.
#[hook]
pub(in crate::wall) fn use_drag(element: &NodeRef, grip: Grip, dispatch: &UseReducerDispatcher<Wall>) {
    let (element, dispatch) = (element.clone(), dispatch.clone());
    use_effect_with(grip, move |grip| {
        let listeners = element
            .cast::<HtmlElement>()
            .filter(|_| grip.is_wanted)
            .map(|element| listen(&element, grip.clone(), &dispatch));
        move || drop(listeners)
    });
}

/// Which pointer is down, since where, and whether it moves the tile.
#[derive(Clone, Copy)]
struct Pressed {
    pointer: i32,
    at: (f64, f64),
    moves: bool,
}

fn listen(element: &HtmlElement, grip: Grip, dispatch: &UseReducerDispatcher<Wall>) -> Vec<EventListener> {
    let pressed = Rc::new(Cell::new(None::<Pressed>));
    let listener = |name: &'static str, act: Box<dyn Fn(&PointerEvent)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(element, name, options, move |event| {
            if let Some(event) = event.dyn_ref::<PointerEvent>() {
                act(event);
            }
        })
    };
    let down = {
        let pressed = Rc::clone(&pressed);
        move |event: &PointerEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let is_control = target.is_some_and(|target| matches!(target.closest(CONTROLS), Ok(Some(_))));
            if event.is_primary() && event.button() == 0 && !is_control {
                let at = (f64::from(event.client_x()), f64::from(event.client_y()));
                pressed.set(Some(Pressed { pointer: event.pointer_id(), at, moves: false }));
            }
        }
    };
    let moved = {
        let (pressed, dispatch, element) = (Rc::clone(&pressed), dispatch.clone(), element.clone());
        move |event: &PointerEvent| {
            let Some(mut press) = pressed.get().filter(|press| press.pointer == event.pointer_id()) else {
                return;
            };
            let at = (f64::from(event.client_x()), f64::from(event.client_y()));
            if !press.moves {
                if (at.0 - press.at.0).hypot(at.1 - press.at.1) < SLACK {
                    return;
                }
                press.moves = true;
                pressed.set(Some(press));
                // Refused for a pointer that is gone by now.
                let _ = element.set_pointer_capture(press.pointer);
                dispatch.dispatch(Action::Grab(grip.tile));
                tell(&grip, press.at, &dispatch);
            }
            event.prevent_default();
            tell(&grip, at, &dispatch);
        }
    };
    let ended = |action: fn() -> Action| {
        let (pressed, dispatch) = (Rc::clone(&pressed), dispatch.clone());
        move |event: &PointerEvent| {
            let Some(press) = pressed.get().filter(|press| press.pointer == event.pointer_id()) else {
                return;
            };
            pressed.set(None);
            if press.moves {
                dispatch.dispatch(action());
            }
        }
    };
    vec![
        listener("pointerdown", Box::new(down)),
        listener("pointermove", Box::new(moved)),
        listener("pointerup", Box::new(ended(|| Action::Drop))),
        listener("pointercancel", Box::new(ended(|| Action::Cancel))),
    ]
}

/// Tells a place of the window as one of the wall, which may be scrolled.
fn tell(grip: &Grip, (x, y): (f64, f64), dispatch: &UseReducerDispatcher<Wall>) {
    if let Some(wall) = grip.wall.cast::<Element>() {
        let bounds = wall.get_bounding_client_rect();
        dispatch.dispatch(Action::Drag(
            x - bounds.left() + f64::from(wall.scroll_left()),
            y - bounds.top() + f64::from(wall.scroll_top()),
        ));
    }
}
