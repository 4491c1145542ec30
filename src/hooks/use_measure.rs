//! The size of an element as it changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::{Callback, NodeRef, hook, use_effect_with};

use crate::stage::Size;

/// Tells the size of `element` in CSS pixels and the number of device pixels in each, now and
/// whenever they change.
#[hook]
pub(crate) fn use_measure(element: &NodeRef, measured: Callback<(Size, f64)>) {
    let element = element.clone();
    use_effect_with((), move |()| {
        let observed = element.cast::<Element>().and_then(|element| Observed::new(&element, measured));
        move || drop(observed)
    });
}

/// An observer with its closures; dropping it ends both.
struct Observed {
    observer: ResizeObserver,
    _sizes: Closure<dyn FnMut()>,
    /// A change of the device's pixel ratio (another screen, browser zoom) resizes the window.
    _ratio: gloo::events::EventListener,
}

impl Observed {
    fn new(element: &Element, measured: Callback<(Size, f64)>) -> Option<Self> {
        let window = web_sys::window()?;
        let measure = {
            let (element, window) = (element.clone(), window.clone());
            move || {
                let size = Size::new(f64::from(element.client_width()), f64::from(element.client_height()));
                measured.emit((size, window.device_pixel_ratio()));
            }
        };
        let sizes = Closure::<dyn FnMut()>::new(measure.clone());
        let observer = ResizeObserver::new(sizes.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        let ratio = gloo::events::EventListener::new(&window, "resize", move |_| measure());
        Some(Self { observer, _sizes: sizes, _ratio: ratio })
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
