//! The snapshot button: the camera's own JPEG as a file.

use js_sys::Date;
use player::Snapshot;
use wasm_bindgen::JsValue;
use yew::prelude::{Callback, UseReducerDispatcher, hook, use_callback};

use super::use_player::PlayerHandle;
use super::use_save::use_save;
use crate::snapshot::{LocalTime, file_name, moment};
use crate::state::{Action, Viewer};

/// Saves the picture shown, as the camera sent it, and says so.
#[hook]
pub(crate) fn use_snapshot(
    player: &PlayerHandle,
    camera: &str,
    dispatch: &UseReducerDispatcher<Viewer>,
) -> Callback<()> {
    let saver = use_save();
    let handles = (player.clone(), saver, camera.to_owned(), dispatch.clone());
    use_callback(handles, |(), (player, saver, camera, dispatch)| {
        let (saver, camera, dispatch) = (saver.clone(), camera.clone(), dispatch.clone());
        player.snapshot(move |taken| {
            dispatch.dispatch(match taken {
                Ok(snapshot) => {
                    let name = named(&camera, &snapshot);
                    match saver.save(&snapshot.bytes, "image/jpeg", &name) {
                        Ok(()) => Action::Tell(format!("Saved {name}")),
                        Err(_) => Action::TellFailure("The browser refused to save the picture.".into()),
                    }
                }
                Err(error) => Action::TellFailure(format!("No snapshot: {error}.")),
            });
        });
    })
}

fn named(camera: &str, snapshot: &Snapshot) -> String {
    let date = Date::new(&JsValue::from_f64(moment(snapshot.captured_ms, snapshot.arrived_ms)));
    let time = LocalTime {
        year: date.get_full_year(),
        month: date.get_month() + 1,
        day: date.get_date(),
        hour: date.get_hours(),
        minute: date.get_minutes(),
        second: date.get_seconds(),
        millisecond: date.get_milliseconds(),
    };
    file_name(camera, time)
}
