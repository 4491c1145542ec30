//! The elements that a player makes in its container: the canvas, and above it a place for the browser's own display
//! and the video.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, HtmlElement, OffscreenCanvas};

use super::PlayerError;
use crate::interface::text;

/// Removed when dropped.
pub(super) struct Nodes {
    container: RefCell<HtmlElement>,
    /// The last is drawn on; those before are seen until its picture is. None where another canvas is shared.
    canvases: RefCell<Vec<HtmlCanvasElement>>,
    /// Hidden while there is nothing in it.
    display: HtmlElement,
}

impl Nodes {
    /// Makes them in `container`, which they fill. A container that CSS has not positioned is positioned where it is.
    /// There is a canvas only if it `is_own`.
    pub(super) fn new(container: HtmlElement, is_own: bool) -> Result<Self, PlayerError> {
        for (name, what) in [("Worker", "web workers"), ("OffscreenCanvas", "OffscreenCanvas")] {
            if !Reflect::has(&js_sys::global(), &name.into()).unwrap_or(false) {
                return Err(PlayerError::Unsupported(what));
            }
        }
        let display: HtmlElement = filling(&container, "div")?;
        display.set_hidden(true);
        style(&display, "pointer-events", "none");
        let nodes = Self { container: RefCell::new(container), canvases: RefCell::default(), display };
        nodes.fill();
        nodes.start_over(is_own)?;
        Ok(nodes)
    }

    /// Where they are.
    pub(super) fn container(&self) -> HtmlElement {
        self.container.borrow().clone()
    }

    /// For the browser's own display and the video.
    pub(super) fn display(&self) -> &HtmlElement {
        &self.display
    }

    /// Gives the canvas away, once.
    pub(super) fn hand_over(&self) -> Result<OffscreenCanvas, PlayerError> {
        let canvas = self.canvases.borrow().last().cloned();
        hand_over(&canvas.ok_or(PlayerError::NoPicture)?)
    }

    /// Puts another canvas in the place of all, or none, which is seen at once.
    pub(super) fn start_over(&self, is_own: bool) -> Result<(), PlayerError> {
        self.keep_last(false);
        if is_own {
            self.add()?;
            self.keep_last(true);
        }
        Ok(())
    }

    /// Another canvas, which is not seen yet.
    pub(super) fn add(&self) -> Result<(), PlayerError> {
        let container = self.container.borrow();
        let canvas: HtmlCanvasElement = filling(&container, "canvas")?;
        style(&canvas, "opacity", "0");
        // Fails for nodes that cannot have children only.
        let _ = container.insert_before(&canvas, Some(&self.display));
        self.canvases.borrow_mut().push(canvas);
        Ok(())
    }

    /// The canvas is seen, over those before it.
    pub(super) fn reveal_last(&self) {
        if let Some(canvas) = self.canvases.borrow().last() {
            style(canvas, "opacity", "1");
        }
    }

    /// The canvas is seen, and those before it are gone. Without it, all are.
    pub(super) fn keep_last(&self, is_kept: bool) {
        let mut canvases = self.canvases.borrow_mut();
        let last = if is_kept { canvases.pop() } else { None };
        for canvas in canvases.drain(..) {
            canvas.remove();
        }
        canvases.extend(last);
        drop(canvases);
        self.reveal_last();
    }

    /// Puts them into another container, and gives whether they have never left the document (`moveBefore`). Otherwise a video
    /// stands still, and a frame is empty.
    pub(super) fn place(&self, container: HtmlElement) -> bool {
        self.container.replace(container);
        self.fill()
    }

    fn fill(&self) -> bool {
        let container = self.container.borrow();
        position(&container);
        let mut has_stayed = true;
        let canvases = self.canvases.borrow();
        for node in canvases.iter().map(|canvas| &**canvas).chain([&self.display]) {
            let node: &HtmlElement = node;
            if container.unchecked_ref::<Movable>().move_before(node, None).is_err() {
                has_stayed = false;
                // Fails for nodes that cannot have children only.
                let _ = container.append_child(node);
            }
        }
        has_stayed
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        self.keep_last(false);
        self.display.remove();
    }
}

#[wasm_bindgen]
extern "C" {
    /// An element into which others can be moved without leaving the document.
    type Movable;
    #[wasm_bindgen(method, catch, js_name = moveBefore)]
    fn move_before(this: &Movable, node: &HtmlElement, before: Option<&HtmlElement>) -> Result<(), JsValue>;
}

/// Positions a container where it is, if CSS has not positioned it.
pub(super) fn position(container: &HtmlElement) {
    let position = web_sys::window()
        .and_then(|window| window.get_computed_style(container).ok().flatten())
        .and_then(|style| style.get_property_value("position").ok());
    // Outside of a document there is none yet.
    if position.is_none_or(|position| position.is_empty() || position == "static") {
        style(container, "position", "relative");
    }
}

/// Gives a canvas away, once.
pub(super) fn hand_over(canvas: &HtmlCanvasElement) -> Result<OffscreenCanvas, PlayerError> {
    canvas.transfer_control_to_offscreen().map_err(|error| PlayerError::Worker(text(&error)))
}

/// An element that fills the one it is put into, with the picture whole and undistorted unless the page wants it otherwise
/// (`--mullion-fit`, as `object-fit`).
pub(super) fn filling<T: JsCast>(beside: &HtmlElement, name: &str) -> Result<T, PlayerError> {
    let failed = |error: JsValue| PlayerError::Worker(text(&error));
    let document = beside.owner_document().ok_or(PlayerError::Unsupported("document"))?;
    let element: HtmlElement = document.create_element(name).map_err(failed)?.unchecked_into();
    for (name, value) in [
        ("position", "absolute"),
        ("inset", "0"),
        ("width", "100%"),
        ("height", "100%"),
        ("border", "0"),
        ("object-fit", "var(--mullion-fit, contain)"),
    ] {
        style(&element, name, value);
    }
    Ok(element.unchecked_into())
}

/// How pictures in `element` fit, as CSS has it.
pub(super) fn fit(element: &HtmlElement) -> String {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
    let fit = style.and_then(|style| style.get_property_value("object-fit").ok());
    fit.filter(|fit| !fit.is_empty()).unwrap_or_else(|| "contain".to_owned())
}

/// Through the style object, which a strict content security policy allows; a style attribute it does not.
pub(super) fn style(element: &HtmlElement, name: &str, value: &str) {
    // Fails only for a style that is read-only.
    let _ = element.style().set_property(name, value);
}
