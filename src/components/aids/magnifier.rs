//! A magnifier that follows the pointer: drawn by the browser's own clock, outside of yew.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, PointerEvent, Window};
use yew::prelude::{Html, NodeRef, Properties, component, html, use_effect_with, use_mut_ref, use_node_ref};

use super::css;
use crate::stage::{Placement, Size};
use crate::state::Sampling;

/// Its diameter, CSS pixels.
const SIDE: f64 = 220.0;
/// How far above a finger it is, CSS pixels.
const ABOVE: f64 = 150.0;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub container: NodeRef,
    pub picture: Size,
    pub placement: Placement,
    pub magnification: u8,
    pub sampling: Sampling,
}

/// There for as long as it is rendered.
#[component]
pub(super) fn Magnifier(props: &Props) -> Html {
    let lens = use_node_ref();
    let now = use_mut_ref(|| props.clone());
    now.replace(props.clone());
    use_effect_with((), {
        let lens = lens.clone();
        move |()| {
            let running = lens.cast::<HtmlCanvasElement>().and_then(|lens| Running::start(lens, now));
            move || drop(running)
        }
    });
    html! { <canvas ref={lens} class="magnifier" aria-hidden="true"></canvas> }
}

/// The drawing and its listeners.
struct Running {
    drawing: Rc<Drawing>,
    _pointer: EventListener,
}

struct Drawing {
    window: Window,
    lens: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    props: Rc<RefCell<Props>>,
    /// In the window, CSS pixels, and whether it is a finger. The middle of the stage at first.
    pointer: Cell<Option<(f64, f64, bool)>>,
    request: Cell<Option<i32>>,
    frame: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Running {
    fn start(lens: HtmlCanvasElement, props: Rc<RefCell<Props>>) -> Option<Self> {
        let window = web_sys::window()?;
        let context = lens.get_context("2d").ok()??.dyn_into().ok()?;
        let drawing = Rc::new(Drawing {
            window,
            lens,
            context,
            props,
            pointer: Cell::default(),
            request: Cell::default(),
            frame: RefCell::default(),
        });
        let next = Rc::downgrade(&drawing);
        *drawing.frame.borrow_mut() = Some(Closure::new(move || {
            if let Some(drawing) = next.upgrade() {
                drawing.draw();
                drawing.schedule();
            }
        }));
        drawing.schedule();
        let moved = Rc::downgrade(&drawing);
        let pointer = EventListener::new(&drawing.window, "pointermove", move |event| {
            if let (Some(drawing), Some(event)) = (moved.upgrade(), event.dyn_ref::<PointerEvent>()) {
                let is_finger = event.pointer_type() == "touch";
                drawing.pointer.set(Some((event.client_x().into(), event.client_y().into(), is_finger)));
            }
        });
        Some(Self { drawing, _pointer: pointer })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(request) = self.drawing.request.take() {
            let _ = self.drawing.window.cancel_animation_frame(request);
        }
        self.drawing.frame.take();
    }
}

/// The player's canvas, which it may replace.
fn canvas_in(container: &NodeRef) -> Option<HtmlCanvasElement> {
    container.cast::<HtmlElement>()?.query_selector("canvas").ok()??.dyn_into().ok()
}

impl Drawing {
    fn schedule(&self) {
        if let Some(frame) = &*self.frame.borrow() {
            let request = self.window.request_animation_frame(frame.as_ref().unchecked_ref());
            self.request.set(request.ok());
        }
    }

    fn draw(&self) {
        let props = self.props.borrow();
        let Some(source) = canvas_in(&props.container) else { return };
        let Some(layer) = self.lens.parent_element() else { return };
        let area = layer.get_bounding_client_rect();
        let (x, y, is_finger) = match self.pointer.get() {
            Some((x, y, is_finger)) => (x - area.left(), y - area.top(), is_finger),
            None => (area.width() / 2.0, area.height() / 2.0, false),
        };
        let Props { picture, placement, magnification, sampling, .. } = *props;
        let (at_x, at_y) = placement.to_picture(picture, (x, y));

        let ratio = placement.pixel_ratio;
        let side = (SIDE * ratio).round();
        if f64::from(self.lens.width()) != side {
            self.lens.set_width(side as u32);
            self.lens.set_height(side as u32);
        }
        // Never less than what is seen beside it, nor than so many screen pixels for each of the picture.
        let scale = f64::from(magnification) * ratio * placement.scale.max(1.0);
        let context = &self.context;
        context.set_image_smoothing_enabled(!sampling.is_crisp(true));
        let mirror = if placement.orientation.mirrored() { -1.0 } else { 1.0 };
        let reach = (side / scale / 2.0).ceil() + 1.0;
        let (left, top) = ((at_x - reach).floor(), (at_y - reach).floor());
        let size = reach * 2.0 + 1.0;
        // None of these fails for numbers that are finite.
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, side, side);
        let _ = context.translate(side / 2.0, side / 2.0);
        let _ = context.rotate(f64::from(placement.orientation.degrees()).to_radians());
        let _ = context.scale(scale * mirror, scale);
        let _ = context.translate(-at_x, -at_y);
        // A canvas that belongs to a worker can be drawn all the same.
        let _ = context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &source, left, top, size, size, left, top, size, size,
        );

        let lift = if is_finger { ABOVE } else { 0.0 };
        let style = self.lens.unchecked_ref::<HtmlElement>().style();
        let place = [
            "translate(",
            &css(x - SIDE / 2.0),
            "px,",
            &css((y - SIDE / 2.0 - lift).max(-SIDE / 4.0)),
            "px)",
        ];
        let _ = style.set_property("transform", &place.concat());
    }
}
