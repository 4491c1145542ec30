//! What a person wants of the picture, told to the player.

use yew::prelude::{hook, use_effect_with};

use super::use_player::PlayerHandle;
use crate::state::{Aid, Aids};

/// Tells the player of each change, and each new player (another `generation`) how things stand: what is done to the picture, and
/// whether the page itself reads the canvas.
#[hook]
pub(crate) fn use_enhancements(player: &PlayerHandle, generation: u32, aids: &Aids) {
    let handle = player.clone();
    use_effect_with((generation, aids.enhancements), move |&(_, enhancements)| handle.enhance(enhancements));
    let handle = player.clone();
    use_effect_with((generation, aids.has(Aid::Magnifier)), move |&(_, read)| {
        handle.with(|player| player.read_canvas(read));
    });
}
