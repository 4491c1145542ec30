//! The timeline of the buffer: a slider with gaps and marks, and thumbnails under the pointer.

use player::{ReplayMode, ReplayReport};
use yew::prelude::{Html, Properties, component, html, use_mut_ref, use_node_ref};

use crate::hooks::{PlayerHandle, TimelineNodes, use_timeline};
use crate::replay::{self, Axis};
use crate::{figures, page};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub replay: ReplayReport,
    /// The word for the newest picture: `Live`, `Lost`, ...
    pub newest: &'static str,
    pub player: PlayerHandle,
}

/// The slider. The arrows and other keys of the page move it, whether it has the focus or not.
#[component]
pub(crate) fn Timeline(props: &Props) -> Html {
    let Props { replay, newest, player } = props;
    let axis = Axis::new(replay);
    let latest = use_mut_ref(|| axis);
    *latest.borrow_mut() = axis;
    let nodes = TimelineNodes {
        slider: use_node_ref(),
        thumb: use_node_ref(),
        preview: use_node_ref(),
        canvas: use_node_ref(),
        time: use_node_ref(),
    };
    use_timeline(&nodes, player, &latest);

    let at = replay::position(replay);
    let seconds = |time: f64| figures::fixed((time - replay.begin_ms) / 1000.0, 1);
    let said = {
        let time = page::local_time(at).time_of_day();
        match replay.mode {
            ReplayMode::Live => [&time, ", ", &newest.to_ascii_lowercase()].concat(),
            _ => format!("{time}, {} behind live", figures::whole_age(replay.behind_ms)),
        }
    };
    html! {
        <div
            ref={nodes.slider.clone()}
            class="timeline"
            role="slider"
            tabindex="0"
            aria-label="Time of the picture"
            aria-valuemin="0"
            aria-valuemax={seconds(replay.end_ms)}
            aria-valuenow={seconds(at)}
            aria-valuetext={said}
        >
            <svg class="timeline-track" aria-hidden="true" focusable="false">
                <rect class="timeline-kept" x="0" y="50%" width="100%" height="4" rx="2" />
                <rect class="timeline-past" x="0" y="50%" width={axis.percent(at)} height="4" rx="2" />
                { between_marks(replay, &axis) }
                { for replay.gaps.iter().map(|&(from, to)| html! {
                    <rect
                        class="timeline-gap"
                        x={axis.percent(from)}
                        y="50%"
                        width={axis.width(from, to)}
                        height="4"
                    />
                }) }
                { for replay.marks.iter().zip(["A", "B"]).filter_map(|(mark, name)| Some(marked((*mark)?, name, &axis))) }
                <circle ref={nodes.thumb.clone()} class="timeline-thumb" cx={axis.percent(at)} cy="50%" r="7" />
            </svg>
            <div ref={nodes.preview.clone()} class="timeline-preview" hidden=true aria-hidden="true">
                <canvas ref={nodes.canvas.clone()} width="0" height="0"></canvas>
                <span ref={nodes.time.clone()}></span>
            </div>
        </div>
    }
}

fn between_marks(replay: &ReplayReport, axis: &Axis) -> Html {
    match replay.marks {
        [Some(first), Some(last)] => html! {
            <rect
                class="timeline-between"
                x={axis.percent(first)}
                y="50%"
                width={axis.width(first, last)}
                height="4"
            />
        },
        _ => Html::default(),
    }
}

fn marked(at: f64, name: &'static str, axis: &Axis) -> Html {
    html! {
        <g class="timeline-mark">
            <line x1={axis.percent(at)} x2={axis.percent(at)} y1="25%" y2="75%" />
            <text x={axis.percent(at)} y="20%">{ name }</text>
        </g>
    }
}
