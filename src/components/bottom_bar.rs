//! The lower bars: playing on the left, looking on the right.

use yew::prelude::{Callback, Html, NodeRef, html};

use super::icon::Icon;
use super::snapshot_menu::snapshot_menu;
use super::tool::Tool;
use super::view_menu::view_menu;
use crate::keys::Command;
use crate::stage::Mode;
use crate::state::Viewer;

/// What the lower bars need beside the state.
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

/// What is below the picture.
pub(crate) fn bottom_bar(viewer: &Viewer, handles: &Handles<'_>) -> Html {
    let placement = viewer.placement();
    let percent =
        placement.map_or_else(|| "–".to_owned(), |placement| format!("{}\u{202f}%", placement.percent()));
    let play = match viewer.is_resting() {
        true => Tool::new(Icon::Play, "Play", "X", Command::PlayOrStop),
        false => Tool::new(Icon::Stop, "Stop", "X", Command::PlayOrStop),
    };
    let snapshot = Tool {
        disabled: placement.is_none(),
        ..Tool::new(Icon::Camera, "Save a snapshot", "S", Command::Snapshot)
    };
    let on = viewer.recordings.progress.is_some();
    let record = Tool {
        disabled: !on && placement.is_none(),
        class: if on { "recording" } else { "" },
        ..match on {
            true => Tool::new(Icon::Record, "Stop recording", "N", Command::Record),
            false => Tool::new(Icon::Record, "Record", "N", Command::Record),
        }
    };
    let more = Tool {
        disabled: placement.is_none(),
        expanded: Some(viewer.snapshot_menu),
        class: "tool-narrow",
        ..Tool::new(Icon::Chevron, "More ways to keep the picture", "", Command::SnapshotMenu)
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
            <div class="bar" role="toolbar" aria-label="Playing">
                { play.view(handles.commanded) }
                { snapshot.view(handles.commanded) }
                <div ref={handles.snapshot_menu.clone()} class="menu-host">
                    { more.view(handles.commanded) }
                    if viewer.snapshot_menu {
                        { snapshot_menu(handles.commanded) }
                    }
                </div>
                { record.view(handles.commanded) }
            </div>
            <div class="bar" role="toolbar" aria-label="Looking">
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
