//! The page of one camera: which one, where that is written, and what is drawn of it.

use yew::prelude::{Html, component, html, use_callback, use_node_ref, use_reducer};

use super::pane::{Manner, use_pane};
use crate::hooks::{use_cameras, use_embedding, use_memory, use_return, use_title};
use crate::page;
use crate::state::{Action, Beginning, Viewer};

/// Everything.
#[component]
pub fn App() -> Html {
    let viewer = use_reducer(Viewer::default);
    let dispatch = viewer.dispatcher();
    let root = use_node_ref();
    let found = use_callback(dispatch.clone(), |(cameras, proxy), dispatch| {
        let (page, query, settings) = (page::folder(), page::query(), page::settings());
        dispatch.dispatch(Action::Begin(Box::new(Beginning { page, query, cameras, settings, proxy })));
    });
    let pane = use_pane(&viewer, viewer.source(), &root, &Manner { is_whole: true, back: None });
    use_cameras(found);
    use_memory(&viewer);
    use_return(&dispatch);
    use_title(viewer.marks().as_ref().map_or("Mullion", |marks| &marks.title));
    use_embedding(&viewer);
    html! {
        <main ref={&root} class={pane.class}>
            <h1 class="visually-hidden">{ viewer.name() }</h1>
            { pane.html }
        </main>
    }
}
