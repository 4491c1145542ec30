//! One canvas on which many streams draw, each at its place.
//!
//! It is drawn once for a frame of the screen, from the newest picture of each stream. Each commit of a canvas costs about as
//! much as a small picture on it. The pictures stay, so that a place may move without its stream.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo::events::EventListener;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::bitmap::Bitmap;
use super::sight;
use crate::message::{Place, Places, StreamId};

/// See the [module's documentation](self).
pub(super) struct Wall {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    tiles: RefCell<Vec<Tile>>,
    /// A frame of the screen is awaited.
    is_asked: Cell<bool>,
    /// For pixels that have to be scaled.
    scratch: RefCell<Option<OffscreenCanvas>>,
    _listeners: [EventListener; 2],
}

/// The place of a stream, once it has one, and its newest picture.
struct Tile {
    stream: StreamId,
    place: Option<Place>,
    picture: Option<Bitmap>,
    /// The picture is not drawn yet.
    is_new: bool,
}

impl Wall {
    /// `None` if the canvas cannot be drawn on. `on_loss` hears when the browser has lost what was drawn (true), and
    /// when it can be drawn on again (false).
    pub(super) fn new(canvas: OffscreenCanvas, on_loss: impl Fn(bool) + Clone + 'static) -> Option<Rc<Self>> {
        let context = canvas.get_context("2d").ok()??.unchecked_into();
        let listeners = [("contextlost", true), ("contextrestored", false)].map(|(name, is_lost)| {
            let on_loss = on_loss.clone();
            EventListener::new(&canvas, name, move |_| on_loss(is_lost))
        });
        Some(Rc::new(Self {
            canvas,
            context,
            tiles: RefCell::default(),
            is_asked: Cell::default(),
            scratch: RefCell::default(),
            _listeners: listeners,
        }))
    }

    /// Draws this picture of a stream with the next frame of the screen.
    pub(super) fn put(self: &Rc<Self>, stream: StreamId, picture: Bitmap) {
        let mut tiles = self.tiles.borrow_mut();
        match tiles.iter_mut().find(|tile| tile.stream == stream) {
            Some(tile) => (tile.picture, tile.is_new) = (Some(picture), true),
            None => tiles.push(Tile { stream, place: None, picture: Some(picture), is_new: true }),
        }
        if !self.is_asked.replace(true) {
            let this = Rc::downgrade(self);
            spawn_local(async move {
                sight::frame().await;
                if let Some(this) = Weak::<Self>::upgrade(&this) {
                    this.is_asked.set(false);
                    this.draw(false);
                }
            });
        }
    }

    /// All places, which replace those that were told before. What is drawn moves along at once.
    pub(super) fn arrange(&self, Places { size: (width, height), places }: Places) {
        let mut old = self.tiles.take();
        let tiles = places.into_iter().map(|place| {
            let known = old.iter().position(|tile| tile.stream == place.stream);
            let picture = known.and_then(|index| old.swap_remove(index).picture);
            Tile { stream: place.stream, place: Some(place), picture, is_new: true }
        });
        let tiles = tiles.collect();
        self.tiles.replace(tiles);
        if (width, height) == (self.canvas.width(), self.canvas.height()) {
            self.context.clear_rect(0.0, 0.0, width.into(), height.into());
        } else {
            // This clears it, and browsers may show that.
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        self.draw(true);
    }

    /// A stream has gone.
    pub(super) fn forget(&self, stream: StreamId) {
        let mut tiles = self.tiles.borrow_mut();
        let known = tiles.iter().position(|tile| tile.stream == stream);
        if let Some(place) = known.and_then(|index| tiles.swap_remove(index).place) {
            self.clear(&place);
        }
    }

    fn draw(&self, all: bool) {
        for tile in self.tiles.borrow_mut().iter_mut() {
            if (std::mem::take(&mut tile.is_new) || all)
                && let Some((place, picture)) = tile.place.as_ref().zip(tile.picture.as_ref())
            {
                // What a browser refuses is drawn with the next picture.
                let _ = self.draw_one(place, picture);
            }
        }
    }

    fn draw_one(&self, place: &Place, picture: &Bitmap) -> Result<(), JsValue> {
        let Some((part, on)) = place.fit(picture.size()) else { return Ok(()) };
        if (on[2], on[3]) != (f64::from(place.size.0), f64::from(place.size.1)) {
            self.clear(place);
        }
        let context = self.context.unchecked_ref::<Context>();
        let draw = |image: &JsValue| {
            context.draw_image(image, part[0], part[1], part[2], part[3], on[0], on[1], on[2], on[3])
        };
        match picture {
            Bitmap::Image(image) => image.get().map_or(Ok(()), |image| draw(image)),
            Bitmap::Frame(frame) => draw(frame.get()),
            Bitmap::Pixels(pixels, _) => {
                let (width, height) = pixels.size();
                let (data, is_as_it_is) = (pixels.data(), part[2..] == on[2..]);
                if is_as_it_is {
                    return self.context.put_image_data(data, on[0], on[1]);
                }
                let mut scratch = self.scratch.borrow_mut();
                let canvas = match &*scratch {
                    Some(canvas) if canvas.width() >= width && canvas.height() >= height => canvas.clone(),
                    _ => OffscreenCanvas::new(width, height)?,
                };
                scratch.replace(canvas.clone());
                let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
                let context = context.unchecked_into::<OffscreenCanvasRenderingContext2d>();
                context.put_image_data(data, 0.0, 0.0)?;
                draw(&canvas)
            }
        }
    }

    fn clear(&self, place: &Place) {
        let ((left, top), (width, height)) = (place.at, place.size);
        self.context.clear_rect(left.into(), top.into(), width.into(), height.into());
    }
}

#[wasm_bindgen]
extern "C" {
    /// A context that draws anything, so that there is one function for all.
    type Context;
    #[allow(clippy::too_many_arguments, reason = "the browser's")]
    #[wasm_bindgen(method, catch, js_name = drawImage)]
    fn draw_image(
        this: &Context,
        image: &JsValue,
        sx: f64,
        sy: f64,
        sw: f64,
        sh: f64,
        dx: f64,
        dy: f64,
        dw: f64,
        dh: f64,
    ) -> Result<(), JsValue>;
}
