//! The page itself: where it is, and loading it anew.

/// The absolute address of the folder that the page lies in; empty if it cannot be told.
pub(crate) fn folder() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    let end = base.find(['?', '#']).unwrap_or(base.len());
    let folder = base[..end].rfind('/').map_or("", |slash| &base[..=slash]);
    folder.to_owned()
}

/// The arguments in the page's address, with their `?`.
pub(crate) fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// Writes the arguments into the page's address without loading anything.
pub(crate) fn set_query(query: &str) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    // Browsers refuse only when it is done hundreds of times in a minute.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(query));
}

/// Loads the page anew.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}
