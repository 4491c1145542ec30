//! Conversions for the player's JavaScript interface, between the player's program and a page that
//! is its client.

use js_sys::{Object, Reflect, Uint8Array};
use mjpeg::QuirkKind;
use recording::report::Told;
use wasm_bindgen::{JsCast, JsValue};

use crate::message::{LoginKind, ToWorker};
use crate::recording::{Place, RecordingNews};
use crate::{FeatureNews, Login, Report, Snapshot, Source, Thumbnail};

// Beside what [`ToWorker::Play`] says: what stays in the page.
const USER: &str = "user";
const PASSWORD: &str = "password";
const TOKEN: &str = "token";
const IN_CLEAR: &str = "inClear";
/// Only if something else is played.
const IF_OTHER: &str = "ifOther";

/// What a page says to play.
pub(crate) fn play_to_js(source: &Source, if_other: bool) -> Result<JsValue, JsValue> {
    let object = ToWorker::Play(source.stream.clone(), LoginKind::of(source.login.as_ref())).to_js()?;
    let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value).map(drop);
    match &source.login {
        Some(Login::Password { user, password }) => {
            set(USER, user.as_str().into())?;
            set(PASSWORD, password.as_str().into())?;
        }
        Some(Login::Bearer(token)) => set(TOKEN, token.as_str().into())?,
        Some(Login::Browser) | None => {}
    }
    set(IN_CLEAR, source.in_clear.into())?;
    set(IF_OTHER, if_other.into())?;
    Ok(object)
}

/// The source of such a message, and whether it is to be played only if something else is.
pub(crate) fn play_from_js(
    message: &JsValue,
    stream: crate::StreamSource,
    kind: LoginKind,
) -> (Source, bool) {
    let get = |name: &str| Reflect::get(message, &name.into()).ok();
    let text = |name: &str| get(name).and_then(|value| value.as_string());
    let flag = |name: &str| get(name).is_some_and(|value| value.is_truthy());
    let login = match (text(USER), text(TOKEN)) {
        (Some(user), _) => Some(Login::Password { user, password: text(PASSWORD).unwrap_or_default() }),
        (None, Some(token)) => Some(Login::Bearer(token)),
        (None, None) => (kind == LoginKind::Browser).then_some(Login::Browser),
    };
    (Source { stream, login, in_clear: flag(IN_CLEAR) }, flag(IF_OTHER))
}

/// A report as bytes. Only a client of the same build can read them.
pub fn report_to_js(report: &Report) -> JsValue {
    // Writing to memory does not fail.
    Uint8Array::from(postcard::to_allocvec(report).unwrap_or_default().as_slice()).into()
}

/// A report from bytes, with the words of its quirks. `None` if it is of another build.
pub(crate) fn report_from_js(bytes: &JsValue) -> Option<Report> {
    let mut report: Report = postcard::from_bytes(&bytes.dyn_ref::<Uint8Array>()?.to_vec()).ok()?;
    for quirk in &mut report.quirks {
        let kind = QuirkKind::ALL.iter().find(|kind| kind.name() == quirk.name);
        quirk.description = kind.map(|kind| kind.description().to_owned()).unwrap_or_default();
    }
    Some(report)
}

impl RecordingNews {
    /// The news as bytes, and the file that comes with them.
    pub fn to_js(self) -> (JsValue, JsValue) {
        let mut file = JsValue::UNDEFINED;
        let told = match self {
            Self::Going(progress) => Told::Going(progress),
            Self::Recorded(about, Place::Folder(name)) => Told::Recorded(about, Some(name)),
            Self::Recorded(about, Place::Browser(blob)) => {
                file = blob.into();
                Told::Recorded(about, None)
            }
            Self::FolderFailed(why) => Told::FolderFailed(why),
            Self::Ended(progress, why) => Told::Ended(progress, why),
            Self::Left(file) => Told::Left(file),
        };
        (Uint8Array::from(told.to_bytes().as_slice()).into(), file)
    }

    /// `None` if they are of another build.
    pub(crate) fn from_js(bytes: &JsValue, file: JsValue) -> Option<Self> {
        Some(Self::new(Told::from_bytes(&bytes.dyn_ref::<Uint8Array>()?.to_vec())?, file))
    }
}

impl FeatureNews {
    /// The news as bytes.
    pub fn to_js(&self) -> JsValue {
        // Writing to memory does not fail.
        Uint8Array::from(postcard::to_allocvec(self).unwrap_or_default().as_slice()).into()
    }

    /// `None` if they are of another build.
    pub(crate) fn from_js(bytes: &JsValue) -> Option<Self> {
        postcard::from_bytes(&bytes.dyn_ref::<Uint8Array>()?.to_vec()).ok()
    }
}

impl Snapshot {
    /// `{bytes, seen, capturedMs, arrivedMs, width, height}`
    pub fn to_js(&self) -> JsValue {
        let object = Object::new();
        for (name, value) in [
            ("bytes", (&self.bytes).into()),
            ("seen", self.seen.clone().into()),
            ("capturedMs", self.captured_ms.into()),
            ("arrivedMs", self.arrived_ms.into()),
            ("width", self.width.into()),
            ("height", self.height.into()),
        ] {
            // Fails for objects that are frozen only.
            let _ = Reflect::set(&object, &name.into(), &value);
        }
        object.into()
    }

    pub(crate) fn from_js(object: &JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(object, &name.into()).ok();
        let number = |name: &str| get(name)?.as_f64();
        Some(Self {
            bytes: get("bytes")?.dyn_into().ok()?,
            seen: get("seen")?.dyn_into().ok(),
            captured_ms: number("capturedMs"),
            arrived_ms: number("arrivedMs")?,
            width: number("width")? as u32,
            height: number("height")? as u32,
        })
    }
}

impl Thumbnail {
    /// Of `{bitmap, atMs}`.
    pub(crate) fn from_js(object: &JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(object, &name.into()).ok();
        Some(Self { bitmap: get("bitmap")?.dyn_into().ok()?, at_ms: get("atMs")?.as_f64()? })
    }
}

/// The words of an exception.
pub(crate) fn text(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| "unknown cause".to_owned())
}
