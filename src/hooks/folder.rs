//! Folders on the person's own disk (File System Access).

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::FileSystemDirectoryHandle;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = showDirectoryPicker, catch)]
    fn show_directory_picker(options: &Object) -> Result<Promise, JsValue>;
}

/// Whether this browser has a person pick folders: Chromium, and pages over https or of this machine.
pub(crate) fn can_be_picked() -> bool {
    let has = |window: web_sys::Window| Reflect::has(&window, &"showDirectoryPicker".into()).ok();
    web_sys::window().and_then(has).unwrap_or_default()
}

/// Has the person pick a folder that this page may write to; `None` if they pick none. To be called
/// from a gesture of theirs.
pub(crate) async fn pick() -> Result<Option<FileSystemDirectoryHandle>, JsValue> {
    let options = Object::new();
    for (name, value) in [("mode", "readwrite"), ("id", "recordings"), ("startIn", "videos")] {
        Reflect::set(&options, &name.into(), &value.into())?;
    }
    match show_directory_picker(&options)?.await {
        Ok(folder) => Ok(Some(folder.unchecked_into())),
        Err(error) if Reflect::get(&error, &"name".into())? == "AbortError" => Ok(None),
        Err(error) => Err(error),
    }
}
