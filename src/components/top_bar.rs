//! The upper bars: which camera and how it is on the left, what can be opened on the right.

use yew::prelude::{AttrValue, Callback, Html, Properties, UseReducerDispatcher, component, html};

use super::icon::{Glyph, Icon};
use super::pill::Pill;
use super::tool::Tool;
use crate::state::{Action, Panel, Sheet, Viewer};
use crate::status::{Offer, Status};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub name: AttrValue,
    pub status: Option<Status>,
    pub panel: Option<Panel>,
    pub statistics: bool,
    pub take: Callback<Offer>,
    pub dispatch: UseReducerDispatcher<Viewer>,
}

/// What is above the picture.
#[component]
pub(crate) fn TopBar(props: &Props) -> Html {
    let show = |sheet: Sheet| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Show(sheet)))
    };
    let open = show(Sheet::Open).reform(|_| ());
    let parameters = props.dispatch.clone();
    let figures = props.dispatch.clone();
    html! {
        <div class="chrome-row top">
            <div class="bar heading">
                <button type="button" class="title" title="Open a camera (O)" onclick={open}>
                    <span>{ &props.name }</span>
                    <Glyph icon={Icon::Chevron} />
                </button>
                if let Some(status) = &props.status {
                    <span class="divider"></span>
                    <Pill status={status.clone()} take={props.take.clone()} />
                }
            </div>
            <div class="bar" role="toolbar" aria-label="Tools">
                <Tool
                    icon={Icon::Sliders}
                    label="Picture parameters"
                    key_hint="P"
                    expanded={props.panel == Some(Panel::Parameters)}
                    onclick={Callback::from(move |()| parameters.dispatch(Action::TogglePanel(Panel::Parameters)))}
                />
                <Tool
                    icon={Icon::Pulse}
                    label="Statistics"
                    key_hint="I"
                    pressed={props.statistics}
                    onclick={Callback::from(move |()| figures.dispatch(Action::ToggleStatistics))}
                />
                <Tool icon={Icon::Link} label="Copy link and commands" key_hint="C" onclick={show(Sheet::Share)} />
                <Tool
                    class="roomy-only"
                    icon={Icon::Help}
                    label="Keys and gestures"
                    key_hint="?"
                    onclick={show(Sheet::Help)}
                />
            </div>
        </div>
    }
}
