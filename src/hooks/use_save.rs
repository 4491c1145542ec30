//! Saving bytes as a file.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::prelude::{hook, use_mut_ref};

/// How long a browser may take to begin with a download before its bytes are let go, milliseconds.
const LET_GO_AFTER_MS: u32 = 30_000;

/// Between two files of one press, milliseconds: WebKit lets a download go that another follows at once.
const NEXT_FILE_MS: u32 = 1_000;

/// The most files whose bytes are kept at once.
const MOST: usize = 16;

/// Saves files; the bytes of the last few are kept for a while.
#[derive(Clone)]
pub(crate) struct SaveHandle {
    kept: Rc<RefCell<VecDeque<Kept>>>,
    /// Files to save a little later.
    later: Rc<RefCell<VecDeque<Timeout>>>,
}

impl SaveHandle {
    /// Has `save` save a second file, when the first is on its way.
    pub(crate) fn save_later(&self, save: impl FnOnce() + 'static) {
        let this = Rc::downgrade(&self.later);
        let timer = Timeout::new(NEXT_FILE_MS, move || {
            save();
            // All wait equally long: it is the first.
            if let Some(later) = this.upgrade() {
                later.borrow_mut().pop_front();
            }
        });
        self.later.borrow_mut().push_back(timer);
    }

    /// Hands `bytes` to the browser as a download called `name`.
    pub(crate) fn save(&self, bytes: &Uint8Array, media_type: &str, name: &str) -> Result<(), JsValue> {
        self.save_blob(&blob(bytes, media_type)?, name)
    }

    /// Hands `blob` to the browser as a download called `name`.
    pub(crate) fn save_blob(&self, blob: &Blob, name: &str) -> Result<(), JsValue> {
        self.follow(blob, |link| link.set_download(name))
    }

    /// Has the browser show `bytes` in a tab of their own.
    pub(crate) fn open(&self, bytes: &Uint8Array, media_type: &str) -> Result<(), JsValue> {
        self.follow(&blob(bytes, media_type)?, |link| {
            link.set_target("_blank");
            link.set_rel("noopener");
        })
    }

    fn follow(&self, blob: &Blob, prepare: impl FnOnce(&HtmlAnchorElement)) -> Result<(), JsValue> {
        let url = ObjectUrl(Url::create_object_url_with_blob(blob)?);
        let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
        let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        link.set_href(&url.0);
        prepare(&link);
        link.click();
        let kept = Rc::downgrade(&self.kept);
        let timer = Timeout::new(LET_GO_AFTER_MS, move || {
            if let Some(kept) = kept.upgrade() {
                kept.borrow_mut().pop_front();
            }
        });
        let mut kept = self.kept.borrow_mut();
        kept.push_back(Kept { _url: url, _timer: timer });
        if kept.len() > MOST {
            kept.pop_front();
        }
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

/// `bytes` as a blob of that type.
pub(crate) fn blob(bytes: &Uint8Array, media_type: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options)
}

/// Saves files for as long as the component lives.
#[hook]
pub(crate) fn use_save() -> SaveHandle {
    SaveHandle { kept: use_mut_ref(VecDeque::new), later: use_mut_ref(VecDeque::new) }
}
