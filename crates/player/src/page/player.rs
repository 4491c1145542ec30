//! The player on the page.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use causes::Cause;
use js_sys::{Float64Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{FileSystemDirectoryHandle, HtmlElement, ImageBitmap};

use super::attributes::Attributes;
use super::display::Display;
use super::event::StateEvent;
use super::feature::FeatureNews;
use super::host::Host;
use super::nodes::Nodes;
use super::signing::Signer;
use super::silence::NO_ANSWER;
use super::thumbnails::Thumbnails;
use super::{Page, Phase, network};
use crate::interface::play_from_js;
use crate::message::ToWorker;
use crate::recording::{RecordingNews, RecordingOptions};
use crate::{Enhancements, Reduction, Report, Snapshot, Source};

/// Owns a stream of its host's worker, with its closures and listeners. Dropping it closes the
/// camera's connection.
///
/// See the [crate's documentation](crate) for what embedders may rely on.
pub struct Player {
    page: Rc<Page>,
}

impl Player {
    /// A player that shows its pictures in `container` and keeps the documented `data-*` attributes
    /// of `element`, which may be the same or one around it.
    ///
    /// The player fills the container, which should be empty, with a canvas of its own, and with
    /// the browser's own display where it may not read the camera's answer. `host` has the worker,
    /// which all players of a page share. If that dies, host and players replace it with its
    /// canvases and play again. Where there is a [`Wall`](super::Wall) with the number `wall`, the
    /// container is a tile of it, and small pictures are drawn on its canvas. `on_report` may
    /// drop the player.
    pub fn new(
        host: &Host,
        element: &HtmlElement,
        container: &HtmlElement,
        wall: u32,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        let wall = host.0.wall(wall);
        let nodes = Nodes::new(container.clone(), wall.is_none())?;
        let page = Rc::new_cyclic(|page| {
            let news = Weak::clone(page);
            let display = Display::new(nodes.display().clone(), move |number, displayed| {
                if let Some(page) = Weak::<Page>::upgrade(&news) {
                    page.tell(&ToWorker::Displayed(number, displayed));
                }
            });
            Page {
                host: Rc::clone(&host.0),
                stream: host.0.number(),
                on_feature: RefCell::default(),
                on_recording: RefCell::default(),
                recorded: Cell::default(),
                is_writing: Cell::default(),
                attributes: Attributes::new(element.clone()),
                event: StateEvent::new(element.clone()),
                on_report: Box::new(on_report),
                phase: RefCell::new(Phase::Starting),
                wanted: RefCell::default(),
                has_more_ways: Cell::default(),
                nodes,
                display,
                video: RefCell::default(),
                popping: Cell::default(),
                reads_canvas: Cell::default(),
                reduction: Cell::default(),
                wall: RefCell::default(),
                shared: RefCell::new(wall.clone()),
                left_walls: RefCell::default(),
                moves: Cell::default(),
                tile: Cell::default(),
                fit: Cell::default(),
                this: Weak::clone(page),
                signer: Signer::default(),
                plays: Cell::default(),
                camera: RefCell::default(),
                detour: RefCell::default(),
                enhancements: Cell::default(),
                last: RefCell::default(),
                in_sight: Cell::new(true),
                snapshots: RefCell::default(),
                thumbnails: Thumbnails::default(),
                times: RefCell::default(),
            }
        });
        page.attributes.surface(wall.is_some());
        if wall.is_some() {
            page.share(wall);
        }
        host.0.enter(&page, container)?;
        Ok(Self { page })
    }

    /// Plays `source`. A running stream is closed first; the same source again means reconnect now.
    pub fn play(&self, source: Source) {
        self.page.play(source);
    }

    /// Plays `source`, unless it is played already.
    pub fn go_on(&self, source: Source) {
        self.page.go_on(source);
    }

    /// Closes the connection. The last picture stays.
    pub fn stop(&self) {
        self.page.stop();
    }

    /// The player as it was told last.
    #[must_use]
    pub fn report(&self) -> Report {
        self.page.last.borrow().clone()
    }

    /// The picture moves, as it is, to another container, and the attributes and events to another element.
    pub fn place(&self, element: HtmlElement, container: HtmlElement) {
        self.page.place(element, container);
    }

    /// The container is a tile of the [`Wall`](super::Wall) with that number from now on; without one, the player has a canvas of
    /// its own. The picture stays.
    pub fn share(&self, wall: u32) {
        self.page.share(self.page.host.wall(wall));
    }

    /// Does what a message of the page says, with what is attached to it. `None` if it means nothing.
    pub fn command(&self, message: &JsValue, attachment: &JsValue) -> Option<()> {
        let kind = Reflect::get(message, &"kind".into()).ok()?.as_string()?;
        match kind.as_str() {
            "popOut" => self.pop_out(),
            "askForNetwork" => self.ask_for_network(),
            _ => match ToWorker::from_js(message)? {
                ToWorker::Play(stream, kind) => match play_from_js(message, stream, kind) {
                    (source, true) => self.go_on(source),
                    (source, false) => self.play(source),
                },
                ToWorker::Stop => self.stop(),
                ToWorker::Retry => self.retry(),
                ToWorker::Enhance(enhancements) => self.enhance(enhancements),
                ToWorker::ReadCanvas(read) => self.read_canvas(read),
                ToWorker::Reduce(reduction) => self.reduce(reduction),
                ToWorker::Record(options) => self.record(options, attachment.dyn_ref()),
                message @ (ToWorker::Replay(_) | ToWorker::EndRecording | ToWorker::Settle(..)) => {
                    self.page.tell(&message);
                }
                // The player's own.
                _ => return None,
            },
        }
        Some(())
    }

    /// Cuts a back-off short, and replaces a stream that has stalled. An ended one is played again.
    /// A worker that has fallen silent is given up at once, unless it records: then it may just
    /// wait for the disk. In the place of a dead one another is started at once.
    pub fn retry(&self) {
        if self.page.failed().is_some() {
            return self.page.host.restart();
        }
        if self.page.host.gives_up() {
            return self.page.host.fail(&Cause::WorkerFailed(NO_ANSWER.into()));
        }
        self.page.tell(&ToWorker::Retry);
    }

    /// The value of `Authorization` for one GET of `url`, where the camera that is played has asked
    /// for a login and got one. Nothing for another host.
    pub fn authorization(&self, url: &str) -> Option<String> {
        self.page.signer.sign_other(&self.page.host.signing, url)
    }

    /// Has the browser ask the person whether this page may ask in the local network
    /// ([`Problem::LOCAL_NETWORK`](crate::Problem::LOCAL_NETWORK)), and then tries again. To be
    /// called from a gesture of the person, or browsers may not ask.
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

    /// Enhances the pictures that are drawn from now on, and the last one at once. The camera's own
    /// bytes stay as they are.
    pub fn enhance(&self, enhancements: Enhancements) {
        self.page.enhancements.set(enhancements);
        self.page.change_over();
        self.page.tell(&ToWorker::Enhance(enhancements));
    }

    /// Shows live pictures in a window of their own, above all others (Picture-in-Picture, W3C), or
    /// in the page again. To be called from a gesture of the person, or browsers do not. What is
    /// not live stands still there; the page has the words for it. While there is that window, the
    /// camera is kept though the page be hidden.
    pub fn pop_out(&self) {
        self.page.pop_out();
    }

    /// Whether somebody reads the canvas from now on. Otherwise live pictures may be shown by a
    /// video over it ([`Sink::Video`](crate::Sink::Video)), and the canvas may be older.
    pub fn read_canvas(&self, read: bool) {
        self.page.reads_canvas.set(read);
        self.page.change_over();
        self.page.tell(&ToWorker::ReadCanvas(read));
    }

    /// From now on pictures may be decoded smaller, because they are shown so
    /// ([`Reduction::fitting`]). What is asked of the player else (snapshots, recordings,
    /// enhancements, a canvas that is read) is of the whole picture all the same.
    pub fn reduce(&self, reduction: Reduction) {
        self.page.reduce(reduction);
    }

    /// Asks for the last drawn picture, live or not, and if `seen` also for the view of it.
    pub fn snapshot(&self, seen: bool, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        self.page.snapshot(seen, Box::new(done));
    }

    /// Begins a recording, or makes a clip where [`RecordingOptions::until_ms`] says so. There is
    /// one recording at a time; while there is one, no other begins. Where there is a `folder` that
    /// may be written to, the files go there. News come to [`on_recording`](Self::on_recording).
    pub fn record(&self, options: RecordingOptions, folder: Option<&FileSystemDirectoryHandle>) {
        if self.page.is_running() {
            self.page.is_writing.set(true);
            self.page.post(&ToWorker::Record(options), folder.map(|folder| &**folder as &JsValue));
        }
    }

    /// Sets the listener for news of parts that are loaded.
    pub fn on_feature(&self, news: impl Fn(FeatureNews) + 'static) {
        *self.page.on_feature.borrow_mut() = Some(Rc::new(news));
    }

    /// Sets the listener for news of recordings.
    pub fn on_recording(&self, news: impl Fn(RecordingNews) + 'static) {
        *self.page.on_recording.borrow_mut() = Some(Rc::new(news));
    }

    /// Asks for a small picture of what was shown at that time, milliseconds since 1970 by this
    /// device's clock. One question at a time: another takes its place, and then `done` gets
    /// nothing for the first. Nothing is given where nothing is kept.
    pub fn thumbnail(&self, at_ms: f64, done: impl FnOnce(Option<(ImageBitmap, f64)>) + 'static) {
        let number = self.page.thumbnails.ask(Box::new(done));
        self.page.tell(&ToWorker::Thumbnail(number, at_ms));
    }

    /// Asks for three numbers of each kept picture, oldest first: its own, its arrival and its
    /// capture, both in milliseconds since 1970; NaN where the camera tells no time.
    pub fn times(&self, done: impl FnOnce(Float64Array) + 'static) {
        if !self.page.is_running() {
            return done(Float64Array::new_with_length(0));
        }
        self.page.times.borrow_mut().push(Box::new(done));
        self.page.tell(&ToWorker::Times);
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        // At once, even if a callback of the page still holds it.
        self.page.host.leave(self.page.stream, &self.page.nodes.container());
        self.page.leave_wall();
        self.page.thumbnails.give_up();
        self.page.give_times(&Float64Array::new_with_length(0));
        let snapshots = std::mem::take(&mut self.page.snapshots.borrow_mut().waiting);
        for (_, done) in snapshots {
            done(Err(PlayerError::NoPicture));
        }
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
    /// The worker could not be started, or has died.
    #[error("the player's worker does not run: {0}")]
    Worker(String),
    /// The player's files are of another build than the page: the browser has kept an old copy.
    #[error("the browser kept an old part of this page; reload it")]
    Outdated,
    /// No picture has been drawn yet.
    #[error("no picture has been shown yet")]
    NoPicture,
}
