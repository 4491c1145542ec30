//! Why the picture does not come on the best way, in one line over it.

use yew::prelude::{Callback, Html, classes, html};

use super::notice::words;
use crate::state::Detour;
use crate::status::Offer;

/// The line. Without controls it says its words only.
pub(crate) fn detour_line(detour: &Detour, controls: bool, take: &Callback<Offer>) -> Html {
    html! {
        <p class={classes!("detour", (!controls).then_some("bare"))} role="note">
            <span>{ &detour.text }</span>
            if controls && detour.may_climb {
                <button type="button" class="pill-action" onclick={take.reform(|_| Offer::Climb)}>{ words(Offer::Climb) }</button>
            }
            if controls {
                <button type="button" class="pill-action" onclick={take.reform(|_| Offer::Why)}>{ words(Offer::Why) }</button>
            }
        </p>
    }
}
