//! The frame rate of the last half minute, as one line.

use yew::prelude::{Html, html};

use crate::figures;
use crate::state::History;

// The box of the drawing, as in its viewBox.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 40.0;

/// The line; its lower edge is zero.
pub(super) fn sparkline(history: &History) -> Html {
    let label = format!(
        "Frame rate over the last half minute; top is {} frames a second",
        figures::rate(history.top())
    );
    html! {
        <>
        <p class="sparkline-label">{ "Frames per second" }<span>{ figures::rate(history.top()) }</span></p>
        <svg
            class="sparkline"
            viewBox="0 0 240 40"
            preserveAspectRatio="none"
            role="img"
            aria-label={label}
        >
            <line x1="0" y1="40" x2="240" y2="40" />
            <polyline points={history.points(WIDTH, HEIGHT)} />
        </svg>
        </>
    }
}
