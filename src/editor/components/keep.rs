//! Export and import.

use configuration::{MAX_LENGTH, NotJson, Problem, link};
use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::{
    Callback, Html, Properties, SubmitEvent, TargetCast, UseReducerDispatcher, UseReducerHandle, component,
    html, use_node_ref,
};

use crate::configuration::{draft, forget_draft, unpacked};
use crate::editor::state::{Action, Editor};
use crate::hooks::use_save;
use crate::page;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub editor: UseReducerHandle<Editor>,
}

#[component]
pub(super) fn Keep(props: &Props) -> Html {
    let editor = &props.editor;
    let (save, pasted) = (use_save(), use_node_ref());
    let export = {
        let editor = editor.clone();
        Callback::from(move |_| {
            let bytes = Uint8Array::from(format!("{}\n", editor.draft.to_json()).as_bytes());
            let is_saved = save.save(&bytes, "application/json", "mullion.json").is_ok();
            let said = if is_saved { "Exported as mullion.json." } else { "This browser cannot save files." };
            editor.dispatch(Action::Say(said.to_owned()));
        })
    };
    let chosen = {
        let dispatch = editor.dispatcher();
        Callback::from(move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = field.files().and_then(|files| files.get(0)) {
                import_file(file.into(), dispatch.clone());
            }
            // The same file may be chosen again.
            field.set_value("");
        })
    };
    let paste = {
        let (dispatch, pasted) = (editor.dispatcher(), pasted.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = pasted.cast::<HtmlTextAreaElement>() {
                import_text(field.value(), dispatch.clone());
                field.set_value("");
            }
        })
    };
    let forget = Callback::from(|_| {
        forget_draft();
        page::reload();
    });
    let has_draft = editor.is_changed || draft().is_some();
    html! {
        <section class="editor-section" aria-labelledby="editor-keep">
            <h2 id="editor-keep">{ "Save" }</h2>
            <p class="field-hint">
                { "This browser saves your changes. For other browsers, export them and put the file beside the page, or name it in the gateway’s settings." }
            </p>
            <div class="editor-buttons">
                <button type="button" class="button" onclick={export}>{ "Export mullion.json" }</button>
                <label class="button editor-file">
                    { "Import a file" }
                    <input type="file" aria-label="Import a file" accept=".json,application/json" onchange={chosen} />
                </label>
            </div>
            <details>
                <summary>{ "Import a link or text" }</summary>
                <form class="editor-paste" onsubmit={paste}>
                    <label class="editor-line">
                        <span class="field-label">{ "Link, or content of a mullion.json" }</span>
                        <textarea ref={pasted} rows="4" spellcheck="false" />
                    </label>
                    <button type="submit" class="button">{ "Import" }</button>
                </form>
            </details>
            if has_draft {
                <button type="button" class="button" onclick={forget}>
                    { "Delete the copy in this browser" }
                </button>
            }
        </section>
    }
}

fn import_file(file: Blob, dispatch: UseReducerDispatcher<Editor>) {
    if file.size() > MAX_LENGTH as f64 {
        return dispatch.dispatch(Action::Refused(NotJson::too_long().into()));
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await.map(|text| text.as_string()) {
            Ok(Some(text)) => dispatch.dispatch(Action::Import(text)),
            _ => dispatch.dispatch(refused("the file cannot be read")),
        }
    });
}

fn import_text(text: String, dispatch: UseReducerDispatcher<Editor>) {
    let fragment = text.trim().split_once('#').map(|(_, fragment)| fragment.to_owned());
    let packed =
        fragment.filter(|_| !text.trim_start().starts_with('{')).and_then(|text| link::unpack(&text));
    match packed {
        None => dispatch.dispatch(Action::Import(text)),
        Some(Err(problem)) => dispatch.dispatch(Action::Refused(problem)),
        Some(Ok(bytes)) => spawn_local(async move {
            match unpacked(&bytes).await {
                Ok(json) => dispatch.dispatch(Action::Import(json)),
                Err(why) => dispatch.dispatch(refused(&why.to_string())),
            }
        }),
    }
}

fn refused(why: &str) -> Action {
    Action::Refused(Problem { path: String::new(), why: why.to_owned() })
}
