//! A text to be copied with one press.

use gloo::timers::callback::Timeout;
use yew::prelude::{
    AttrValue, Callback, Html, Properties, classes, component, html, use_effect_with, use_state,
};

use super::icon::{Icon, glyph};
use crate::hooks::copy;

/// How long the button says that it worked, milliseconds.
const DONE_MS: u32 = 2_000;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    /// Its label.
    pub label: AttrValue,
    pub value: AttrValue,
    /// A hint about its use.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// Told whether copying worked.
    #[prop_or_default]
    pub copied: Callback<bool>,
}

/// The text, whole, and a button that copies it.
#[component]
pub(crate) fn CopyField(props: &Props) -> Html {
    let done = use_state(|| 0_u32);
    {
        let done_setter = done.setter();
        use_effect_with(*done, move |&times| {
            let timer = (times > 0).then(|| Timeout::new(DONE_MS, move || done_setter.set(0)));
            move || drop(timer)
        });
    }
    let onclick = {
        let (value, copied, done) = (props.value.clone(), props.copied.clone(), done.clone());
        Callback::from(move |_| {
            let (copied, setter, times) = (copied.clone(), done.setter(), *done + 1);
            copy(&value, move |worked| {
                if worked {
                    setter.set(times);
                }
                copied.emit(worked);
            });
        })
    };
    let is_done = *done > 0;
    html! {
        <div class="copy-field">
            <span class="field-label">{ &props.label }</span>
            <div class="copy-line">
                <code tabindex="0">{ &props.value }</code>
                <button
                    type="button"
                    class={classes!("icon-button", is_done.then_some("done"))}
                    aria-label={format!("Copy {}", props.label)}
                    title={if is_done { "Copied" } else { "Copy" }}
                    {onclick}
                >
                    { glyph(if is_done { Icon::Check } else { Icon::Copy }) }
                </button>
            </div>
            if let Some(hint) = &props.hint {
                <span class="field-hint">{ hint }</span>
            }
        </div>
    }
}
