//! A video that shows live pictures: the worker writes frames to its track, the browser does the rest.
//!
//! It stands in the place of the browser's own display, over the canvas, unseen until the worker says that it is
//! what a person should see. What it was given and does not show is noticed: see [`Video::look`].

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

use super::nodes::filling;

/// Looks at the page, twice a second, with frames that were given and not shown, until the video is given up: about when a picture is
/// stale.
const PATIENCE: u8 = 4;
/// Milliseconds that the canvas has for what was just drawn on it, before the video over it goes.
const CHANGE: u32 = 50;

/// What becomes of the video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum News {
    /// It has shown a frame. Not of every frame: twice a second at most.
    Frame,
    /// It has a window of its own.
    Opened,
    /// It did not get one.
    Refused,
    /// It has none any more.
    Closed,
}

/// What a look at the video has found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Looked {
    /// Frames given when one was last seen to be shown.
    given: u64,
    /// Frames shown.
    shown: u32,
    /// That was at the last look: the page hears of what is given up to a quarter of a second later.
    is_fresh: bool,
    /// Looks since then with frames that wait to be shown.
    looks: u8,
}

impl Looked {
    /// The next look.
    fn then(self, given: u64, shown: u32, is_seen: bool) -> Self {
        let is_fresh = shown != self.shown;
        if is_fresh || self.is_fresh || !is_seen || given < self.given {
            return Self { given, shown, is_fresh, looks: 0 };
        }
        let waits = given > self.given;
        Self { looks: self.looks.saturating_add(u8::from(waits)), ..self }
    }
}

/// The element, removed when dropped.
pub(super) struct Video {
    place: HtmlElement,
    element: HtmlVideoElement,
    /// Frames that were seen to be shown.
    shown: Rc<Cell<u32>>,
    on_frame: Closure<dyn FnMut()>,
    on_news: Rc<dyn Fn(News)>,
    _listeners: [EventListener; 2],
    held: Cell<bool>,
    revealed: Cell<bool>,
    concealing: RefCell<Option<Timeout>>,
    looked: Cell<Looked>,
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
        let shown = Rc::new(Cell::new(0_u32));
        let count = Rc::clone(&shown);
        let on_first = Rc::clone(&on_news);
        let on_frame = Closure::<dyn FnMut()>::new(move || {
            count.set(count.get().wrapping_add(1));
            on_first(News::Frame);
        });
        let listeners = [("enterpictureinpicture", News::Opened), ("leavepictureinpicture", News::Closed)]
            .map(|(name, news)| {
                let on_news = Rc::clone(&on_news);
                EventListener::new(&element, name, move |_| on_news(news))
            });
        let video = Self {
            place: place.clone(),
            element,
            shown,
            on_frame,
            on_news,
            _listeners: listeners,
            held: Cell::default(),
            revealed: Cell::default(),
            concealing: RefCell::default(),
            looked: Cell::default(),
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

    /// To be called again and again: `given` is the number of frames until now. Gives whether the video still shows
    /// what it is given, as far as that can be known: a page that is hidden is not told.
    pub(super) fn look(&self, given: u64, is_hidden: bool) -> bool {
        let before = self.looked.get();
        let looked =
            before.then(given, self.shown.get(), self.revealed.get() && !is_hidden && !self.held.get());
        self.looked.set(looked);
        if looked.shown != before.shown {
            self.wait_for_frame();
        }
        looked.looks < PATIENCE
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

/// Whether a page can feed a video here.
fn can_be_fed() -> bool {
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

#[cfg(test)]
mod tests {
    use super::{Looked, PATIENCE};

    /// Looks at a video that is seen, until it is given up. `each` gives what was given and shown until then.
    fn looks(each: impl Fn(u64) -> (u64, u32)) -> Option<u64> {
        let mut looked = Looked::default();
        (1..100).find(|look| {
            let (given, shown) = each(*look);
            looked = looked.then(given, shown, true);
            looked.looks >= PATIENCE
        })
    }

    #[test]
    fn one_that_shows_what_it_is_given_is_kept_however_slow_the_stream() {
        assert_eq!(looks(|look| (look * 15, look as u32 * 15)), None);
        assert_eq!(looks(|look| (look / 2, (look / 2) as u32)), None, "one a second");
        assert_eq!(looks(|_| (0, 0)), None, "nothing at all");
    }

    #[test]
    fn one_that_stops_is_given_up_two_seconds_after_the_frame_that_it_lacks() {
        let stops = |each: fn(u64) -> u64| looks(|look| (each(look), each(look).min(5) as u32)).unwrap();
        assert_eq!(stops(|look| look * 15), 2 + u64::from(PATIENCE));
        // One a second: the sixth comes at the twelfth look.
        assert_eq!(stops(|look| look / 2), 11 + u64::from(PATIENCE));
    }

    #[test]
    fn what_nobody_sees_need_not_be_shown() {
        let looked = Looked { given: 3, shown: 3, is_fresh: false, looks: 2 }.then(90, 3, false);
        assert_eq!(looked, Looked { given: 90, shown: 3, ..Looked::default() });
        let anew = looked.then(2, 3, true);
        assert_eq!(anew, Looked { given: 2, shown: 3, ..Looked::default() }, "another stream counts anew");
    }

    #[test]
    fn a_stream_that_ends_ends_no_video_though_its_last_count_comes_late() {
        // The report with the last three comes after the look that sees them shown.
        assert_eq!(looks(|look| (if look < 5 { look * 12 } else { 51 }, (look * 12).min(51) as u32)), None);
        assert_eq!(looks(|look| (if look < 6 { 48 } else { 51 }, if look < 5 { 48 } else { 51 })), None);
    }
}
