//! Short messages that go by themselves.

use gloo::timers::callback::Timeout;
use yew::prelude::{Html, Properties, UseReducerDispatcher, classes, component, html, use_effect_with};

use super::icon::{Icon, glyph};
use crate::state::{Action, Toast, Viewer};

/// How long a message stays, milliseconds.
const STAYS_MS: u32 = 4_000;
/// The same for one that somebody has to act on.
const FAILURE_STAYS_MS: u32 = 9_000;

/// The messages, newest last. An open dialog has its own, since all else is inert then.
pub(crate) fn toasts(toasts: &[Toast], dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    html! {
        <div class="toasts" role="status">
            { for toasts.iter().map(|toast| html! {
                <Message key={toast.id} toast={toast.clone()} dispatch={dispatch.clone()} />
            }) }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct MessageProps {
    toast: Toast,
    dispatch: UseReducerDispatcher<Viewer>,
}

#[component]
fn Message(props: &MessageProps) -> Html {
    let dispatch = props.dispatch.clone();
    use_effect_with((props.toast.id, props.toast.failed), move |&(id, failed)| {
        let stays = if failed { FAILURE_STAYS_MS } else { STAYS_MS };
        let timer = Timeout::new(stays, move || dispatch.dispatch(Action::Forget(id)));
        move || drop(timer)
    });
    let (dismiss, id) = (props.dispatch.clone(), props.toast.id);
    html! {
        <p class={classes!("toast", props.toast.failed.then_some("failed"))}>
            { &props.toast.text }
            <button
                type="button"
                class="toast-close"
                aria-label="Dismiss"
                title="Dismiss"
                onclick={move |_| dismiss.dispatch(Action::Forget(id))}
            >
                { glyph(Icon::Close) }
            </button>
        </p>
    }
}
