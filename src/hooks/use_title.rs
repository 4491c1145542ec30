//! The title of the page.

use yew::prelude::{AttrValue, hook, use_effect_with};

/// Names the page after the camera.
#[hook]
pub(crate) fn use_title(name: &AttrValue) {
    use_effect_with(name.clone(), |name| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let title = if name == "Mullion" { name.to_string() } else { format!("{name} · Mullion") };
            document.set_title(&title);
        }
    });
}
