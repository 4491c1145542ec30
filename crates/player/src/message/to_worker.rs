//! What the page says, as plain objects with a `kind`.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::{Source, Transport};

/// From the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ToWorker {
    /// Draw on the canvas that is attached. The first message, and sent once.
    Canvas,
    Play(Source),
    Stop,
    Retry,
    Visibility(Visibility),
    Online,
    /// Asks for [`FromWorker::Snapshot`](super::FromWorker::Snapshot) with that number.
    Snapshot(u32),
}

/// Whether somebody can see the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    /// Yes.
    Shown,
    /// No: another tab, a minimised window. A source may ask to be kept all the same.
    Hidden,
    /// The page was left and may come back as it was (the browser's back-forward cache).
    Gone,
}

impl ToWorker {
    pub(crate) fn to_js(&self) -> Result<JsValue, JsValue> {
        let object = Object::new();
        let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value).map(|_| ());
        set("kind", self.kind().into())?;
        match self {
            Self::Play(source) => {
                set("url", source.url.as_str().into())?;
                set("transport", source.transport.name().into())?;
                set("keepHidden", source.keep_hidden.into())?;
            }
            Self::Snapshot(number) => set("number", (*number).into())?,
            Self::Canvas | Self::Stop | Self::Retry | Self::Visibility(_) | Self::Online => {}
        }
        Ok(object.into())
    }

    /// `None` if `message` is none of ours.
    pub(crate) fn from_js(message: &JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(message, &name.into()).ok();
        Some(match get("kind")?.as_string()?.as_str() {
            "canvas" => Self::Canvas,
            "play" => Self::Play(Source {
                url: get("url")?.as_string()?,
                transport: Transport::from_name(&get("transport")?.as_string()?)?,
                keep_hidden: get("keepHidden")?.as_bool()?,
            }),
            "stop" => Self::Stop,
            "retry" => Self::Retry,
            "shown" => Self::Visibility(Visibility::Shown),
            "hidden" => Self::Visibility(Visibility::Hidden),
            "gone" => Self::Visibility(Visibility::Gone),
            "online" => Self::Online,
            "snapshot" => Self::Snapshot(get("number")?.as_f64()? as u32),
            _ => return None,
        })
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Canvas => "canvas",
            Self::Play(_) => "play",
            Self::Stop => "stop",
            Self::Retry => "retry",
            Self::Visibility(Visibility::Shown) => "shown",
            Self::Visibility(Visibility::Hidden) => "hidden",
            Self::Visibility(Visibility::Gone) => "gone",
            Self::Online => "online",
            Self::Snapshot(_) => "snapshot",
        }
    }
}
