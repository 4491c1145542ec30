//! What a person wants of the picture, applied to the one that is shown.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::engine::Engine;
use super::picture::{Picture, Shown};
use super::screen::Screen;
use super::{Shared, decode};
use crate::Enhancements;
use crate::enhance::mean;

/// The picture that is held, with those that were kept before it in its mean.
#[derive(Default)]
pub(super) struct Stacked {
    /// Its number, and how many were asked for.
    pub(super) of: Option<(u64, u16)>,
    /// They are being decoded.
    busy: bool,
}

/// Enhances the pictures from now on, and the one that is shown at once.
pub(super) fn set(shared: &Shared, enhancements: Enhancements) {
    let mut engine = shared.borrow_mut();
    let is_drawn = engine.screen.as_mut().is_none_or(|screen| screen.enhance(enhancements));
    if engine.shown().is_none() {
        // Nothing has changed yet: a report would tell of a player that does not play, to who has just asked it to.
        return;
    }
    if is_drawn || !redraw_shown(shared, &mut engine) {
        engine.tell_page();
        engine.stack_kept();
    }
}

/// Draws the picture that is shown on the canvas, once it is decoded anew. `false` if there is none, or that is being done.
pub(super) fn redraw_shown(shared: &Shared, engine: &mut Engine) -> bool {
    let shown = engine.shown().and_then(|shown| Some((shown.decodable().ok()?, shown.number())));
    let Some((blob, number)) = shown.filter(|_| !engine.redrawing) else { return false };
    engine.redrawing = true;
    spawn_local(redraw(Rc::clone(shared), blob, number));
    true
}

impl Engine {
    /// A picture is about to be drawn that came at `arrived`. A mean of what was shown before goes on only if that is of the
    /// same time: not after a jump in what is kept.
    pub(super) fn stack_with(&mut self, arrived: f64) {
        let goes_on = self.shown().is_none_or(|shown| mean::is_same_view(shown.arrived(), arrived));
        if let Some(screen) = self.screen.as_mut().filter(|_| !goes_on) {
            screen.restart_stack();
        }
    }
}

impl Engine {
    /// Where a picture is held that has not as many in its mean as are asked for: takes those before it that are kept.
    pub(super) fn stack_kept(&mut self) {
        let (wanted, stacked) = self.screen.as_ref().map(Screen::stack).unwrap_or_default();
        let Some(number) = self.shown().map(Shown::number) else { return };
        let of = Some((number, wanted));
        let is_held = self.replay.is_on() && !self.replay.is_playing();
        if !is_held || stacked == 0 || stacked >= wanted || self.replay.stacked.of == of {
            return;
        }
        let before = self.kept_before(number, wanted);
        if let Some(shared) = self.shared().filter(|_| !self.replay.stacked.busy) {
            self.replay.stacked = Stacked { of, busy: true };
            spawn_local(stack(shared, number, before));
        }
    }

    /// Up to `most` pictures of one view that end with picture `number`, oldest first.
    fn kept_before(&self, number: u64, most: u16) -> Vec<Rc<Picture>> {
        let mut pictures = Vec::new();
        let mut after: Option<f64> = None;
        for number in (0..=number).rev().take(most.into()) {
            let Some(entry) = self.kept.ring.get(number) else { break };
            if after.is_some_and(|after| !mean::is_same_view(entry.arrived, after)) {
                break;
            }
            pictures.push(Rc::clone(&entry.payload));
            if entry.gap {
                break;
            }
            after = Some(entry.arrived);
        }
        pictures.reverse();
        pictures
    }
}

/// Makes a new mean of `pictures`, the last of which is picture `number`, and shows it, unless something else is to be seen by
/// then.
async fn stack(shared: Shared, number: u64, pictures: Vec<Rc<Picture>>) {
    let mut is_first = true;
    for picture in pictures {
        let blob = picture.blob().ok().filter(|_| picture.check().is_ok());
        let bitmap = if let Some(blob) = blob { decode::decode(&blob).await.ok() } else { None };
        let mut engine = shared.borrow_mut();
        let is_shown = engine.shown().is_some_and(|shown| shown.number() == number);
        let is_held = engine.replay.is_on() && !engine.replay.is_playing();
        let (Some(bitmap), Some(screen)) = (bitmap, engine.screen.as_mut()) else { continue };
        if !is_shown || !is_held {
            break;
        }
        if std::mem::take(&mut is_first) {
            screen.restart_stack();
        }
        if picture.origin.number == number {
            // It could be drawn before.
            let _ = screen.draw(&bitmap);
            engine.shown_whole();
            engine.drawn_instead();
        } else {
            screen.take(&bitmap);
        }
    }
    let mut engine = shared.borrow_mut();
    engine.replay.stacked.busy = false;
    engine.tell_page();
    engine.stack_kept();
}

/// Draws picture `number` once more, unless another is shown by then.
async fn redraw(shared: Shared, blob: Blob, number: u64) {
    let bitmap = decode::decode(&blob).await;
    let mut engine = shared.borrow_mut();
    engine.redrawing = false;
    let is_shown = engine.shown().is_some_and(|shown| shown.number() == number);
    if let Ok(bitmap) = bitmap
        && is_shown
        && let Some(screen) = &mut engine.screen
        && screen.draw(&bitmap).is_some()
    {
        engine.shown_whole();
        engine.drawn_instead();
    }
    engine.tell_page();
    engine.stack_kept();
}
