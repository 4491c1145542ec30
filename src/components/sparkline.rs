//! The frame rate of the last minute, as one line.

use std::rc::Rc;

use yew::prelude::{Html, Properties, component, html};

use crate::figures;
use crate::state::History;

// The box of the drawing, as in its viewBox.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 40.0;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    pub history: Rc<History>,
}

/// The line; its lower edge is zero.
#[component]
pub(crate) fn Sparkline(props: &Props) -> Html {
    let label = format!(
        "Frame rate over the last minute; top is {} frames a second",
        figures::rate(props.history.top())
    );
    html! {
        <svg
            class="sparkline"
            viewBox="0 0 240 40"
            preserveAspectRatio="none"
            role="img"
            aria-label={label}
        >
            <line x1="0" y1="40" x2="240" y2="40" />
            <polyline points={props.history.points(WIDTH, HEIGHT)} />
        </svg>
    }
}
