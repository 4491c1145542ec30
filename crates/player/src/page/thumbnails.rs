//! Small pictures that were asked for.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};

use crate::Thumbnail;

type Done = Box<dyn FnOnce(Option<Thumbnail>)>;

/// The last question.
#[derive(Default)]
pub(super) struct Thumbnails {
    asked: RefCell<(u32, Option<Done>)>,
}

impl Thumbnails {
    /// Gives its number.
    pub(super) fn ask(&self, done: Done) -> u32 {
        let mut asked = self.asked.borrow_mut();
        let number = asked.0.wrapping_add(1);
        *asked = (number, Some(done));
        number
    }

    /// The answer, whose bitmap is closed if nobody wants it any more.
    pub(super) fn taken(&self, number: u32, at_ms: Option<f64>, bitmap: JsValue) {
        let thumbnail = at_ms.map(|at_ms| Thumbnail { bitmap: bitmap.unchecked_into(), at_ms });
        let done = {
            let mut asked = self.asked.borrow_mut();
            if asked.0 == number { asked.1.take() } else { None }
        };
        if let Some(done) = done {
            done(thumbnail);
        }
    }
}
