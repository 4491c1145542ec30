//! A video that shows live pictures: the worker writes frames to its track, the browser does the rest.
//!
//! It stands in the place of the browser's own display, over the canvas, unseen until the worker says that it is
//! what a person should see. What it was given and does not show is noticed: see [`Video::look`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlVideoElement, MediaStream};

/// Looks at the page, twice a second, in which frames were given and none was shown, until the video is given up.
const PATIENCE: u8 = 4;
/// Milliseconds that the canvas has for what was just drawn on it, before the video over it goes.
const CHANGE: u32 = 50;

/// The element, removed when dropped.
pub(super) struct Video {
    place: HtmlElement,
    element: HtmlVideoElement,
    /// Frames that were seen to be shown.
    shown: Rc<Cell<u32>>,
    on_frame: Closure<dyn FnMut()>,
    revealed: Cell<bool>,
    concealing: RefCell<Option<Timeout>>,
    /// What was given and shown at the last look, and looks since something was shown.
    looked: Cell<(u64, u32, u8)>,
}

impl Video {
    /// A video in `place`, and the stream to which its frames are to be written. `on_first` hears when the first is shown.
    /// `None` where the page cannot feed one.
    pub(super) fn new(place: &HtmlElement, on_first: impl Fn() + 'static) -> Option<(Self, JsValue)> {
        if !Reflect::has(&js_sys::global(), &"MediaStreamTrackGenerator".into()).unwrap_or(false) {
            return None;
        }
        let options = Object::new();
        Reflect::set(&options, &"kind".into(), &"video".into()).ok()?;
        let track = Generator::new(&options).ok()?;
        let stream = MediaStream::new_with_tracks(&Array::of1(&track)).ok()?;
        let element: HtmlVideoElement =
            place.owner_document()?.create_element("video").ok()?.dyn_into().ok()?;
        element.set_muted(true);
        element.set_attribute("playsinline", "").ok()?;
        element.set_attribute("aria-hidden", "true").ok()?;
        element.set_src_object(Some(&stream));
        let shown = Rc::new(Cell::new(0_u32));
        let count = Rc::clone(&shown);
        let on_frame = Closure::<dyn FnMut()>::new(move || {
            count.set(count.get().wrapping_add(1));
            if count.get() == 1 {
                on_first();
            }
        });
        let video = Self {
            place: place.clone(),
            element,
            shown,
            on_frame,
            revealed: Cell::default(),
            concealing: RefCell::default(),
            looked: Cell::default(),
        };
        video.style("object-fit", "fill");
        video.style("opacity", "0");
        place.append_child(&video.element).ok()?;
        place.set_hidden(false);
        video.wait_for_frame();
        if let Ok(playing) = video.element.play() {
            // Whether it plays is seen by what it shows.
            spawn_local(async move {
                let _ = playing.await;
            });
        }
        Some((video, track.writable()))
    }

    /// Whether the video is to be seen from now on, or the canvas under it.
    pub(super) fn reveal(self: &Rc<Self>, revealed: bool) {
        self.revealed.set(revealed);
        if revealed {
            self.concealing.take();
            self.style("opacity", "1");
        } else {
            let this = Rc::downgrade(self);
            *self.concealing.borrow_mut() = Some(Timeout::new(CHANGE, move || {
                if let Some(this) = this.upgrade() {
                    this.style("opacity", "0");
                }
            }));
        }
    }

    /// To be called while the page is shown: `given` is the number of frames until now. Gives whether the video still shows
    /// what it is given.
    pub(super) fn look(&self, given: u64) -> bool {
        let (given_before, shown_before, looks) = self.looked.get();
        let shown = self.shown.get();
        let is_fine = !self.revealed.get() || given == given_before || shown != shown_before;
        let looks = if is_fine { 0 } else { looks + 1 };
        self.looked.set((given, shown, looks));
        if shown != shown_before {
            self.wait_for_frame();
        }
        looks < PATIENCE
    }

    fn wait_for_frame(&self) {
        self.element.unchecked_ref::<Frames>().request(self.on_frame.as_ref().unchecked_ref());
    }

    fn style(&self, name: &str, value: &str) {
        // Fails only for a style that is read-only.
        let _ = self.element.style().set_property(name, value);
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        self.element.set_src_object(None);
        self.element.remove();
        self.place.set_hidden(true);
    }
}

#[wasm_bindgen]
extern "C" {
    /// [MediaStreamTrackGenerator](https://w3c.github.io/mediacapture-transform/), which Chromium gives to pages.
    #[wasm_bindgen(extends = js_sys::Object, js_name = MediaStreamTrackGenerator)]
    type Generator;
    #[wasm_bindgen(constructor, js_class = "MediaStreamTrackGenerator", catch)]
    fn new(options: &Object) -> Result<Generator, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn writable(this: &Generator) -> JsValue;

    /// A video that tells of its frames.
    type Frames;
    #[wasm_bindgen(method, js_name = requestVideoFrameCallback)]
    fn request(this: &Frames, then: &js_sys::Function) -> u32;
}
