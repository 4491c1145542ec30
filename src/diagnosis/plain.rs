//! A diagnosis as a plain object of JavaScript, for pages that embed the viewer.

use diagnosis::Diagnosis;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// `{code, blame, cause, cure, lines: [{label, text}], steps: [{what, outcome, verdict}], text}`,
/// all of them strings.
pub(crate) fn plain(diagnosis: &Diagnosis) -> JsValue {
    let lines: Array =
        diagnosis.lines.iter().map(|line| object(&[("label", line.label), ("text", &line.text)])).collect();
    let steps: Array = diagnosis
        .steps
        .iter()
        .map(|step| {
            object(&[("what", step.what), ("outcome", &step.outcome), ("verdict", step.verdict.name())])
        })
        .collect();
    let plain = object(&[
        ("code", &diagnosis.code),
        ("blame", diagnosis.blame.name()),
        ("cause", &diagnosis.cause),
        ("cure", &diagnosis.cure),
        ("text", &diagnosis.to_string()),
    ]);
    set(&plain, "lines", &lines);
    set(&plain, "steps", &steps);
    plain
}

fn object(fields: &[(&str, &str)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in fields {
        set(&object, name, &(*value).into());
    }
    object
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Fails for frozen objects only.
    let _ = Reflect::set(object, &name.into(), value);
}
