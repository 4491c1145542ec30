//! The stage: the canvas that the player draws on, and hands upon it.

use web_sys::HtmlElement;
use yew::prelude::{
    AttrValue, Callback, Html, NodeRef, Properties, UseReducerDispatcher, classes, component, html,
    use_callback, use_effect_with, use_node_ref, use_state,
};

use crate::hooks::{Touch, use_gestures, use_measure};
use crate::stage::{Placement, Size};
use crate::state::{Action, Sampling, Viewer};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// The canvas, for the player.
    pub canvas: NodeRef,
    /// Another number makes another canvas: one that was given away cannot be used again.
    pub generation: u32,
    /// The picture's own size.
    pub picture: Size,
    pub placement: Option<Placement>,
    /// How an enlarged picture looks.
    pub sampling: Sampling,
    /// What the picture shows, for who cannot see it.
    pub label: AttrValue,
    /// Where the browser's own display appears.
    pub display: NodeRef,
    pub dispatch: UseReducerDispatcher<Viewer>,
}

/// The picture, edge to edge.
#[component]
pub(crate) fn Stage(props: &Props) -> Html {
    let stage = use_node_ref();
    let held = use_state(|| false);
    let measured = use_callback(props.dispatch.clone(), |(size, ratio), dispatch| {
        dispatch.dispatch(Action::Measured(size, ratio));
    });
    use_measure(&stage, measured);
    let touched = {
        let (dispatch, held) = (props.dispatch.clone(), held.setter());
        Callback::from(move |touch| match touch {
            Touch::Gesture(gesture) => dispatch.dispatch(Action::Touched(gesture)),
            Touch::Wheel { factor, at } => dispatch.dispatch(Action::Zoomed(factor, at)),
            Touch::Held(down) => held.set(down),
        })
    };
    use_gestures(&stage, touched);
    use_effect_with((props.generation, props.picture, props.placement), {
        let nodes = [props.canvas.clone(), props.display.clone()];
        move |&(_, picture, placement)| {
            for element in nodes.iter().filter_map(NodeRef::cast::<HtmlElement>) {
                if let Some(placement) = placement {
                    place(&element, picture, &placement);
                }
            }
        }
    });
    let movable = props.placement.is_some_and(|placement| placement.overflows);
    let crisp = props.placement.is_some_and(|placement| props.sampling.is_crisp(placement.is_crisp()));
    html! {
        <div
            ref={stage}
            class={classes!("stage", movable.then_some("movable"), (movable && *held).then_some("held"))}
            role="img"
            aria-label={props.label.clone()}
        >
            <canvas
                key={props.generation}
                ref={props.canvas.clone()}
                class={classes!(props.placement.is_none().then_some("unplaced"), crisp.then_some("crisp"))}
            />
            // The player's to fill.
            <div key="display" ref={props.display.clone()} class="display" hidden=true></div>
        </div>
    }
}

/// Through the style object, which a strict content security policy allows; a style attribute it does not.
fn place(element: &HtmlElement, picture: Size, placement: &Placement) {
    let style = element.style();
    let set = |name: &str, value: &str| {
        // Fails only for a style that is read-only.
        let _ = style.set_property(name, value);
    };
    set("width", &format!("{}px", picture.width as u32));
    set("height", &format!("{}px", picture.height as u32));
    set("transform", &placement.transform());
}
