//! Labels over the picture: "Enhanced", the measured distance, and the capture time.

use yew::prelude::{Html, html};

use crate::figures::fixed;
use crate::page;
use crate::snapshot::moment;
use crate::state::{Aid, Viewer};

/// The words. They stay when the bars fade: a picture that is not the camera's own says so.
pub(crate) fn legend(viewer: &Viewer) -> Html {
    let report = &viewer.report;
    let placement = viewer.placement();
    let enhanced = report.enhanced.map(|enhanced| match enhanced.stacked {
        0 | 1 => "Enhanced".to_owned(),
        many => ["Enhanced, ", &many.to_string(), " stacked"].concat(),
    });
    let grid = placement
        .filter(|_| viewer.aids.has(Aid::Grid))
        .map(|placement| ["Grid ", &placement.grid_spacing().to_string(), "\u{202f}px"].concat());
    let ruler = placement.filter(|_| viewer.aids.has(Aid::Ruler)).map(|_| {
        let (length, right, down) = viewer.aids.distance();
        [&fixed(length, 1), "\u{202f}px (", &fixed(right, 0), " × ", &fixed(down, 0), ")"].concat()
    });
    let time = report.arrived_ms.filter(|_| viewer.aids.has(Aid::Time)).map(|arrived| {
        let at = moment(report.captured_ms, arrived);
        // The camera's clock, where it can be believed.
        let what = if report.captured_ms == Some(at) { "taken " } else { "arrived " };
        let time = page::local_time(at);
        [what, &time.to_string(), ".", &tenths(time.millisecond)].concat()
    });
    html! {
        <ul class="legend" aria-label="About the picture">
            if let Some(enhanced) = enhanced {
                <li class="legend-enhanced">{ enhanced }</li>
            }
            if let Some(time) = time {
                <li>{ time }</li>
            }
            if let Some(grid) = grid {
                <li>{ grid }</li>
            }
            if let Some(ruler) = ruler {
                <li>{ ruler }</li>
            }
        </ul>
    }
}

fn tenths(milliseconds: u32) -> String {
    (milliseconds / 100).to_string()
}
