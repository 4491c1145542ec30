//! The interface for pages that embed the viewer: `window.viewer`.

use std::cell::RefCell;
use std::rc::Rc;

use diagnosis::Subject;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use yew::prelude::{hook, use_effect_with, use_mut_ref};

use crate::diagnosis::{Running, plain, subject};
use crate::state::Viewer;

/// The name on the window.
const NAME: &str = "viewer";

/// Keeps `window.viewer` for as long as the page is there:
///
/// - `diagnose()`: a Promise of what keeps the picture away, the same for all who ask while it is
///   looked for. It is rejected if the viewer goes first.
#[hook]
pub(crate) fn use_embedding(viewer: &Viewer) {
    let examined = use_mut_ref(|| None);
    *examined.borrow_mut() = Some(subject(viewer));
    use_effect_with((), move |()| {
        let interface = Interface::new(examined);
        move || drop(interface)
    });
}

/// The object on the window and its closures. Dropping it ends a running diagnosis.
struct Interface {
    asked: Rc<RefCell<Option<Asked>>>,
    _diagnose: Closure<dyn Fn() -> Promise>,
}

/// A diagnosis that was asked for.
struct Asked {
    promise: Promise,
    reject: Function,
    _running: Running,
}

impl Interface {
    fn new(examined: Rc<RefCell<Option<Subject>>>) -> Self {
        let asked: Rc<RefCell<Option<Asked>>> = Rc::default();
        let diagnose = {
            let asked = Rc::clone(&asked);
            Closure::<dyn Fn() -> Promise>::new(move || {
                let now = asked.borrow().as_ref().map(|asked| asked.promise.clone());
                now.unwrap_or_else(|| ask(examined.borrow().clone(), &asked))
            })
        };
        let object = Object::new();
        let _ = Reflect::set(&object, &"diagnose".into(), diagnose.as_ref());
        let _ = Reflect::set(&js_sys::global(), &NAME.into(), &object);
        Self { asked, _diagnose: diagnose }
    }
}

impl Drop for Interface {
    fn drop(&mut self) {
        let _ = Reflect::delete_property(&js_sys::global(), &NAME.into());
        if let Some(asked) = self.asked.take() {
            let _ = asked.reject.call0(&JsValue::NULL);
        }
    }
}

fn ask(subject: Option<Subject>, asked: &Rc<RefCell<Option<Asked>>>) -> Promise {
    let mut settle = None;
    let promise = Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
    if let (Some(subject), Some((resolve, reject))) = (subject, settle) {
        let done = Rc::downgrade(asked);
        let running = Running::start(
            subject,
            Box::new(move |_, diagnosis| {
                let Some(diagnosis) = diagnosis else { return };
                let _ = resolve.call1(&JsValue::NULL, &plain(&diagnosis));
                if let Some(asked) = done.upgrade() {
                    asked.take();
                }
            }),
        );
        *asked.borrow_mut() = Some(Asked { promise: promise.clone(), reject, _running: running });
    }
    promise
}
