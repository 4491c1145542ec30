//! The browser's own display, for cameras whose answers this page may not read.
//!
//! The `<img>` stands in a frame of its own, which is removed to close the connection: WebKit keeps that of a
//! multipart picture open whatever else is done to it, until its document goes. What was shown last stays as a
//! picture on a canvas.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{
    CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlElement, HtmlIFrameElement, HtmlImageElement,
};

use super::nodes::{filling, fit, style};
use crate::message;
use crate::worker::Displayed;

/// Owns what is in the place for it, and empties that when dropped.
pub(super) struct Display {
    place: HtmlElement,
    still: RefCell<Option<HtmlCanvasElement>>,
    frame: RefCell<Option<Frame>>,
    news: Box<dyn Fn(u32, Displayed)>,
}

/// One connection.
struct Frame {
    number: u32,
    url: String,
    element: HtmlIFrameElement,
    image: HtmlImageElement,
    /// A picture was there.
    shown: bool,
    _listeners: Vec<EventListener>,
}

impl Display {
    /// Shows things in `place`, and tells `news` with the number of what was to be shown.
    pub(super) fn new(place: HtmlElement, news: impl Fn(u32, Displayed) + 'static) -> Rc<Self> {
        Rc::new(Self { place, still: RefCell::default(), frame: RefCell::default(), news: Box::new(news) })
    }

    pub(super) fn command(self: &Rc<Self>, number: u32, command: message::Display) {
        match command {
            message::Display::Show(url) => self.show(number, &url),
            message::Display::Close => self.close(),
            message::Display::Clear => self.clear(),
        }
    }

    /// Looks whether the picture is still there: browsers fire no event when it goes.
    pub(super) fn look(&self) {
        let gone = self
            .frame
            .borrow()
            .as_ref()
            .and_then(|frame| (frame.shown && frame.image.natural_width() == 0).then_some(frame.number));
        if let Some(number) = gone {
            (self.news)(number, Displayed::Failed);
        }
    }

    /// The place has left its document for a moment, and frames lose theirs with that.
    pub(super) fn load_again(self: &Rc<Self>) {
        let shown = self.frame.borrow().as_ref().map(|frame| (frame.number, frame.url.clone()));
        if let Some((number, url)) = shown {
            self.show(number, &url);
        }
    }

    fn show(self: &Rc<Self>, number: u32, url: &str) {
        self.close();
        match Frame::new(&self.place, &Rc::downgrade(self), number, url) {
            Some(frame) => *self.frame.borrow_mut() = Some(frame),
            None => (self.news)(number, Displayed::Failed),
        }
    }

    fn loaded(&self, number: u32) {
        let size = {
            let mut frame = self.frame.borrow_mut();
            let Some(frame) = frame.as_mut().filter(|frame| frame.number == number) else { return };
            if frame.shown {
                return;
            }
            frame.shown = true;
            frame.element.set_hidden(false);
            (frame.image.natural_width(), frame.image.natural_height())
        };
        self.place.set_hidden(false);
        (self.news)(number, Displayed::Shown(size.0, size.1));
    }

    fn failed(&self, number: u32) {
        let present = self.frame.borrow().as_ref().is_some_and(|frame| frame.number == number);
        if present {
            (self.news)(number, Displayed::Failed);
        }
    }

    /// Closes the connection and keeps the picture.
    fn close(&self) {
        let Some(frame) = self.frame.take() else { return };
        if frame.shown && frame.image.natural_width() > 0 {
            self.keep(&frame.image);
        }
    }

    fn keep(&self, image: &HtmlImageElement) {
        let mut still = self.still.borrow_mut();
        if still.is_none() {
            *still = create(&self.place.owner_document(), "canvas");
            if let Some(canvas) = &*still {
                // Fails for a node that cannot have children only.
                let _ = self.place.append_child(canvas);
            }
        }
        let Some(canvas) = &*still else { return };
        canvas.set_width(image.natural_width());
        canvas.set_height(image.natural_height());
        let context = canvas.get_context("2d").ok().flatten();
        if let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
        {
            // The canvas may not be read afterwards, but it may be seen.
            let _ = context.draw_image_with_html_image_element(image, 0.0, 0.0);
        }
    }

    fn clear(&self) {
        self.frame.take();
        if let Some(still) = self.still.take() {
            still.remove();
        }
        // A video may be there, too.
        self.place.set_hidden(self.place.child_element_count() == 0);
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Frame {
    fn new(place: &HtmlElement, display: &Weak<Display>, number: u32, url: &str) -> Option<Self> {
        let document = place.owner_document();
        let element: HtmlIFrameElement = filling(place, "iframe").ok()?;
        element.set_hidden(true);
        element.set_attribute("aria-hidden", "true").ok()?;
        element.set_attribute("tabindex", "-1").ok()?;
        let image: HtmlImageElement = create(&document, "img")?;
        image.set_referrer_policy("no-referrer");
        image.set_alt("");
        let on = |event: &'static str, then: fn(&Display, u32)| {
            let display = Weak::clone(display);
            EventListener::new(&image, event, move |_| {
                if let Some(display) = display.upgrade() {
                    then(&display, number);
                }
            })
        };
        let mut listeners = vec![on("load", Display::loaded), on("error", Display::failed)];
        let fill = {
            let (image, url) = (image.clone(), url.to_owned());
            // Variables of the page end at the frame.
            let fit = fit(place);
            move |frame: &HtmlIFrameElement| {
                let body = frame.content_document().and_then(|document| document.body());
                let Some(body) = body.filter(|_| image.parent_node().is_none()) else { return };
                style(&body, "margin", "0");
                style(&image, "display", "block");
                style(&image, "width", "100vw");
                style(&image, "height", "100vh");
                style(&image, "object-fit", &fit);
                let _ = body.append_child(&image);
                image.set_src(&url);
            }
        };
        // Some browsers put the frame's document there at once, some put another in its place a moment later.
        let filled = element.clone();
        listeners.push(EventListener::new(&element, "load", move |_| fill(&filled)));
        place.append_child(&element).ok()?;
        Some(Self { number, url: url.to_owned(), element, image, shown: false, _listeners: listeners })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.image.set_src("");
        self.element.remove();
    }
}

fn create<T: JsCast>(document: &Option<Document>, name: &str) -> Option<T> {
    document.as_ref()?.create_element(name).ok()?.dyn_into().ok()
}
