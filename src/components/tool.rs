//! A button upon the picture.

use yew::prelude::{AttrValue, Callback, Html, Properties, component, html};

use super::icon::{Glyph, Icon};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    pub icon: Icon,
    /// What it does; also its tooltip, with the key.
    pub label: AttrValue,
    /// The key that does the same.
    #[prop_or_default]
    pub key_hint: Option<&'static str>,
    /// For a switch: whether it is on.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// For a button that opens something: whether that is open.
    #[prop_or_default]
    pub expanded: Option<bool>,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub class: &'static str,
    pub onclick: Callback<()>,
}

/// An icon to press.
#[component]
pub(crate) fn Tool(props: &Props) -> Html {
    let title = match props.key_hint {
        Some(key) => AttrValue::from(format!("{} ({key})", props.label)),
        None => props.label.clone(),
    };
    html! {
        <button
            type="button"
            class={yew::classes!("tool", props.class)}
            aria-label={props.label.clone()}
            {title}
            aria-pressed={props.pressed.map(|on| on.to_string())}
            aria-expanded={props.expanded.map(|on| on.to_string())}
            disabled={props.disabled}
            onclick={props.onclick.reform(|_| ())}
        >
            <Glyph icon={props.icon} />
        </button>
    }
}
