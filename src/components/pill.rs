//! The state of the picture in a word, and its age.

use yew::prelude::{Callback, Html, classes, html};

use super::notice::words;
use crate::marks::Marks;
use crate::status::Offer;

/// A dot, a word, a figure. Screen readers hear of changes from the live region of the page, not from here.
pub(crate) fn pill(marks: &Marks, take: &Callback<Offer>) -> Html {
    let status = &marks.status;
    html! {
        <span class={classes!("pill", marks.tone.class())}>
            <span>{ &status.label }</span>
            if let Some(detail) = &status.detail {
                <span class="age">{ detail }</span>
            }
            if let Some(offer) = status.offer {
                <button type="button" class="pill-action" onclick={take.reform(move |_| offer)}>{ words(offer) }</button>
            }
        </span>
    }
}
