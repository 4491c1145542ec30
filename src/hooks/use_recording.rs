//! Recording: a person's orders, and the resulting files.

use std::cell::RefCell;
use std::rc::Rc;

use player::{LocalTime, Place, RecordedFile, RecordingEnd, RecordingNews, RecordingOptions};
use wasm_bindgen_futures::spawn_local;
use web_sys::FileSystemDirectoryHandle;
use yew::prelude::{Callback, UseReducerDispatcher, hook, use_callback, use_mut_ref};

use super::folder;
use super::use_player::PlayerHandle;
use super::use_save::use_save;
use crate::figures;
use crate::page;
use crate::snapshot::plain;
use crate::state::{Action, RecordingChange, Viewer};

/// A person's order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RecordingAct {
    /// Begin, or end.
    Toggle,
    /// Save the buffered frames that arrived between two times, milliseconds since 1970.
    Clip(f64, f64),
    /// Save or delete a recording that an earlier session left.
    Settle(RecordedFile, bool),
    /// Have the person pick a folder, into which the files go from then on.
    PickFolder,
}

/// The folder that was picked last.
type Picked = Rc<RefCell<Option<FileSystemDirectoryHandle>>>;

/// Asks the player.
#[hook]
pub(crate) fn use_recording(
    player: &PlayerHandle,
    viewer: &Viewer,
    dispatch: &UseReducerDispatcher<Viewer>,
) -> Callback<RecordingAct> {
    let recordings = &viewer.recordings;
    let options = RecordingOptions {
        container: recordings.container,
        from_ms: None,
        until_ms: None,
        camera: plain(viewer.name()),
        source: source(viewer),
    };
    let picked: Picked = use_mut_ref(|| None);
    let how = (recordings.pre_roll, recordings.folder.is_some(), recordings.progress.is_some());
    let handles = (player.clone(), dispatch.clone(), options, picked, how);
    use_callback(handles, |act, (player, dispatch, options, picked, (pre_roll, to_folder, on))| {
        let record = |from_ms, until_ms| {
            let folder = picked.borrow().clone().filter(|_| *to_folder);
            let options = RecordingOptions { from_ms, until_ms, ..options.clone() };
            player.with(|player| player.record(options, folder.as_ref()));
        };
        match act {
            RecordingAct::Toggle if *on => player.with(player::Player::end_recording),
            RecordingAct::Toggle => record(pre_roll.from(js_sys::Date::now()), None),
            RecordingAct::Clip(from, until) => record(Some(from), Some(until)),
            RecordingAct::PickFolder => pick(picked, dispatch),
            RecordingAct::Settle(file, save) => {
                player.with(|player| player.settle(&file, save));
                dispatch.dispatch(Action::Recording(RecordingChange::Settled(file)));
            }
        }
    })
}

/// Saves the files that come, and says so.
#[hook]
pub(crate) fn use_recording_news(dispatch: &UseReducerDispatcher<Viewer>) -> Callback<RecordingNews> {
    let saver = use_save();
    use_callback((saver, dispatch.clone()), |news, (saver, dispatch)| {
        dispatch.dispatch(match news {
            RecordingNews::Going(progress) => Action::Recording(RecordingChange::Going(progress)),
            RecordingNews::Recorded(file, Place::Folder(name)) => Action::Tell(saved(&name, &file)),
            RecordingNews::FolderFailed(why) => {
                dispatch.dispatch(Action::TellFailure(without_folder(&why)));
                Action::Recording(RecordingChange::Folder(None))
            }
            RecordingNews::Recorded(file, Place::Browser(blob)) => {
                let name = file.name(&LocalTime::at(file.begun_ms as f64).file_stem(&file.camera));
                match saver.save_blob(&blob, &name) {
                    Ok(()) => Action::Tell(saved(&name, &file)),
                    Err(_) => Action::TellFailure(format!("The browser refused to save {name}.")),
                }
            }
            RecordingNews::Ended(_, why) => {
                if let Some(words) = words(&why) {
                    dispatch.dispatch(Action::TellFailure(words));
                }
                Action::Recording(RecordingChange::Over)
            }
            RecordingNews::Left(file) => {
                dispatch.dispatch(Action::Tell(
                    "A recording from an earlier session was recovered. ⇧ N shows it.".into(),
                ));
                Action::Recording(RecordingChange::Left(file))
            }
        });
    })
}

fn pick(picked: &Picked, dispatch: &UseReducerDispatcher<Viewer>) {
    let (picked, dispatch) = (Rc::clone(picked), dispatch.clone());
    spawn_local(async move {
        match folder::pick().await {
            Ok(Some(folder)) => {
                dispatch.dispatch(Action::Recording(RecordingChange::Folder(Some(folder.name()))));
                picked.replace(Some(folder));
            }
            Ok(None) => {}
            Err(_) => {
                dispatch.dispatch(Action::TellFailure(
                    "The browser does not let this page pick a folder.".into(),
                ));
            }
        }
    });
}

/// The camera's address without secrets.
fn source(viewer: &Viewer) -> String {
    match viewer.opened.as_ref().map(|opened| &opened.understood.source) {
        Some(address::Source::Camera(id)) => format!("{}cameras/{id}", page::folder()),
        Some(address::Source::Url(url)) => url.clone(),
        None => String::new(),
    }
}

fn saved(name: &str, file: &RecordedFile) -> String {
    let size = figures::bytes(file.bytes as f64);
    match (file.frames, file.lost) {
        (None, _) => format!("Saved {name}: {size}"),
        (Some(frames), 0) => format!("Saved {name}: {size}, {frames} frames"),
        (Some(frames), lost) => format!("Saved {name}: {size}, {frames} frames, {lost} lost"),
    }
}

/// The message about a recording whose folder fails.
fn without_folder(why: &RecordingEnd) -> String {
    let why = match why {
        RecordingEnd::DiskFull => "the disk is full",
        RecordingEnd::Failed(why) if !why.is_empty() => why.trim_end_matches('.'),
        _ => "the browser refuses",
    };
    ["Cannot write to the folder: ", why, ". Nothing is lost: the recording will be a download instead."]
        .concat()
}

/// Why a recording ended that nobody has ended.
fn words(why: &RecordingEnd) -> Option<String> {
    Some(match why {
        // The second was said when it happened.
        RecordingEnd::Done | RecordingEnd::NoRecorder => return None,
        RecordingEnd::OtherSource => "The recording was saved because another camera is open now.".into(),
        RecordingEnd::DiskFull => {
            "The recording ended because the disk is full. Everything recorded so far is saved.".into()
        }
        RecordingEnd::MemoryFull => {
            "The recording ended at 512 MiB, because this browser records into memory only.".into()
        }
        RecordingEnd::Failed(why) => format!("The recording ended: {why}."),
    })
}
