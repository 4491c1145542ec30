//! What is the matter, in the middle of the stage.

use player::Problem;
use yew::prelude::{Callback, Html, Properties, component, html};

use super::icon::{Glyph, Icon};
use crate::status;

/// What a button in a notice asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Cut waiting short.
    Retry,
    /// Ask for the stream anew.
    Play,
    /// Open another camera.
    Open,
    /// Load the whole page anew.
    Reload,
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    pub notice: status::Notice,
    pub wish: Callback<Wish>,
}

/// Says why there is no live picture and offers what can be done.
#[component]
pub(crate) fn Notice(props: &Props) -> Html {
    let button = |wish: Wish, words: &'static str, primary: bool| {
        let onclick = props.wish.reform(move |_| wish);
        let class = yew::classes!("button", primary.then_some("primary"));
        html! { <button type="button" {class} {onclick}>{ words }</button> }
    };
    let body = match &props.notice {
        status::Notice::Empty => html! {
            <div class="notice-card">
                <h2>{ "No camera is open" }</h2>
                <div class="notice-actions">{ button(Wish::Open, "Open a camera", true) }</div>
            </div>
        },
        status::Notice::Waiting { text } => html! {
            <>
                <div class="spinner" aria-hidden="true"></div>
                <p>{ text }</p>
            </>
        },
        status::Notice::Stale { age, text, problem, can_retry } => html! {
            <div class="notice-card waiting">
                if let Some(age) = age {
                    <div class="notice-age">{ age }</div>
                }
                <p>{ text }</p>
                if let Some(problem) = problem {
                    { cause(problem) }
                }
                if *can_retry {
                    <div class="notice-actions">{ button(Wish::Retry, "Retry now", true) }</div>
                }
            </div>
        },
        status::Notice::Ended => html! {
            <div class="notice-card">
                <h2>{ "The stream has ended" }</h2>
                <p>{ "The camera sent all that it was asked for." }</p>
                <div class="notice-actions">{ button(Wish::Play, "Play again", true) }</div>
            </div>
        },
        status::Notice::Stopped => html! {
            <div class="notice-card">
                <h2>{ "Stopped" }</h2>
                <p>{ "The camera’s connection is closed." }</p>
                <div class="notice-actions">{ button(Wish::Play, "Play", true) }</div>
            </div>
        },
        status::Notice::Failed { problem, retry } => html! {
            <div class="notice-card">
                <Glyph icon={Icon::Alert} />
                <h2>{ &problem.message }</h2>
                if !problem.hint.is_empty() {
                    <p>{ &problem.hint }</p>
                }
                if let Some(retry) = retry {
                    <p>{ format!("Trying again in {retry}.") }</p>
                }
                <div class="notice-actions">
                    if problem.code == Problem::WORKER_OUTDATED {
                        { button(Wish::Reload, "Reload the page", true) }
                    } else {
                        { button(Wish::Retry, "Try again", true) }
                    }
                    { button(Wish::Open, "Open another camera", false) }
                </div>
            </div>
        },
    };
    html! { <div class="notice">{ body }</div> }
}

fn cause(problem: &Problem) -> Html {
    html! {
        <>
            <p>{ &problem.message }</p>
            if !problem.hint.is_empty() {
                <p>{ &problem.hint }</p>
            }
        </>
    }
}
