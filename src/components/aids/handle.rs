//! Something upon the picture that is taken hold of and moved: with a pointer, a finger, or the arrow keys.

use web_sys::Element;
use yew::prelude::{Callback, Html, KeyboardEvent, NodeRef, PointerEvent, TargetCast, html};

use super::css;
use crate::stage::{Placement, Size};

/// The grabbed handle, and its position.
pub(super) struct Held {
    /// The element that covers the stage.
    pub(super) layer: NodeRef,
    pub(super) picture: Size,
    pub(super) placement: Placement,
    /// In picture pixels.
    pub(super) at: (f64, f64),
    /// What an arrow key moves it by, picture pixels; ten times as much with Shift.
    pub(super) step: f64,
    /// Told where to in the picture.
    pub(super) moved: Callback<(f64, f64)>,
}

/// A handle that a screen reader calls `name`, being at `value`.
pub(super) fn handle(held: &Held, name: &'static str, value: &str) -> Html {
    let Held { picture, placement, at, step, .. } = *held;
    let (x, y) = placement.to_stage(picture, at);
    let onpointerdown = |event: PointerEvent| {
        if event.button() == 0
            && let Some(target) = event.target_dyn_into::<Element>()
        {
            // The drag goes on when the pointer leaves the handle.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
    };
    let onpointermove = {
        let (layer, moved) = (held.layer.clone(), held.moved.clone());
        move |event: PointerEvent| {
            let target = event.target_dyn_into::<Element>();
            let is_held = target.is_some_and(|target| target.has_pointer_capture(event.pointer_id()));
            if let Some(layer) = layer.cast::<Element>().filter(|_| is_held) {
                let area = layer.get_bounding_client_rect();
                let at =
                    (f64::from(event.client_x()) - area.left(), f64::from(event.client_y()) - area.top());
                moved.emit(placement.to_picture(picture, at));
            }
        }
    };
    let onkeydown = {
        let moved = held.moved.clone();
        move |event: KeyboardEvent| {
            let step = if event.shift_key() { step * 10.0 } else { step };
            let (dx, dy) = match event.key().as_str() {
                "ArrowLeft" => (-1.0, 0.0),
                "ArrowRight" => (1.0, 0.0),
                "ArrowUp" => (0.0, -1.0),
                "ArrowDown" => (0.0, 1.0),
                _ => return,
            };
            // As it is seen, however the picture is turned.
            let by = step * placement.scale;
            moved.emit(placement.to_picture(picture, (x + dx * by, y + dy * by)));
            event.prevent_default();
        }
    };
    html! {
        <g
            class="aid-handle" transform={["translate(", &css(x), " ", &css(y), ")"].concat()}
            role="slider" tabindex="0" aria-label={name} aria-valuetext={value.to_owned()}
            {onpointerdown} {onpointermove} {onkeydown}
        >
            <circle class="reach" r="22" />
            <circle class="under" r="9" />
            <circle r="9" />
        </g>
    }
}
