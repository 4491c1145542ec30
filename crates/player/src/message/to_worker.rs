//! Messages of the page, as plain objects with a `kind`.

use authentication::Answer;
use causes::{Cause, Feature};
use js_sys::{Array, Int32Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::fields::{Fields, Message};
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
        let message = Message(Object::new());
        message.text("kind", self.kind())?;
        match self {
            Self::Play(source, login) => {
                // Flat, and in texts: the smallest thing to read.
                let routes = Array::new();
                for route in &source.routes {
                    routes.push(&route.transport.name().into());
                    routes.push(&route.url.as_str().into());
                    routes.push(&route.via.as_deref().into());
                }
                message.set("routes", &routes)?;
                message.text_if("worked", source.worked.map(Transport::name))?;
                message.number_if("fps", source.fps.map(f64::from))?;
                message.flag("keepHidden", source.keep_hidden)?;
                message.number_if("stall", source.stall.map(f64::from))?;
                message.number("replaySeconds", source.replay.seconds.into())?;
                message.number("replayMebibytes", source.replay.mebibytes.into())?;
                message.text_if("decode", source.paths.decoding.map(Decoding::name))?;
                message.text_if("sink", source.paths.sink.map(Sink::name))?;
                message.number("login", (*login as u32).into())?;
                message.flag("proxyLogin", source.proxy_login)?;
            }
            Self::Enhance(enhancements) => {
                let values = Array::new();
                for setting in Setting::ALL {
                    values.push(&enhancements.get(setting).into());
                }
                message.set("values", &values)?;
            }
            Self::Snapshot(number, seen) => {
                message.number("number", (*number).into())?;
                message.flag("seen", *seen)?;
            }
            Self::Record(options) => {
                message.text("container", options.container.extension())?;
                message.number_if("from", options.from_ms)?;
                message.number_if("until", options.until_ms)?;
                message.text("camera", &options.camera)?;
                message.text("source", &options.source)?;
            }
            Self::Settle(name, save) => {
                message.text("name", name)?;
                message.flag("save", *save)?;
            }
            Self::Thumbnail(number, at) => {
                message.number("number", (*number).into())?;
                message.number("at", *at)?;
            }
            Self::Replay(command) => {
                let (name, value) = replay::to_words(*command);
                message.text("command", name)?;
                message.number("value", value)?;
            }
            Self::Signed(number, signature) => {
                message.number("number", (*number).into())?;
                match signature {
                    Signature::Answer(Answer::Header(header)) => message.text("signature", header)?,
                    Signature::Answer(answer) => message.number_if("signature", answer.number())?,
                    Signature::Impossible(cause) => {
                        let stopped = matches!(cause, Cause::FeatureFailed { .. });
                        message.flag("stopped", stopped)?;
                        if let Cause::FeatureFailed { why, .. } | Cause::FeatureMissing { why, .. } = cause {
                            message.text("why", why)?;
                        }
                    }
                }
            }
            Self::Displayed(number, displayed) => {
                message.number("number", (*number).into())?;
                let size = match displayed {
                    Displayed::Shown(width, height) => Array::of2(&(*width).into(), &(*height).into()).into(),
                    Displayed::Failed => JsValue::FALSE,
                    Displayed::Closed => JsValue::NULL,
                };
                message.set("size", &size)?;
            }
            Self::WantVideo(on) | Self::ReadCanvas(on) => message.flag("on", *on)?,
            Self::Presented(count) => message.number("count", (*count).into())?,
            Self::Share(wall) => message.number("wall", (*wall).into())?,
            Self::Places(places) => {
                message.set("places", &Int32Array::from(places.to_numbers().as_slice()))?;
            }
            Self::Reduce(reduction) => message.number("divisor", reduction.divisor().into())?,
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
        Ok(message.0.into())
    }

    /// `None` if `message` is none of ours.
    pub(crate) fn from_js(message: &JsValue) -> Option<Self> {
        let fields = Fields(message);
        Some(match fields.text("kind")?.as_str() {
            "canvas" => Self::Canvas,
            "wall" => Self::Wall,
            "share" => Self::Share(fields.whole("wall")?),
            "places" => Self::Places(Places::from_numbers(
                &fields.get("places")?.dyn_into::<Int32Array>().ok()?.to_vec(),
            )?),
            "close" => Self::Close,
            "video" => Self::Video,
            "wantVideo" => Self::WantVideo(fields.flag("on")?),
            "presented" => Self::Presented(fields.whole("count")?),
            "readCanvas" => Self::ReadCanvas(fields.flag("on")?),
            "reduce" => Self::Reduce(Reduction::from_divisor(fields.whole("divisor")?)?),
            "play" => {
                let mut routes = Vec::new();
                let texts = Array::from(&fields.get("routes")?);
                for index in (0..texts.length()).step_by(3) {
                    routes.push(Route {
                        transport: Transport::from_name(&texts.get(index).as_string()?)?,
                        url: texts.get(index + 1).as_string()?,
                        via: texts.get(index + 2).as_string(),
                    });
                }
                let worked = fields.text("worked").and_then(|name| Transport::from_name(&name));
                let fps = fields.whole("fps");
                let login = *LoginKind::ALL.get(fields.whole("login")? as usize)?;
                let keep_hidden = fields.flag("keepHidden")?;
                let stall = fields.whole("stall");
                let replay = ReplayLimits {
                    seconds: fields.whole("replaySeconds")?.min(ReplayLimits::MOST_SECONDS),
                    mebibytes: fields.whole("replayMebibytes")?.min(ReplayLimits::MOST_MEBIBYTES),
                };
                let paths = Paths {
                    decoding: fields.text("decode").and_then(|name| Decoding::from_name(&name)),
                    sink: fields.text("sink").and_then(|name| Sink::from_name(&name)),
                };
                let proxy_login = fields.flag("proxyLogin")?;
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
            "snapshot" => Self::Snapshot(fields.whole("number")?, fields.flag("seen")?),
            "enhance" => {
                let values = Array::from(&fields.get("values")?);
                let mut enhancements = Enhancements::default();
                for (index, setting) in (0..).zip(Setting::ALL) {
                    enhancements = enhancements.with(setting, values.get(index).as_f64()? as i16);
                }
                Self::Enhance(enhancements)
            }
            "replay" => {
                let command = fields.text("command")?;
                Self::Replay(replay::from_words(&command, fields.number("value")?)?)
            }
            "record" => Self::Record(RecordingOptions {
                container: Container::from_extension(&fields.text("container")?)?,
                from_ms: fields.number("from"),
                until_ms: fields.number("until"),
                camera: fields.text("camera")?,
                source: fields.text("source")?,
            }),
            "times" => Self::Times,
            "endRecording" => Self::EndRecording,
            "settle" => Self::Settle(fields.text("name")?, fields.flag("save")?),
            "thumbnail" => Self::Thumbnail(fields.whole("number")?, fields.number("at")?),
            "signed" => {
                let signature = fields.get("signature")?;
                let answer = signature.as_string().map(Answer::Header);
                let answer = answer.or_else(|| signature.as_f64().map(Answer::from_number));
                let signature = answer.map_or_else(
                    || {
                        let feature = Feature::Login;
                        let why = fields.text("why").unwrap_or_default();
                        Signature::Impossible(if fields.flag("stopped") == Some(true) {
                            Cause::FeatureFailed { feature, why }
                        } else {
                            Cause::FeatureMissing { feature, why }
                        })
                    },
                    Signature::Answer,
                );
                Self::Signed(fields.whole("number")?, signature)
            }
            "displayed" => {
                let size = fields.get("size")?;
                let displayed = if size.is_null() {
                    Displayed::Closed
                } else if size.is_object() {
                    let size = Array::from(&size);
                    let side = |index| size.get(index).as_f64().unwrap_or_default() as u32;
                    Displayed::Shown(side(0), side(1))
                } else {
                    Displayed::Failed
                };
                Self::Displayed(fields.whole("number")?, displayed)
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
