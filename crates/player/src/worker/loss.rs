//! A canvas that the browser has lost, with its graphics process or for want of memory.
//!
//! Browsers give it back empty, sooner or later. What was shown is drawn again then; if that takes too long, the
//! page makes another canvas and another worker for it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::bitmap::Bitmap;
use super::decode;
use super::engine::Engine;
use super::picture::Picture;
use crate::State;
use crate::message::FromWorker;
use stream::connection::Event;

/// Milliseconds that the browser has for giving it back.
const RETURN: f64 = 3000.0;

/// Whether the canvas shows what was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Loss {
    /// It does.
    #[default]
    None,
    /// It is lost, since then.
    Since(f64),
    /// It is back, and empty.
    Restored,
}

/// What [`Screen::new`](super::screen::Screen::new) tells.
pub(super) fn told(engine: &Weak<RefCell<Engine>>, is_lost: bool) {
    if let Some(engine) = engine.upgrade() {
        let mut engine = engine.borrow_mut();
        if is_lost { engine.canvas_lost() } else { engine.canvas_restored() }
    }
}

impl Engine {
    /// Whether what is drawn now would not be seen.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.loss, Loss::Since(_))
    }

    /// Something has been drawn.
    pub(super) fn drawn_on_canvas(&mut self) {
        if self.loss == Loss::Restored {
            self.loss = Loss::None;
            self.tell(Event::Blank(false));
        }
    }

    /// To be called while time passes: gives the canvas up that does not come back.
    pub(super) fn check_canvas(&mut self, now: f64) {
        let Loss::Since(since) = self.loss else { return };
        if self.state(now) == State::Idle {
            // Nobody looks, and browsers take back what nobody looks at.
            self.loss = Loss::Since(now);
        } else if now - since > RETURN {
            self.give_up_canvas();
        }
    }

    /// The page is to make another.
    pub(super) fn give_up_canvas(&self) {
        self.post(&FromWorker::Failed("the browser has lost its canvas".into()), None);
    }

    fn canvas_lost(&mut self) {
        self.loss = Loss::Since(self.now());
        self.tell(Event::Blank(true));
    }

    fn canvas_restored(&mut self) {
        self.loss = Loss::Restored;
        // Without a picture, the first that comes ends the loss.
        let (Some(this), Some(shown)) = (self.shared(), self.shown()) else { return };
        let picture = shown.picture();
        spawn_local(async move {
            if let Ok(blob) = picture.blob()
                && let Ok(bitmap) = decode::decode(&blob).await
            {
                this.borrow_mut().draw_what_was_shown(&picture, &bitmap);
            }
        });
    }

    /// Unless another has been drawn meanwhile.
    fn draw_what_was_shown(&mut self, picture: &Rc<Picture>, bitmap: &Bitmap) {
        let is_shown = self.shown().is_some_and(|shown| Rc::ptr_eq(&shown.picture(), picture));
        if is_shown && self.loss == Loss::Restored {
            // It could be drawn before.
            let _ = self.draw(picture, bitmap);
            self.shown_whole();
        }
    }
}
