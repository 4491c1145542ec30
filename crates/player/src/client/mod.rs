//! A page that is the player's client: Rust's view of the class `Player` in `static/player.js`.
//!
//! The program behind that class (page's half, logins, worker) is not part of the page's own: it is
//! loaded beside it, and may have begun to play before.

mod wall;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use js_sys::{Float64Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemDirectoryHandle, HtmlElement};

pub use self::wall::Wall;
use crate::interface::{play_to_js, report_from_js, text};
use crate::message::{BUILD, ToWorker};
use crate::recording::{RecordedFile, RecordingNews, RecordingOptions};
use crate::{
    Enhancements, FeatureNews, PictureTime, PlayerError, Reduction, ReplayCommand, Report, Snapshot, Source,
    Thumbnail,
};

/// The module, beside the page's own program.
const MODULE: &str = "./player.js";

#[wasm_bindgen]
extern "C" {
    /// The operator: relative to the file that calls it.
    #[wasm_bindgen(js_name = import, catch)]
    fn import(module: &str) -> Result<Promise, JsValue>;

    /// The class.
    #[derive(Clone)]
    type Class;
    #[wasm_bindgen(method, catch)]
    fn of(this: &Class, element: &HtmlElement) -> Result<Option<Handle>, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn build(this: &Class) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn ready(this: &Class) -> Option<Promise>;

    /// One of it.
    #[derive(Clone)]
    type Handle;
    #[wasm_bindgen(method, catch)]
    fn listen(this: &Handle, listener: Option<&Function>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn tell(this: &Handle, message: &JsValue, attachment: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn place(this: &Handle, container: &HtmlElement, element: &HtmlElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn share(this: &Handle, wall: Option<&wall::Handle>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Handle) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn authorization(this: &Handle, url: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn snapshot(this: &Handle, seen: bool) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn thumbnail(this: &Handle, at_ms: f64) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn times(this: &Handle) -> Result<Promise, JsValue>;
}

/// The player's program, loaded.
#[derive(Clone)]
pub struct Program {
    class: Class,
    walls: Function,
}

impl Program {
    /// Loads it, or takes what is loaded already.
    pub async fn load() -> Result<Self, PlayerError> {
        let module = JsFuture::from(import(MODULE).map_err(failed)?).await.map_err(failed)?;
        let class: Class = Reflect::get(&module, &"Player".into()).map_err(failed)?.unchecked_into();
        let walls = Reflect::get(&module, &"Wall".into()).map_err(failed)?.unchecked_into();
        if let Some(ready) = class.ready() {
            JsFuture::from(ready).await.map_err(failed)?;
        }
        if class.build().as_deref() != Some(BUILD) {
            return Err(PlayerError::Outdated);
        }
        Ok(Self { class, walls })
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").finish_non_exhaustive()
    }
}

type OnFeature = RefCell<Option<Box<dyn Fn(FeatureNews)>>>;
type OnRecording = RefCell<Option<Box<dyn Fn(RecordingNews)>>>;

/// A camera's picture in a container. Dropping it closes the camera's connection.
///
/// See the [crate's documentation](crate) for what embedders may rely on.
pub struct Player {
    handle: Handle,
    on_feature: Rc<OnFeature>,
    on_recording: Rc<OnRecording>,
    /// Number of the last question for a small picture.
    asked: Rc<Cell<u32>>,
    _listener: Closure<dyn FnMut(String, JsValue, JsValue)>,
}

impl Player {
    /// A player that shows its pictures in `container` and keeps the documented `data-*` attributes
    /// of `element`, which may be the same or one around it. Where a player is in `begun` already,
    /// it moves here with all that it shows and does. `on_report` may drop the player.
    pub fn new(
        program: &Program,
        element: &HtmlElement,
        container: &HtmlElement,
        begun: Option<&HtmlElement>,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        let begun = begun.map(|begun| program.class.of(begun).map_err(failed)).transpose()?.flatten();
        let handle = match begun {
            Some(handle) => {
                handle.place(container, element).map_err(failed)?;
                handle
            }
            None => make(program, element, container, None)?,
        };
        Self::listening(handle, on_report)
    }

    /// A player that draws its pictures on the canvas of `wall`, at the place of `container`, which
    /// is one of its tiles. It takes a canvas of its own where that is better: for a large tile, an
    /// enhanced picture, or one that is read. See [`new`](Self::new) for the rest.
    pub fn in_wall(
        program: &Program,
        element: &HtmlElement,
        container: &HtmlElement,
        wall: &Wall,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        Self::listening(make(program, element, container, Some(wall))?, on_report)
    }

    fn listening(handle: Handle, on_report: impl Fn(Report) + 'static) -> Result<Self, PlayerError> {
        let on_recording = Rc::<OnRecording>::default();
        let recordings = Rc::clone(&on_recording);
        let on_feature = Rc::<OnFeature>::default();
        let features = Rc::clone(&on_feature);
        let listener = Closure::new(move |kind: String, bytes: JsValue, attachment: JsValue| {
            // The listener goes with the player, which what is called here may drop.
            if kind == "report" {
                if let Some(report) = report_from_js(&bytes) {
                    on_report(report);
                }
            } else if kind == "feature" {
                if let (Some(news), Some(listener)) = (FeatureNews::from_js(&bytes), &*features.borrow()) {
                    listener(news);
                }
            } else if let Some(news) = RecordingNews::from_js(&bytes, attachment)
                && let Some(listener) = &*recordings.borrow()
            {
                listener(news);
            }
        });
        let player = Self { handle, on_feature, on_recording, asked: Rc::default(), _listener: listener };
        let listener: &Function = player._listener.as_ref().unchecked_ref();
        player.handle.listen(Some(listener)).map_err(failed)?;
        Ok(player)
    }

    /// Draws on the canvas of `wall` from now on, or on a canvas of its own, as where a tile is
    /// turned, zoomed or fills the screen. The picture stays while it changes over.
    pub fn share(&self, wall: Option<&Wall>) {
        let _ = self.handle.share(wall.map(Wall::handle));
    }

    /// The picture moves, as it is, to another container, and the attributes and events to another element.
    pub fn place(&self, element: &HtmlElement, container: &HtmlElement) {
        let _ = self.handle.place(container, element);
    }

    /// Plays `source`. A running stream is closed first; the same source again means reconnect now.
    pub fn play(&self, source: &Source) {
        self.tell(play_to_js(source, false), None);
    }

    /// Plays `source`, unless it is played already.
    pub fn go_on(&self, source: &Source) {
        self.tell(play_to_js(source, true), None);
    }

    /// Closes the connection. The last picture stays.
    pub fn stop(&self) {
        self.say(&ToWorker::Stop);
    }

    /// Cuts a back-off short, and replaces a stream that has stalled. An ended one is played again.
    /// A worker that has fallen silent is given up at once, unless it records: then it may just
    /// wait for the disk. In the place of a dead one another is started at once.
    pub fn retry(&self) {
        self.say(&ToWorker::Retry);
    }

    /// The value of `Authorization` for one GET of `url`, where the camera that is played has asked
    /// for a login and got one. Nothing for another host.
    pub fn authorization(&self, url: &str) -> Option<String> {
        self.handle.authorization(url).ok().flatten()
    }

    /// Has the browser ask the person whether this page may ask in the local network
    /// ([`Problem::LOCAL_NETWORK`](crate::Problem::LOCAL_NETWORK)), and then tries again. To be
    /// called from a gesture of the person, or browsers may not ask.
    pub fn ask_for_network(&self) {
        self.tell(kind("askForNetwork"), None);
    }

    /// Enhances the pictures that are drawn from now on, and the last one at once. The camera's own
    /// bytes stay as they are.
    pub fn enhance(&self, enhancements: Enhancements) {
        self.say(&ToWorker::Enhance(enhancements));
    }

    /// Shows live pictures in a window of their own, above all others (Picture-in-Picture, W3C), or
    /// in the page again. To be called from a gesture of the person, or browsers do not. What is
    /// not live stands still there; the page has the words for it. While there is that window, the
    /// camera is kept though the page be hidden.
    pub fn pop_out(&self) {
        self.tell(kind("popOut"), None);
    }

    /// Whether somebody reads the canvas from now on. Otherwise live pictures may be shown by a video over it
    /// ([`Sink::Video`](crate::Sink::Video)), and the canvas may be older.
    pub fn read_canvas(&self, read: bool) {
        self.say(&ToWorker::ReadCanvas(read));
    }

    /// From now on pictures may be decoded smaller, because they are shown so
    /// ([`Reduction::fitting`]). What is asked of the player else (snapshots, recordings,
    /// enhancements, a canvas that is read) is of the whole picture all the same.
    pub fn reduce(&self, reduction: Reduction) {
        self.say(&ToWorker::Reduce(reduction));
    }

    /// Asks for the last drawn picture, live or not, and if `seen` also for the view of it.
    pub fn snapshot(&self, seen: bool, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        let answer = self.handle.snapshot(seen);
        wasm_bindgen_futures::spawn_local(async move {
            let answer = match answer {
                Ok(answer) => JsFuture::from(answer).await,
                Err(error) => Err(error),
            };
            done(match answer {
                Ok(snapshot) => Snapshot::from_js(&snapshot).ok_or(PlayerError::NoPicture),
                Err(error) => Err(PlayerError::Worker(text(&error))),
            });
        });
    }

    /// Begins a recording, or makes a clip where [`RecordingOptions::until_ms`] says so. There is
    /// one recording at a time; while there is one, no other begins. Where there is a `folder` that
    /// may be written to, the files go there. News come to [`on_recording`](Self::on_recording).
    pub fn record(&self, options: RecordingOptions, folder: Option<&FileSystemDirectoryHandle>) {
        self.tell(ToWorker::Record(options).to_js(), folder.map(|folder| &**folder as &JsValue));
    }

    /// Ends the recording: its last file comes, and then [`RecordingNews::Ended`].
    pub fn end_recording(&self) {
        self.say(&ToWorker::EndRecording);
    }

    /// Hands over the file that an earlier visit has left ([`RecordingNews::Left`]), or deletes it.
    pub fn settle(&self, left: &RecordedFile, save: bool) {
        self.say(&ToWorker::Settle(left.stored_name(), save));
    }

    /// Sets the listener for news of parts that are loaded.
    pub fn on_feature(&self, news: impl Fn(FeatureNews) + 'static) {
        self.on_feature.replace(Some(Box::new(news)));
    }

    /// Sets the listener for news of recordings.
    pub fn on_recording(&self, news: impl Fn(RecordingNews) + 'static) {
        self.on_recording.replace(Some(Box::new(news)));
    }

    /// Moves in the pictures that are kept ([`StreamSource::replay`](crate::StreamSource::replay)).
    /// Reception, figures and what is said of the stream go on. What came of it is in
    /// [`Report::replay`]; where nothing is kept, nothing comes.
    pub fn replay(&self, command: ReplayCommand) {
        self.say(&ToWorker::Replay(command));
    }

    /// Asks for a small picture of what was shown at that time, milliseconds since 1970 by this
    /// device's clock. One question at a time: another takes its place, and then `done` is not
    /// called for the first. Nothing is given where nothing is kept.
    pub fn thumbnail(&self, at_ms: f64, done: impl FnOnce(Option<Thumbnail>) + 'static) {
        let Ok(answer) = self.handle.thumbnail(at_ms) else { return };
        let number = self.asked.get().wrapping_add(1);
        self.asked.set(number);
        let asked = Rc::downgrade(&self.asked);
        wasm_bindgen_futures::spawn_local(async move {
            let thumbnail = JsFuture::from(answer).await.ok().as_ref().and_then(Thumbnail::from_js);
            if asked.upgrade().is_some_and(|asked| asked.get() == number) {
                done(thumbnail);
            }
        });
    }

    /// Asks when the pictures that are kept were taken and arrived. `done` gets them oldest first,
    /// and none if the player has no worker.
    pub fn times(&self, done: impl FnOnce(Vec<PictureTime>) + 'static) {
        let Ok(answer) = self.handle.times() else { return };
        wasm_bindgen_futures::spawn_local(async move {
            let times =
                JsFuture::from(answer).await.ok().and_then(|times| times.dyn_into::<Float64Array>().ok());
            done(PictureTime::of(&times.map(|times| times.to_vec()).unwrap_or_default()));
        });
    }

    fn say(&self, message: &ToWorker) {
        self.tell(message.to_js(), None);
    }

    fn tell(&self, message: Result<JsValue, JsValue>, attachment: Option<&JsValue>) {
        if let Ok(message) = message {
            // It understands what is of its build, and throws for nothing.
            let _ = self.handle.tell(&message, attachment.unwrap_or(&JsValue::UNDEFINED));
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        let _ = self.handle.listen(None);
        let _ = self.handle.close();
    }
}

impl fmt::Debug for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Player").finish_non_exhaustive()
    }
}

fn make(
    program: &Program,
    element: &HtmlElement,
    container: &HtmlElement,
    wall: Option<&Wall>,
) -> Result<Handle, PlayerError> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"element".into(), element).map_err(failed)?;
    if let Some(wall) = wall {
        Reflect::set(&options, &"wall".into(), wall.handle()).map_err(failed)?;
    }
    let arguments = js_sys::Array::of2(container, &options);
    let class: &Function = program.class.unchecked_ref();
    Ok(Reflect::construct(class, &arguments).map_err(failed)?.unchecked_into())
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: JsValue) -> PlayerError {
    PlayerError::Worker(text(&error))
}

/// A message that the page's half alone understands.
fn kind(kind: &str) -> Result<JsValue, JsValue> {
    let message = js_sys::Object::new();
    Reflect::set(&message, &"kind".into(), &kind.into())?;
    Ok(message.into())
}
