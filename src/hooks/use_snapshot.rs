//! The snapshot: saves, opens or copies the camera's own JPEG, and the view of it.

use js_sys::Promise;
use player::{PlayerError, Snapshot};
use wasm_bindgen::JsValue;
use yew::prelude::{Callback, UseReducerDispatcher, hook, use_callback};

use super::clipboard::copy_picture;
use super::use_player::PlayerHandle;
use super::use_save::{SaveHandle, blob, use_save};
use crate::keys::Command;
use crate::page;
use crate::snapshot::{enhanced_name, file_name, moment};
use crate::state::{Action, Viewer};

const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";
const REFUSED: &str = "The browser refused to save the picture.";

/// Keeps the picture shown in the way that a command names, and says so.
#[hook]
pub(crate) fn use_snapshot(
    player: &PlayerHandle,
    camera: &str,
    dispatch: &UseReducerDispatcher<Viewer>,
) -> Callback<Command> {
    let saver = use_save();
    let handles = (player.clone(), saver, camera.to_owned(), dispatch.clone());
    use_callback(handles, |command, (player, saver, camera, dispatch)| {
        dispatch.dispatch(Action::CloseSnapshotMenu);
        let (saver, camera, told) = (saver.clone(), camera.clone(), dispatch.clone());
        match command {
            Command::CopyPicture => copy(player, dispatch),
            Command::OpenPicture => player.snapshot(false, move |taken| {
                told.dispatch(done(taken, |snapshot| match saver.open(&snapshot.bytes, JPEG) {
                    Ok(()) => Action::Tell("Opened in a new tab".into()),
                    Err(_) => Action::TellFailure("The browser refused to open a tab.".into()),
                }));
            }),
            Command::SnapshotAsSeen => player.snapshot(true, move |taken| {
                told.dispatch(done(taken, |snapshot| save_seen(&saver, &camera, snapshot)));
            }),
            Command::SnapshotBoth => player.snapshot(true, move |taken| {
                let taken = done(taken, |snapshot| {
                    let later = (told.clone(), saver.clone(), camera.clone(), snapshot.clone());
                    saver.save_later(move || {
                        let (told, saver, camera, snapshot) = later;
                        told.dispatch(save_seen(&saver, &camera, &snapshot));
                    });
                    save(&saver, &camera, snapshot)
                });
                told.dispatch(taken);
            }),
            _ => player.snapshot(false, move |taken| {
                told.dispatch(done(taken, |snapshot| save(&saver, &camera, snapshot)));
            }),
        }
    })
}

fn done(taken: Result<Snapshot, PlayerError>, keep: impl FnOnce(&Snapshot) -> Action) -> Action {
    match taken {
        Ok(snapshot) => keep(&snapshot),
        Err(error) => Action::TellFailure(format!("No snapshot: {error}.")),
    }
}

fn save(saver: &SaveHandle, camera: &str, snapshot: &Snapshot) -> Action {
    let name = named(camera, snapshot);
    match saver.save(&snapshot.bytes, JPEG, &name) {
        Ok(()) => Action::Tell(["Saved ", &name].concat()),
        Err(_) => Action::TellFailure(REFUSED.into()),
    }
}

/// A file beside that of the camera's own picture.
fn save_seen(saver: &SaveHandle, camera: &str, snapshot: &Snapshot) -> Action {
    let Some(seen) = &snapshot.seen else {
        return Action::TellFailure("The browser could not make a PNG of the picture.".into());
    };
    let name = enhanced_name(&named(camera, snapshot));
    match saver.save(seen, PNG, &name) {
        Ok(()) => Action::Tell(["Saved ", &name].concat()),
        Err(_) => Action::TellFailure(REFUSED.into()),
    }
}

/// Browsers allow it for a moment after the press only, so that it has to begin before the picture is there.
fn copy(player: &PlayerHandle, dispatch: &UseReducerDispatcher<Viewer>) {
    let picture = |is_seen: bool| {
        Promise::new(&mut |resolve, reject| {
            player.snapshot(is_seen, move |taken| {
                let blob = match &taken {
                    Ok(Snapshot { seen: Some(png), .. }) if is_seen => blob(png, PNG),
                    Ok(Snapshot { bytes, .. }) if !is_seen => blob(bytes, JPEG),
                    _ => Err(JsValue::NULL),
                };
                // The promise is the browser's by now, and it does not throw.
                let _ = match blob {
                    Ok(blob) => resolve.call1(&JsValue::NULL, &blob),
                    Err(error) => reject.call1(&JsValue::NULL, &error),
                };
            });
        })
    };
    let dispatch = dispatch.clone();
    copy_picture(picture, move |copied| {
        dispatch.dispatch(match copied {
            Some(true) => {
                Action::Tell("Copied as PNG, and as the camera’s JPEG for programs that accept it".into())
            }
            Some(false) => Action::Tell("Copied the view as PNG".into()),
            None => Action::TellFailure("The browser refused to copy the picture. Save it instead.".into()),
        });
    });
}

fn named(camera: &str, snapshot: &Snapshot) -> String {
    let time = page::local_time(moment(snapshot.captured_ms, snapshot.arrived_ms));
    file_name(camera, time)
}
