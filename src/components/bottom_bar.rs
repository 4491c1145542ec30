//! The lower bars: playing on the left, looking on the right.

use yew::prelude::{Callback, Html, NodeRef, html};

use super::icon::Icon;
use super::pane::UNREADABLE;
use super::recording_mark::length;
use super::snapshot_menu::snapshot_menu;
use super::tool::Tool;
use super::view_menu::view_menu;
use crate::keys::Command;
use crate::marks::Marks;
use crate::stage::Mode;
use crate::state::Viewer;

/// Properties of the lower bars, besides the state.
pub(crate) struct Handles<'a> {
    /// Around the menu and its button.
    pub(crate) menu: &'a NodeRef,
    /// The same for the snapshot's.
    pub(crate) snapshot_menu: &'a NodeRef,
    /// Whether full screen is on; `None` where there is none.
    pub(crate) fullscreen: Option<bool>,
    pub(crate) commanded: &'a Callback<Command>,
    pub(crate) keep_hidden: &'a Callback<bool>,
}

/// The bars below the picture.
pub(crate) fn bottom_bar(viewer: &Viewer, marks: Option<&Marks>, handles: &Handles<'_>) -> Html {
    let placement = viewer.placement();
    let percent =
        placement.map_or_else(|| "–".to_owned(), |placement| format!("{}\u{202f}%", placement.percent()));
    let play = marks.map(|marks| {
        let icon = if marks.play.label() == "Pause" { Icon::Pause } else { Icon::Play };
        let reason = marks.play.obstacle();
        let tool = Tool::new(icon, marks.play.label(), "Space", marks.play.command());
        Tool { disabled: reason.is_some(), reason, ..tool }
    });
    let stop = Tool {
        disabled: !marks.is_some_and(|marks| marks.can_stop),
        ..Tool::new(Icon::Unplug, "Stop", "X", Command::Disconnect)
    };
    let unreadable = viewer.is_unreadable().then_some(UNREADABLE);
    let disabled = placement.is_none() || unreadable.is_some();
    let snapshot = Tool {
        disabled,
        reason: unreadable,
        ..Tool::new(Icon::Camera, "Save a snapshot", "S", Command::Snapshot)
    };
    let record = match &viewer.recordings.progress {
        Some(_) => Tool {
            class: "recording",
            ..Tool::new(Icon::RecordingStop, "Stop recording", "N", Command::Record)
        },
        None => Tool {
            disabled,
            reason: unreadable,
            class: "record",
            ..Tool::new(Icon::Record, "Record", "N", Command::Record)
        },
    };
    let more = Tool {
        disabled,
        reason: unreadable,
        expanded: Some(viewer.snapshot_menu),
        class: "tool-narrow",
        ..Tool::new(Icon::Chevron, "More ways to save the picture", "", Command::SnapshotMenu)
    };
    let wide = |tool: Tool| Tool { class: "wide-only", ..tool }.view(handles.commanded);
    let menu = Tool {
        expanded: Some(viewer.menu),
        ..Tool::new(
            if viewer.view.mode == Mode::Fill { Icon::Fill } else { Icon::Fit },
            "View",
            "M",
            Command::Menu,
        )
    };
    let fullscreen = handles.fullscreen.map(|on| match on {
        true => Tool::new(Icon::Shrink, "Leave full screen", "F", Command::Fullscreen),
        false => Tool::new(Icon::Fullscreen, "Full screen", "F", Command::Fullscreen),
    });
    html! {
        <div class="chrome-row">
            <div class="bar" role="toolbar" aria-label="Playback">
                if let Some(play) = play {
                    { play.view(handles.commanded) }
                }
                { stop.view(handles.commanded) }
                <span class="divider"></span>
                { snapshot.view(handles.commanded) }
                <div ref={handles.snapshot_menu.clone()} class="menu-host">
                    { more.view(handles.commanded) }
                    if viewer.snapshot_menu {
                        { snapshot_menu(handles.commanded) }
                    }
                </div>
                { record.view(handles.commanded) }
                if let Some(progress) = &viewer.recordings.progress {
                    <span class="recording-length">{ length(progress.length_ms) }</span>
                }
            </div>
            <div class="bar" role="toolbar" aria-label="Viewing">
                { wide(Tool::new(Icon::Minus, "Zoom out", "−", Command::ZoomOut)) }
                <button
                    type="button"
                    class="tool tool-text tool-zoom"
                    title="Undo the zoom (0)"
                    aria-label={format!("Zoom {percent}, undo")}
                    onclick={handles.commanded.reform(|_| Command::Fit)}
                >
                    { &percent }
                </button>
                { wide(Tool::new(Icon::Plus, "Zoom in", "+", Command::ZoomIn)) }
                <span class="divider wide-only"></span>
                <div ref={handles.menu.clone()} class="menu-host">
                    { menu.view(handles.commanded) }
                    if viewer.menu {
                        { view_menu(viewer, handles) }
                    }
                </div>
                if let Some(fullscreen) = fullscreen {
                    { fullscreen.view(handles.commanded) }
                }
            </div>
        </div>
    }
}
