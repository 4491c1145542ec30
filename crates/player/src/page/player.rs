//! The player, as who makes one has it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use causes::Cause;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{FileSystemDirectoryHandle, HtmlCanvasElement, HtmlElement};

use super::attributes::Attributes;
use super::display::Display;
use super::event::StateEvent;
use super::feature::FeatureNews;
use super::host::Host;
use super::silence::NO_ANSWER;
use super::thumbnails::Thumbnails;
use super::{Page, Phase, Popping, network, video, worker};
use crate::login::{Authenticator, KnownLogins};
use crate::message::ToWorker;
use crate::recording::{RecordedFile, RecordingNews, RecordingOptions};
use crate::{Enhancements, Reduction, ReplayCommand, Report, Snapshot, Source, Thumbnail};

/// Owns a stream of its host's worker, with its closures and listeners. Dropping it closes the camera's connection.
///
/// See the [crate's documentation](crate) for what embedders may rely on.
pub struct Player {
    page: Rc<Page>,
}

impl Player {
    /// A player that draws on `canvas` and keeps the documented `data-*` attributes of `element`. Where it may not read
    /// the camera's answer, the browser's own display appears in `display` instead: an empty element in the place of
    /// the canvas, hidden while it is not needed.
    ///
    /// `canvas` is given to the worker for good (`transferControlToOffscreen`): it must be new, and can
    /// be used for one player only. `host` has the worker, which all players of a page share. `logins` is what the page knows of
    /// its cameras. `on_report` may drop the player.
    #[expect(clippy::needless_pass_by_value, reason = "the canvas is given away")]
    pub fn new(
        host: &Host,
        element: HtmlElement,
        canvas: HtmlCanvasElement,
        display: HtmlElement,
        logins: &KnownLogins,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        let canvas = worker::transfer(&canvas)?;
        let page = Rc::new_cyclic(|page| {
            let news = Weak::clone(page);
            let place = display.clone();
            let display = Display::new(display, move |number, displayed| {
                if let Some(page) = Weak::<Page>::upgrade(&news) {
                    page.tell(&ToWorker::Displayed(number, displayed));
                }
            });
            Page {
                host: Rc::clone(&host.0),
                stream: host.0.number(),
                element: element.clone(),
                on_feature: RefCell::default(),
                on_recording: RefCell::default(),
                recorded: Cell::default(),
                is_writing: Cell::default(),
                attributes: Attributes::new(element.clone()),
                event: StateEvent::new(element.clone()),
                on_report: Box::new(on_report),
                phase: RefCell::new(Phase::Starting { canvas, wanted: None }),
                display,
                place,
                video: RefCell::default(),
                has_no_video: Cell::default(),
                popping: Cell::default(),
                sink_wanted: Cell::default(),
                reads_canvas: Cell::default(),
                reduction: Cell::default(),
                this: Weak::clone(page),
                authenticator: RefCell::new(Authenticator::new(js_sys::Math::random, logins.clone())),
                camera: RefCell::default(),
                detour: RefCell::default(),
                enhancements: Cell::default(),
                last: RefCell::default(),
                in_sight: Cell::new(true),
                snapshots: RefCell::default(),
                thumbnails: Thumbnails::default(),
            }
        });
        host.0.enter(&page, &element)?;
        Ok(Self { page })
    }

    /// Plays `source`. A running stream is closed first; the same source again means reconnect now.
    pub fn play(&self, source: Source) {
        self.page.play(source);
    }

    /// Closes the connection. The last picture stays.
    pub fn stop(&self) {
        self.page.stop();
    }

    /// Cuts a back-off short, and replaces a stream that has stalled. An ended one is played again.
    /// A worker that has fallen silent is given up at once, unless it records: then it may just wait for the disk.
    pub fn retry(&self) {
        if self.page.host.gives_up() {
            return self.page.host.fail(&Cause::WorkerFailed(NO_ANSWER.into()));
        }
        self.page.tell(&ToWorker::Retry);
    }

    /// The value of `Authorization` for one GET of `url`, where the camera that is played has asked for a login and got
    /// one. Nothing for another host.
    pub fn authorization(&self, url: &str) -> Option<String> {
        self.page.authenticator.borrow_mut().sign_other(url, js_sys::Date::now())
    }

    /// Has the browser ask the person whether this page may ask in the local network ([`Problem::LOCAL_NETWORK`](crate::Problem::LOCAL_NETWORK)), and
    /// then tries again. To be called from a gesture of the person, or browsers may not ask.
    pub fn ask_for_network(&self) {
        let page = Rc::downgrade(&self.page);
        let url = self.page.camera.borrow().clone();
        spawn_local(async move {
            network::ask(&url).await;
            if let Some(page) = page.upgrade() {
                page.tell(&ToWorker::Retry);
            }
        });
    }

    /// Enhances the pictures that are drawn from now on, and the last one at once. The camera's own bytes stay as they are.
    pub fn enhance(&self, enhancements: Enhancements) {
        self.page.enhancements.set(enhancements);
        self.page.tell(&ToWorker::Enhance(enhancements));
    }

    /// Whether [`pop_out`](Self::pop_out) does something here (Chromium, in secure contexts).
    #[must_use]
    pub fn can_pop_out() -> bool {
        video::can_pop_out()
    }

    /// Shows live pictures in a window of their own, above all others (Picture-in-Picture, W3C), or in the page again. To be called
    /// from a gesture of the person, or browsers do not. What is not live stands still there; the page has the words for it.
    /// While there is that window, the camera is kept though the page be hidden.
    pub fn pop_out(&self) {
        self.page.pop_out();
    }

    /// Whether somebody reads the canvas from now on. Otherwise live pictures may be shown by a video over it ([`Sink::Video`](crate::Sink::Video)), and
    /// the canvas may be older.
    pub fn read_canvas(&self, read: bool) {
        self.page.reads_canvas.set(read);
        self.page.tell(&ToWorker::ReadCanvas(read));
    }

    /// From now on pictures may be decoded smaller, because they are shown so ([`Reduction::fitting`]). What is asked of the player
    /// else (snapshots, recordings, enhancements, a canvas that is read) is of the whole picture all the same.
    pub fn reduce(&self, reduction: Reduction) {
        self.page.reduction.set(reduction);
        // A window of its own is not as small as its place in the page.
        if self.page.popping.get() == Popping::In {
            self.page.tell(&ToWorker::Reduce(reduction));
        }
    }

    /// Asks for the last picture drawn, live or not, and whether also for what is `seen` of it. `done` is not called if the
    /// player is dropped first.
    pub fn snapshot(&self, seen: bool, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        self.page.snapshot(seen, Box::new(done));
    }

    /// Begins a recording, or makes a clip where [`RecordingOptions::until_ms`] says so. There is one recording at a time; while
    /// there is one, no other begins. Where there is a `folder` that may be written to, the files go there. News come to
    /// [`on_recording`](Self::on_recording).
    pub fn record(&self, options: RecordingOptions, folder: Option<&FileSystemDirectoryHandle>) {
        if self.page.is_running() {
            self.page.is_writing.set(true);
            self.page.post(&ToWorker::Record(options), folder.map(|folder| &**folder as &JsValue));
        }
    }

    /// Ends the recording: its last file comes, and then [`RecordingNews::Ended`].
    pub fn end_recording(&self) {
        self.page.tell(&ToWorker::EndRecording);
    }

    /// Hands over the file that an earlier visit has left ([`RecordingNews::Left`]), or deletes it.
    pub fn settle(&self, left: &RecordedFile, save: bool) {
        self.page.tell(&ToWorker::Settle(left.stored_name(), save));
    }

    /// Who hears of parts of the player that are loaded, from now on.
    pub fn on_feature(&self, news: impl Fn(FeatureNews) + 'static) {
        *self.page.on_feature.borrow_mut() = Some(Rc::new(news));
    }

    /// Who hears of recordings from now on.
    pub fn on_recording(&self, news: impl Fn(RecordingNews) + 'static) {
        *self.page.on_recording.borrow_mut() = Some(Rc::new(news));
    }

    /// Moves in the pictures that are kept ([`StreamSource::replay`](crate::StreamSource::replay)). Reception, figures and what is said of the stream go on.
    /// What came of it is in [`Report::replay`]; where nothing is kept, nothing comes.
    pub fn replay(&self, command: ReplayCommand) {
        self.page.tell(&ToWorker::Replay(command));
    }

    /// Asks for a small picture of what was shown at that time, milliseconds since 1970 by this device's clock. One
    /// question at a time: another takes its place, and then `done` is not called for the first. Nothing is given where nothing
    /// is kept.
    pub fn thumbnail(&self, at_ms: f64, done: impl FnOnce(Option<Thumbnail>) + 'static) {
        let number = self.page.thumbnails.ask(Box::new(done));
        self.page.tell(&ToWorker::Thumbnail(number, at_ms));
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        // At once, even if a callback of the page still holds it.
        self.page.host.leave(self.page.stream, &self.page.element);
    }
}

impl fmt::Debug for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Player").field("state", &self.page.last.borrow().state).finish_non_exhaustive()
    }
}

/// Why a [`Player`] could not be made, or gives no snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayerError {
    /// The browser lacks something without which nothing can be shown.
    #[error("this browser has no {0}; a current Chromium, Firefox or Safari is needed")]
    Unsupported(&'static str),
    /// The canvas could not be given to the worker: it was given away before, or has been drawn on.
    #[error("the canvas cannot be given to the worker: {0}")]
    Canvas(String),
    /// The worker could not be started, or has died.
    #[error("the player's worker does not run: {0}")]
    Worker(String),
    /// No picture has been drawn yet.
    #[error("no picture has been shown yet")]
    NoPicture,
}
