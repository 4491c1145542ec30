//! The page's side: owns the worker and everything that listens for it.

mod attributes;
mod display;
mod event;
mod life;
mod network;
mod thumbnails;
mod video;
mod worker;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use js_sys::Uint8Array;
use mjpeg::QuirkKind;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{FileSystemDirectoryHandle, HtmlCanvasElement, HtmlElement, OffscreenCanvas};

use crate::cause::Cause;
use crate::login::Authenticator;
use crate::message::{self, BUILD, FromWorker, LoginKind, Taken, ToWorker};
use crate::recording::{
    Place, RecordedFile, RecordingEnd, RecordingNews, RecordingOptions, RecordingProgress,
};
use crate::{
    Enhancements, Problem, Reduction, ReplayCommand, Report, Sink, Snapshot, Source, State, Thumbnail,
};
use attributes::Attributes;
use display::Display;
use event::StateEvent;
use life::Life;
use thumbnails::Thumbnails;
use video::Video;
use worker::WorkerHandle;

/// Milliseconds between two looks at the worker.
const LOOK: u32 = 500;
/// Milliseconds beyond which a clock has been set, and no time passed.
const DAY: f64 = 86_400_000.0;
/// Looks within which the worker must have started.
const START_TIMEOUT: u32 = 40;
/// Looks without a word of the worker after which its silence is worth telling.
const SILENT: u32 = 4;
/// Looks without a word of the worker after which it is given up.
const DEAD: u32 = 8;
/// Why such a worker is given up.
const NO_ANSWER: &str = "it does not answer";

/// Owns the worker, its closures and its listeners. Dropping it terminates the worker and thereby closes
/// the camera's connection.
///
/// See the [crate's documentation](crate) for what embedders may rely on.
pub struct Player {
    page: Rc<Page>,
    // Dropped with the player; they hold the page only weakly.
    _life: Life,
}

impl Player {
    /// A player that draws on `canvas` and keeps the documented `data-*` attributes of `element`. Where it may not read
    /// the camera's answer, the browser's own display appears in `display` instead: an empty element in the place of
    /// the canvas, hidden while it is not needed.
    ///
    /// `canvas` is given to the worker for good (`transferControlToOffscreen`): it must be new, and can
    /// be used for one player only. `on_report` may drop the player.
    #[expect(clippy::needless_pass_by_value, reason = "the canvas is given away")]
    pub fn new(
        element: HtmlElement,
        canvas: HtmlCanvasElement,
        display: HtmlElement,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        let canvas = worker::transfer(&canvas)?;
        let page = Rc::new_cyclic(|page| {
            let this = Weak::clone(page);
            let worker = WorkerHandle::new(move |incident| {
                if let Some(page) = Weak::<Page>::upgrade(&this) {
                    page.incident(incident);
                }
            });
            let news = Weak::clone(page);
            let place = display.clone();
            let display = Display::new(display, move |number, displayed| {
                if let Some(page) = Weak::<Page>::upgrade(&news) {
                    page.tell(&ToWorker::Displayed(number, displayed));
                }
            });
            Page {
                on_recording: RefCell::default(),
                recorded: Cell::default(),
                attributes: Attributes::new(element.clone()),
                event: StateEvent::new(element.clone()),
                on_report: Box::new(on_report),
                phase: RefCell::new(Phase::Starting { canvas, wanted: None }),
                worker,
                display,
                place,
                video: RefCell::default(),
                reads_canvas: Cell::default(),
                reduction: Cell::default(),
                this: Weak::clone(page),
                authenticator: RefCell::new(Authenticator::new(js_sys::Math::random)),
                camera: RefCell::default(),
                detour: RefCell::default(),
                enhancements: Cell::default(),
                last: RefCell::default(),
                in_sight: Cell::new(true),
                is_left: Cell::default(),
                looked: Cell::new(js_sys::Date::now()),
                silence: Cell::new(0),
                snapshots: RefCell::default(),
                thumbnails: Thumbnails::default(),
            }
        });
        page.worker.started()?;
        let life = Life::new(&page, &element);
        Ok(Self { page, _life: life })
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
    /// A worker that has fallen silent is given up at once.
    pub fn retry(&self) {
        if self.page.silence.get() >= SILENT {
            return self.page.fail(&Cause::WorkerFailed(NO_ANSWER.into()));
        }
        self.page.tell(&ToWorker::Retry);
    }

    /// The value of `Authorization` for one GET of `url`, where the camera that is played has asked for a login and got
    /// one. Nothing for another host.
    pub fn authorization(&self, url: &str) -> Option<String> {
        self.page.authenticator.borrow_mut().sign_other(url)
    }

    /// Has the browser ask the person whether this page may ask in the local network ([`Problem::LOCAL_NETWORK`]), and
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

    /// Whether somebody reads the canvas from now on. Otherwise live pictures may be shown by a video over it ([`Sink::Video`]), and
    /// the canvas may be older.
    pub fn read_canvas(&self, read: bool) {
        self.page.reads_canvas.set(read);
        self.page.tell(&ToWorker::ReadCanvas(read));
    }

    /// From now on pictures may be decoded smaller, because they are shown so ([`Reduction::fitting`]). What is asked of the player
    /// else (snapshots, recordings, enhancements, a canvas that is read) is of the whole picture all the same.
    pub fn reduce(&self, reduction: Reduction) {
        self.page.reduction.set(reduction);
        self.page.tell(&ToWorker::Reduce(reduction));
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

    /// Who hears of recordings from now on.
    pub fn on_recording(&self, news: impl Fn(RecordingNews) + 'static) {
        *self.page.on_recording.borrow_mut() = Some(Rc::new(news));
    }

    /// Moves in the pictures that are kept ([`Source::replay`]). Reception, figures and what is said of the stream go on.
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
        self.page.worker.terminate();
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

type OnRecording = Rc<dyn Fn(RecordingNews)>;
type SnapshotDone = Box<dyn FnOnce(Result<Snapshot, PlayerError>)>;

/// What [`Player`], its worker and its listeners share.
struct Page {
    on_recording: RefCell<Option<OnRecording>>,
    /// How the recording went last, while there is one.
    recorded: Cell<Option<RecordingProgress>>,
    attributes: Attributes,
    event: StateEvent,
    on_report: Box<dyn Fn(Report)>,
    phase: RefCell<Phase>,
    worker: WorkerHandle,
    display: Rc<Display>,
    /// Where display and video appear.
    place: HtmlElement,
    /// There while it is asked for and shows what it is given.
    video: RefCell<Option<Rc<Video>>>,
    reads_canvas: Cell<bool>,
    reduction: Cell<Reduction>,
    this: Weak<Self>,
    authenticator: RefCell<Authenticator>,
    /// The camera's own address.
    camera: RefCell<String>,
    /// Why no better way is taken.
    detour: RefCell<Option<Cause>>,
    enhancements: Cell<Enhancements>,
    last: RefCell<Report>,
    /// Some part of the element is where it could be seen.
    in_sight: Cell<bool>,
    is_left: Cell<bool>,
    /// When the worker was last looked at or heard of, by a clock that runs while nothing else does.
    looked: Cell<f64>,
    /// Looks since the worker last said something.
    silence: Cell<u32>,
    snapshots: RefCell<Snapshots>,
    thumbnails: Thumbnails,
}

enum Phase {
    /// The worker is not ready: what was sent to it now would be lost.
    Starting {
        canvas: OffscreenCanvas,
        wanted: Option<Source>,
    },
    Running,
    /// The worker is dead and has taken the canvas with it.
    Failed(Problem),
}

#[derive(Default)]
struct Snapshots {
    next: u32,
    waiting: Vec<(u32, SnapshotDone)>,
}

/// What comes from the worker.
enum Incident {
    Message(Box<FromWorker>, JsValue),
    /// The worker could not start, or has thrown.
    Error(String),
}

impl Page {
    fn play(&self, source: Source) {
        self.authenticator.borrow_mut().prepare(&source);
        source.url().clone_into(&mut self.camera.borrow_mut());
        if self.is_running() {
            self.offer_video(&source);
            return self.tell(&play(source));
        }
        let transport = source.routes.first().map(|route| route.transport);
        let report = Report { transport, ..self.last.borrow().clone() };
        if let Some(problem) = self.failed() {
            return self.report(Report { state: State::Error, problem: Some(problem), ..report });
        }
        if let Phase::Starting { wanted, .. } = &mut *self.phase.borrow_mut() {
            *wanted = Some(source);
        }
        self.report(Report { state: State::Connecting, ..report });
    }

    fn stop(&self) {
        self.tell(&ToWorker::Stop);
        let starting = match &mut *self.phase.borrow_mut() {
            Phase::Starting { wanted, .. } => wanted.take().is_some(),
            Phase::Running | Phase::Failed(_) => false,
        };
        if starting {
            self.report(Report::default());
        }
    }

    fn snapshot(&self, seen: bool, done: SnapshotDone) {
        if let Some(problem) = self.failed() {
            return done(Err(PlayerError::Worker(problem.message)));
        }
        if !self.is_running() {
            return done(Err(PlayerError::NoPicture));
        }
        let number = {
            let mut snapshots = self.snapshots.borrow_mut();
            snapshots.next = snapshots.next.wrapping_add(1);
            let number = snapshots.next;
            snapshots.waiting.push((number, done));
            number
        };
        self.tell(&ToWorker::Snapshot(number, seen));
    }

    /// Sends `message` if there is a worker to hear it.
    fn tell(&self, message: &ToWorker) {
        if self.is_running() {
            self.post(message, None);
        }
    }

    fn post(&self, message: &ToWorker, attachment: Option<&JsValue>) {
        if let Err(error) = self.worker.post(message, attachment) {
            self.fail(&Cause::WorkerFailed(error));
        }
    }

    fn is_running(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Running)
    }

    fn failed(&self) -> Option<Problem> {
        match &*self.phase.borrow() {
            Phase::Failed(problem) => Some(problem.clone()),
            _ => None,
        }
    }

    fn incident(&self, incident: Incident) {
        if self.failed().is_some() {
            return;
        }
        self.silence.set(0);
        self.looked.set(js_sys::Date::now());
        match incident {
            Incident::Message(message, attachment) => match *message {
                FromWorker::Ready { build } if build == BUILD => self.ready(),
                FromWorker::Ready { .. } => self.fail(&Cause::WorkerOutdated),
                FromWorker::Report(report, cause) => {
                    let mut report = in_words(*report, cause.as_ref());
                    report.detour = self.detour.borrow().as_ref().map(problem);
                    self.report(report);
                }
                FromWorker::Detour(cause) => {
                    self.detour.replace(cause);
                }
                FromWorker::Sign { number, target, challenge } => self.sign(number, &target, challenge),
                FromWorker::Display(number, command) => self.display.command(number, command),
                FromWorker::Sink(sink) => self.sink(sink),
                FromWorker::Snapshot(number, taken) => self.taken(number, taken, &attachment),
                FromWorker::Thumbnail(number, at) => self.thumbnails.taken(number, at, attachment),
                FromWorker::Recording(progress) => self.recording(RecordingNews::Going(progress)),
                FromWorker::Recorded(file, name) => {
                    let place = match name {
                        Some(name) => Place::Folder(name),
                        None => Place::Browser(attachment.unchecked_into()),
                    };
                    self.recording(RecordingNews::Recorded(file, place));
                }
                FromWorker::FolderFailed(why) => self.recording(RecordingNews::FolderFailed(why)),
                FromWorker::RecordingEnded(progress, why) => {
                    self.recording(RecordingNews::Ended(progress, why));
                }
                FromWorker::Left(file) => self.recording(RecordingNews::Left(file)),
                FromWorker::Failed(why) => self.fail(&Cause::WorkerFailed(why)),
            },
            Incident::Error(why) => self.fail(&Cause::WorkerFailed(why)),
        }
    }

    fn ready(&self) {
        let phase = std::mem::replace(&mut *self.phase.borrow_mut(), Phase::Running);
        if let Phase::Starting { canvas, wanted } = phase {
            self.post(&ToWorker::Canvas, Some(&canvas));
            self.tell(&ToWorker::Visibility(life::visibility(self)));
            self.tell(&ToWorker::Enhance(self.enhancements.get()));
            self.tell(&ToWorker::ReadCanvas(self.reads_canvas.get()));
            self.tell(&ToWorker::Reduce(self.reduction.get()));
            if let Some(source) = wanted {
                self.offer_video(&source);
                self.tell(&play(source));
            }
        }
    }

    /// Gives the worker a video to feed, if `source` is to be shown by one. There is one for the life of the player: one that has
    /// failed would fail again.
    fn offer_video(&self, source: &Source) {
        if source.paths.sink != Some(Sink::Video) || self.video.borrow().is_some() {
            return;
        }
        let this = Weak::clone(&self.this);
        let shows = move || {
            if let Some(page) = this.upgrade() {
                page.tell(&ToWorker::VideoShows(true));
            }
        };
        if let Some((video, frames)) = Video::new(&self.place, shows) {
            *self.video.borrow_mut() = Some(Rc::new(video));
            self.post(&ToWorker::Video, Some(&frames));
        }
    }

    fn sink(&self, sink: Sink) {
        if let Some(video) = &*self.video.borrow() {
            video.reveal(sink == Sink::Video);
        }
    }

    /// Looks whether the video shows what it is given, and takes it away otherwise, once the canvas has the picture.
    fn look_at_video(&self) {
        let given = self.last.borrow().statistics.frames_drawn;
        let is_broken = self.video.borrow().as_ref().is_some_and(|video| !video.look(given));
        if is_broken {
            self.tell(&ToWorker::VideoShows(false));
        }
    }

    /// The worker's question: who asks?
    fn sign(&self, number: u32, target: &str, challenge: Option<(String, bool)>) {
        let signature = {
            let mut authenticator = self.authenticator.borrow_mut();
            match challenge {
                None => authenticator.sign(target),
                Some((challenges, signed)) => authenticator.challenged(target, &challenges, signed),
            }
        };
        self.tell(&ToWorker::Signed(number, signature));
    }

    fn report(&self, report: Report) {
        let report = Report { at_ms: js_sys::Date::now(), ..report };
        self.attributes.show(&report);
        self.event.show(&report);
        self.last.replace(report.clone());
        (self.on_report)(report);
    }

    fn taken(&self, number: u32, taken: Option<Taken>, bytes: &JsValue) {
        let done = {
            let mut snapshots = self.snapshots.borrow_mut();
            let Some(index) = snapshots.waiting.iter().position(|(waiting, _)| *waiting == number) else {
                return;
            };
            snapshots.waiting.swap_remove(index).1
        };
        done(match taken {
            Some(taken) => Ok(Snapshot {
                bytes: Uint8Array::new_with_byte_offset_and_length(bytes, 0, taken.length),
                seen: Some(Uint8Array::new_with_byte_offset(bytes, taken.length))
                    .filter(|seen| seen.length() > 0),
                captured_ms: taken.captured_ms,
                arrived_ms: taken.arrived_ms,
                width: taken.width,
                height: taken.height,
            }),
            None => Err(PlayerError::NoPicture),
        });
    }

    fn recording(&self, news: RecordingNews) {
        self.recorded.set(match &news {
            RecordingNews::Going(progress) => Some(*progress),
            RecordingNews::Ended(..) => None,
            RecordingNews::Recorded(..) | RecordingNews::FolderFailed(_) | RecordingNews::Left(_) => {
                self.recorded.get()
            }
        });
        self.attributes.recording(&news);
        let listener = self.on_recording.borrow().clone();
        if let Some(listener) = listener {
            listener(news);
        }
    }

    /// Called every [`LOOK`] while the page is shown: a worker that plays reports twice as often.
    fn look(&self) {
        let now = js_sys::Date::now();
        let since = (now - self.looked.replace(now)).clamp(f64::from(LOOK), DAY);
        let late = since > f64::from(LOOK) * 3.0;
        self.display.look();
        self.look_at_video();
        let starting = matches!(*self.phase.borrow(), Phase::Starting { .. });
        let expected = match self.last.borrow().state {
            State::Idle | State::Ended | State::Error => false,
            State::Connecting
            | State::Live
            | State::Replay
            | State::Unverified
            | State::Stalled
            | State::Reconnecting => self.is_running(),
        };
        if !starting && !expected {
            return self.silence.set(0);
        }
        self.silence.set(self.silence.get() + 1);
        match self.silence.get() {
            START_TIMEOUT.. if starting => self.fail(&Cause::WorkerFailed("it does not start".into())),
            DEAD.. if !starting => self.fail(&Cause::WorkerFailed(NO_ANSWER.into())),
            // What it said last holds no longer than what it said it of. Between two looks the whole page may
            // have stood still.
            looks if !starting && (late || looks >= 2) => {
                let mut report = self.last.borrow().clone();
                report.age_ms = report.age_ms.map(|age| age + since);
                if let Some(replay) = &mut report.replay {
                    replay.behind_ms += since;
                }
                let is_stale = report.age_ms.is_some_and(|age| age > report.stale_after_ms);
                let is_stale = report.state == State::Live && is_stale;
                if is_stale {
                    report.state = State::Stalled;
                }
                if is_stale || looks >= SILENT {
                    report.problem = Some(problem(&Cause::WorkerSilent));
                }
                self.report(report);
            }
            _ => {}
        }
    }

    /// The page is being left. A browser may keep it for the way back, frozen together with its worker, which would
    /// then hold the camera's stream without reading it: a message would come too late.
    fn left(&self) {
        if self.failed().is_none() {
            self.is_left.set(true);
            self.fail(&Cause::PageLeft);
        }
    }

    /// The page is there again. Who makes players replaces one whose worker has failed, and is to do so now: a page
    /// that is on its way out may run for a moment yet.
    fn returned(&self) {
        if self.is_left.take() {
            self.fail(&Cause::WorkerFailed("the page was left".into()));
        }
    }

    fn fail(&self, cause: &Cause) {
        let problem = problem(cause);
        self.worker.terminate();
        self.display.command(0, message::Display::Clear);
        self.video.take();
        self.phase.replace(Phase::Failed(problem.clone()));
        let snapshots = std::mem::take(&mut self.snapshots.borrow_mut().waiting);
        for (_, done) in snapshots {
            done(Err(PlayerError::Worker(problem.message.clone())));
        }
        if let Some(progress) = self.recorded.get() {
            self.recording(RecordingNews::Ended(progress, RecordingEnd::Failed(problem.message.clone())));
        }
        let last = self.last.borrow().clone();
        self.report(Report { state: State::Error, problem: Some(problem), retry_in_ms: None, ..last });
    }
}

/// The source without its login, which stays here.
fn play(source: Source) -> ToWorker {
    let kind = LoginKind::of(source.login.as_ref());
    ToWorker::Play(Source { login: None, ..source }, kind)
}

/// The worker's report with its words.
fn in_words(mut report: Report, cause: Option<&Cause>) -> Report {
    report.problem = cause.map(problem);
    for quirk in &mut report.quirks {
        let kind = QuirkKind::ALL.iter().find(|kind| kind.name() == quirk.name);
        quirk.description = kind.map(|kind| kind.description().to_owned()).unwrap_or_default();
    }
    report
}

fn problem(cause: &Cause) -> Problem {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    Problem::new(cause, &origin.unwrap_or_default())
}
