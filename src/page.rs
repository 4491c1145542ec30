//! The page itself: its address, its storage, and reloading it.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Storage};

use crate::model::settings::Settings;
use crate::snapshot::LocalTime;

/// The absolute address of the folder that the page lies in; empty if it cannot be told.
pub(crate) fn folder() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    let end = base.find(['?', '#']).unwrap_or(base.len());
    let folder = base[..end].rfind('/').map_or("", |slash| &base[..=slash]);
    folder.to_owned()
}

/// Scheme, host and port of the page; `null` where it has none.
pub(crate) fn origin() -> String {
    web_sys::window().map(|window| window.origin()).unwrap_or_default()
}

/// Whether the browser trusts the way that the page came (Secure Contexts).
pub(crate) fn is_secure() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Whether the engine is WebKit, which says so by its vendor alone.
pub(crate) fn is_webkit() -> bool {
    let vendor = web_sys::window()
        .and_then(|window| js_sys::Reflect::get(&window.navigator(), &"vendor".into()).ok())
        .and_then(|vendor| vendor.as_string());
    vendor.is_some_and(|vendor| vendor.starts_with("Apple"))
}

/// The arguments in the page's address, with their `?`.
pub(crate) fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The fragment of the page's address, with its `#`.
pub(crate) fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Writes the arguments into the page's address without loading anything.
pub(crate) fn set_query(query: &str) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    // Browsers refuse only when it is done hundreds of times in a minute.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(query));
}

/// Writes the arguments into the page's address as a new entry of the browser's history, so that
/// *Back* leads to what was there before. In a frame no entry is made: *Back* belongs to the page
/// around it.
pub(crate) fn visit_query(query: &str) {
    let Some(window) = web_sys::window() else { return };
    let is_framed = window.parent().ok().flatten().is_none_or(|parent| parent != window);
    if is_framed {
        return set_query(query);
    }
    let Ok(history) = window.history() else { return };
    let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(query));
}

/// A point in time, milliseconds since 1970, by this device's clock.
pub(crate) fn local_time(at_ms: f64) -> LocalTime {
    LocalTime::at(at_ms)
}

/// Where the page itself has begun to show a picture before the app (`static/boot.js`).
pub(crate) fn begun() -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id("picture")?.dyn_into().ok()
}

/// Reloads the page.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// The remembered cameras. Empty if the browser stores nothing.
pub(crate) fn settings() -> Settings {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    text.map_or_else(Settings::default, |text| Settings::parse(&text))
}

/// Changes the remembered cameras and returns them. It reads them again first, because another tab
/// may have changed them.
pub(crate) fn change_settings(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = settings();
    change(&mut settings);
    if let Some(storage) = storage() {
        // Full or forbidden: then it is forgotten with the page.
        let _ = storage.set_item(KEY, &settings.to_text());
    }
    settings
}

/// The key in the storage.
const KEY: &str = "mullion";

/// `None` where the browser forbids it.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
