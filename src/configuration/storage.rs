//! Configurations that this browser keeps. They hold no secrets: the reader leaves those out.

use web_sys::Storage;

/// The one that a person edits here.
const DRAFT: &str = "mullion-configuration";
/// `mullion.json` as it was last time.
const REMEMBERED: &str = "mullion-configuration-last";
/// Bytes beyond which it is not kept: browsers give a site 5 MiB.
const LONGEST: usize = 1 << 19;

/// The configuration that a person edits in this browser.
#[must_use]
pub fn draft() -> Option<String> {
    get(DRAFT)
}

/// Keeps it. `false` where the browser stores nothing, or no more.
pub fn keep_draft(json: &str) -> bool {
    set(DRAFT, json)
}

/// Forgets it: this browser uses `mullion.json` again.
pub fn forget_draft() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(DRAFT);
    }
}

pub(super) fn remembered() -> Option<String> {
    get(REMEMBERED)
}

pub(super) fn remember(json: &str) {
    if get(REMEMBERED).as_deref() != Some(json) {
        set(REMEMBERED, json);
    }
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn set(key: &str, json: &str) -> bool {
    json.len() <= LONGEST && storage().is_some_and(|storage| storage.set_item(key, json).is_ok())
}

/// `None` where the browser forbids it.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
