//! Everything that a kiosk has above its wall.

use std::rc::Rc;
use std::time::Duration;

use gloo::events::EventListener;
use gloo::timers::callback::{Interval, Timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};
use yew::prelude::{
    Callback, Html, NodeRef, Properties, UseReducerHandle, component, html, use_effect_with, use_mut_ref,
    use_node_ref, use_state,
};

use super::display::{Display, Now, call_offline, choice, shown};
use super::pin_pad::PinPad;
use super::screen::{Screen, minute_now, show};
use super::wake_lock::WakeLock;
use super::words;
use crate::page;
use crate::wall::state::{Action, Beginning, Wall};

const TICK_MS: u32 = 1_000;
/// A display that has no cameras or no gateway yet looks for them again after so many seconds.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// A press of so many milliseconds opens the settings, if they have a PIN.
const PRESS_MS: u32 = 2_000;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) wall: UseReducerHandle<Wall>,
    /// The wall's page, and the list of its tiles.
    pub(crate) root: NodeRef,
    pub(crate) tiles: NodeRef,
}

/// The part of the settings that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Pin,
    Settings,
}

/// Words, glass, clock and settings.
#[component]
pub(crate) fn Layer(props: &Props) -> Html {
    let open = use_state(|| Open::Nothing);
    let wake = use_state(|| "off");
    let (glass, clock) = (use_node_ref(), use_node_ref());
    // The watchdog hears of a pulse that has gone all the way: through a timer, the scheduler and a rendering.
    let pulse = use_state(|| 0_u32);
    use_effect_with(*pulse, {
        let wall = props.wall.clone();
        move |_| say_alive(is_recording(&wall))
    });
    let latest = use_mut_ref(|| (props.wall.clone(), Open::Nothing));
    latest.replace((props.wall.clone(), *open));
    let kiosk = props.wall.opened.kiosk.clone();

    use_effect_with((), {
        let (glass, clock, wake) = (glass.clone(), clock.clone(), wake.setter());
        let (root, tiles, pulse) = (props.root.clone(), props.tiles.clone(), pulse.setter());
        move |()| {
            let display = Display::new();
            let lock = WakeLock::default();
            let (mut next_look, mut beats) = (LOOK_AGAIN, 0_u32);
            let touched = listen_for_touches(&display);
            let tick = Interval::new(TICK_MS, move || {
                let (wall, open) = latest.borrow().clone();
                let running = running();
                let now = now(&wall, open);
                beats = beats.wrapping_add(1);
                pulse.set(beats);
                if let Some(kiosk) = &wall.opened.kiosk {
                    let screen = Screen {
                        root: root.cast(),
                        tiles: tiles.cast(),
                        glass: glass.cast(),
                        clock: clock.cast::<Element>(),
                    };
                    show(&screen, kiosk, minute_now(), running);
                    if kiosk.wake_lock {
                        lock.keep();
                    }
                    if let Some(root) = root.cast::<HtmlElement>() {
                        let _ = root.set_attribute("data-wake-lock", lock.word());
                    }
                    wake.set(lock.word());
                }
                let is_waiting = !wall.has_gateway || wall.tiles.is_empty();
                if wall.cameras.is_some() && is_waiting && running >= next_look {
                    next_look = running + LOOK_AGAIN;
                    look_again(wall.clone());
                }
                display.tick(running, &now);
                if let Some(news) = display.news() {
                    let wanted = news.as_ref().map(|choice| {
                        let is_camera = |name: &configuration::Name| {
                            wall.cameras
                                .iter()
                                .flat_map(|all| all.iter())
                                .any(|camera| camera.id == name.as_str())
                        };
                        shown(choice, &wall.opened.configuration, is_camera).ok_or(choice)
                    });
                    match wanted {
                        Some(Ok(show)) => wall.dispatch(Action::Choose(Some(show))),
                        Some(Err(choice)) => {
                            display.report(format!("The configuration has no {}.", choice.name()));
                        }
                        None => wall.dispatch(Action::Choose(None)),
                    }
                }
            });
            move || drop((tick, touched))
        }
    });

    // A long press or Escape asks for the PIN. Without a PIN there are no settings.
    let pin = kiosk.as_ref().and_then(|kiosk| kiosk.pin.clone()).map(|pin| Rc::new(pin.0));
    use_effect_with((pin.clone(), *open), {
        let open = open.setter();
        move |(pin, now)| {
            let wanted = pin.is_some() && *now == Open::Nothing;
            let listeners = wanted.then(|| listen_for_settings(Rc::new(move || open.set(Open::Pin))));
            move || drop(listeners)
        }
    });

    let done = {
        let open = open.clone();
        Callback::from(move |is_right| open.set(if is_right { Open::Settings } else { Open::Nothing }))
    };
    html! {
        <>
            if let Some(words) = words(&props.wall) {
                <div class="kiosk-words" role="status">
                    <h2>{ words.heading }</h2>
                    <p>{ words.line }</p>
                </div>
            }
            if kiosk.as_ref().is_some_and(|kiosk| kiosk.clock) {
                <time ref={clock} class="kiosk-clock"></time>
            }
            <div ref={glass} class="kiosk-glass" aria-hidden="true"></div>
            { match (*open, pin) {
                (Open::Pin, Some(hash)) => html! { <PinPad {hash} {done} /> },
                (Open::Settings, Some(_)) => settings(&props.wall, *wake, done),
                _ => Html::default(),
            } }
        </>
    }
}

fn settings(wall: &Wall, wake: &str, close: Callback<bool>) -> Html {
    let wake = match (wall.opened.kiosk.as_ref().is_some_and(|kiosk| kiosk.wake_lock), wake) {
        (false, _) => "not wanted",
        (true, "on") => "on",
        (true, "refused") => "refused by the browser: it needs https or this machine's own address",
        _ => "not yet",
    };
    let leave = Callback::from(|_| {
        // The same wall, as a person at a desk has it.
        let query = page::query();
        let kept = query.trim_start_matches('?').split('&').filter(|pair| !pair.starts_with("kiosk"));
        let kept: Vec<_> = kept.filter(|pair| !pair.is_empty()).collect();
        if let Some(window) = web_sys::window() {
            let _ = window.location().set_search(&kept.join("&"));
        }
    });
    let load =
        Callback::from(|_| wasm_bindgen_futures::spawn_local(async { drop(call_offline("reload").await) }));
    html! {
        <div class="pin-pad" role="dialog" aria-modal="true" aria-label="Settings of this display">
            <h2>{ wall.opened.kiosk_name.as_ref().map_or("This display", |name| name.as_str()) }</h2>
            <dl>
                <dt>{ "Screen kept on" }</dt><dd>{ wake }</dd>
                <dt>{ "Not live" }</dt><dd>{ format!("{} of {}", wall.missing(), wall.shown_tiles().count()) }</dd>
                <dt>{ "Problems of its configuration" }</dt><dd>{ wall.problems.len() }</dd>
            </dl>
            <div class="pin-acts">
                <button type="button" onclick={load}>{ "Load the page again" }</button>
                <button type="button" onclick={leave}>{ "Leave the kiosk" }</button>
                <button type="button" onclick={move |_| close.emit(false)}>{ "Close" }</button>
            </div>
        </div>
    }
}

fn now(wall: &Wall, open: Open) -> Now {
    Now {
        name: wall.opened.kiosk_name.as_ref().map(ToString::to_string),
        show: wall.opened.show.as_ref().map(choice),
        tiles: u32::try_from(wall.shown_tiles().count()).unwrap_or(u32::MAX),
        live: u32::try_from(wall.shown_tiles().filter(|tile| tile.is_live()).count()).unwrap_or(u32::MAX),
        is_recording: is_recording(wall),
        is_used: open != Open::Nothing,
    }
}

fn is_recording(wall: &Wall) -> bool {
    wall.tiles.iter().any(|tile| tile.glance.is_recording)
}

/// Begins again, if there is more to show by now.
fn look_again(wall: UseReducerHandle<Wall>) {
    wasm_bindgen_futures::spawn_local(async move {
        let loaded = crate::configuration::load().await;
        let has_gateway = loaded.gateway.is_some() && !wall.has_gateway;
        let has_more = wall.tiles.is_empty() && loaded.opened.show.is_some();
        if has_gateway || has_more {
            let (page, query) = (page::folder(), page::query());
            wall.dispatch(Action::Begin(Box::new(Beginning { page, query, loaded })));
        }
    });
}

/// For the watchdog, which is outside of this program.
fn say_alive(is_recording: bool) {
    let beat = js_sys::Reflect::get(&js_sys::global(), &"mullionBeat".into());
    if let Some(beat) = beat.ok().and_then(|beat| beat.dyn_into::<js_sys::Function>().ok()) {
        let _ = beat.call1(&JsValue::NULL, &is_recording.into());
    }
}

fn listen_for_touches(display: &Display) -> Vec<EventListener> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return Vec::new() };
    ["pointerdown", "keydown"]
        .into_iter()
        .map(|kind| {
            let display = display.clone();
            EventListener::new(&document, kind, move |_| display.touch(running()))
        })
        .collect()
}

fn listen_for_settings(open: Rc<dyn Fn()>) -> Vec<EventListener> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return Vec::new() };
    let pressed = Rc::new(std::cell::RefCell::new(None::<Timeout>));
    let end = |kind: &'static str| {
        let pressed = Rc::clone(&pressed);
        EventListener::new(&document, kind, move |_| drop(pressed.take()))
    };
    let (up, cancel) = (end("pointerup"), end("pointercancel"));
    let escape = {
        let open = Rc::clone(&open);
        EventListener::new(&document, "keydown", move |event| {
            let key = event.dyn_ref::<web_sys::KeyboardEvent>().map(web_sys::KeyboardEvent::key);
            if key.as_deref() == Some("Escape") {
                open();
            }
        })
    };
    let down = EventListener::new(&document, "pointerdown", move |_| {
        let open = Rc::clone(&open);
        pressed.replace(Some(Timeout::new(PRESS_MS, move || open())));
    });
    vec![up, cancel, escape, down]
}

/// Since the page was loaded.
fn running() -> Duration {
    let clock = web_sys::window().and_then(|window| window.performance());
    Duration::from_secs_f64(clock.map_or(0.0, |clock| clock.now().max(0.0)) / 1000.0)
}

/// What this browser keeps under a name.
pub(super) fn recall(key: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Keeps it. Nothing where the browser stores nothing.
pub(super) fn store(key: &str, text: &str) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        let _ = storage.set_item(key, text);
    }
}
