//! Rust's view of the class `Wall` in `static/player.js`.

use std::fmt;

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::{Program, failed};
use crate::PlayerError;

#[wasm_bindgen]
extern "C" {
    /// One of the class.
    pub(super) type Handle;
    #[wasm_bindgen(method, catch)]
    fn layout(this: &Handle) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Handle) -> Result<(), JsValue>;
}

/// One canvas behind the tiles of a container, on which many players draw. When it is dropped, its
/// players take canvases of their own.
pub struct Wall(Handle);

impl Wall {
    /// A canvas in `container`, under all else that is in there. Whatever lies between it and a
    /// tile has to be transparent, and tiles must not overlap.
    pub fn new(program: &Program, container: &HtmlElement) -> Result<Self, PlayerError> {
        let made = Reflect::construct(&program.walls, &Array::of1(container)).map_err(failed)?;
        Ok(Self(made.unchecked_into()))
    }

    /// To be called where tiles have moved without another size. Other changes of the layout are noticed.
    pub fn layout(&self) {
        let _ = self.0.layout();
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.0
    }
}

impl Drop for Wall {
    fn drop(&mut self) {
        let _ = self.0.close();
    }
}

impl fmt::Debug for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wall").finish_non_exhaustive()
    }
}
