//! Adding cameras: from the gateway's list, or by their addresses.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::{
    Callback, Html, InputEvent, MouseEvent, Properties, SubmitEvent, TargetCast, component, html, use_state,
};

use crate::components::dialog::Dialog;
use crate::components::icon::{Icon, glyph};
use crate::state::Camera;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) cameras: Rc<[Camera]>,
    /// Cameras, one a line.
    pub(super) add: Callback<String>,
    pub(super) closed: Callback<()>,
}

/// The sheet.
#[component]
pub(super) fn AddSheet(props: &Props) -> Html {
    let text = use_state(String::new);
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(field.value());
            }
        })
    };
    let onsubmit = {
        let (add, text) = (props.add.clone(), text.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            add.emit((*text).clone());
        })
    };
    let all: Vec<&str> = props.cameras.iter().map(|camera| camera.id.as_str()).collect();
    let all = all.join("\n");
    let choices = props.cameras.iter().map(|camera| {
        let id = camera.id.clone();
        html! {
            <li class="choice" key={id.clone()}>
                <button type="button" class="choice-main" onclick={props.add.reform(move |_: MouseEvent| id.clone())}>
                    { glyph(Icon::Camera) }
                    <span class="choice-text">
                        <span class="choice-name">{ camera.name.clone() }</span>
                        if camera.name != camera.id {
                            <span class="choice-address">{ camera.id.clone() }</span>
                        }
                    </span>
                </button>
            </li>
        }
    });
    html! {
        <Dialog title="Add cameras" closed={props.closed.clone()}>
            <div class="sheet-body">
                <form class="field sheet-section" {onsubmit}>
                    <label class="field-label" for="addresses">{ "Addresses, one a line" }</label>
                    <textarea
                        id="addresses"
                        class="input wall-addresses"
                        rows="3"
                        autocapitalize="off"
                        spellcheck="false"
                        placeholder={"192.168.0.90\nhttp://host/stream.mjpg"}
                        value={(*text).clone()}
                        {oninput}
                    />
                    <button class="button primary" type="submit" disabled={text.trim().is_empty()}>{ "Add" }</button>
                    <p class="field-hint">{ "You can also drop an address on the wall." }</p>
                </form>
                if !props.cameras.is_empty() {
                    <section class="sheet-section">
                        <h3>{ "Cameras on this server" }</h3>
                        <ul class="choices">{ for choices }</ul>
                        if props.cameras.len() > 1 {
                            <button type="button" class="button" onclick={props.add.reform(move |_: MouseEvent| all.clone())}>
                                { "Add all of them" }
                            </button>
                        }
                    </section>
                }
            </div>
        </Dialog>
    }
}
