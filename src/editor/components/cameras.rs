//! The cameras: adding by address, taking from the gateway, naming.

use std::collections::BTreeSet;

use configuration::Name;
use yew::prelude::{
    Callback, Html, InputEvent, Properties, SubmitEvent, UseReducerHandle, component, html, use_state,
};

use super::field;
use crate::components::{Icon, glyph};
use crate::editor::state::{Action, Editor, title};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub editor: UseReducerHandle<Editor>,
}

#[component]
pub(super) fn Cameras(props: &Props) -> Html {
    let editor = &props.editor;
    let pasted = use_state(String::new);
    let oninput = {
        let pasted = pasted.setter();
        Callback::from(move |event: InputEvent| pasted.set(field::text(&event)))
    };
    let onsubmit = {
        let (pasted, editor) = (pasted.clone(), editor.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !pasted.trim().is_empty() {
                editor.dispatch(Action::AddAddress((*pasted).clone()));
                pasted.set(String::new());
            }
        })
    };
    html! {
        <section class="editor-section" aria-labelledby="editor-cameras">
            <h2 id="editor-cameras">{ "Cameras" }</h2>
            <form class="editor-add" {onsubmit}>
                <label class="editor-line">
                    <span class="field-label">{ "Address of a camera" }</span>
                    <input
                        type="text"
                        inputmode="url"
                        placeholder="192.168.0.90"
                        aria-label="Address of a camera"
                        value={(*pasted).clone()}
                        {oninput}
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                    />
                </label>
                <button type="submit" class="button primary">{ "Add" }</button>
            </form>
            { of_gateway(editor) }
            { known(editor) }
        </section>
    }
}

fn of_gateway(editor: &UseReducerHandle<Editor>) -> Html {
    let add = |id: &str| Name::try_from(id.to_owned()).ok().map(Action::AddTile);
    let buttons = editor.gateway.iter().filter_map(|camera| {
        let (action, dispatch) = (add(&camera.id)?, editor.dispatcher());
        let onclick = Callback::from(move |_| dispatch.dispatch(action.clone()));
        let label = format!("Add {}", camera.name);
        Some(html! {
            <li key={camera.id.clone()}>
                <button type="button" class="button" aria-label={label} {onclick}>
                    { glyph(Icon::Plus) }{ &camera.name }
                </button>
            </li>
        })
    });
    html! {
        if !editor.gateway.is_empty() {
            <h3>{ "From the gateway" }</h3>
            <ul class="editor-choices">{ for buttons }</ul>
        }
    }
}

/// Those of the configuration, and those of the gateway that the wall shows.
fn known(editor: &UseReducerHandle<Editor>) -> Html {
    let shown = editor.tiles().iter().map(|tile| &tile.camera);
    let names: BTreeSet<&Name> = editor.draft.cameras.keys().chain(shown).collect();
    let rows = names.iter().map(|&name| row(editor, name));
    html! {
        if !names.is_empty() {
            <h3>{ "Names" }</h3>
            <ul class="editor-rows">{ for rows }</ul>
        }
    }
}

fn row(editor: &UseReducerHandle<Editor>, name: &Name) -> Html {
    let dispatch = |action: Box<dyn Fn(Name) -> Action>| {
        let (dispatch, name) = (editor.dispatcher(), name.clone());
        Callback::from(move |_| dispatch.dispatch(action(name.clone())))
    };
    let set = {
        let (dispatch, name) = (editor.dispatcher(), name.clone());
        Callback::from(move |title| dispatch.dispatch(Action::TitleCamera(name.clone(), title)))
    };
    let src = editor.draft.cameras.get(name.as_str()).map(|camera| camera.src.clone());
    let of_gateway = editor.gateway.iter().any(|camera| camera.id == name.as_str());
    let origin = if of_gateway { format!("gateway: {name}") } else { src.unwrap_or_default() };
    let called = title(editor, name).to_owned();
    html! {
        <li key={name.to_string()}>
            { field::line(&format!("Name of {origin}"), &called, set) }
            <button
                type="button"
                class="icon-button"
                aria-label={format!("Add {called} to the wall again")}
                title="Add to the wall"
                onclick={dispatch(Box::new(Action::AddTile))}
            >
                { glyph(Icon::Plus) }
            </button>
            <button
                type="button"
                class="icon-button"
                aria-label={format!("Remove the camera {called}")}
                title="Remove"
                onclick={dispatch(Box::new(Action::RemoveCamera))}
            >
                { glyph(Icon::Close) }
            </button>
        </li>
    }
}
