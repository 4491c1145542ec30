//! Messages of the page, as plain objects with a `kind`.

use authentication::Answer;
use causes::{Cause, Feature};
use js_sys::{Array, Int32Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{Places, replay};
use stream::connection::Visibility;

use crate::login::Signature;
use crate::recording::{Container, RecordingOptions};
use crate::worker::Displayed;
use crate::{
    Decoding, Enhancements, Login, Paths, Reduction, ReplayCommand, ReplayLimits, Route, Setting, Sink,
    StreamSource, Transport,
};

/// From the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ToWorker {
    /// Draw on the canvas that is attached, and on no other. This or [`Share`](Self::Share) is the first message.
    Canvas,
    /// Draw on the canvas that many share, by its number.
    Share(u32),
    /// The canvas that is attached is one that many share. The number is the one in the envelope.
    Wall,
    /// Who draws where on that.
    Places(Places),
    /// Write live pictures to the stream that is attached: it is that of a video.
    Video,
    /// Whether a person wants a window for the video: it gets live pictures whatever the source says.
    WantVideo(bool),
    /// The video has presented so many frames in all.
    Presented(u32),
    /// Whether canvas pixels are read; if so, draw every frame at full size.
    ReadCanvas(bool),
    /// How far frames may be downscaled for display.
    Reduce(Reduction),
    /// Play a source. The worker learns only the kind of its login.
    Play(StreamSource, LoginKind),
    Stop,
    Retry,
    Visibility(Visibility),
    Online,
    /// Asks for [`FromWorker::Snapshot`](super::FromWorker::Snapshot) with that number, and whether
    /// with a PNG of what is seen.
    Snapshot(u32, bool),
    /// The enhancements.
    Enhance(Enhancements),
    Replay(ReplayCommand),
    /// Asks for [`FromWorker::Thumbnail`](super::FromWorker::Thumbnail) with that number, of that time.
    Thumbnail(u32, f64),
    /// Asks for [`FromWorker::Times`](super::FromWorker::Times).
    Times,
    /// Record, or make a clip; into the folder that is attached, if one is.
    Record(RecordingOptions),
    EndRecording,
    /// Hand over (true) or delete the file with that name, which an earlier session left.
    Settle(String, bool),
    /// The answer to [`FromWorker::Sign`](super::FromWorker::Sign).
    Signed(u32, Signature),
    /// News of the browser's own display.
    Displayed(u32, Displayed),
    /// The player is dropped: the stream's last message.
    Close,
}

/// The kind of login at a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LoginKind {
    /// Nobody.
    #[default]
    None,
    /// The page, which signs each request.
    Page,
    /// The browser.
    Browser,
}

impl LoginKind {
    const ALL: [Self; 3] = [Self::None, Self::Page, Self::Browser];

    pub(crate) fn of(login: Option<&Login>) -> Self {
        match login {
            None => Self::None,
            Some(Login::Browser) => Self::Browser,
            Some(Login::Password { .. } | Login::Bearer(_)) => Self::Page,
        }
    }
}

impl ToWorker {
    /// Whether a person has done something with the stream.
    pub(crate) fn is_of_a_person(&self) -> bool {
        matches!(self, Self::Replay(_) | Self::Snapshot(..) | Self::Thumbnail(..))
    }

    pub(crate) fn to_js(&self) -> Result<JsValue, JsValue> {
        let object = Object::new();
        let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value).map(|_| ());
        set("kind", self.kind().into())?;
        match self {
            Self::Play(source, login) => {
                // Flat, and in texts: the smallest thing to read.
                let routes = Array::new();
                for route in &source.routes {
                    routes.push(&route.transport.name().into());
                    routes.push(&route.url.as_str().into());
                    routes.push(&route.via.as_deref().into());
                }
                set("routes", routes.into())?;
                set("worked", source.worked.map(Transport::name).into())?;
                set("fps", source.fps.into())?;
                set("keepHidden", source.keep_hidden.into())?;
                set("stall", source.stall.into())?;
                set("replaySeconds", source.replay.seconds.into())?;
                set("replayMebibytes", source.replay.mebibytes.into())?;
                set("decode", source.paths.decoding.map(Decoding::name).into())?;
                set("sink", source.paths.sink.map(Sink::name).into())?;
                set("login", (*login as u32).into())?;
                set("proxyLogin", source.proxy_login.into())?;
            }
            Self::Enhance(enhancements) => {
                let values = Array::new();
                for setting in Setting::ALL {
                    values.push(&enhancements.get(setting).into());
                }
                set("values", values.into())?;
            }
            Self::Snapshot(number, seen) => {
                set("number", (*number).into())?;
                set("seen", (*seen).into())?;
            }
            Self::Record(options) => {
                set("container", options.container.extension().into())?;
                set("from", options.from_ms.into())?;
                set("until", options.until_ms.into())?;
                set("camera", options.camera.as_str().into())?;
                set("source", options.source.as_str().into())?;
            }
            Self::Settle(name, save) => {
                set("name", name.as_str().into())?;
                set("save", (*save).into())?;
            }
            Self::Thumbnail(number, at) => {
                set("number", (*number).into())?;
                set("at", (*at).into())?;
            }
            Self::Replay(command) => {
                let (name, value) = replay::to_words(*command);
                set("command", name.into())?;
                set("value", value.into())?;
            }
            Self::Signed(number, signature) => {
                set("number", (*number).into())?;
                match signature {
                    Signature::Answer(Answer::Header(header)) => set("signature", header.as_str().into())?,
                    Signature::Answer(answer) => set("signature", answer.number().into())?,
                    Signature::Impossible(cause) => {
                        let stopped = matches!(cause, Cause::FeatureFailed { .. });
                        set("stopped", stopped.into())?;
                        if let Cause::FeatureFailed { why, .. } | Cause::FeatureMissing { why, .. } = cause {
                            set("why", why.as_str().into())?;
                        }
                    }
                }
            }
            Self::Displayed(number, displayed) => {
                set("number", (*number).into())?;
                set(
                    "size",
                    match displayed {
                        Displayed::Shown(width, height) => {
                            Array::of2(&(*width).into(), &(*height).into()).into()
                        }
                        Displayed::Failed => JsValue::FALSE,
                        Displayed::Closed => JsValue::NULL,
                    },
                )?;
            }
            Self::WantVideo(on) | Self::ReadCanvas(on) => set("on", (*on).into())?,
            Self::Presented(count) => set("count", (*count).into())?,
            Self::Share(wall) => set("wall", (*wall).into())?,
            Self::Places(places) => {
                set("places", Int32Array::from(places.to_numbers().as_slice()).into())?;
            }
            Self::Reduce(reduction) => set("divisor", reduction.divisor().into())?,
            Self::Canvas
            | Self::Wall
            | Self::Video
            | Self::Stop
            | Self::Retry
            | Self::Visibility(_)
            | Self::Online
            | Self::Times
            | Self::EndRecording
            | Self::Close => {}
        }
        Ok(object.into())
    }

    /// `None` if `message` is none of ours.
    pub(crate) fn from_js(message: &JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(message, &name.into()).ok();
        Some(match get("kind")?.as_string()?.as_str() {
            "canvas" => Self::Canvas,
            "wall" => Self::Wall,
            "share" => Self::Share(get("wall")?.as_f64()? as u32),
            "places" => {
                Self::Places(Places::from_numbers(&get("places")?.dyn_into::<Int32Array>().ok()?.to_vec())?)
            }
            "close" => Self::Close,
            "video" => Self::Video,
            "wantVideo" => Self::WantVideo(get("on")?.as_bool()?),
            "presented" => Self::Presented(get("count")?.as_f64()? as u32),
            "readCanvas" => Self::ReadCanvas(get("on")?.as_bool()?),
            "reduce" => Self::Reduce(Reduction::from_divisor(get("divisor")?.as_f64()? as u32)?),
            "play" => {
                let list = |name: &str| Some(Array::from(&get(name)?));
                let mut routes = Vec::new();
                let texts = list("routes")?;
                for index in (0..texts.length()).step_by(3) {
                    routes.push(Route {
                        transport: Transport::from_name(&texts.get(index).as_string()?)?,
                        url: texts.get(index + 1).as_string()?,
                        via: texts.get(index + 2).as_string(),
                    });
                }
                let worked = get("worked")?.as_string().and_then(|name| Transport::from_name(&name));
                let fps = get("fps")?.as_f64().map(|fps| fps as u32);
                let login = *LoginKind::ALL.get(get("login")?.as_f64()? as usize)?;
                let keep_hidden = get("keepHidden")?.as_bool()?;
                let stall = get("stall")?.as_f64().map(|stall| stall as u32);
                let replay = ReplayLimits {
                    seconds: (get("replaySeconds")?.as_f64()? as u32).min(ReplayLimits::MOST_SECONDS),
                    mebibytes: (get("replayMebibytes")?.as_f64()? as u32).min(ReplayLimits::MOST_MEBIBYTES),
                };
                let paths = Paths {
                    decoding: get("decode")?.as_string().and_then(|name| Decoding::from_name(&name)),
                    sink: get("sink")?.as_string().and_then(|name| Sink::from_name(&name)),
                };
                let proxy_login = get("proxyLogin")?.as_bool()?;
                let source =
                    StreamSource { routes, worked, fps, keep_hidden, stall, replay, paths, proxy_login };
                Self::Play(source, login)
            }
            "stop" => Self::Stop,
            "retry" => Self::Retry,
            "shown" => Self::Visibility(Visibility::Shown),
            "window" => Self::Visibility(Visibility::Window),
            "hidden" => Self::Visibility(Visibility::Hidden),
            "gone" => Self::Visibility(Visibility::Gone),
            "online" => Self::Online,
            "snapshot" => Self::Snapshot(get("number")?.as_f64()? as u32, get("seen")?.as_bool()?),
            "enhance" => {
                let values = Array::from(&get("values")?);
                let mut enhancements = Enhancements::default();
                for (index, setting) in (0..).zip(Setting::ALL) {
                    enhancements = enhancements.with(setting, values.get(index).as_f64()? as i16);
                }
                Self::Enhance(enhancements)
            }
            "replay" => {
                let command = get("command")?.as_string()?;
                Self::Replay(replay::from_words(&command, get("value")?.as_f64()?)?)
            }
            "record" => Self::Record(RecordingOptions {
                container: Container::from_extension(&get("container")?.as_string()?)?,
                from_ms: get("from")?.as_f64(),
                until_ms: get("until")?.as_f64(),
                camera: get("camera")?.as_string()?,
                source: get("source")?.as_string()?,
            }),
            "times" => Self::Times,
            "endRecording" => Self::EndRecording,
            "settle" => Self::Settle(get("name")?.as_string()?, get("save")?.as_bool()?),
            "thumbnail" => Self::Thumbnail(get("number")?.as_f64()? as u32, get("at")?.as_f64()?),
            "signed" => {
                let signature = get("signature")?;
                let answer = signature.as_string().map(Answer::Header);
                let answer = answer.or_else(|| signature.as_f64().map(Answer::from_number));
                let signature = answer.map_or_else(
                    || {
                        let feature = Feature::Login;
                        let why = get("why").and_then(|why| why.as_string()).unwrap_or_default();
                        Signature::Impossible(if get("stopped").is_some_and(|stopped| stopped.is_truthy()) {
                            Cause::FeatureFailed { feature, why }
                        } else {
                            Cause::FeatureMissing { feature, why }
                        })
                    },
                    Signature::Answer,
                );
                Self::Signed(get("number")?.as_f64()? as u32, signature)
            }
            "displayed" => {
                let size = get("size")?;
                let displayed = if size.is_null() {
                    Displayed::Closed
                } else if size.is_object() {
                    let size = Array::from(&size);
                    let side = |index| size.get(index).as_f64().unwrap_or_default() as u32;
                    Displayed::Shown(side(0), side(1))
                } else {
                    Displayed::Failed
                };
                Self::Displayed(get("number")?.as_f64()? as u32, displayed)
            }
            _ => return None,
        })
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Canvas => "canvas",
            Self::Wall => "wall",
            Self::Share(_) => "share",
            Self::Places(_) => "places",
            Self::Video => "video",
            Self::WantVideo(_) => "wantVideo",
            Self::Presented(_) => "presented",
            Self::ReadCanvas(_) => "readCanvas",
            Self::Reduce(_) => "reduce",
            Self::Play(..) => "play",
            Self::Stop => "stop",
            Self::Retry => "retry",
            Self::Visibility(Visibility::Shown) => "shown",
            Self::Visibility(Visibility::Window) => "window",
            Self::Visibility(Visibility::Hidden) => "hidden",
            Self::Visibility(Visibility::Gone) => "gone",
            Self::Online => "online",
            Self::Snapshot(..) => "snapshot",
            Self::Enhance(_) => "enhance",
            Self::Replay(_) => "replay",
            Self::Record(_) => "record",
            Self::Times => "times",
            Self::EndRecording => "endRecording",
            Self::Settle(..) => "settle",
            Self::Thumbnail(..) => "thumbnail",
            Self::Signed(..) => "signed",
            Self::Displayed(..) => "displayed",
            Self::Close => "close",
        }
    }
}
