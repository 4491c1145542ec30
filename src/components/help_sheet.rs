//! The list of keys, and what fingers do.

use yew::prelude::{Callback, Html, html};

use super::dialog::Dialog;
use crate::keys::{Entry, HELP};

/// How to use the viewer.
pub(crate) fn help_sheet(closed: Callback<()>) -> Html {
    html! {
        <Dialog title="Keys and gestures" class="help-sheet" {closed}>
            <div class="sheet-body" tabindex="0">
                <div class="keys">
                    { for HELP.iter().map(|(title, entries)| html! {
                        <section>
                            <h3>{ *title }</h3>
                            <dl>{ for entries.iter().map(entry) }</dl>
                        </section>
                    }) }
                </div>
                <p class="keys-note">
                    { "Turn the wheel or pinch to zoom, drag to move, double-click or double-tap to look closer and back." }
                </p>
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
