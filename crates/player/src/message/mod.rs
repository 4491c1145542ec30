//! The messages between page and worker.
//!
//! Each message is posted as a plain object `{stream, message, attachment}`: the stream that it
//! concerns ([`StreamId::HOST`] for the worker itself), the message, and beside it the one thing
//! that is handed over rather than copied (the canvas, the bytes of a snapshot). The worker's
//! messages are bytes, written and read by serde. The page's are objects: reading them so would
//! make the worker's program a third larger.

mod fields;
mod places;
mod replay;
mod to_worker;

use causes::{Cause, Feature};
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsError, JsValue};
use web_sys::{Blob, FileSystemDirectoryHandle};

use crate::{Report, Sink};
pub(crate) use places::{Fit, Place, Places};
pub(crate) use stream::StreamId;
pub(crate) use to_worker::{LoginKind, ToWorker};

/// Tells builds apart; see `build.rs`.
pub const BUILD: &str = env!("PLAYER_BUILD");

/// A posted message of either side.
#[derive(Debug)]
pub(crate) struct Envelope<M> {
    pub(crate) stream: StreamId,
    pub(crate) message: M,
    /// `undefined` if nothing was attached.
    pub(crate) attachment: JsValue,
}

/// From the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// The worker listens. Nothing is to be sent to it before, for it would be lost. This stays
    /// first, and as it is: by it the page knows a worker of another build, whatever else has
    /// changed.
    Ready { build: String },
    /// The player as it is now, without words, and why it is not live: the page finds the words.
    Report(Box<Report>, Option<Cause>),
    /// The same of several streams, by their numbers. What a tick changes is told at once, and of no
    /// stream in particular.
    Reports(Vec<StreamReport>),
    /// Why no better way is taken than the one in the reports from now on.
    Detour(Option<Cause>),
    /// Asks for [`ToWorker::Signed`] with that number: for a request for `target` (path and query),
    /// before it is sent, or with the challenges that it was answered with.
    Sign { number: u32, target: String, challenge: Option<String> },
    /// What the browser's own display is to do, to be answered by [`ToWorker::Displayed`] with that number.
    Display(u32, Display),
    /// Asks for [`ToWorker::Video`], if the page can make a video.
    AskVideo,
    /// A person should see this from now on.
    Sink(Sink),
    /// The last picture drawn, whose bytes are attached, and after them the PNG that was asked for;
    /// nothing if there is none.
    Snapshot(u32, Option<Taken>),
    /// A small picture of what is kept, which is attached, and when it arrived, milliseconds since 1970.
    Thumbnail(u32, Option<f64>),
    /// The pictures that are kept, oldest first. Attached are three numbers for each, of 64 bits: its own,
    /// its arrival and its capture, both in milliseconds since 1970; NaN where the camera tells no time.
    Times,
    /// A recording has begun.
    RecordingBegun,
    /// News of recordings ([`Told`](recording::report::Told)), as the program that writes them tells
    /// it. A recorded file is attached unless it is in the folder that was picked.
    Recording(Vec<u8>),
    /// There is no recording any more, because nothing can write it.
    RecordingFailed,
    /// A part of the player that is loaded when it is first used.
    Feature(FeatureState),
    /// The worker can do no more.
    Failed(String),
    /// After so many messages that changed what the stream draws on: its picture is there.
    Moved(u32),
}

/// The number of a stream, how it is, and why it is not live.
pub(crate) type StreamReport = (u32, Report, Option<Cause>);

/// What becomes of such a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FeatureState {
    /// It is being loaded, and that takes longer than a moment.
    Loading(Feature),
    /// It cannot be loaded, or has stopped.
    Failed(Cause),
}

/// For the browser's own display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Display {
    /// Show this address.
    Show(String),
    /// Close the connection. The last picture stays in view.
    Close,
    /// Go out of the way.
    Clear,
}

/// When and how large a snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub(crate) captured_ms: Option<f64>,
    pub(crate) arrived_ms: f64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Bytes of the camera's JPEG, with which the attachment begins.
    pub(crate) length: u32,
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

const STREAM: &str = "stream";
const MESSAGE: &str = "message";
const ATTACHMENT: &str = "attachment";

/// The object to post and its list of transferables.
pub(crate) fn pack(
    stream: StreamId,
    message: &JsValue,
    attachment: Option<&JsValue>,
) -> Result<(JsValue, Array), JsValue> {
    let envelope = Object::new();
    let transfer = Array::new();
    Reflect::set(&envelope, &STREAM.into(), &stream.0.into())?;
    Reflect::set(&envelope, &MESSAGE.into(), message)?;
    if let Some(attachment) = attachment {
        Reflect::set(&envelope, &ATTACHMENT.into(), attachment)?;
        // These are handed over by reference, and are not transferable.
        if !attachment.is_instance_of::<Blob>() && !attachment.is_instance_of::<FileSystemDirectoryHandle>() {
            transfer.push(attachment);
        }
    }
    Ok((envelope.into(), transfer))
}

/// A posted object's parts.
pub(crate) fn unpack(data: &JsValue) -> Result<Envelope<JsValue>, JsValue> {
    let get = |name: &str| Reflect::get(data, &name.into());
    let stream = get(STREAM)?.as_f64().ok_or(JsValue::NULL)?;
    // Ours are whole numbers within the type.
    let stream = StreamId(stream as u32);
    Ok(Envelope { stream, message: get(MESSAGE)?, attachment: get(ATTACHMENT)? })
}
