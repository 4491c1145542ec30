//! The menu beside the snapshot button: other ways to keep the picture.

use yew::prelude::{Callback, Html, html};

use super::view_menu::arrows;
use crate::keys::Command;

const LINES: [(Command, &str, &str); 5] = [
    (Command::Snapshot, "Save the camera’s JPEG", "The camera’s own bytes, unchanged (S)"),
    (Command::SnapshotAsSeen, "Save the view", "A PNG with all enhancements (⇧ S)"),
    (
        Command::SnapshotBoth,
        "Save both",
        "The JPEG and the PNG. The browser may ask for permission to save several files",
    ),
    (Command::CopyPicture, "Copy the picture", "The view, as PNG: browsers copy no JPEG"),
    (Command::OpenPicture, "Open in a new tab", "The camera’s JPEG"),
];

/// The menu's content.
pub(super) fn snapshot_menu(commanded: &Callback<Command>) -> Html {
    html! {
        <div class="menu begin" role="group" aria-label="Snapshot" onkeydown={arrows()}>
            <div>
                { for LINES.map(|(command, words, note)| html! {
                    <button type="button" class="menu-choice" aria-label={words} title={note} onclick={commanded.reform(move |_| command)}>
                        <span>{ words }</span>
                        <small>{ note }</small>
                    </button>
                }) }
            </div>
        </div>
    }
}
