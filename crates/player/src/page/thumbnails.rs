//! Small pictures that were asked for.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::ImageBitmap;

/// Gets the bitmap, which it has to close, and when it arrived.
type Done = Box<dyn FnOnce(Option<(ImageBitmap, f64)>)>;

/// The last question.
#[derive(Default)]
pub(super) struct Thumbnails {
    asked: RefCell<(u32, Option<Done>)>,
}

impl Thumbnails {
    /// Gives its number. The one before gets nothing.
    pub(super) fn ask(&self, done: Done) -> u32 {
        let number = self.asked.borrow().0.wrapping_add(1);
        let before = self.asked.replace((number, Some(done))).1;
        if let Some(before) = before {
            before(None);
        }
        number
    }

    /// Nobody answers any more.
    pub(super) fn give_up(&self) {
        let asked = self.asked.borrow_mut().1.take();
        if let Some(asked) = asked {
            asked(None);
        }
    }

    /// The answer, whose bitmap is closed if nobody wants it any more.
    pub(super) fn taken(&self, number: u32, at_ms: Option<f64>, bitmap: JsValue) {
        let thumbnail = at_ms.map(|at_ms| (bitmap.unchecked_into::<ImageBitmap>(), at_ms));
        let done = {
            let mut asked = self.asked.borrow_mut();
            if asked.0 == number { asked.1.take() } else { None }
        };
        match (done, thumbnail) {
            (Some(done), thumbnail) => done(thumbnail),
            (None, Some((bitmap, _))) => bitmap.close(),
            (None, None) => {}
        }
    }
}
