//! Gestures, and the list of keys.

use yew::prelude::{Callback, Html, html};

use super::dialog::Dialog;
use crate::keys::{Entry, HELP};

/// How to use the viewer.
pub(crate) fn help_sheet(closed: Callback<()>) -> Html {
    html! {
        <Dialog title="Keys and gestures" class="help-sheet" {closed}>
            <div class="sheet-body" tabindex="0">
                <p class="keys-note">
                    { "Pinch or turn the wheel to zoom. Drag to pan. Double-tap or double-click to zoom in and out." }
                </p>
                <div class="keys">
                    { for HELP.iter().map(|(title, entries)| html! {
                        <section>
                            <h3>{ *title }</h3>
                            <dl>{ for entries.iter().map(entry) }</dl>
                        </section>
                    }) }
                </div>
            </div>
        </Dialog>
    }
}

fn entry(entry: &Entry) -> Html {
    html! {
        <div>
            <dt>{ for entry.keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
            <dd>{ entry.does }</dd>
        </div>
    }
}
