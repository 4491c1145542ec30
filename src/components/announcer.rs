//! Tells a screen reader when the state changes, and only then.

use yew::prelude::{AttrValue, Html, Properties, component, html};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    /// No running figures, or every tick is read out.
    pub text: AttrValue,
}

/// A live region for ears only.
#[component]
pub(crate) fn Announcer(props: &Props) -> Html {
    html! { <div class="visually-hidden" role="status" aria-live="polite">{ &props.text }</div> }
}
