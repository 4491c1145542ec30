//! Controls of the editor's forms.

use configuration::Within;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, InputEvent};
use yew::prelude::{Callback, Html, html};

/// The text of the field that an event comes from.
pub(super) fn text(event: &Event) -> String {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    field.map(|field| field.value()).unwrap_or_default()
}

/// A switch with its words.
pub(super) fn check(label: &'static str, is_on: bool, set: Callback<bool>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        set.emit(field.is_some_and(|field| field.checked()));
    });
    html! {
        <label class="editor-check">
            <input type="checkbox" checked={is_on} {onchange} />
            <span>{ label }</span>
        </label>
    }
}

/// A whole number within bounds. Others are taken for the nearest.
pub(super) fn number<const LEAST: u32, const MOST: u32>(
    label: &'static str,
    value: u32,
    set: Callback<u32>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Ok(number) = text(&event).trim().parse() {
            set.emit(Within::<LEAST, MOST>::nearest(number).get());
        }
    });
    html! {
        <label class="editor-number">
            <span>{ label }</span>
            <input
                type="number"
                aria-label={label}
                min={LEAST.to_string()}
                max={MOST.to_string()}
                value={value.to_string()}
                {onchange}
            />
        </label>
    }
}

/// A line of text.
pub(super) fn line(label: &str, value: &str, set: Callback<String>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| set.emit(text(&event)));
    html! {
        <label class="editor-line">
            <span class="field-label">{ label }</span>
            <input
                type="text"
                // WebKit takes the field's content into the name that a label around it gives.
                aria-label={label.to_owned()}
                value={value.to_owned()}
                {oninput}
                maxlength="100"
                autocomplete="off"
                spellcheck="false"
            />
        </label>
    }
}
