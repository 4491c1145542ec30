//! The wall: which one, its name, its layout.

use configuration::Name;
use wall::Layout;
use web_sys::Event;
use yew::prelude::{Callback, Html, TargetCast, UseReducerHandle, html};

use super::field;
use crate::components::{Icon, glyph};
use crate::editor::state::{Action, Editor};

const LAYOUTS: [(Layout, &str); 9] = [
    (Layout::Auto, "Fill the screen"),
    (Layout::Grid, "Equal tiles"),
    (Layout::Square(1), "One"),
    (Layout::Square(2), "2 × 2"),
    (Layout::Square(3), "3 × 3"),
    (Layout::Square(4), "4 × 4"),
    (Layout::OnePlus5, "One large, five small"),
    (Layout::OnePlus7, "One large, seven small"),
    (Layout::Columns(3), "Three columns"),
];

/// Its part of the page.
pub(super) fn wall(editor: &UseReducerHandle<Editor>) -> Html {
    let dispatch = editor.dispatcher();
    let choose = Callback::from(move |event: Event| {
        let select = event.target_unchecked_into::<web_sys::HtmlSelectElement>();
        if let Ok(name) = Name::try_from(select.value()) {
            dispatch.dispatch(Action::ChooseWall(name));
        }
    });
    let dispatch = editor.dispatcher();
    let set_title = Callback::from(move |title| dispatch.dispatch(Action::TitleWall(title)));
    let current = editor.current().map(|wall| wall.layout.0).unwrap_or_default();
    let dispatch = editor.dispatcher();
    let set_layout = Callback::from(move |event: Event| {
        let select = event.target_unchecked_into::<web_sys::HtmlSelectElement>();
        if let Ok(layout) = select.value().parse() {
            dispatch.dispatch(Action::SetLayout(layout));
        }
    });
    let is_other = LAYOUTS.iter().all(|(layout, _)| *layout != current);
    let act = |action: Action| {
        let dispatch = editor.dispatcher();
        Callback::from(move |_| dispatch.dispatch(action.clone()))
    };
    let walls = editor.draft.walls.iter().map(|(name, wall)| {
        let title = wall.title.clone().unwrap_or_else(|| name.to_string());
        let selected = editor.wall.as_ref() == Some(name);
        html! { <option key={name.to_string()} value={name.to_string()} {selected}>{ title }</option> }
    });
    let layouts = LAYOUTS.iter().map(|(layout, words)| {
        html! { <option value={layout.to_string()} selected={*layout == current}>{ *words }</option> }
    });
    html! {
        <section class="editor-section" aria-labelledby="editor-wall">
            <h2 id="editor-wall">{ "Wall" }</h2>
            if editor.draft.walls.len() > 1 {
                <label class="editor-line">
                    <span class="field-label">{ "Edit" }</span>
                    <select onchange={choose}>{ for walls }</select>
                </label>
            }
            { field::line("Name of the wall", editor.wall_title(), set_title) }
            <label class="editor-line">
                <span class="field-label">{ "Layout" }</span>
                <select aria-label="Layout" onchange={set_layout}>
                    { for layouts }
                    if is_other {
                        <option value={current.to_string()} selected=true>{ current.to_string() }</option>
                    }
                </select>
            </label>
            <div class="editor-buttons">
                <button type="button" class="button" onclick={act(Action::NewWall)}>
                    { glyph(Icon::Plus) }{ "New wall" }
                </button>
                <button
                    type="button"
                    class="button"
                    disabled={editor.wall.is_none()}
                    onclick={act(Action::RemoveWall)}
                >
                    { glyph(Icon::Close) }{ "Remove this wall" }
                </button>
            </div>
        </section>
    }
}
