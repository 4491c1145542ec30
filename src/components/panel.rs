//! A panel beside the picture, or below it on a phone. It is not modal: the picture it changes
//! stays in view and in reach.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::{
    AttrValue, Callback, Children, Html, NodeRef, Properties, component, html, use_effect_with, use_node_ref,
};

use super::icon::{Icon, glyph};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub title: AttrValue,
    pub closed: Callback<()>,
    pub children: Children,
}

/// A panel that is open for as long as it is rendered.
#[component]
pub(crate) fn SidePanel(props: &Props) -> Html {
    let panel = use_node_ref();
    use_borrowed_focus(&panel);
    html! {
        <aside ref={panel} class="panel" aria-label={props.title.clone()} tabindex="-1">
            <header class="sheet-head">
                <h2>{ &props.title }</h2>
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Close"
                    title="Close (Esc)"
                    onclick={props.closed.reform(|_| ())}
                >
                    { glyph(Icon::Close) }
                </button>
            </header>
            <div class="sheet-body">{ for props.children.iter() }</div>
        </aside>
    }
}

/// Takes the focus when the panel opens and gives it back when it closes, unless it has gone elsewhere.
#[yew::hook]
fn use_borrowed_focus(panel: &NodeRef) {
    let panel = panel.clone();
    use_effect_with((), move |()| {
        let before = focused();
        let panel = panel.cast::<HtmlElement>();
        if let Some(panel) = &panel {
            let _ = panel.focus();
        }
        move || {
            let inside = focused().zip(panel).is_some_and(|(focused, panel)| panel.contains(Some(&focused)));
            if let Some(before) = before.filter(|_| inside) {
                let _ = before.focus();
            }
        }
    });
}

fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}
