//! The stream as the browser's own display shows it.

use gloo::events::EventListener;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, HtmlImageElement};

/// An `<img>` where nobody sees it. It stands in a frame of its own, which is removed in the end:
/// WebKit keeps the connection of a multipart picture until its document goes, whatever else is
/// done to it.
pub(super) struct Picture {
    frame: Option<HtmlIFrameElement>,
    settled: Promise,
    _listeners: Vec<EventListener>,
}

impl Picture {
    /// Begins to show what is at `address`.
    pub(super) fn show(address: &str) -> Self {
        let mut listeners = Vec::new();
        let mut frame = None;
        let settled = Promise::new(&mut |shown, failed| {
            frame = make(address, shown, failed, &mut listeners).ok();
        });
        Self { frame, settled, _listeners: listeners }
    }

    /// Resolves when a picture is there, rejects when there will be none.
    pub(super) fn settled(&self) -> Result<Promise, JsValue> {
        self.frame.as_ref().map(|_| self.settled.clone()).ok_or(JsValue::NULL)
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        if let Some(frame) = &self.frame {
            frame.remove();
        }
    }
}

fn make(
    address: &str,
    shown: Function,
    failed: Function,
    listeners: &mut Vec<EventListener>,
) -> Result<HtmlIFrameElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let frame: HtmlIFrameElement = document.create_element("iframe")?.unchecked_into();
    frame.set_hidden(true);
    let image: HtmlImageElement = document.create_element("img")?.unchecked_into();
    image.set_referrer_policy("same-origin");
    for (event, then) in [("load", shown), ("error", failed)] {
        listeners.push(EventListener::new(&image, event, move |_| {
            let _ = then.call0(&JsValue::NULL);
        }));
    }
    // Some browsers put another document into the frame a moment after it was made.
    let (inside, address) = (frame.clone(), address.to_owned());
    listeners.push(EventListener::new(&frame, "load", move |_| {
        let body = inside.content_document().and_then(|document| document.body());
        if let Some(body) = body.filter(|_| image.parent_node().is_none()) {
            let _ = body.append_child(&image);
            image.set_src(&address);
        }
    }));
    document.body().ok_or(JsValue::NULL)?.append_child(&frame)?;
    Ok(frame)
}
