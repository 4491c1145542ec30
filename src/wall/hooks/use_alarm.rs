//! Sounds for tiles that have not been live for too long, where the configuration wants it.

use gloo::timers::callback::Interval;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::{UseReducerHandle, hook, use_effect_with, use_mut_ref};

use super::now_ms;
use crate::wall::state::{TileId, Wall};

/// How often it is looked whether a tile is over its limit, milliseconds.
const LOOKS_MS: u32 = 1_000;

/// Sounds once for each tile that goes over its limit.
#[hook]
pub(in crate::wall) fn use_alarm(wall: &UseReducerHandle<Wall>) {
    let latest = use_mut_ref(|| wall.clone());
    latest.replace(wall.clone());
    use_effect_with(wall.alarm_seconds, move |seconds| {
        let mut sounded: Vec<TileId> = Vec::new();
        let timer = seconds.map(|_| {
            Interval::new(LOOKS_MS, move || {
                let late = latest.borrow().alarmed(now_ms());
                if late.iter().any(|tile| !sounded.contains(tile)) {
                    // Browsers refuse it before the first gesture, unless they are told otherwise: the picture says it too.
                    let _ = sound();
                }
                sounded = late;
            })
        });
        move || drop(timer)
    });
}

/// Two short tones.
fn sound() -> Result<(), JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &"AudioContext".into())?.dyn_into()?;
    let context = Reflect::construct(&class, &Array::new())?;
    let now = Reflect::get(&context, &"currentTime".into())?.as_f64().unwrap_or(0.0);
    let tone = call(&context, "createOscillator", &[])?;
    let gain = call(&context, "createGain", &[])?;
    let level = Reflect::get(&gain, &"gain".into())?;
    for (value, at) in [(0.2, 0.0), (0.0, 0.15), (0.2, 0.3), (0.0, 0.45)] {
        call(&level, "setValueAtTime", &[value.into(), (now + at).into()])?;
    }
    Reflect::set(&Reflect::get(&tone, &"frequency".into())?, &"value".into(), &880.0.into())?;
    call(&tone, "connect", std::slice::from_ref(&gain))?;
    call(&gain, "connect", &[Reflect::get(&context, &"destination".into())?])?;
    // The context goes with its only sound.
    let close = Reflect::get(&context, &"close".into())?.dyn_into::<Function>()?.bind0(&context);
    Reflect::set(&tone, &"onended".into(), &close)?;
    call(&tone, "start", &[now.into()])?;
    call(&tone, "stop", &[(now + 0.5).into()])?;
    Ok(())
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    function.apply(object, &arguments.iter().collect::<Array>())
}
