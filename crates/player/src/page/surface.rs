//! On what a player's pictures are drawn: a canvas of its own, or its place on one that many share.
//!
//! The page decides, for it alone knows how large a tile is and what a person does with it. A change-over has no gap: both
//! canvases stay until the worker says that the picture is to be seen on the other one.

use std::rc::{Rc, Weak};

use causes::Cause;
use wasm_bindgen_futures::spawn_local;

use super::wall::Inner;
use super::{Page, PlayerError, Popping, nodes, video};
use crate::message::{Fit, ToWorker};
use crate::{Decoding, Reduction, Sink};

/// Of a tile and its page, as far as it decides on what is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Facts {
    /// Pixels of the screen that the tile has.
    pixels: f64,
    /// Its pictures may go to a video.
    has_video: bool,
    /// It has what a shared canvas cannot do.
    is_special: bool,
}

/// From so many pixels on, a canvas of its own with a video over it costs no more than a place on a shared one: of `<img>` 0.58
/// and 0.58 at 640x480, 0.42 and 0.71 at 1920x1080. Without a video, 0.77 and 0.58, 0.63 and 0.71.
const LARGE: f64 = 640.0 * 480.0;
const LARGE_WITHOUT_VIDEO: f64 = 1280.0 * 720.0;
/// A tile that is being resized changes over once.
const MORE_TO_LEAVE: f64 = 1.2;

/// Whether a tile, which has been on a shared canvas if `was_shared`, is to have its place there.
fn is_for_shared(was_shared: bool, facts: Facts) -> bool {
    let large = if facts.has_video { LARGE } else { LARGE_WITHOUT_VIDEO };
    let large = if was_shared { large * MORE_TO_LEAVE } else { large };
    !facts.is_special && facts.pixels < large
}

impl Page {
    /// The player belongs to that wall from now on, or to none.
    pub(super) fn share(&self, wall: Option<Rc<Inner>>) {
        let old = self.wall.replace(wall);
        let container = self.nodes.container();
        if let Some(old) = old {
            old.forget(&container);
        }
        let wall = self.wall.borrow().clone();
        match wall {
            Some(wall) => {
                wall.watch(&container);
                wall.measure_soon();
                let (tile, dense) = (container.get_bounding_client_rect(), density());
                self.measured((tile.width() * dense, tile.height() * dense));
            }
            None => self.change_over(),
        }
    }

    /// The player is dropped. The worker has cleared its place.
    pub(super) fn leave_wall(&self) {
        if let Some(wall) = self.wall.take() {
            wall.forget(&self.nodes.container());
            wall.measure_soon();
        }
    }

    /// Whether the player has a place on that canvas now, or still.
    pub(super) fn is_placed_on(&self, wall: &Rc<Inner>) -> bool {
        let is_it = |one: &Rc<Inner>| Rc::ptr_eq(one, wall);
        self.shared.borrow().as_ref().is_some_and(is_it) || self.left_walls.borrow().iter().any(is_it)
    }

    /// Its tile has so many pixels of the screen.
    pub(super) fn measured(&self, tile: (f64, f64)) {
        let fit = match nodes::fit(self.nodes.display()).as_str() {
            "contain" => Some(Fit::Contain),
            "cover" => Some(Fit::Cover),
            "fill" => Some(Fit::Fill),
            _ => None,
        };
        self.fit.set(fit);
        // One that is not shown now will be as it was.
        if tile.0 > 0.0 && tile.1 > 0.0 {
            self.tile.set(tile);
            self.reduce_to(tile);
        }
        self.change_over();
    }

    fn reduce_to(&self, tile: (f64, f64)) {
        let (width, height) = {
            let last = self.last.borrow();
            (last.statistics.width, last.statistics.height)
        };
        if width > 0 && height > 0 {
            let (x, y) = (tile.0 / f64::from(width), tile.1 / f64::from(height));
            let is_whole = self.fit.get().unwrap_or_default() == Fit::Contain;
            self.reduce(Reduction::fitting(if is_whole { x.min(y) } else { x.max(y) }));
        }
    }

    pub(super) fn reduce(&self, reduction: Reduction) {
        let is_other = self.reduction.replace(reduction) != reduction;
        // A window of its own is not as small as its place in the page.
        if is_other && self.popping.get() == Popping::In {
            self.tell(&ToWorker::Reduce(reduction));
        }
    }

    /// Has the pictures drawn where it is best now.
    pub(super) fn change_over(&self) {
        let wall = self.wall.borrow().clone();
        let is_shared = self.shared.borrow().is_some();
        let wanted = wall.filter(|_| is_for_shared(is_shared, self.facts()));
        let is_same = match (&*self.shared.borrow(), &wanted) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        if is_same {
            return;
        }
        let old = self.shared.replace(wanted.clone());
        self.attributes.surface(wanted.is_some());
        let is_own = wanted.is_none();
        if self.is_starting() {
            return self.give_up_unless(self.nodes.start_over(is_own));
        }
        if !self.is_running() {
            return;
        }
        if is_own {
            self.give_up_unless(self.nodes.add());
        }
        self.moves.set(self.moves.get() + 1);
        self.left_walls.borrow_mut().extend(old);
        self.draw_there();
    }

    fn give_up_unless(&self, done: Result<(), PlayerError>) {
        if let Err(error) = done {
            self.host.fail(&Cause::WorkerFailed(error.to_string()));
        }
    }

    /// Tells the worker where to draw.
    pub(super) fn draw_there(&self) {
        let wall = self.shared.borrow().clone();
        match wall {
            Some(wall) => {
                self.tell(&ToWorker::Share(wall.id()));
                wall.measure_soon();
            }
            None => match self.nodes.hand_over() {
                Ok(canvas) => self.post(&ToWorker::Canvas, Some(&canvas)),
                Err(error) => self.give_up_unless(Err(error)),
            },
        }
    }

    /// The worker says that the picture is to be seen where it was told to draw at the move with that number.
    pub(super) fn moved(&self, moves: u32) {
        if moves != self.moves.get() {
            return;
        }
        if self.shared.borrow().is_none() {
            self.nodes.reveal_last();
        }
        // The browser composes page and canvases separately. Both show nearly the same, so there is time.
        let this = Weak::clone(&self.this);
        spawn_local(async move {
            for _ in 0..3 {
                video::frames().await;
            }
            if let Some(this) = this.upgrade().filter(|this| this.moves.get() == moves) {
                this.leave_old_surface();
            }
        });
    }

    fn leave_old_surface(&self) {
        let is_own = self.shared.borrow().is_none();
        self.nodes.keep_last(is_own);
        if !is_own {
            // What it presents was given to it before.
            drop(self.video.take());
        }
        let left = self.left_walls.take();
        left.iter().for_each(Inner::measure);
    }

    fn facts(&self) -> Facts {
        let (width, height) = self.tile.get();
        let wanted = self.wanted.borrow();
        let paths = wanted.as_ref().map(|source| source.stream.paths).unwrap_or_default();
        let may_have_video =
            paths.sink != Some(Sink::Canvas) && matches!(paths.decoding, None | Some(Decoding::Decoder));
        Facts {
            pixels: width * height,
            has_video: may_have_video && video::can_be_fed(),
            is_special: !self.enhancements.get().is_neutral()
                || self.reads_canvas.get()
                || self.popping.get() != Popping::In
                || self.fit.get().is_none(),
        }
    }
}

/// Pixels of the screen for one of CSS.
pub(super) fn density() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

#[cfg(test)]
mod tests {
    use super::{Facts, is_for_shared};

    fn tile(width: u32, height: u32) -> Facts {
        let pixels = f64::from(width * height);
        Facts { pixels, has_video: false, is_special: false }
    }

    #[test]
    fn small_tiles_share_a_canvas_and_large_ones_have_their_own() {
        for (width, height, with_video, without) in [
            (0, 0, true, true),
            (160, 120, true, true),
            (480, 360, true, true),
            (640, 480, false, true),
            (1920, 1080, false, false),
        ] {
            let tile = tile(width, height);
            assert_eq!(is_for_shared(false, tile), without, "{width}x{height}");
            assert_eq!(
                is_for_shared(false, Facts { has_video: true, ..tile }),
                with_video,
                "{width}x{height}"
            );
        }
    }

    #[test]
    fn a_tile_about_as_large_as_the_limit_stays_where_it_is() {
        let tile = Facts { has_video: true, ..tile(660, 495) };
        assert!(is_for_shared(true, tile) && !is_for_shared(false, tile));
    }

    #[test]
    fn what_a_shared_canvas_cannot_do_has_a_canvas_of_its_own() {
        let enhanced = Facts { is_special: true, ..tile(160, 120) };
        assert!(!is_for_shared(true, enhanced) && !is_for_shared(false, enhanced));
    }
}
