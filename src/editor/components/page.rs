//! The whole page.

use configuration::Show;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::{Callback, Html, component, html, use_effect_with, use_reducer};

use super::cameras::Cameras;
use super::keep::Keep;
use super::share::Share;
use super::stage::Stage;
use super::wall::wall;
use crate::configuration::{keep_draft, load};
use crate::editor::state::{Action, Editor};
use crate::page;

/// The editor.
#[component]
pub fn EditorPage() -> Html {
    let editor = use_reducer(Editor::default);
    {
        let dispatch = editor.dispatcher();
        use_effect_with((), move |()| {
            spawn_local(async move {
                let loaded = load().await;
                let wall = match loaded.opened.show {
                    Some(Show::Wall(name) | Show::Tour(name)) => Some(name),
                    Some(Show::Camera(_)) | None => None,
                };
                dispatch.dispatch(Action::Loaded {
                    configuration: loaded.opened.configuration,
                    wall,
                    problems: loaded.opened.problems,
                    gateway: loaded.gateway.unwrap_or_default().cameras,
                    page: page::folder(),
                });
            });
        });
    }
    {
        let dispatch = editor.dispatcher();
        let draft = editor.is_changed.then(|| editor.draft.clone());
        use_effect_with(draft, move |draft| {
            if draft.as_ref().is_some_and(|draft| !keep_draft(&draft.to_json())) {
                let said = "This browser saves nothing: export your changes before you leave.";
                dispatch.dispatch(Action::Say(said.to_owned()));
            }
        });
    }
    let dispatch = editor.dispatcher();
    let undo = Callback::from(move |_| dispatch.dispatch(Action::Undo));
    let problems = editor.problems.iter().map(|problem| html! { <li>{ problem.to_string() }</li> });
    html! {
        <main class="editor" data-loaded={editor.is_loaded().then_some("yes")}>
            <header class="editor-head">
                <h1>{ "Walls and displays" }</h1>
                <p class="editor-said" role="status">{ editor.said.clone() }</p>
                if editor.can_undo() {
                    <button type="button" class="button" onclick={undo}>{ "Undo" }</button>
                }
                <a class="button" href="./">{ "Viewer" }</a>
            </header>
            if !editor.problems.is_empty() {
                <div class="editor-problems" role="alert">
                    <h2>{ "Left out" }</h2>
                    <ul>{ for problems }</ul>
                </div>
            }
            <div class="editor-body">
                <div class="editor-left"><Stage editor={editor.clone()} /></div>
                <div class="editor-right">
                    <Cameras editor={editor.clone()} />
                    { wall(&editor) }
                    <Share editor={editor.clone()} />
                    <Keep editor={editor.clone()} />
                </div>
            </div>
        </main>
    }
}
