//! The canvas, or the place on it.

use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use web_sys::{ContextAttributes2d, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::bitmap::Bitmap;
use super::features::{Enhancer, Features};
use super::wall::Wall;
use crate::message::StreamId;
use crate::{Enhanced, Enhancements, Setting};

/// How often the graphics processor may fail before it is left alone.
const MOST_FAILURES: u8 = 3;

/// What a stream draws on. A canvas of its own has the picture's own size; how large it appears is the page's business.
pub(super) struct Screen {
    surface: Surface,
    size: (u32, u32),
    features: Rc<Features>,
    enhancements: Enhancements,
    /// There only while something is enhanced.
    enhancer: Option<Enhancer>,
    failures: u8,
    /// What was done to the picture that is on the canvas.
    enhanced: Option<Enhanced>,
    _listeners: Vec<EventListener>,
}

enum Surface {
    Own(OffscreenCanvas, OffscreenCanvasRenderingContext2d),
    /// That of the stream with this number on one that many share.
    Shared(Rc<Wall>, StreamId),
}

impl Screen {
    /// `None` if the canvas cannot be drawn on. `on_loss` hears when the browser has lost what was drawn (true), and
    /// when it can be drawn on again (false).
    pub(super) fn new(
        canvas: OffscreenCanvas,
        features: Rc<Features>,
        on_loss: impl Fn(bool) + Clone + 'static,
    ) -> Option<Self> {
        let options = ContextAttributes2d::new();
        options.set_alpha(false);
        let context = canvas.get_context_with_context_options("2d", &options).ok()??.unchecked_into();
        let size = (canvas.width(), canvas.height());
        let listeners = [("contextlost", true), ("contextrestored", false)].map(|(name, is_lost)| {
            let on_loss = on_loss.clone();
            EventListener::new(&canvas, name, move |_| on_loss(is_lost))
        });
        Some(Self::on(Surface::Own(canvas, context), size, features, listeners.into()))
    }

    /// The place of a stream on a canvas that many share. What is enhanced is not drawn so there.
    pub(super) fn shared(wall: Rc<Wall>, stream: StreamId, features: Rc<Features>) -> Self {
        Self::on(Surface::Shared(wall, stream), (0, 0), features, Vec::new())
    }

    fn on(surface: Surface, size: (u32, u32), features: Rc<Features>, listeners: Vec<EventListener>) -> Self {
        Self {
            surface,
            size,
            features,
            enhancements: Enhancements::default(),
            enhancer: None,
            failures: 0,
            enhanced: None,
            _listeners: listeners,
        }
    }

    /// The canvas that others share, if it is one.
    pub(super) fn wall(&self) -> Option<&Rc<Wall>> {
        match &self.surface {
            Surface::Shared(wall, _) => Some(wall),
            Surface::Own(..) => None,
        }
    }

    /// Pictures are to be drawn as on another one.
    pub(super) fn enhance_as(&mut self, other: &Self) {
        (self.enhancements, self.failures) = (other.enhancements, other.failures);
    }

    /// Draws, and gives the picture's size. `None` if the browser refuses.
    pub(super) fn draw(&mut self, bitmap: Bitmap) -> Option<(u32, u32)> {
        let size = bitmap.size();
        let (canvas, context) = match &self.surface {
            Surface::Own(canvas, context) => (canvas, context.clone()),
            Surface::Shared(wall, stream) => {
                wall.put(*stream, bitmap);
                return Some(size);
            }
        };
        if size != self.size {
            // Setting a size clears the canvas and allocates anew, even if it is the same size.
            canvas.set_width(size.0);
            canvas.set_height(size.1);
            self.size = size;
        }
        if self.enhancements.is_neutral() {
            self.enhancer = None;
            self.enhanced = None;
        } else {
            self.enhanced = self.draw_enhanced(&bitmap, &context);
        }
        if self.enhanced.is_none() {
            bitmap.draw(&context)?;
        }
        Some(size)
    }

    /// From now on draws pictures so, the last one first. Gives whether that one is drawn; if not, it has to come again.
    pub(super) fn enhance(&mut self, enhancements: Enhancements) -> bool {
        let was_neutral = self.enhancements.is_neutral();
        self.enhancements = enhancements;
        let is_neutral = enhancements.is_neutral();
        if was_neutral && is_neutral {
            return true;
        }
        let size = self.size;
        let enhancer = self.enhancer.as_ref().filter(|enhancer| enhancer.size() == size);
        let (Some(enhancer), Surface::Own(_, context)) = (enhancer, &self.surface) else { return false };
        if enhancer.draw(&enhancements, context).is_none() {
            return false;
        }
        self.enhanced = enhancer.facts().filter(|_| !is_neutral);
        true
    }

    /// The next picture is of another view: it begins a mean of its own.
    pub(super) fn restart_stack(&mut self) {
        if let Some(enhancer) = &self.enhancer {
            enhancer.restart();
        }
    }

    /// How many pictures are to be in a mean, and how many are in that of the picture that is on the canvas.
    pub(super) fn stack(&self) -> (u16, u16) {
        let wanted = u16::try_from(self.enhancements.get(Setting::Stack)).unwrap_or(1);
        (wanted, self.enhanced.map_or(0, |enhanced| enhanced.stacked))
    }

    /// Takes a picture into the mean, before the one that is drawn next.
    pub(super) fn take(&mut self, bitmap: &Bitmap) {
        let size = bitmap.size();
        let enhancer = self.enhancer.as_ref().filter(|enhancer| enhancer.size() == size);
        if let Some((enhancer, image)) = enhancer.zip(bitmap.image()) {
            // Where it fails, the next drawing finds another way.
            let _ = enhancer.take(image, &self.enhancements);
        }
    }

    /// Whether pictures are drawn as they come.
    pub(super) fn is_plain(&self) -> bool {
        self.enhancements.is_neutral()
    }

    /// What comes next is shown elsewhere, as it comes.
    pub(super) fn rest(&mut self) {
        (self.enhancer, self.enhanced) = (None, None);
    }

    /// What was done to the picture that is on the canvas.
    pub(super) fn enhanced(&self) -> Option<Enhanced> {
        self.enhanced
    }

    /// What is on the canvas now, as a blob of PNG.
    pub(super) fn png(&self) -> Option<Promise> {
        let Surface::Own(canvas, _) = &self.surface else { return None };
        let options = ImageEncodeOptions::new();
        options.set_type("image/png");
        Some(canvas.convert_to_blob_with_options(&options).ok()?.unchecked_into())
    }

    fn draw_enhanced(
        &mut self,
        bitmap: &Bitmap,
        context: &OffscreenCanvasRenderingContext2d,
    ) -> Option<Enhanced> {
        let image = bitmap.image()?;
        // A second try, for where the first came upon a context that was lost.
        for _ in 0..2 {
            let size = self.size;
            let enhancer = match self.enhancer.take().filter(|enhancer| enhancer.size() == size) {
                Some(enhancer) => enhancer,
                None => Enhancer::new(&self.features, size, self.failures >= MOST_FAILURES)?,
            };
            let drawn = enhancer
                .take(image, &self.enhancements)
                .and_then(|()| enhancer.draw(&self.enhancements, context));
            if drawn.is_some() {
                let facts = enhancer.facts();
                self.enhancer = Some(enhancer);
                return facts;
            }
            self.failures = self.failures.saturating_add(1);
        }
        None
    }
}
