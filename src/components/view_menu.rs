//! The menu of the view: mode, turning, flipping, and whether to play while hidden.

use player::can_pop_out;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::{Callback, Event, Html, KeyboardEvent, TargetCast, html};

use super::bottom_bar::Handles;
use super::icon::Icon;
use super::tool::{Tool, spelt};
use crate::keys::Command;
use crate::stage::Mode;
use crate::state::Viewer;

/// The menu's content.
pub(super) fn view_menu(viewer: &Viewer, handles: &Handles<'_>) -> Html {
    let modes = [
        (Mode::Fit, "Fit", "The whole picture (0)", Command::Fit),
        (Mode::Fill, "Fill", "No empty border (2)", Command::Fill),
        (Mode::Actual, "1:1", "One screen pixel for each picture pixel (1)", Command::Actual),
    ];
    let mode = |(mode, words, title, command): (Mode, &'static str, &'static str, Command)| {
        let onclick = handles.commanded.reform(move |_| command);
        html! {
            <button type="button" class="tool" {title} aria-pressed={spelt(viewer.view.mode == mode)} {onclick}>
                { words }
            </button>
        }
    };
    let turns = [
        Tool::new(Icon::TurnLeft, "Turn left", "Shift R", Command::TurnLeft),
        Tool::new(Icon::TurnRight, "Turn right", "R", Command::TurnRight),
        Tool::new(Icon::FlipHorizontal, "Flip horizontally", "H", Command::FlipHorizontally),
        Tool::new(Icon::FlipVertical, "Flip vertically", "V", Command::FlipVertically),
    ];
    let line = |words: &'static str, title: &'static str, command: Command| {
        let onclick = handles.commanded.reform(move |_| command);
        html! { <button type="button" class="tool menu-line" {title} {onclick}>{ words }</button> }
    };
    let keep = handles.keep_hidden.reform(|event: Event| {
        event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked())
    });
    html! {
        <div class="menu" role="group" aria-label="View" onkeydown={arrows()}>
            <div>
                <h2>{ "Size" }</h2>
                <div class="menu-row">{ for modes.map(mode) }</div>
            </div>
            <div>
                <h2>{ "Turn and flip" }</h2>
                <div class="menu-row">{ for turns.map(|tool| tool.view(handles.commanded)) }</div>
            </div>
            { line("Why is there no picture?", "Why is there no picture? (W)", Command::Why) }
            if can_pop_out() {
                { line(
                    "Picture in picture",
                    "Live pictures in a separate window above all others; press again to return",
                    Command::PopOut,
                ) }
            }
            { line("Recording…", "Recording: format, clips (⇧ N)", Command::Recordings) }
            <label class="menu-check">
                <input type="checkbox" checked={viewer.keep_hidden} onchange={keep} />
                <span>{ "Keep playing while the page is hidden" }</span>
            </label>
        </div>
    }
}

/// The arrow keys go from button to button.
pub(super) fn arrows() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => true,
            "ArrowLeft" | "ArrowUp" => false,
            _ => return,
        };
        let Some(focused) = event.target_dyn_into::<Element>() else { return };
        let Ok(Some(menu)) = focused.closest(".menu") else { return };
        let Ok(controls) = menu.query_selector_all("button, input") else { return };
        let count = controls.length();
        let here = (0..count)
            .find(|&index| controls.get(index).is_some_and(|node| focused.is_same_node(Some(&node))));
        let Some(here) = here else { return };
        let next = if forward { here + 1 } else { here + count - 1 } % count;
        if let Some(next) = controls.get(next).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let _ = next.focus();
            event.prevent_default();
            event.stop_propagation();
        }
    })
}
