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
    canvas: RefCell<HtmlCanvasElement>,
    /// Hidden while there is nothing in it.
    display: HtmlElement,
}

impl Nodes {
    /// Makes them in `container`, which they fill. A container that CSS has not positioned is positioned where it is.
    pub(super) fn new(container: HtmlElement) -> Result<Self, PlayerError> {
        for (name, what) in [("Worker", "web workers"), ("OffscreenCanvas", "OffscreenCanvas")] {
            if !Reflect::has(&js_sys::global(), &name.into()).unwrap_or(false) {
                return Err(PlayerError::Unsupported(what));
            }
        }
        let canvas: HtmlCanvasElement = filling(&container, "canvas")?;
        let display: HtmlElement = filling(&container, "div")?;
        display.set_hidden(true);
        style(&display, "pointer-events", "none");
        let nodes = Self { container: RefCell::new(container), canvas: RefCell::new(canvas), display };
        nodes.fill();
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
        self.canvas
            .borrow()
            .transfer_control_to_offscreen()
            .map_err(|error| PlayerError::Worker(text(&error)))
    }

    /// Puts another canvas in the place of the one that went with its worker.
    pub(super) fn renew(&self) -> Result<OffscreenCanvas, PlayerError> {
        let canvas: HtmlCanvasElement = filling(&self.container.borrow(), "canvas")?;
        let old = self.canvas.replace(canvas.clone());
        // Fails for nodes that cannot be siblings only.
        let _ = old.replace_with_with_node_1(&canvas);
        self.hand_over()
    }

    /// Puts them into another container, and gives whether they have never left the document (`moveBefore`). Otherwise a video
    /// stands still, and a frame is empty.
    pub(super) fn place(&self, container: HtmlElement) -> bool {
        self.container.replace(container);
        self.fill()
    }

    fn fill(&self) -> bool {
        let container = self.container.borrow();
        let position = web_sys::window()
            .and_then(|window| window.get_computed_style(&container).ok().flatten())
            .and_then(|style| style.get_property_value("position").ok());
        // Outside of a document there is none yet.
        if position.is_none_or(|position| position.is_empty() || position == "static") {
            style(&container, "position", "relative");
        }
        let mut has_stayed = true;
        for node in [&**self.canvas.borrow(), &self.display] {
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
        self.canvas.get_mut().remove();
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
