//! The card in the middle of the stage that names the problem.

use yew::prelude::{Callback, Html, classes, html};

use super::icon::{Icon, glyph};
use crate::status::{Notice, Offer};

/// Says why there is no live picture and offers cures.
pub(crate) fn notice(notice: &Notice, take: &Callback<Offer>) -> Html {
    let body = match notice {
        Notice::Waiting { text } => html! {
            <>
                <div class="spinner" aria-hidden="true"></div>
                <p>{ text }</p>
            </>
        },
        Notice::Card { failed, title, text, offers } => html! {
            <div class="notice-card">
                if *failed {
                    { glyph(Icon::Alert) }
                }
                <h2>{ title }</h2>
                { for text.iter().map(|text| html! { <p>{ marked(text) }</p> }) }
                if !offers.is_empty() {
                    <div class="notice-actions">
                        { for offers.iter().enumerate().map(|(index, &offer)| button(offer, index == 0, take)) }
                    </div>
                }
            </div>
        },
    };
    html! { <div class="notice">{ body }</div> }
}

/// Shows the text between backticks as code.
fn marked(text: &str) -> Html {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| {
            if index % 2 == 1 {
                html! { <code>{ part }</code> }
            } else {
                html! { part }
            }
        })
        .collect()
}

/// The words on the button of an offer.
pub(crate) fn words(offer: Offer) -> &'static str {
    match offer {
        Offer::Retry => "Retry now",
        Offer::Play => "Play",
        Offer::PlayAgain => "Play again",
        Offer::Open => "Open a camera",
        Offer::Reload => "Reload the page",
        Offer::LogIn => "Log in",
        Offer::AllowNetwork => "Allow the local network",
        Offer::Climb => "Retry best connection",
        Offer::Why => "Why?",
        Offer::UseProxy => "Use this server",
        Offer::WithoutProxy => "Continue without it",
        Offer::SendInClear => "Send in clear text",
        Offer::CopyCamera => "Copy these lines",
    }
}

fn button(offer: Offer, primary: bool, take: &Callback<Offer>) -> Html {
    let onclick = take.reform(move |_| offer);
    let class = classes!("button", primary.then_some("primary"));
    html! { <button type="button" key={words(offer)} {class} {onclick}>{ words(offer) }</button> }
}
