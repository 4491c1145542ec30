//! The stage: the picture that the player shows, and hands upon it.

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
    /// The element that the player fills with its picture.
    pub container: NodeRef,
    /// The picture's own size.
    pub picture: Size,
    pub placement: Option<Placement>,
    /// How an enlarged picture looks.
    pub sampling: Sampling,
    /// Description of the picture, for screen readers.
    pub label: AttrValue,
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
    use_effect_with((props.picture, props.placement), {
        let container = props.container.clone();
        move |&(picture, placement)| {
            if let (Some(element), Some(placement)) = (container.cast::<HtmlElement>(), placement) {
                place(&element, picture, &placement);
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
            <div
                ref={props.container.clone()}
                class={classes!("picture", props.placement.is_none().then_some("unplaced"), crisp.then_some("crisp"))}
            />
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
