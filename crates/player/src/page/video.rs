//! A video that shows live pictures: the worker writes frames to its track, the browser does the rest.
//!
//! It stands in the place of the browser's own display, over the canvas, unseen until the worker says that a person should see
//! it. It tells how many frames it has presented (`requestVideoFrameCallback`): not of each frame, because a callback for each costs the
//! page a third of what a small stream costs, but of the first that comes a moment after a report.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlVideoElement, MediaStream};

use super::life::is_hidden;
use super::nodes::filling;

/// Frames of the screen for which one element stays when another, which the worker draws on, is to be seen: the browser
/// composes them separately.
const FRAMES: usize = 2;

/// Milliseconds between a report and the question for the next frame that is presented: the answer is fresh when the worker reports
/// again, after a quarter of a second.
const PAUSE: u32 = 150;

/// What becomes of the video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum News {
    /// It has presented so many frames in all.
    Presented(u32),
    /// It has a window of its own.
    Opened,
    /// It did not get one.
    Refused,
    /// It has none any more.
    Closed,
    /// The canvas under it is seen.
    Concealed,
}

/// Whether the browser was asked for the next frame.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Asking {
    Idle,
    Soon,
    Asked,
}

/// The element, removed when dropped.
pub(super) struct Video {
    place: HtmlElement,
    element: HtmlVideoElement,
    asking: Rc<Cell<Asking>>,
    on_frame: Closure<dyn FnMut(f64, JsValue)>,
    pause: RefCell<Option<Timeout>>,
    on_news: Rc<dyn Fn(News)>,
    _listeners: [EventListener; 2],
    held: Cell<bool>,
    is_revealed: Cell<bool>,
    /// How often it was to be seen or not.
    changes: Cell<u32>,
}

impl Video {
    /// A video in `place`, and the stream to which its frames are to be written. `on_news` hears what becomes of it.
    /// `None` where the page cannot feed one.
    pub(super) fn new(place: &HtmlElement, on_news: impl Fn(News) + 'static) -> Option<(Self, JsValue)> {
        if !can_be_fed() {
            return None;
        }
        let on_news: Rc<dyn Fn(News)> = Rc::new(on_news);
        let options = Object::new();
        Reflect::set(&options, &"kind".into(), &"video".into()).ok()?;
        let track = Generator::new(&options).ok()?;
        let stream = MediaStream::new_with_tracks(&Array::of1(&track)).ok()?;
        let element: HtmlVideoElement = filling(place, "video").ok()?;
        element.set_muted(true);
        element.set_attribute("playsinline", "").ok()?;
        element.set_attribute("aria-hidden", "true").ok()?;
        element.set_src_object(Some(&stream));
        let asking = Rc::new(Cell::new(Asking::Idle));
        let (asked, on_presented) = (Rc::clone(&asking), Rc::clone(&on_news));
        let on_frame = Closure::<dyn FnMut(f64, JsValue)>::new(move |_, facts: JsValue| {
            asked.set(Asking::Idle);
            let count = Reflect::get(&facts, &"presentedFrames".into());
            if let Ok(Some(count)) = count.map(|count| count.as_f64()) {
                on_presented(News::Presented(count as u32));
            }
        });
        let listeners = [("enterpictureinpicture", News::Opened), ("leavepictureinpicture", News::Closed)]
            .map(|(name, news)| {
                let on_news = Rc::clone(&on_news);
                EventListener::new(&element, name, move |_| on_news(news))
            });
        let video = Self {
            place: place.clone(),
            element,
            asking,
            on_frame,
            pause: RefCell::default(),
            on_news,
            _listeners: listeners,
            held: Cell::default(),
            is_revealed: Cell::default(),
            changes: Cell::default(),
        };
        video.style("opacity", "0");
        place.append_child(&video.element).ok()?;
        place.set_hidden(false);
        video.wait_for_frame();
        video.play();
        Some((video, track.writable()))
    }

    /// Whether the video is to be seen from now on, or the canvas under it.
    pub(super) fn reveal(self: &Rc<Self>, revealed: bool) {
        let change = self.changes.get().wrapping_add(1);
        self.changes.set(change);
        if revealed {
            self.is_revealed.set(true);
            return self.style("opacity", "1");
        }
        let this = Rc::downgrade(self);
        spawn_local(async move {
            frames().await;
            if let Some(this) = this.upgrade()
                && this.changes.get() == change
                && this.is_revealed.replace(false)
            {
                this.style("opacity", "0");
                (this.on_news)(News::Concealed);
            }
        });
    }

    /// Whether a person sees the video, and not the canvas under it.
    pub(super) fn is_revealed(&self) -> bool {
        self.is_revealed.get()
    }

    /// Asks which frame is presented next, a moment from now. To be called with each report.
    pub(super) fn ask(self: &Rc<Self>) {
        if self.asking.get() != Asking::Idle {
            return;
        }
        self.asking.set(Asking::Soon);
        let this = Rc::downgrade(self);
        *self.pause.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            if let Some(this) = this.upgrade() {
                this.wait_for_frame();
            }
        }));
    }

    /// Asks for a window of its own; it has to have shown something.
    pub(super) fn pop_out(&self) {
        let window = self.element.unchecked_ref::<Frames>().request_window();
        let on_news = Rc::clone(&self.on_news);
        spawn_local(async move {
            let opened = match window {
                Ok(opened) => opened.await.map(drop),
                Err(error) => Err(error),
            };
            if opened.is_err() {
                on_news(News::Refused);
            }
        });
    }

    /// Closes that window, if there is one.
    pub(super) fn pop_in(&self) {
        let Some(document) = self.place.owner_document() else { return };
        let document = document.unchecked_ref::<Windows>();
        if Object::is(&document.element(), &self.element)
            && let Ok(closed) = document.exit()
        {
            // It is closed already if that fails.
            spawn_local(async move {
                let _ = closed.await;
            });
        }
    }

    /// Whether its picture is to stand still.
    pub(super) fn hold(&self, held: bool) {
        if self.held.replace(held) != held || !held && self.element.paused() {
            if held {
                // Fails for no reason that a page could know.
                let _ = self.element.pause();
            } else {
                self.play();
            }
        }
    }

    /// Plays on, unless it is to stand still.
    pub(super) fn go_on(&self) {
        if !self.held.get() {
            self.play();
        }
    }

    fn play(&self) {
        if let Ok(playing) = self.element.play() {
            // Whether it plays is seen by what it shows.
            spawn_local(async move {
                let _ = playing.await;
            });
        }
    }

    fn wait_for_frame(&self) {
        self.asking.set(Asking::Asked);
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

/// What was drawn on a canvas that the page has under or over others is seen.
pub(super) async fn frames() {
    for _ in 0..FRAMES {
        frame().await;
    }
}

/// The next frame of the screen; at once where nobody sees the page, which then has none.
async fn frame() {
    let next = Promise::new(&mut |resolve, _| {
        let asked = web_sys::window()
            .filter(|_| !is_hidden())
            .and_then(|window| window.request_animation_frame(&resolve).ok());
        if asked.is_none() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // It is never rejected.
    let _ = next.await;
}

/// Whether a page can feed a video here.
pub(super) fn can_be_fed() -> bool {
    Reflect::has(&js_sys::global(), &"MediaStreamTrackGenerator".into()).unwrap_or(false)
}

/// Whether live pictures can have a window of their own here (Chromium, in secure contexts).
pub fn can_pop_out() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    can_be_fed()
        && document.is_some_and(|document| document.unchecked_ref::<Windows>().enabled() == Some(true))
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

    /// A video that tells of its frames, and can have a window.
    type Frames;
    #[wasm_bindgen(method, catch, js_name = requestPictureInPicture)]
    fn request_window(this: &Frames) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, js_name = requestVideoFrameCallback)]
    fn request(this: &Frames, then: &js_sys::Function) -> u32;

    /// A document with [Picture-in-Picture](https://www.w3.org/TR/picture-in-picture/).
    type Windows;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureEnabled)]
    fn enabled(this: &Windows) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureElement)]
    fn element(this: &Windows) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = exitPictureInPicture)]
    fn exit(this: &Windows) -> Result<Promise, JsValue>;
}
