//! The keys of the wall while a tile has the focus.

use wall::Step;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::wall::state::{Action, Sheet, TileId};
use crate::wall::together::All;

/// What a key does to the wall.
pub(super) struct Pressed(pub(super) Action);

/// What a key pressed on a tile does; none for keys that are its controls' or its viewer's.
pub(super) fn pressed(event: &KeyboardEvent, focus: Option<TileId>) -> Option<Pressed> {
    let target: Element = event.target()?.dyn_into().ok()?;
    if event.alt_key()
        || event.meta_key()
        || event.default_prevented()
        || target.get_attribute("role")? != "listitem"
    {
        return None;
    }
    action(&event.key(), event.shift_key(), event.ctrl_key(), focus?).map(Pressed)
}

/// The command for all tiles of a key pressed on one.
pub(super) fn pressed_for_all(event: &KeyboardEvent) -> Option<All> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let is_ours = !event.alt_key() && !event.meta_key() && !event.ctrl_key() && !event.default_prevented();
    let is_tile = target.get_attribute("role").as_deref() == Some("listitem");
    All::of_key(&event.key()).filter(|_| is_ours && is_tile)
}

fn action(key: &str, shift: bool, ctrl: bool, focus: TileId) -> Option<Action> {
    let step = match (key, ctrl) {
        ("ArrowLeft", false) => Step::Left,
        ("ArrowRight", false) => Step::Right,
        ("ArrowUp", false) => Step::Up,
        ("ArrowDown", false) => Step::Down,
        ("Home", false) => Step::RowStart,
        ("End", false) => Step::RowEnd,
        ("Home", true) => Step::First,
        ("End", true) => Step::Last,
        ("Enter", false) => return Some(Action::Open(focus)),
        ("Delete", false) => return Some(Action::Remove(focus)),
        ("Escape", false) => return Some(Action::Cancel),
        ("PageDown", false) => return Some(Action::Turn(1)),
        ("PageUp", false) => return Some(Action::Turn(-1)),
        ("a" | "A" | "+", false) => return Some(Action::Show(Some(Sheet::Add))),
        ("?", false) => return Some(Action::Show(Some(Sheet::Help))),
        _ => return None,
    };
    Some(if shift { Action::Move(step) } else { Action::Step(step) })
}

/// What the keys do, for a person.
pub(super) const KEYS: &[(&[&str], &str)] = &[
    (&["←", "↑", "↓", "→"], "Go to the tile in that direction"),
    (&["Home", "End"], "First and last tile of the row; with Ctrl, of the wall"),
    (&["⇧ ←", "⇧ ↑", "⇧ ↓", "⇧ →"], "Move the tile in that direction"),
    (&["Enter"], "Show the tile on the whole screen"),
    (&["Esc"], "Back to the wall"),
    (&["Space"], "Pause the tile's picture, or play"),
    (&["S"], "Save the tile's picture"),
    (&["N"], "Start or stop a recording of the tile"),
    (&["H"], "Hold all tiles at one moment, or go live with all"),
    (&[",", "."], "Step all tiles back or forward, while they are held"),
    (&["⇧ S"], "Save the pictures of all tiles"),
    (&["⇧ N"], "Start or stop recordings of all tiles"),
    (&["A"], "Add cameras"),
    (&["Delete"], "Remove the tile from the wall"),
    (&["Page ↓", "Page ↑"], "Page through the tiles"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shift_moves_the_tile_in_place_of_the_focus() {
        let of = |key, shift, ctrl| action(key, shift, ctrl, TileId(3));
        assert!(matches!(of("ArrowLeft", false, false), Some(Action::Step(Step::Left))));
        assert!(matches!(of("ArrowLeft", true, false), Some(Action::Move(Step::Left))));
        assert!(matches!(of("End", false, true), Some(Action::Step(Step::Last))));
        assert!(matches!(of("Enter", false, false), Some(Action::Open(TileId(3)))));
        assert!(of("q", false, false).is_none());
    }
}
