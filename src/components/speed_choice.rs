//! The speed of the replay.

use player::Speed;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::{Callback, Event, Html, html};

use crate::replay;

/// All speeds, the fastest backwards first.
fn speeds() -> impl Iterator<Item = Speed> {
    let mut backwards: Vec<Speed> = Speed::all(true).collect();
    backwards.reverse();
    backwards.into_iter().chain(Speed::all(false))
}

/// A choice of them.
pub(crate) fn speed_choice(chosen: Speed, choose: &Callback<Speed>) -> Html {
    let changed = choose.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let index = select.map_or(0, |select| select.selected_index());
        speeds().nth(usize::try_from(index).unwrap_or_default()).unwrap_or_default()
    });
    html! {
        <select class="tool tool-text speed" aria-label="Speed" title="Speed (J, L)" onchange={changed}>
            { for speeds().map(|speed| html! {
                <option selected={speed == chosen}>{ replay::speed(speed) }</option>
            }) }
        </select>
    }
}
