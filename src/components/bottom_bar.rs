//! The lower bars: playing on the left, looking on the right.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::{
    Callback, FocusEvent, Html, NodeRef, Properties, UseReducerDispatcher, component, html, use_effect_with,
    use_node_ref,
};

use super::icon::Icon;
use super::tool::Tool;
use super::view_menu::ViewMenu;
use crate::stage::{Mode, Placement, View};
use crate::state::{Action, Viewer};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// Nothing is asked of a camera: stopped by hand, or ended.
    pub resting: bool,
    pub placement: Option<Placement>,
    pub view: View,
    pub menu: bool,
    pub keep_hidden: bool,
    /// Whether it is on; `None` where there is none.
    pub fullscreen: Option<bool>,
    pub snapshot: Callback<()>,
    pub toggle_fullscreen: Callback<()>,
    pub dispatch: UseReducerDispatcher<Viewer>,
}

/// What is below the picture.
#[component]
pub(crate) fn BottomBar(props: &Props) -> Html {
    let act = |action: fn() -> Action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(action()))
    };
    let has_picture = props.placement.is_some();
    let percent = props
        .placement
        .map_or_else(|| "–".to_owned(), |placement| format!("{}\u{202f}%", placement.percent()));
    let reset = props.dispatch.clone();
    html! {
        <div class="chrome-row">
            <div class="bar" role="toolbar" aria-label="Playing">
                if props.resting {
                    <Tool icon={Icon::Play} label="Play" key_hint="Space" onclick={act(|| Action::Play)} />
                } else {
                    <Tool icon={Icon::Stop} label="Stop" key_hint="Space" onclick={act(|| Action::Stop)} />
                }
                <Tool
                    icon={Icon::Camera}
                    label="Save a snapshot"
                    key_hint="S"
                    disabled={!has_picture}
                    onclick={props.snapshot.clone()}
                />
            </div>
            <div class="bar" role="toolbar" aria-label="Looking">
                <Tool class="wide-only" icon={Icon::Minus} label="Zoom out" key_hint="−" onclick={act(|| Action::ZoomOut)} />
                <button
                    type="button"
                    class="tool tool-text tool-zoom"
                    title="Undo the zoom (0)"
                    aria-label={format!("Zoom {percent}, undo")}
                    onclick={move |_| reset.dispatch(Action::SetMode(Mode::Fit))}
                >
                    { &percent }
                </button>
                <Tool class="wide-only" icon={Icon::Plus} label="Zoom in" key_hint="+" onclick={act(|| Action::ZoomIn)} />
                <span class="divider wide-only"></span>
                <MenuButton
                    view={props.view}
                    open={props.menu}
                    keep_hidden={props.keep_hidden}
                    dispatch={props.dispatch.clone()}
                />
                if let Some(on) = props.fullscreen {
                    <Tool
                        icon={if on { Icon::Shrink } else { Icon::Fullscreen }}
                        label={if on { "Leave full screen" } else { "Full screen" }}
                        key_hint="F"
                        onclick={props.toggle_fullscreen.clone()}
                    />
                }
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct MenuProps {
    view: View,
    open: bool,
    keep_hidden: bool,
    dispatch: UseReducerDispatcher<Viewer>,
}

/// The button and its menu, which closes when the focus goes elsewhere.
#[component]
fn MenuButton(props: &MenuProps) -> Html {
    let host = use_node_ref();
    use_return_of_focus(&host, props.open);
    let left = {
        let (host, dispatch) = (host.clone(), props.dispatch.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            let inside = host.cast::<Node>().is_some_and(|host| host.contains(to.as_ref()));
            // Without a destination the press may have been on the menu's own ground.
            if to.is_some() && !inside {
                dispatch.dispatch(Action::CloseMenu);
            }
        })
    };
    let dispatch = props.dispatch.clone();
    let icon = match props.view.mode {
        Mode::Fill => Icon::Fill,
        Mode::Fit | Mode::Actual => Icon::Fit,
    };
    html! {
        <div ref={host} class="menu-host" onfocusout={left}>
            <Tool
                {icon}
                label="View"
                expanded={props.open}
                onclick={Callback::from(move |()| dispatch.dispatch(Action::ToggleMenu))}
            />
            if props.open {
                <ViewMenu view={props.view} keep_hidden={props.keep_hidden} dispatch={props.dispatch.clone()} />
            }
        </div>
    }
}

/// A menu that closes with the focus inside gives it back to its button.
#[yew::hook]
fn use_return_of_focus(host: &NodeRef, open: bool) {
    let host = host.clone();
    use_effect_with(open, move |&open| {
        let host = host.clone();
        move || {
            let document = web_sys::window().and_then(|window| window.document());
            let focused = document.and_then(|document| document.active_element());
            let lost = focused.is_none_or(|focused| focused.tag_name() == "BODY");
            let button = host.cast::<Element>().and_then(|host| host.query_selector("button").ok().flatten());
            let button =
                button.filter(|_| open && lost).and_then(|button| button.dyn_into::<HtmlElement>().ok());
            if let Some(button) = button {
                let _ = button.focus();
            }
        }
    });
}
