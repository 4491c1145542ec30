//! The red mark of a recording that is on.

use player::RecordingProgress;
use yew::prelude::{Callback, Html, classes, html};

use crate::figures;
use crate::keys::Command;

/// Length, size and what is missing; opens the sheet. `gets_frames`: the camera sends some now.
pub(crate) fn recording_mark(
    progress: &RecordingProgress,
    gets_frames: bool,
    commanded: &Callback<Command>,
) -> Html {
    let length = length(progress.length_ms);
    let size = figures::bytes(progress.bytes as f64);
    let lost = (progress.lost > 0).then(|| format!(" · {} lost", progress.lost));
    let place = if progress.durable || progress.frames == 0 { "" } else { ", in memory only" };
    let waits = if gets_frames { "" } else { "no frames arriving, " };
    let label = format!(
        "Recording, {waits}{length}, {size}, {} frames, {} lost{place}. Show options",
        progress.frames, progress.lost
    );
    html! {
        <button
            type="button"
            class={classes!("recording-mark", (!gets_frames).then_some("waiting"))}
            aria-label={label}
            title={format!("{} frames{place} (⇧ N)", progress.frames)}
            onclick={commanded.reform(|_| Command::Recordings)}
        >
            <span class="recording-dot"></span>
            <span>
                if !gets_frames { { "No frames · " } }
                { length }{ " · " }{ size }{ lost }
            </span>
        </button>
    }
}

/// `1:02:03`, or `2:03`.
pub(super) fn length(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1000.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_are_written_as_on_a_clock() {
        assert_eq!((length(0.0), length(62_999.0)), ("0:00".into(), "1:02".into()));
        assert_eq!(length(3_723_000.0), "1:02:03");
    }
}
