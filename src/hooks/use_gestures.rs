//! Pointers, fingers and the wheel on an element.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};
use yew::prelude::{Callback, NodeRef, hook, use_effect_with};

use crate::stage::{Gesture, Point, Pointers, WheelUnit, wheel_factor};

/// A gesture on the element, with positions relative to its centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Touch {
    Gesture(Gesture),
    Wheel {
        factor: f64,
        at: Point,
    },
    /// A pointer went down, or the last one came up.
    Held(bool),
}

/// Reports gestures on `element` by pointers and the wheel.
#[hook]
pub(crate) fn use_gestures(element: &NodeRef, touched: Callback<Touch>) {
    let element = element.clone();
    use_effect_with((), move |()| {
        let listeners = element.cast::<Element>().map(|element| listen(&element, &touched));
        move || drop(listeners)
    });
}

fn listen(element: &Element, touched: &Callback<Touch>) -> [EventListener; 5] {
    let pointers = Rc::new(RefCell::new(Pointers::default()));
    let pointer = |name: &'static str, act: fn(&mut Pointers, &PointerEvent, Point) -> Option<Gesture>| {
        let (element, touched, pointers) = (element.clone(), touched.clone(), Rc::clone(&pointers));
        EventListener::new(&element.clone(), name, move |event| {
            let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
            let at = position(&element, event.client_x(), event.client_y());
            if name == "pointerdown" {
                if event.button() != 0 {
                    return;
                }
                // The drag goes on when the pointer leaves the element.
                let _ = element.set_pointer_capture(event.pointer_id());
                touched.emit(Touch::Held(true));
            }
            let gesture = act(&mut pointers.borrow_mut(), event, at);
            if let Some(gesture) = gesture {
                touched.emit(Touch::Gesture(gesture));
            }
            if name == "pointerup" || name == "pointercancel" {
                touched.emit(Touch::Held(false));
            }
        })
    };
    [
        pointer("pointerdown", |pointers, event, at| {
            pointers.down(event.pointer_id(), at);
            None
        }),
        pointer("pointermove", |pointers, event, at| pointers.moved(event.pointer_id(), at)),
        pointer("pointerup", |pointers, event, _| pointers.up(event.pointer_id(), event.time_stamp())),
        pointer("pointercancel", |pointers, event, _| {
            pointers.cancelled(event.pointer_id());
            None
        }),
        wheel(element, touched.clone()),
    ]
}

fn wheel(element: &Element, touched: Callback<Touch>) -> EventListener {
    let target = element.clone();
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(element, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
        // Otherwise the browser zooms or scrolls the page.
        event.prevent_default();
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => WheelUnit::Lines,
            WheelEvent::DOM_DELTA_PAGE => WheelUnit::Pages,
            _ => WheelUnit::Pixels,
        };
        let at = position(&target, event.client_x(), event.client_y());
        touched.emit(Touch::Wheel { factor: wheel_factor(event.delta_y(), unit, event.ctrl_key()), at });
    })
}

fn position(element: &Element, client_x: i32, client_y: i32) -> Point {
    let area = element.get_bounding_client_rect();
    Point::new(
        f64::from(client_x) - area.left() - area.width() / 2.0,
        f64::from(client_y) - area.top() - area.height() / 2.0,
    )
}
