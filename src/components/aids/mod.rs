//! Aids over the picture: lines and handles that follow it, and their labels.

mod handle;
mod legend;
mod magnifier;

use player::Setting;
use yew::prelude::{Html, NodeRef, Properties, UseReducerDispatcher, component, html, use_node_ref};

use crate::figures::fixed;
use crate::stage::{Placement, Size};
use crate::state::{Action, Aid, Aids as State, Viewer};
use handle::{Held, handle};
pub(crate) use legend::legend;
use magnifier::Magnifier;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// Where the player's canvas is.
    pub container: NodeRef,
    pub picture: Size,
    pub placement: Option<Placement>,
    pub aids: State,
    pub dispatch: UseReducerDispatcher<Viewer>,
}

/// In coordinates of the stage, so that lines stay thin and words upright however the picture is placed.
#[component]
pub(crate) fn Aids(props: &Props) -> Html {
    let layer = use_node_ref();
    let Props { container, picture, placement, aids, .. } = props;
    let Some(placement) = placement else { return Html::default() };
    let line = |from, to| segment(placement.to_stage(*picture, from), placement.to_stage(*picture, to));
    let (width, height) = (picture.width, picture.height);
    let lines = |class: &'static str, path: String| {
        html! {
            // Twice, so that it is seen on any ground.
            <g {class} aria-hidden="true"><path class="under" d={path.clone()} /><path d={path} /></g>
        }
    };
    html! {
        <div ref={&layer} class="aids">
            <svg class="aids-lines">
                if aids.has(Aid::Grid) {
                    { lines("aid-grid", grid(placement, *picture)) }
                }
                if aids.has(Aid::Crosshair) {
                    { lines("aid-crosshair", [
                        line((width / 2.0, 0.0), (width / 2.0, height)),
                        line((0.0, height / 2.0), (width, height / 2.0)),
                    ].concat()) }
                }
                if aids.is_split() {
                    { divider(props, placement, &layer) }
                }
                if aids.has(Aid::Ruler) {
                    { lines("aid-ruler", line(aids.ruler[0], aids.ruler[1])) }
                    { end(props, placement, &layer, 0) }
                    { end(props, placement, &layer, 1) }
                }
            </svg>
            if aids.has(Aid::Magnifier) {
                <Magnifier
                    {container}
                    picture={*picture}
                    placement={*placement}
                    magnification={aids.magnification}
                    sampling={aids.sampling}
                />
            }
        </div>
    }
}

/// All lines of the grid, as the path of an SVG.
fn grid(placement: &Placement, picture: Size) -> String {
    let spacing = placement.grid_spacing() as usize;
    let mut path = String::new();
    let mut line = |from, to| {
        path.push_str(&segment(placement.to_stage(picture, from), placement.to_stage(picture, to)));
    };
    for x in (0..=picture.width as u32).step_by(spacing) {
        line((x.into(), 0.0), (x.into(), picture.height));
    }
    for y in (0..=picture.height as u32).step_by(spacing) {
        line((0.0, y.into()), (picture.width, y.into()));
    }
    path
}

fn segment((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> String {
    ["M", &css(ax), " ", &css(ay), "L", &css(bx), " ", &css(by)].concat()
}

fn css(value: f64) -> String {
    fixed(value, 1).replace('−', "-")
}

/// Between the camera's own picture and the enhanced one.
fn divider(props: &Props, placement: &Placement, layer: &NodeRef) -> Html {
    let (picture, enhancements) = (props.picture, props.aids.enhancements);
    let part = f64::from(enhancements.get(Setting::Split)) / 1000.0;
    let at = |y| placement.to_stage(picture, (part * picture.width, y));
    let path = segment(at(0.0), at(picture.height));
    let dispatch = props.dispatch.clone();
    let held = Held {
        layer: layer.clone(),
        picture,
        placement: *placement,
        at: (part * picture.width, picture.height / 2.0),
        step: picture.width / 100.0,
        moved: yew::Callback::from(move |(x, _): (f64, f64)| {
            // At the very edge it could not be taken hold of again.
            let part = (x / picture.width * 1000.0).round().clamp(10.0, 990.0) as i16;
            dispatch.dispatch(Action::Enhance(enhancements.with(Setting::Split, part)));
        }),
    };
    html! {
        <>
            <g class="aid-divider" aria-hidden="true"><path class="under" d={path.clone()} /><path d={path} /></g>
            { handle(&held, "Divider between before and after", &[&fixed(part * 100.0, 0), "\u{202f}%"].concat()) }
        </>
    }
}

/// An end of the ruler.
fn end(props: &Props, placement: &Placement, layer: &NodeRef, index: usize) -> Html {
    let at = props.aids.ruler[index];
    let dispatch = props.dispatch.clone();
    let held = Held {
        layer: layer.clone(),
        picture: props.picture,
        placement: *placement,
        at,
        step: 1.0,
        moved: yew::Callback::from(move |to| dispatch.dispatch(Action::Measure(index, to))),
    };
    let name = if index == 0 { "First end of the ruler" } else { "Second end of the ruler" };
    handle(&held, name, &[&fixed(at.0, 0), ", ", &fixed(at.1, 0)].concat())
}
