//! The state of the picture in a word, and its age.

use yew::prelude::{Callback, Html, Properties, classes, component, html};

use super::notice::words;
use crate::status::{Offer, Status};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    pub status: Status,
    pub take: Callback<Offer>,
}

/// A dot, a word, a figure. Screen readers hear of changes from the announcer, not from here.
#[component]
pub(crate) fn Pill(props: &Props) -> Html {
    let status = &props.status;
    html! {
        <span class={classes!("pill", status.class)}>
            <span>{ &status.label }</span>
            if let Some(detail) = &status.detail {
                <span class="age">{ detail }</span>
            }
            if let Some(offer) = status.offer {
                <button type="button" class="pill-action" onclick={props.take.reform(move |_| offer)}>{ words(offer) }</button>
            }
        </span>
    }
}
