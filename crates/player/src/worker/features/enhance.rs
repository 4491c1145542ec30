//! Enhancing pictures.

use std::rc::Rc;

use causes::Feature;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ImageBitmap, OffscreenCanvasRenderingContext2d};

use super::Features;
use crate::program::Program;
use crate::{Enhanced, EnhancedBy, Enhancements};

/// The program, if it is there.
pub(in crate::worker) struct Enhance(Program);

#[wasm_bindgen]
extern "C" {
    /// The module of `crates/features/enhance`.
    type Module;
    #[wasm_bindgen(method, catch)]
    fn make_enhancer(
        this: &Module,
        width: u32,
        height: u32,
        cpu_only: bool,
    ) -> Result<Option<Given>, JsValue>;

    /// An enhancer, as the program has it.
    type Given;
    #[wasm_bindgen(method, catch)]
    fn take(this: &Given, picture: &ImageBitmap, values: &[i16]) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn draw(this: &Given, values: &[i16], on: &OffscreenCanvasRenderingContext2d) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn restart(this: &Given) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn is_by_graphics(this: &Given) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn stacked(this: &Given) -> Result<u16, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn free(this: &Given) -> Result<(), JsValue>;
}

/// Pictures of one stream and of one size, the last of which is kept to be drawn again.
pub(in crate::worker) struct Enhancer {
    given: Given,
    size: (u32, u32),
    features: Rc<Features>,
    /// The program had stopped so often before.
    stops: u32,
}

impl Default for Enhance {
    fn default() -> Self {
        Self(Program::new(Feature::Enhance, ("enhance", env!("ENHANCE_BUILD"))))
    }
}

impl Enhance {
    pub(super) fn program(&self) -> &Program {
        &self.0
    }

    /// Times that it has stopped.
    pub(in crate::worker) fn stops(&self) -> u32 {
        self.0.stops.get()
    }

    /// Whether it can enhance now.
    pub(in crate::worker) fn is_here(&self) -> bool {
        self.0.module().is_some()
    }
}

impl Enhancer {
    /// `None` if the program is not there, or has no way for pictures of this size.
    pub(in crate::worker) fn new(features: &Rc<Features>, size: (u32, u32), cpu_only: bool) -> Option<Self> {
        let program = &features.enhance.0;
        let module = program.module()?.unchecked_into::<Module>();
        let made = module.make_enhancer(size.0, size.1, cpu_only);
        let given = made.map_err(|error| program.stopped(&error)).ok()??;
        Some(Self { given, size, features: Rc::clone(features), stops: program.stops.get() })
    }

    /// The size of the pictures that it is for.
    pub(in crate::worker) fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Takes the next picture. `None` if this way has come to an end.
    pub(in crate::worker) fn take(&self, picture: &ImageBitmap, enhancements: &Enhancements) -> Option<()> {
        self.call(|given| given.take(picture, enhancements.values()))?.then_some(())
    }

    /// Draws the picture that was taken last. `None` if this way has come to an end.
    pub(in crate::worker) fn draw(
        &self,
        enhancements: &Enhancements,
        on: &OffscreenCanvasRenderingContext2d,
    ) -> Option<()> {
        self.call(|given| given.draw(enhancements.values(), on))?.then_some(())
    }

    /// The next picture begins a mean of its own.
    pub(in crate::worker) fn restart(&self) {
        self.call(Given::restart);
    }

    /// What it does.
    pub(in crate::worker) fn facts(&self) -> Option<Enhanced> {
        let is_by_graphics = self.call(Given::is_by_graphics)?;
        let by = if is_by_graphics { EnhancedBy::Graphics } else { EnhancedBy::Processor };
        Some(Enhanced { by, stacked: self.call(Given::stacked)? })
    }

    /// Has the program do something, if it has not stopped since this was made.
    fn call<T>(&self, act: impl FnOnce(&Given) -> Result<T, JsValue>) -> Option<T> {
        let program = &self.features.enhance.0;
        if program.stops.get() != self.stops {
            return None;
        }
        let done = act(&self.given).map_err(|error| program.stopped(&error)).ok();
        if done.is_some() {
            program.worked();
        }
        done
    }
}

impl Drop for Enhancer {
    fn drop(&mut self) {
        // Its memory and its context, now and not when the garbage collector gets to it.
        self.call(Given::free);
    }
}
