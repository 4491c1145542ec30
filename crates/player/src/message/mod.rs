//! What page and worker say to each other.
//!
//! What is posted is a plain object `{message, attachment}`: the message, and beside it the one thing that is
//! handed over rather than copied (the canvas, the bytes of a snapshot). The worker's messages are bytes, written
//! and read by serde. The page's are objects: reading them so would make the worker's program a third larger.

mod to_worker;

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsError, JsValue};

use crate::Report;
use crate::cause::Cause;
pub(crate) use to_worker::{ToWorker, Visibility};

/// Tells builds apart; see `build.rs`.
pub(crate) const BUILD: &str = env!("PLAYER_BUILD");

/// From the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// The worker listens. Nothing is to be sent to it before, for it would be lost. This stays first, and as it is: by it
    /// the page knows a worker of another build, whatever else has changed.
    Ready { build: String },
    /// The player as it is now, without words, and why it is not live: the page finds the words.
    Report(Box<Report>, Option<Cause>),
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

impl FromWorker {
    pub(crate) fn to_js(&self) -> Result<JsValue, JsValue> {
        let bytes = postcard::to_allocvec(self).map_err(|error| JsError::new(&error.to_string()))?;
        Ok(Uint8Array::from(bytes.as_slice()).into())
    }

    pub(crate) fn from_js(value: &JsValue) -> Result<Self, JsValue> {
        let unreadable = || JsError::new("the worker's message cannot be read");
        let bytes = value.dyn_ref::<Uint8Array>().ok_or_else(unreadable)?.to_vec();
        Ok(postcard::from_bytes(&bytes).map_err(|_| unreadable())?)
    }
}

const MESSAGE: &str = "message";
const ATTACHMENT: &str = "attachment";

/// The object to post and its list of transferables.
pub(crate) fn pack(message: &JsValue, attachment: Option<&JsValue>) -> Result<(JsValue, Array), JsValue> {
    let envelope = Object::new();
    let transfer = Array::new();
    Reflect::set(&envelope, &MESSAGE.into(), message)?;
    if let Some(attachment) = attachment {
        Reflect::set(&envelope, &ATTACHMENT.into(), attachment)?;
        transfer.push(attachment);
    }
    Ok((envelope.into(), transfer))
}

/// The message in a posted object and what was attached to it (`undefined` if nothing was).
pub(crate) fn unpack(data: &JsValue) -> Result<(JsValue, JsValue), JsValue> {
    Ok((Reflect::get(data, &MESSAGE.into())?, Reflect::get(data, &ATTACHMENT.into())?))
}
