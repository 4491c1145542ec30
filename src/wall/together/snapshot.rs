//! The pictures of all tiles in one ZIP archive.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use player::{LocalTime, Snapshot};
use recording::{Bundle, FileSum};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use super::members::Members;
use crate::hooks::SaveHandle;
use crate::snapshot::{file_name, moment, plain};

/// A player that has not answered by then is left out, milliseconds.
const PATIENCE_MS: u32 = 5_000;

type Taken = Vec<(String, Option<Snapshot>)>;

/// Saves the camera's own picture of every tile, as it is shown, into one archive, and says so.
pub(super) fn save_all(
    members: &Members,
    wall: &str,
    saver: &SaveHandle,
    told: impl FnOnce(Result<String, String>) + 'static,
) {
    let all = members.all();
    let taken = Rc::new(RefCell::new(Some((Taken::new(), told))));
    let (count, name, saver) = (all.len(), archive_name(wall), saver.clone());
    let finish = move |taken: &RefCell<Option<(Taken, _)>>| {
        let Some((mut taken, told)) = taken.take() else { return };
        taken.sort_by(|(one, _), (other, _)| one.cmp(other));
        let told: Box<dyn FnOnce(Result<String, String>)> = Box::new(told);
        told(save(&taken, count, &name, &saver));
    };
    let finish = Rc::new(finish);
    let patience = {
        let (taken, finish) = (Rc::clone(&taken), Rc::clone(&finish));
        Rc::new(Timeout::new(PATIENCE_MS, move || finish(&taken)))
    };
    for (_, member) in all {
        let (taken, finish, patience) = (Rc::clone(&taken), Rc::clone(&finish), Rc::clone(&patience));
        let name = member.name.clone();
        member.player.snapshot(false, move |snapshot| {
            let _until_the_last_has_answered = patience;
            let is_last = match &mut *taken.borrow_mut() {
                Some((taken, _)) => {
                    taken.push((name, snapshot.ok()));
                    taken.len() == count
                }
                None => false,
            };
            if is_last {
                finish(&taken);
            }
        });
    }
}

fn save(taken: &Taken, count: usize, name: &str, saver: &SaveHandle) -> Result<String, String> {
    let pictures: Vec<_> =
        taken.iter().filter_map(|(camera, snapshot)| Some((camera, snapshot.as_ref()?))).collect();
    if pictures.is_empty() {
        return Err("No snapshot: no tile shows a picture.".to_owned());
    }
    let refused = |_: JsValue| "The browser refused to save the pictures.".to_owned();
    let parts = Array::new();
    let mut bundle = Bundle::default();
    for (camera, snapshot) in &pictures {
        let at_ms = moment(snapshot.captured_ms, snapshot.arrived_ms);
        let bytes = snapshot.bytes.to_vec();
        let mut sum = FileSum::default();
        sum.add(&bytes);
        let file = file_name(camera, LocalTime::at(at_ms));
        let header = bundle
            .add(&file, at_ms.max(0.0) as u64, sum)
            .map_err(|error| format!("No snapshot: {error}."))?;
        parts.push(&Uint8Array::from(header.as_slice()));
        parts.push(&snapshot.bytes);
    }
    parts.push(&Uint8Array::from(bundle.finish().as_slice()));
    let options = BlobPropertyBag::new();
    options.set_type("application/zip");
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(refused)?;
    saver.save_blob(&blob, name).map_err(refused)?;
    let saved = pictures.len();
    Ok(match count - saved {
        0 => format!("Saved {name}: {saved} pictures"),
        missing => format!("Saved {name}: {saved} pictures; {missing} tiles show none"),
    })
}

/// `lobby_2026-11-22_14-03-09-250.zip`.
fn archive_name(wall: &str) -> String {
    let wall = if wall.is_empty() { "wall" } else { wall };
    [&LocalTime::at(js_sys::Date::now()).file_stem(&plain(wall)), ".zip"].concat()
}
