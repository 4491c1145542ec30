//! The list of keys, and what fingers do.

use yew::prelude::{Callback, Html, Properties, component, html};

use super::dialog::Dialog;
use crate::keys::{Entry, HELP};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    pub closed: Callback<()>,
}

/// How to use the viewer.
#[component]
pub(crate) fn HelpSheet(props: &Props) -> Html {
    html! {
        <Dialog title="Keys and gestures" class="help-sheet" closed={props.closed.clone()}>
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
