//! The buttons for all tiles at once.

use yew::prelude::{Callback, Html, MouseEvent, html};

use crate::components::icon::{Icon, glyph};
use crate::figures;
use crate::page;
use crate::wall::state::{Held, Wall};
use crate::wall::together::All;

/// Hold and step, snapshot, record.
pub(super) fn all_bar(wall: &Wall, commanded: &Callback<All>) -> Html {
    let tool = |icon: Icon, label: &'static str, all: All, pressed: Option<&'static str>| {
        html! {
            <button
                type="button"
                class="tool"
                aria-label={label}
                title={label}
                aria-pressed={pressed}
                onclick={commanded.reform(move |_: MouseEvent| all)}
            >
                { glyph(icon) }
            </button>
        }
    };
    let is_recording = wall.tiles.iter().any(|tile| tile.glance.is_recording);
    let record = if is_recording { "End all recordings (⇧ N)" } else { "Record all (⇧ N)" };
    html! {
        <>
            if wall.held.is_some() {
                { tool(Icon::StepBack, "Step all back (,)", All::Backwards, None) }
                { tool(Icon::StepForward, "Step all forward (.)", All::Forwards, None) }
                { tool(Icon::Play, "All live (H)", All::HoldOrLive, None) }
            } else {
                { tool(Icon::Pause, "Hold all at one moment (H)", All::HoldOrLive, None) }
            }
            { tool(Icon::Camera, "Snapshot of all (⇧ S)", All::Snapshot, None) }
            { tool(Icon::Record, record, All::Record, is_recording.then_some("true")) }
        </>
    }
}

/// The moment that the wall is held at.
pub(super) fn held_line(held: &Held) -> Html {
    let time = page::local_time(held.moment_ms);
    let thousandths = figures::fixed(1.0 + f64::from(time.millisecond) / 1000.0, 3);
    let moment = [time.time_of_day().as_str(), thousandths.trim_start_matches('1')].concat();
    html! {
        <p class="wall-held" role="status">
            <strong>{ "Held at " }{ moment }</strong>
            <span>{ held.words() }</span>
        </p>
    }
}
