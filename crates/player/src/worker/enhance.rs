//! Applies enhancements to the displayed picture.

use std::rc::Rc;

use causes::Feature;
use stream::Input;
use stream::history::is_same_view;
use wasm_bindgen_futures::spawn_local;

use super::engine::Engine;
use super::screen::Screen;
use super::{Shared, features};
use crate::Enhancements;

/// Enhances the pictures from now on, and the one that is shown at once.
pub(super) fn set(shared: &Shared, enhancements: Enhancements) {
    let mut engine = shared.borrow_mut();
    let is_drawn = engine.screen.as_mut().is_none_or(|screen| screen.enhance(enhancements));
    engine.tell_surface();
    engine.handle(Input::Enhanced { is_drawn });
    engine.tell_enhancing();
    if enhancements.is_neutral() || engine.features.enhance.is_here() {
        return;
    }
    drop(engine);
    let shared = Rc::clone(shared);
    spawn_local(async move {
        // Meanwhile the pictures are shown as they come.
        if features::load(&shared, Feature::Enhance).await.is_ok() {
            shared.borrow_mut().handle(Input::Enhanced { is_drawn: false });
        }
    });
}

impl Engine {
    /// A picture is about to be drawn that came at `arrived`. A mean of what was shown before goes
    /// on only if that is of the same time: not after a jump in what is kept.
    pub(super) fn stack_with(&mut self, arrived: f64) {
        let goes_on = self.displayed().is_none_or(|shown| is_same_view(shown.arrived(), arrived));
        if let Some(screen) = self.screen.as_mut().filter(|_| !goes_on) {
            screen.restart_stack();
        }
    }
}

impl Engine {
    /// Tells the stream how many pictures are in the mean on the screen, if it is one.
    pub(super) fn tell_stack(&mut self) {
        if let Some((wanted, stacked)) = self.screen.as_ref().map(Screen::stack).filter(|stack| stack.1 > 0) {
            self.handle(Input::Stack { wanted, stacked });
        }
    }
}
