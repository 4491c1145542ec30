//! The parts of the player, linked into the tests' program: nobody serves their files there.

use std::cell::Cell;

use causes::Feature;
use js_sys::{Function, Object, Reflect, Uint8Array, Uint8ClampedArray};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

thread_local! {
    static TRAPS: Cell<bool> = const { Cell::new(false) };
}

/// Has the next call of a part end as a trap does: with an exception.
pub(in crate::worker) fn trap_next() {
    TRAPS.set(true);
}

fn trap_if_told() {
    if TRAPS.take() {
        wasm_bindgen::throw_str("unreachable");
    }
}

/// The module of `feature`, as `import` would give it.
pub(crate) fn linked(feature: Feature) -> Option<JsValue> {
    let module = Object::new();
    let set = |name: &str, function: JsValue| Reflect::set(&module, &name.into(), &function).ok();
    match feature {
        Feature::Small => {
            let decode = |jpeg: Uint8Array, width, height, pixels: Uint8ClampedArray| {
                trap_if_told();
                small::decode(&jpeg.to_vec(), width, height, &pixels)
            };
            let decode: Closure<dyn Fn(Uint8Array, u32, u32, Uint8ClampedArray) -> bool> =
                Closure::new(decode);
            set("decode", decode.into_js_value())?;
        }
        Feature::Record => {
            let begin = |extension: String, camera, source, folder| {
                JsValue::from(record::begin_recording(&extension, camera, source, folder))
            };
            let begin: Closure<dyn Fn(String, String, String, JsValue) -> JsValue> = Closure::new(begin);
            set("begin_recording", begin.into_js_value())?;
            let look: Closure<dyn Fn() -> JsValue> = Closure::new(|| record::look_back().into());
            set("look_back", look.into_js_value())?;
            let settle: Closure<dyn Fn(String, bool) -> JsValue> =
                Closure::new(|name, save| record::settle_recording(name, save).into());
            set("settle_recording", settle.into_js_value())?;
            let bell: Closure<dyn Fn(Function)> = Closure::new(record::on_tasks);
            set("on_tasks", bell.into_js_value())?;
            let run: Closure<dyn Fn()> = Closure::new(|| {
                // What is linked cannot be loaded again: it has to be left in order.
                record::run_tasks();
                trap_if_told();
            });
            set("run_tasks", run.into_js_value())?;
        }
        Feature::Login => {
            let signer: Closure<dyn Fn() -> JsValue> = Closure::new(|| login::signer().into());
            set("signer", signer.into_js_value())?;
        }
        Feature::Enhance => {
            let make = |width, height, cpu_only| {
                trap_if_told();
                enhance::make_enhancer(width, height, cpu_only).map_or(JsValue::UNDEFINED, JsValue::from)
            };
            let make: Closure<dyn Fn(u32, u32, bool) -> JsValue> = Closure::new(make);
            set("make_enhancer", make.into_js_value())?;
        }
    }
    Some(module.into())
}
