//! Fields of a plain object, each read and written in one place: inlined into every message they
//! would be a third of its size.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object that was sent.
pub(super) struct Fields<'a>(pub(super) &'a JsValue);

impl Fields<'_> {
    #[inline(never)]
    pub(super) fn get(&self, name: &str) -> Option<JsValue> {
        Reflect::get(self.0, &name.into()).ok()
    }

    #[inline(never)]
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_string()
    }

    #[inline(never)]
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.as_f64()
    }

    /// A number without what is behind the point. One that is out of range is the nearest.
    #[inline(never)]
    pub(super) fn whole(&self, name: &str) -> Option<u32> {
        self.number(name).map(|number| number as u32)
    }

    #[inline(never)]
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }
}

/// An object to be sent.
pub(super) struct Message(pub(super) Object);

impl Message {
    #[inline(never)]
    pub(super) fn set(&self, name: &str, value: &JsValue) -> Result<(), JsValue> {
        Reflect::set(&self.0, &name.into(), value).map(drop)
    }

    #[inline(never)]
    pub(super) fn text(&self, name: &str, text: &str) -> Result<(), JsValue> {
        self.set(name, &text.into())
    }

    /// `undefined` if there is none.
    #[inline(never)]
    pub(super) fn text_if(&self, name: &str, text: Option<&str>) -> Result<(), JsValue> {
        self.set(name, &text.into())
    }

    #[inline(never)]
    pub(super) fn number(&self, name: &str, number: f64) -> Result<(), JsValue> {
        self.set(name, &number.into())
    }

    /// `undefined` if there is none.
    #[inline(never)]
    pub(super) fn number_if(&self, name: &str, number: Option<f64>) -> Result<(), JsValue> {
        self.set(name, &number.into())
    }

    #[inline(never)]
    pub(super) fn flag(&self, name: &str, flag: bool) -> Result<(), JsValue> {
        self.set(name, &flag.into())
    }
}
