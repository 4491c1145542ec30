//! A modal sheet: the browser's own dialog, which keeps the focus inside, gives it back, and closes
//! by Escape.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};
use yew::prelude::{
    AttrValue, Callback, Children, Html, MouseEvent, NodeRef, Properties, classes, component, html,
    use_effect_with, use_node_ref,
};

use super::icon::{Icon, glyph};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub title: AttrValue,
    #[prop_or_default]
    pub class: &'static str,
    pub closed: Callback<()>,
    pub children: Children,
}

/// A sheet that is open for as long as it is rendered. The focus begins at its title: what is said
/// comes before the button that closes it.
#[component]
pub(crate) fn Dialog(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_modal(&dialog, props.closed.clone());
    let backdrop = {
        let (dialog, closed) = (dialog.clone(), props.closed.clone());
        // A press on the backdrop is one on the dialog itself, whose content covers it.
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_some() && target == dialog.cast::<Element>() {
                closed.emit(());
            }
        })
    };
    html! {
        <dialog ref={dialog} class={classes!("sheet", props.class)} aria-labelledby="sheet-title" onmousedown={backdrop}>
            <header class="sheet-head">
                <h2 id="sheet-title" tabindex="-1" autofocus=true>{ &props.title }</h2>
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
            { for props.children.iter() }
        </dialog>
    }
}

#[yew::hook]
fn use_modal(dialog: &NodeRef, closed: Callback<()>) {
    let dialog = dialog.clone();
    use_effect_with((), move |()| {
        let open = dialog.cast::<HtmlDialogElement>().map(|dialog| Open::new(dialog, closed));
        move || drop(open)
    });
}

/// A dialog that is shown. Closing it gives the focus back to where it was.
struct Open {
    dialog: HtmlDialogElement,
    _closed: EventListener,
}

impl Open {
    fn new(dialog: HtmlDialogElement, closed: Callback<()>) -> Self {
        // Refused only for a dialog that is open or not in the page.
        let _ = dialog.show_modal();
        let listener = EventListener::new(&dialog, "close", move |_| closed.emit(()));
        Self { dialog, _closed: listener }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.dialog.close();
    }
}
