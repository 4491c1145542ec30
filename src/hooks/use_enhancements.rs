//! Passes enhancements and display size to the player.

use player::Reduction;
use yew::prelude::{hook, use_effect_with};

use super::use_player::PlayerHandle;
use crate::state::{Aid, Viewer};

/// Tells the player of each change, and once it is there how things stand: what is done to the
/// picture, whether the page itself reads the canvas, and how small the picture is shown.
#[hook]
pub(crate) fn use_enhancements(player: &PlayerHandle, viewer: &Viewer) {
    let (is_there, aids) = (player.is_there(), &viewer.aids);
    let handle = player.clone();
    use_effect_with((is_there, aids.enhancements), move |&(_, enhancements)| handle.enhance(enhancements));
    let handle = player.clone();
    use_effect_with((is_there, aids.has(Aid::Magnifier)), move |&(_, read)| {
        handle.with(|player| player.read_canvas(read));
    });
    let handle = player.clone();
    let scale = viewer.placement().map_or(1.0, |placement| placement.scale * placement.pixel_ratio);
    use_effect_with((is_there, Reduction::fitting(scale)), move |&(_, reduction)| {
        handle.with(|player| player.reduce(reduction));
    });
}
