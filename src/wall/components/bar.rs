//! The bar of the wall: what it is called, how its tiles lie, what can be added. It fades when nobody is there; the count of
//! what is not live stays.

use wall::Layout;
use web_sys::HtmlSelectElement;
use yew::prelude::{Callback, Event, Html, MouseEvent, TargetCast, UseReducerDispatcher, html};

use super::all_bar::all_bar;
use crate::components::icon::{Icon, glyph};
use crate::hooks::FullscreenHandle;
use crate::wall::state::{Action, Sheet, Wall};
use crate::wall::together::All;

/// The layouts that a person chooses from, and what they are called.
const LAYOUTS: &[(Layout, &str)] = &[
    (Layout::Auto, "Automatic"),
    (Layout::Square(1), "One"),
    (Layout::Square(2), "2 × 2"),
    (Layout::Square(3), "3 × 3"),
    (Layout::Square(4), "4 × 4"),
    (Layout::OnePlus5, "1 + 5"),
    (Layout::OnePlus7, "1 + 7"),
    (Layout::Columns(2), "2 columns"),
    (Layout::Columns(3), "3 columns"),
    (Layout::Columns(4), "4 columns"),
];

/// The bar, and the count in the corner.
pub(super) fn bar(
    wall: &Wall,
    fullscreen: &FullscreenHandle,
    all: &Callback<All>,
    dispatch: &UseReducerDispatcher<Wall>,
) -> Html {
    if wall.large.is_some() {
        return Html::default();
    }
    let act = |action: fn() -> Action| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(action()))
    };
    let tool = |icon: Icon, label: &'static str, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="tool" aria-label={label} title={label} {onclick}>{ glyph(icon) }</button>
        }
    };
    let missing = wall.missing();
    let left_out = wall.left_out();
    html! {
        <>
            if missing > 0 {
                <p class="wall-count tone-stale">{ format!("{missing} not live") }</p>
            }
            <div class="wall-bar bar" role="toolbar" aria-label="Wall">
                if !wall.title.is_empty() {
                    <span class="wall-title">{ wall.title.clone() }</span>
                    <span class="divider"></span>
                }
                { layouts(wall, dispatch) }
                if left_out > 0 {
                    { tool(Icon::StepBack, "Tiles before", act(|| Action::Turn(-1))) }
                    <span class="wall-part">{ format!("{left_out} more") }</span>
                    { tool(Icon::StepForward, "Further tiles", act(|| Action::Turn(1))) }
                }
                <span class="divider"></span>
                if !wall.tiles.is_empty() {
                    { all_bar(wall, all) }
                    <span class="divider"></span>
                    { tool(Icon::Sliders, "Requested pictures", act(|| Action::Show(Some(Sheet::Requests)))) }
                }
                { tool(Icon::Plus, "Add cameras (A)", act(|| Action::Show(Some(Sheet::Add)))) }
                if !wall.problems.is_empty() {
                    { tool(Icon::Alert, "Problems in mullion.json", act(|| Action::Show(Some(Sheet::Problems)))) }
                }
                { tool(Icon::Help, "Keys (?)", act(|| Action::Show(Some(Sheet::Help)))) }
                if let Some(is_on) = fullscreen.on {
                    { tool(
                        if is_on { Icon::Shrink } else { Icon::Fullscreen },
                        "Full screen",
                        fullscreen.toggle.reform(|_: MouseEvent| ()),
                    ) }
                }
            </div>
        </>
    }
}

fn layouts(wall: &Wall, dispatch: &UseReducerDispatcher<Wall>) -> Html {
    let dispatch = dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let layout =
            event.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse().ok());
        if let Some(layout) = layout {
            dispatch.dispatch(Action::SetLayout(layout));
        }
    });
    let is_listed = LAYOUTS.iter().any(|(layout, _)| *layout == wall.layout);
    let other = (!is_listed).then(|| (wall.layout, wall.layout.to_string()));
    let all = LAYOUTS.iter().map(|(layout, name)| (*layout, (*name).to_owned())).chain(other);
    html! {
        <select class="wall-layout" aria-label="Layout" title="Layout" {onchange}>
            { for all.map(|(layout, name)| html! {
                <option value={layout.to_string()} selected={layout == wall.layout}>{ name }</option>
            }) }
        </select>
    }
}
