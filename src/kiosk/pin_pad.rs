//! The PIN that opens a display's settings.

use std::rc::Rc;
use std::time::Duration;

use ::kiosk::{PinCheck, PinGuard, PinHash};
use gloo::timers::callback::Interval;
use yew::prelude::{
    Callback, Html, KeyboardEvent, Properties, component, html, use_effect_with, use_node_ref, use_state,
};

use super::layer::{recall, store};

/// Where wrong PINs are counted, over loads of the page.
const KEY: &str = "mullion-kiosk-pin";
/// Rounds of the derivation at a time: some milliseconds, so that pictures go on.
const ROUNDS: u32 = 3_000;
const SLICE_MS: u32 = 15;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) hash: Rc<PinHash>,
    /// The right one was given, or the pad is to go.
    pub(super) done: Callback<bool>,
}

/// Ten digits.
#[component]
pub(super) fn PinPad(props: &Props) -> Html {
    let digits = use_state(String::new);
    let said = use_state(|| "");
    // The PIN that is being compared.
    let tried = use_state(|| None::<Rc<str>>);
    let pad = use_node_ref();
    use_effect_with((), {
        let pad = pad.clone();
        move |()| {
            if let Some(pad) = pad.cast::<web_sys::HtmlElement>() {
                let _ = pad.focus();
            }
        }
    });
    use_effect_with((*tried).clone(), {
        let (hash, done, said, tried) =
            (Rc::clone(&props.hash), props.done.clone(), said.clone(), tried.clone());
        move |pin: &Option<Rc<str>>| {
            let running = pin.as_deref().map(|pin| {
                let mut check = Some(hash.check(pin));
                Interval::new(SLICE_MS, move || {
                    if check.as_mut().is_some_and(|check| check.advance(ROUNDS))
                        && let Some(check) = check.take()
                    {
                        tried.set(None);
                        said.set(judge(&hash, check, &done));
                    }
                })
            });
            move || drop(running)
        }
    });
    let is_busy = tried.is_some();
    let try_it = {
        let (digits, said, tried) = (digits.clone(), said.clone(), tried.clone());
        Callback::from(move |()| {
            if is_busy || digits.is_empty() {
                return;
            }
            if guard().wait(now()).is_zero() {
                // Counted before the answer: loading the page again in between is a try as well.
                let mut guard = guard();
                guard.fail(now());
                store(KEY, &guard.to_text());
                said.set("Checking");
                tried.set(Some(digits.as_str().into()));
            } else {
                said.set("Too many tries. Wait a while.");
            }
            digits.set(String::new());
        })
    };
    let push = {
        let digits = digits.clone();
        Callback::from(move |digit: char| {
            if !is_busy && digits.len() < *PinHash::DIGITS.end() {
                digits.set(format!("{}{digit}", *digits));
            }
        })
    };
    let onkeydown = {
        let (push, try_it, done, digits) = (push.clone(), try_it.clone(), props.done.clone(), digits.clone());
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    try_it.emit(());
                }
                "Escape" => done.emit(false),
                "Backspace" => digits.set(digits[..digits.len().saturating_sub(1)].to_owned()),
                key if key.len() == 1 => {
                    if let Some(digit) = key.chars().next().filter(char::is_ascii_digit) {
                        push.emit(digit);
                    }
                }
                _ => {}
            }
        })
    };
    let key = |digit: char| {
        let push = push.clone();
        html! { <button type="button" onclick={move |_| push.emit(digit)}>{ digit }</button> }
    };
    let close = props.done.clone();
    let dots = "\u{2022}".repeat(digits.len());
    html! {
        <div ref={pad} class="pin-pad" role="dialog" aria-modal="true" aria-label="PIN" tabindex="-1" {onkeydown}>
            <h2>{ "PIN" }</h2>
            <p class="pin-digits" aria-label={format!("{} digits", digits.len())}>{ dots }</p>
            <p role="status">{ *said }</p>
            <div class="pin-keys">
                { for "123456789".chars().map(key) }
                <button type="button" onclick={move |_| close.emit(false)}>{ "Back" }</button>
                { key('0') }
                <button type="button" disabled={is_busy} onclick={move |_| try_it.emit(())}>{ "OK" }</button>
            </div>
        </div>
    }
}

fn judge(hash: &PinHash, check: PinCheck, done: &Callback<bool>) -> &'static str {
    if hash.accepts(check) {
        store(KEY, &PinGuard::default().to_text());
        done.emit(true);
        return "";
    }
    if guard().wait(now()).is_zero() { "Wrong PIN." } else { "Wrong PIN. Wait before the next try." }
}

fn guard() -> PinGuard {
    recall(KEY).map_or_else(PinGuard::default, |text| PinGuard::from_text(&text))
}

/// The time of day: it goes on while the page is loaded again.
fn now() -> Duration {
    Duration::from_secs_f64(js_sys::Date::now().max(0.0) / 1000.0)
}
