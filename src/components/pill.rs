//! The state of the picture in a word, and its age.

use yew::prelude::{Callback, Html, classes, html};

use super::notice::words;
use crate::status::{Offer, Status};

/// A dot, a word, a figure. Screen readers hear of changes from the live region of the page, not from here.
pub(crate) fn pill(status: &Status, take: &Callback<Offer>) -> Html {
    html! {
        <span class={classes!("pill", status.class)}>
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
