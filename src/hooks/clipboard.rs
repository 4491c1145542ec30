//! The clipboard.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Clipboard, Document, Element, HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// Copies `text` and tells whether that worked.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let Some(clipboard) = clipboard() else { return done(copy_by_selection(text).unwrap_or(false)) };
    let written = clipboard.write_text(text);
    spawn_local(async move { done(JsFuture::from(written).await.is_ok()) });
}

/// Copies a picture: the PNG that `picture(true)` promises, and beside it, where the browser takes
/// it as it is, the JPEG that `picture(false)` promises. `done` hears whether that was copied, too;
/// `None` if nothing was.
pub(crate) fn copy_picture(picture: impl Fn(bool) -> Promise, done: impl FnOnce(Option<bool>) + 'static) {
    let begin = || {
        let clipboard = clipboard().ok_or(JsValue::NULL)?;
        let constructor: Function = Reflect::get(&js_sys::global(), &"ClipboardItem".into())?.dyn_into()?;
        let supports = Reflect::get(&constructor, &"supports".into())?.dyn_into::<Function>();
        let is_supported = supports.and_then(|supports| supports.call1(&constructor, &JPEG.into()));
        let with_jpeg = is_supported.is_ok_and(|supported| supported.is_truthy());
        let content = Object::new();
        Reflect::set(&content, &"image/png".into(), &picture(true))?;
        if with_jpeg {
            Reflect::set(&content, &JPEG.into(), &picture(false))?;
        }
        let item = Reflect::construct(&constructor, &Array::of1(&content))?;
        let write: Function = Reflect::get(&clipboard, &"write".into())?.dyn_into()?;
        let written: Promise = write.call1(&clipboard, &Array::of1(&item))?.dyn_into()?;
        Ok::<_, JsValue>((written, with_jpeg))
    };
    match begin() {
        Ok((written, with_jpeg)) => {
            spawn_local(async move { done(JsFuture::from(written).await.is_ok().then_some(with_jpeg)) });
        }
        Err(_) => done(None),
    }
}

/// A JPEG that is copied without being decoded (Clipboard API, web custom formats).
const JPEG: &str = "web image/jpeg";

/// Missing where the page is not secure: plain http on an intranet.
fn clipboard() -> Option<Clipboard> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    clipboard.dyn_into().ok()
}

/// The old way, through a text that is selected for a moment.
fn copy_by_selection(text: &str) -> Option<bool> {
    let document = web_sys::window()?.document()?;
    let focused = document.active_element();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_class_name("visually-hidden");
    area.set_value(text);
    host(&document)?.append_child(&area).ok()?;
    area.select();
    let copied = document.dyn_ref::<HtmlDocument>()?.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    Some(copied)
}

/// Outside of an open dialog nothing can be selected.
fn host(document: &Document) -> Option<Element> {
    match document.query_selector("dialog[open]") {
        Ok(Some(dialog)) => Some(dialog),
        _ => document.body().map(Into::into),
    }
}
