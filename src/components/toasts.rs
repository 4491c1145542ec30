//! Short messages that go by themselves.

use gloo::timers::callback::Timeout;
use yew::prelude::{
    Callback, Html, Properties, UseReducerDispatcher, classes, component, html, use_effect_with,
};

use super::icon::{Icon, glyph};
use crate::state::{Action, Toast, Viewer};

/// How long a message stays, milliseconds.
const STAYS_MS: u32 = 4_000;
/// The same for one that somebody has to act on.
const FAILURE_STAYS_MS: u32 = 9_000;

/// The messages, newest last. An open dialog has its own, since all else is inert then.
pub(crate) fn toasts(toasts: &[Toast], dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let dispatch = dispatch.clone();
    toast_list(toasts, &Callback::from(move |id| dispatch.dispatch(Action::Forget(id))))
}

/// Messages of anything that tells some. `forget` is told which one has been seen.
pub(crate) fn toast_list(toasts: &[Toast], forget: &Callback<u32>) -> Html {
    html! {
        <div class="toasts" role="status">
            { for toasts.iter().map(|toast| html! {
                <Message key={toast.id} toast={toast.clone()} forget={forget.clone()} />
            }) }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct MessageProps {
    toast: Toast,
    forget: Callback<u32>,
}

#[component]
fn Message(props: &MessageProps) -> Html {
    let forget = props.forget.clone();
    use_effect_with((props.toast.id, props.toast.failed), move |&(id, failed)| {
        let stays = if failed { FAILURE_STAYS_MS } else { STAYS_MS };
        let timer = Timeout::new(stays, move || forget.emit(id));
        move || drop(timer)
    });
    let id = props.toast.id;
    html! {
        <p class={classes!("toast", props.toast.failed.then_some("failed"))}>
            { &props.toast.text }
            <button
                type="button"
                class="toast-close"
                aria-label="Dismiss"
                title="Dismiss"
                onclick={props.forget.reform(move |_| id)}
            >
                { glyph(Icon::Close) }
            </button>
        </p>
    }
}
