//! The page's side: owns the worker and everything that listens for it.

mod attributes;
mod display;
mod event;
mod feature;
mod host;
mod life;
mod network;
mod nodes;
mod player;
mod popping;
mod replacement;
mod signing;
mod silence;
mod surface;
mod thumbnails;
mod video;
mod wall;
mod worker;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use causes::Cause;
use js_sys::{Float64Array, Uint8Array};
use recording::report::Told;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

use crate::message::{self, FeatureState, Fit, FromWorker, LoginKind, StreamId, Taken, ToWorker};
use crate::recording::{RecordingEnd, RecordingNews, RecordingProgress};
use crate::{Enhancements, Problem, Reduction, Report, Snapshot, Source, State, StreamSource};
use attributes::Attributes;
use display::Display;
use event::StateEvent;
pub use feature::FeatureNews;
pub use host::Host;
use nodes::Nodes;
pub use player::{Player, PlayerError};
use signing::Signer;
use thumbnails::Thumbnails;
use video::Video;
pub use video::can_pop_out;
pub use wall::Wall;

type OnFeature = Rc<dyn Fn(FeatureNews)>;
type OnRecording = Rc<dyn Fn(RecordingNews)>;
type TimesDone = Box<dyn FnOnce(Float64Array)>;
type SnapshotDone = Box<dyn FnOnce(Result<Snapshot, PlayerError>)>;

/// What [`Player`], its host and its listeners share.
struct Page {
    host: Rc<host::Shared>,
    stream: StreamId,
    on_feature: RefCell<Option<OnFeature>>,
    on_recording: RefCell<Option<OnRecording>>,
    /// How the recording went last, while there is one.
    recorded: Cell<Option<RecordingProgress>>,
    /// The worker has a recording or a clip to write, so that the disk may hold it up.
    is_writing: Cell<bool>,
    attributes: Attributes,
    event: StateEvent,
    on_report: Box<dyn Fn(Report)>,
    phase: RefCell<Phase>,
    /// What is played now, by any worker.
    wanted: RefCell<Option<Source>>,
    /// The worker does not know all its ways yet.
    has_more_ways: Cell<bool>,
    nodes: Nodes,
    display: Rc<Display>,
    /// There once the worker, or a person, has asked for it.
    video: RefCell<Option<Rc<Video>>>,
    popping: Cell<Popping>,
    reads_canvas: Cell<bool>,
    reduction: Cell<Reduction>,
    /// The wall to which this belongs.
    wall: RefCell<Option<Rc<wall::Inner>>>,
    /// The one whose canvas is drawn on, if it is none of its own.
    shared: RefCell<Option<Rc<wall::Inner>>>,
    /// Those on whose canvases the picture still is.
    left_walls: RefCell<Vec<Rc<wall::Inner>>>,
    /// How often the worker was told what to draw on.
    moves: Cell<u32>,
    /// Size of the container, in pixels of the screen.
    tile: Cell<(f64, f64)>,
    /// How pictures fit it. `None` if no shared canvas can do that.
    fit: Cell<Option<Fit>>,
    this: Weak<Self>,
    signer: Signer,
    /// Sources so far.
    plays: Cell<u32>,
    /// The camera's own address.
    camera: RefCell<String>,
    /// Why no better way is taken.
    detour: RefCell<Option<Cause>>,
    enhancements: Cell<Enhancements>,
    last: RefCell<Report>,
    /// Some part of the element is where it could be seen.
    in_sight: Cell<bool>,
    snapshots: RefCell<Snapshots>,
    thumbnails: Thumbnails,
    /// Callers that wait for the times of the kept pictures.
    times: RefCell<Vec<TimesDone>>,
}

/// Whether live pictures have a window of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Popping {
    #[default]
    In,
    /// As soon as the video shows something.
    Wanted,
    /// The browser is opening it.
    Asked,
    Out,
}

enum Phase {
    /// The worker is not ready: what was sent to it now would be lost.
    Starting,
    Running,
    /// The worker is dead and has taken the canvas with it. Another one may come.
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
        self.plays.set(self.plays.get().wrapping_add(1));
        self.signer.prepare(&self.host.signing, &source);
        source.stream.url().clone_into(&mut self.camera.borrow_mut());
        self.wanted.replace(Some(source.clone()));
        self.has_more_ways.set(false);
        if self.is_running() {
            self.tell(&play(source));
        } else if self.failed().is_some() {
            self.host.restart();
        } else {
            self.report(self.before(State::Connecting));
        }
    }

    /// The same without a new connection, where `source` is played already, live and by the way that it names first. The worker
    /// hears of its other ways when it is not live any more.
    fn go_on(&self, source: Source) {
        let is_live = self.last.borrow().state == State::Live;
        let is_same = self.wanted.borrow().as_ref().is_some_and(|wanted| are_alike(wanted, &source));
        let begins_alike = self.wanted.borrow().as_ref().is_some_and(|wanted| begin_alike(wanted, &source));
        if begins_alike && is_live && !is_same {
            self.wanted.replace(Some(source));
            self.has_more_ways.set(true);
        } else if is_same {
            self.wanted.replace(Some(source));
        } else {
            self.play(source);
        }
    }

    fn stop(&self) {
        self.tell(&ToWorker::Stop);
        self.wanted.take();
        if self.is_starting() {
            self.report(Report::default());
        }
    }

    /// A report before anything is known.
    fn before(&self, state: State) -> Report {
        let wanted = self.wanted.borrow();
        let route = wanted.as_ref().and_then(|source| source.stream.routes.first());
        Report { state, transport: route.map(|route| route.transport), ..Report::default() }
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

    fn give_times(&self, times: &Float64Array) {
        for done in self.times.take() {
            done(times.clone());
        }
    }

    /// Sends `message` if there is a worker to hear it.
    fn tell(&self, message: &ToWorker) {
        if self.is_running() {
            self.post(message, None);
        }
    }

    fn post(&self, message: &ToWorker, attachment: Option<&JsValue>) {
        if let Err(error) = self.host.post(self.stream, message, attachment) {
            self.host.fail(&Cause::WorkerFailed(error));
        }
    }

    fn is_starting(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Starting)
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

    /// Whether this is the player in the container `element`.
    fn is_in(&self, element: &Element) -> bool {
        let own = self.nodes.container();
        let own: &Element = &own;
        own == element
    }

    /// Another element bears the attributes, and another container holds the picture.
    fn place(&self, element: HtmlElement, container: HtmlElement) {
        let old = self.nodes.container();
        self.host.watch(&old, &container);
        if let Some(wall) = &*self.wall.borrow() {
            wall.forget(&old);
            wall.watch(&container);
            wall.measure_soon();
        }
        let has_stayed = self.nodes.place(container);
        self.attributes.place(element.clone(), &self.last.borrow());
        self.event.place(element);
        if has_stayed {
            return;
        }
        self.display.load_again();
        if let Some(video) = &*self.video.borrow() {
            video.go_on();
        }
    }

    /// Looks at what the page itself shows.
    fn look(&self) {
        self.display.look();
    }

    /// What the worker says of this player.
    fn news(&self, message: FromWorker, attachment: JsValue) {
        if self.failed().is_some() {
            return;
        }
        match message {
            FromWorker::Report(report, cause) => {
                if report.state == State::Live {
                    self.signer.accepted(&self.host.signing);
                }
                let mut report = in_words(*report, cause.as_ref());
                report.detour = self.detour.borrow().as_ref().map(problem);
                let is_live = matches!(report.state, State::Live | State::Replay);
                if !is_live && self.has_more_ways.take() {
                    let wanted = self.wanted.borrow().clone();
                    if let Some(source) = wanted {
                        self.tell(&play(source));
                    }
                }
                self.report(report);
            }
            FromWorker::Detour(cause) => {
                self.detour.replace(cause);
            }
            FromWorker::Sign { number, target, challenge } => {
                self.sign(number, target, challenge);
            }
            FromWorker::Display(number, command) => self.display.command(number, command),
            FromWorker::AskVideo => self.make_video(),
            FromWorker::Sink(sink) => self.sink(sink),
            FromWorker::Moved(moves) => self.moved(moves),
            FromWorker::Snapshot(number, taken) => self.taken(number, taken, &attachment),
            FromWorker::Thumbnail(number, at) => self.thumbnails.taken(number, at, attachment),
            FromWorker::Times => self.give_times(&Float64Array::new(&attachment)),
            FromWorker::RecordingBegun => {
                self.recording(RecordingNews::Going(RecordingProgress::default()));
            }
            FromWorker::Recording(told) => {
                if let Some(told) = Told::from_bytes(&told) {
                    self.recording(RecordingNews::new(told, attachment));
                }
            }
            FromWorker::RecordingFailed => {
                let progress = self.recorded.get().unwrap_or_default();
                self.recording(RecordingNews::Ended(progress, RecordingEnd::NoRecorder));
            }
            FromWorker::Feature(state) => self.feature(state),
            // These are the host's.
            FromWorker::Ready { .. } | FromWorker::Failed(_) | FromWorker::Reports(_) => {}
        }
    }

    /// The worker is ready.
    fn ready(&self) {
        if !self.is_starting() {
            return;
        }
        self.phase.replace(Phase::Running);
        self.moves.set(1);
        self.draw_there();
        self.tell(&ToWorker::Visibility(life::visibility(self)));
        self.tell(&ToWorker::Enhance(self.enhancements.get()));
        self.tell(&ToWorker::ReadCanvas(self.reads_canvas.get()));
        self.tell(&ToWorker::Reduce(self.reduction.get()));
        let wanted = self.wanted.borrow().clone();
        if let Some(source) = wanted {
            self.tell(&play(source));
        }
    }

    /// Another worker comes in the place of the dead one: whatever that one kept is lost.
    fn revive(&self) {
        if self.failed().is_none() {
            return;
        }
        if self.nodes.start_over(self.shared.borrow().is_none()).is_err() {
            // There was one before, so this is the browser's whim: it may have another for the next worker.
            return;
        }
        self.left_walls.take();
        self.phase.replace(Phase::Starting);
        let is_wanted = self.wanted.borrow().is_some();
        self.report(self.before(if is_wanted { State::Connecting } else { State::Idle }));
    }

    /// News of a part that is loaded when it is first used.
    fn feature(&self, state: FeatureState) {
        let listener = self.on_feature.borrow().clone();
        if let Some(listener) = listener {
            listener(state.into());
        }
    }

    fn report(&self, report: Report) {
        let report = Report { at_ms: js_sys::Date::now(), ..report };
        let report = Report { sink: report.sink.map(|_| self.seen_sink()), ..report };
        self.attributes.show(&report);
        self.event.show(&report);
        if let Some(video) = &*self.video.borrow() {
            // It has no words of its own for what is not live.
            video.hold(self.popping.get() == Popping::Out && report.state != State::Live);
            video.ask();
        }
        let size = (report.statistics.width, report.statistics.height);
        let before = self.last.replace(report.clone()).statistics;
        if let Some(wall) = self.wall.borrow().as_ref().filter(|_| size != (before.width, before.height)) {
            wall.measure_soon();
        }
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
        // A recording that goes on into another file says so at once.
        match &news {
            RecordingNews::Going(_) => self.is_writing.set(true),
            RecordingNews::Recorded(..) | RecordingNews::Ended(..) => self.is_writing.set(false),
            RecordingNews::FolderFailed(_) | RecordingNews::Left(_) => {}
        }
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

    /// The worker is dead; another one comes after `retry_in_ms`, or when somebody wants it.
    fn fail(&self, cause: &Cause, retry_in_ms: Option<f64>) {
        let problem = problem(cause);
        self.display.command(0, message::Display::Clear);
        self.video.take();
        self.popping.set(Popping::In);
        self.detour.take();
        self.phase.replace(Phase::Failed(problem.clone()));
        let snapshots = std::mem::take(&mut self.snapshots.borrow_mut().waiting);
        for (_, done) in snapshots {
            done(Err(PlayerError::Worker(problem.message.clone())));
        }
        self.give_times(&Float64Array::new_with_length(0));
        if let Some(progress) = self.recorded.get() {
            self.recording(RecordingNews::Ended(progress, RecordingEnd::Failed(problem.message.clone())));
        }
        self.is_writing.set(false);
        let last = self.last.borrow().clone();
        self.report(Report { state: State::Error, problem: Some(problem), retry_in_ms, ..last });
    }

    /// There is no worker for so much longer.
    fn waits(&self, retry_in_ms: f64) {
        if self.failed().is_some() {
            let last = self.last.borrow().clone();
            self.report(Report { retry_in_ms: Some(retry_in_ms), ..last });
        }
    }
}

/// The source without its login, which stays here.
fn play(source: Source) -> ToWorker {
    let kind = LoginKind::of(source.login.as_ref());
    ToWorker::Play(source.stream, kind)
}

/// Whether both are asked for alike. Whether a proxy may have the login means nothing without a proxy.
fn are_alike(one: &Source, other: &Source) -> bool {
    let has_proxy = one.stream.routes.iter().any(|route| route.via.is_some());
    one.stream.routes == other.stream.routes
        && (!has_proxy || one.stream.proxy_login == other.stream.proxy_login)
        && without_ways(one) == without_ways(other)
}

/// Whether two sources differ in no more than the ways that are tried when the first one fails.
fn begin_alike(one: &Source, other: &Source) -> bool {
    let first = one.stream.routes.first();
    first.is_some() && first == other.stream.routes.first() && without_ways(one) == without_ways(other)
}

fn without_ways(source: &Source) -> Source {
    let stream = StreamSource { routes: Vec::new(), proxy_login: false, ..source.stream.clone() };
    Source { stream, ..source.clone() }
}

/// The worker's report with the words of its cause. Those of quirks are the client's.
fn in_words(mut report: Report, cause: Option<&Cause>) -> Report {
    report.problem = cause.map(problem);
    report
}

fn problem(cause: &Cause) -> Problem {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    Problem::new(cause, &origin.unwrap_or_default())
}
