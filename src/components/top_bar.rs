//! The upper bars: the camera and its state on the left, tools on the right.

use yew::prelude::{Callback, Html, html};

use super::icon::{Icon, glyph};
use super::pill::pill;
use super::tool::Tool;
use crate::keys::Command;
use crate::marks::Marks;
use crate::state::{Panel, Viewer};
use crate::status::Offer;

/// The bars above the picture.
pub(crate) fn top_bar(
    viewer: &Viewer,
    marks: Option<&Marks>,
    commanded: &Callback<Command>,
    take: &Callback<Offer>,
    back: Option<&Callback<()>>,
) -> Html {
    let tools = [
        Tool {
            expanded: Some(viewer.panel == Some(Panel::Parameters)),
            ..Tool::new(Icon::Sliders, "Picture parameters", "P", Command::Parameters)
        },
        Tool {
            expanded: Some(viewer.panel == Some(Panel::Enhance)),
            ..Tool::new(Icon::Contrast, "Enhance", "E", Command::Enhance)
        },
        Tool {
            pressed: Some(viewer.statistics),
            ..Tool::new(Icon::Pulse, "Statistics", "I", Command::Statistics)
        },
        Tool::new(Icon::Link, "Copy link and commands", "C", Command::Share),
        Tool { class: "roomy-only", ..Tool::new(Icon::Help, "Keys and gestures", "?", Command::Help) },
    ];
    html! {
        <div class="chrome-row top">
            <div class="bar heading">
                if let Some(back) = back {
                    <button
                        type="button"
                        class="tool"
                        aria-label="Back to the wall"
                        title="Back to the wall (Esc)"
                        onclick={back.reform(|_| ())}
                    >
                        { glyph(Icon::Wall) }
                    </button>
                }
                <button
                    type="button"
                    class="title"
                    title="Open a camera (O)"
                    onclick={commanded.reform(|_| Command::Open)}
                >
                    <span>{ viewer.name() }</span>
                    { glyph(Icon::Chevron) }
                </button>
                if let Some(marks) = marks {
                    <span class="divider"></span>
                    { pill(marks, take) }
                }
            </div>
            <div class="bar" role="toolbar" aria-label="Tools">{ for tools.map(|tool| tool.view(commanded)) }</div>
        </div>
    }
}
