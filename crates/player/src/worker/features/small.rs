//! Our own decoder, for small pictures.

use causes::Feature;
use js_sys::{Uint8Array, Uint8ClampedArray};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::loader::{Answer, Wish};
use crate::program::{Program, now};

/// The program, if it is there.
pub(in crate::worker) struct Small(Program);

#[wasm_bindgen]
extern "C" {
    /// The module of `crates/features/small`.
    type Module;
    /// `false` if the picture needs another decoder.
    #[wasm_bindgen(method, catch)]
    fn decode(
        this: &Module,
        jpeg: &Uint8Array,
        width: u32,
        height: u32,
        pixels: &Uint8ClampedArray,
    ) -> Result<bool, JsValue>;
}

impl Default for Small {
    fn default() -> Self {
        Self(Program::new(Feature::Small, ("small", env!("SMALL_BUILD"))))
    }
}

impl Small {
    pub(super) fn program(&self) -> &Program {
        &self.0
    }

    /// The number of the attempt, if it is to be loaded now.
    pub(super) fn wants_load(&self) -> Option<u32> {
        match self.0.loader.borrow_mut().want(Wish::Player, now()) {
            Answer::Load(attempt) => Some(attempt),
            Answer::Ready | Answer::Wait | Answer::Refused => None,
        }
    }

    /// Whether it can decode now.
    pub(in crate::worker) fn is_here(&self) -> bool {
        self.0.module().is_some()
    }

    /// Puts the pixels of `jpeg`, of that `size`, into `pixels`. `None` if it cannot.
    pub(in crate::worker) fn decode(
        &self,
        jpeg: &Uint8Array,
        (width, height): (u32, u32),
        pixels: &Uint8ClampedArray,
    ) -> Option<()> {
        let module = self.0.module()?.unchecked_into::<Module>();
        match module.decode(jpeg, width, height, pixels) {
            Ok(is_decoded) => {
                self.0.worked();
                is_decoded.then_some(())
            }
            Err(error) => {
                // Another decoder shows the picture; nobody has to be told.
                let _ = self.0.stopped(&error);
                None
            }
        }
    }
}
