//! What page and worker say to each other.
//!
//! A message is a plain object `{message, attachment}`: the message itself through serde, and beside it
//! the one thing that is handed over rather than copied (the canvas, the bytes of a snapshot).

use js_sys::{Array, Object, Reflect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::{Report, Source};

/// Tells builds apart; see `build.rs`.
pub(crate) const BUILD: &str = env!("PLAYER_BUILD");

/// From the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ToWorker {
    /// Draw on the canvas that is attached. The first message, and sent once.
    Canvas,
    Play(Source),
    Stop,
    Retry,
    Visibility(Visibility),
    Online,
    /// Asks for [`FromWorker::Snapshot`] with that number.
    Snapshot(u32),
}

/// Whether somebody can see the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Visibility {
    /// Yes.
    Shown,
    /// No: another tab, a minimised window. A source may ask to be kept all the same.
    Hidden,
    /// The page was left and may come back as it was (the browser's back-forward cache).
    Gone,
}

/// From the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// The worker listens. Nothing is to be sent to it before, for it would be lost.
    Ready {
        build: String,
    },
    Report(Box<Report>),
    /// The last picture drawn, whose bytes are attached; nothing if there is none.
    Snapshot(u32, Option<Taken>),
    /// The worker can do no more.
    Failed(String),
}

/// When and how large a snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub(crate) captured_ms: Option<f64>,
    pub(crate) arrived_ms: f64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

const MESSAGE: &str = "message";
const ATTACHMENT: &str = "attachment";

/// The object to post and its list of transferables.
pub(crate) fn pack(
    message: &impl Serialize,
    attachment: Option<&JsValue>,
) -> Result<(JsValue, Array), JsValue> {
    let envelope = Object::new();
    let transfer = Array::new();
    Reflect::set(&envelope, &MESSAGE.into(), &serde_wasm_bindgen::to_value(message)?)?;
    if let Some(attachment) = attachment {
        Reflect::set(&envelope, &ATTACHMENT.into(), attachment)?;
        transfer.push(attachment);
    }
    Ok((envelope.into(), transfer))
}

/// The message in a posted object and what was attached to it (`undefined` if nothing was).
pub(crate) fn unpack<M: DeserializeOwned>(data: &JsValue) -> Result<(M, JsValue), JsValue> {
    let message = serde_wasm_bindgen::from_value(Reflect::get(data, &MESSAGE.into())?)?;
    Ok((message, Reflect::get(data, &ATTACHMENT.into())?))
}
