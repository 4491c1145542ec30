//! The menu of the view: mode, turning, flipping, and whether to play while hidden.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::{
    Callback, Event, Html, KeyboardEvent, Properties, TargetCast, UseReducerDispatcher, component, html,
};

use super::icon::Icon;
use super::tool::Tool;
use crate::stage::{Mode, Orientation, View};
use crate::state::{Action, Viewer};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub view: View,
    pub keep_hidden: bool,
    pub dispatch: UseReducerDispatcher<Viewer>,
}

/// The menu's content.
#[component]
pub(crate) fn ViewMenu(props: &Props) -> Html {
    let does = |action: fn(Orientation) -> Orientation| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Orient(action)))
    };
    let keep = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                dispatch.dispatch(Action::KeepHidden(input.checked()));
            }
        })
    };
    html! {
        <div class="menu" role="group" aria-label="View" onkeydown={arrows()}>
            <div>
                <h3>{ "Size" }</h3>
                <div class="menu-row">{ for [Mode::Fit, Mode::Fill, Mode::Actual].map(|mode| mode_button(props, mode)) }</div>
            </div>
            <div>
                <h3>{ "Turn and flip" }</h3>
                <div class="menu-row">
                    <Tool icon={Icon::TurnLeft} label="Turn left" key_hint="Shift R" onclick={does(Orientation::turned_left)} />
                    <Tool icon={Icon::TurnRight} label="Turn right" key_hint="R" onclick={does(Orientation::turned_right)} />
                    <Tool
                        icon={Icon::FlipHorizontal}
                        label="Flip horizontally"
                        key_hint="H"
                        onclick={does(Orientation::flipped_horizontally)}
                    />
                    <Tool
                        icon={Icon::FlipVertical}
                        label="Flip vertically"
                        key_hint="V"
                        onclick={does(Orientation::flipped_vertically)}
                    />
                </div>
            </div>
            <label class="menu-check">
                <input type="checkbox" checked={props.keep_hidden} onchange={keep} />
                <span>{ "Keep playing while the page is hidden" }</span>
            </label>
        </div>
    }
}

fn mode_button(props: &Props, mode: Mode) -> Html {
    let dispatch = props.dispatch.clone();
    let title = match mode {
        Mode::Fit => "The whole picture (0)",
        Mode::Fill => "No empty border (2)",
        Mode::Actual => "One screen pixel for each picture pixel (1)",
    };
    html! {
        <button
            type="button"
            class="tool"
            {title}
            aria-pressed={(props.view.mode == mode).to_string()}
            onclick={move |_| dispatch.dispatch(Action::SetMode(mode))}
        >
            { mode.label() }
        </button>
    }
}

/// The arrow keys go from button to button.
fn arrows() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => true,
            "ArrowLeft" | "ArrowUp" => false,
            _ => return,
        };
        let Some(focused) = event.target_dyn_into::<web_sys::Element>() else { return };
        let Ok(Some(menu)) = focused.closest(".menu") else { return };
        let Ok(controls) = menu.query_selector_all("button, input") else { return };
        let count = controls.length();
        let here = (0..count)
            .find(|&index| controls.get(index).is_some_and(|node| focused.is_same_node(Some(&node))));
        let Some(here) = here else { return };
        let next = if forward { here + 1 } else { here + count - 1 } % count;
        if let Some(next) = controls.get(next).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = next.focus();
            event.prevent_default();
            event.stop_propagation();
        }
    })
}
