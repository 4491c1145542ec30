//! The title of the page.

use yew::prelude::{hook, use_effect_with};

/// Names the page after the camera.
#[hook]
pub(crate) fn use_title(name: &str) {
    use_effect_with(name.to_owned(), |name| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let title = if name == "Mullion" { name.clone() } else { format!("{name} · Mullion") };
            document.set_title(&title);
        }
    });
}
