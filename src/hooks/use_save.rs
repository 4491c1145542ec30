//! Saving bytes as a file.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::prelude::{hook, use_mut_ref};

/// How long a browser may take to begin with a download before its bytes are let go, milliseconds.
const LET_GO_AFTER_MS: u32 = 30_000;

/// Saves files; the bytes of one at a time are kept.
#[derive(Clone)]
pub(crate) struct SaveHandle {
    kept: Rc<RefCell<Option<Kept>>>,
}

impl SaveHandle {
    /// Hands `bytes` to the browser as a download called `name`.
    pub(crate) fn save(&self, bytes: &Uint8Array, media_type: &str, name: &str) -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options)?;
        let url = ObjectUrl(Url::create_object_url_with_blob(&blob)?);
        let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
        let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        link.set_href(&url.0);
        link.set_download(name);
        link.click();
        let kept = Rc::downgrade(&self.kept);
        let timer = Timeout::new(LET_GO_AFTER_MS, move || {
            if let Some(kept) = kept.upgrade() {
                kept.borrow_mut().take();
            }
        });
        *self.kept.borrow_mut() = Some(Kept { _url: url, _timer: timer });
        Ok(())
    }
}

impl PartialEq for SaveHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.kept, &other.kept)
    }
}

struct Kept {
    _url: ObjectUrl,
    _timer: Timeout,
}

/// Revoked when dropped.
struct ObjectUrl(String);

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// Saves files for as long as the component lives.
#[hook]
pub(crate) fn use_save() -> SaveHandle {
    SaveHandle { kept: use_mut_ref(|| None) }
}
