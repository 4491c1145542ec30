//! The page's side: owns the worker and everything that listens for it.

mod attributes;
mod life;
mod worker;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use js_sys::{ArrayBuffer, Uint8Array};
use mjpeg::QuirkKind;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, HtmlElement, OffscreenCanvas};

use crate::cause::Cause;
use crate::message::{BUILD, FromWorker, Taken, ToWorker};
use crate::{Problem, Report, Snapshot, Source, State};
use attributes::Attributes;
use life::Life;
use worker::WorkerHandle;

/// Seconds within which the worker must have started.
const START_TIMEOUT: u32 = 20;
/// Seconds of the worker's silence after which the picture is not called live any more.
const SILENT: u32 = 3;
/// Seconds of the worker's silence after which it is given up.
const DEAD: u32 = 15;

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
    /// A player that draws on `canvas` and keeps the documented `data-*` attributes of `element`.
    ///
    /// `canvas` is given to the worker for good (`transferControlToOffscreen`): it must be new, and can
    /// be used for one player only. `on_report` may drop the player.
    #[expect(clippy::needless_pass_by_value, reason = "the canvas is given away")]
    pub fn new(
        element: HtmlElement,
        canvas: HtmlCanvasElement,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        let canvas = worker::transfer(&canvas)?;
        let page = Rc::new_cyclic(|this| {
            let this = Weak::clone(this);
            let worker = WorkerHandle::new(move |incident| {
                if let Some(page) = Weak::<Page>::upgrade(&this) {
                    page.incident(incident);
                }
            });
            Page {
                attributes: Attributes::new(element),
                on_report: Box::new(on_report),
                phase: RefCell::new(Phase::Starting { canvas, wanted: None }),
                worker,
                last: RefCell::default(),
                silence: Cell::new(0),
                snapshots: RefCell::default(),
            }
        });
        page.worker.started()?;
        let life = Life::new(&page);
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
    pub fn retry(&self) {
        self.page.tell(&ToWorker::Retry);
    }

    /// Asks for the last picture drawn. `done` is not called if the player is dropped first.
    pub fn snapshot(&self, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        self.page.snapshot(Box::new(done));
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

type SnapshotDone = Box<dyn FnOnce(Result<Snapshot, PlayerError>)>;

/// What [`Player`], its worker and its listeners share.
struct Page {
    attributes: Attributes,
    on_report: Box<dyn Fn(Report)>,
    phase: RefCell<Phase>,
    worker: WorkerHandle,
    last: RefCell<Report>,
    /// Whole seconds since the worker last said something.
    silence: Cell<u32>,
    snapshots: RefCell<Snapshots>,
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
        if self.is_running() {
            return self.tell(&ToWorker::Play(source));
        }
        let report = Report { transport: Some(source.transport), ..self.last.borrow().clone() };
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

    fn snapshot(&self, done: SnapshotDone) {
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
        self.tell(&ToWorker::Snapshot(number));
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
        match incident {
            Incident::Message(message, attachment) => match *message {
                FromWorker::Ready { build } if build == BUILD => self.ready(),
                FromWorker::Ready { .. } => self.fail(&Cause::WorkerOutdated),
                FromWorker::Report(report, cause) => self.report(in_words(*report, cause.as_ref())),
                FromWorker::Snapshot(number, taken) => self.taken(number, taken, attachment),
                FromWorker::Failed(why) => self.fail(&Cause::WorkerFailed(why)),
            },
            Incident::Error(why) => self.fail(&Cause::WorkerFailed(why)),
        }
    }

    fn ready(&self) {
        let phase = std::mem::replace(&mut *self.phase.borrow_mut(), Phase::Running);
        if let Phase::Starting { canvas, wanted } = phase {
            self.post(&ToWorker::Canvas, Some(&canvas));
            self.tell(&ToWorker::Visibility(life::visibility()));
            if let Some(source) = wanted {
                self.tell(&ToWorker::Play(source));
            }
        }
    }

    fn report(&self, report: Report) {
        self.attributes.show(&report);
        self.last.replace(report.clone());
        (self.on_report)(report);
    }

    fn taken(&self, number: u32, taken: Option<Taken>, bytes: JsValue) {
        let done = {
            let mut snapshots = self.snapshots.borrow_mut();
            let Some(index) = snapshots.waiting.iter().position(|(waiting, _)| *waiting == number) else {
                return;
            };
            snapshots.waiting.swap_remove(index).1
        };
        done(match taken {
            Some(taken) => Ok(Snapshot {
                bytes: Uint8Array::new(&bytes.unchecked_into::<ArrayBuffer>()),
                captured_ms: taken.captured_ms,
                arrived_ms: taken.arrived_ms,
                width: taken.width,
                height: taken.height,
            }),
            None => Err(PlayerError::NoPicture),
        });
    }

    /// Called once a second while the page is shown: a worker that plays reports four times as often.
    fn second(&self) {
        let starting = matches!(*self.phase.borrow(), Phase::Starting { .. });
        let expected = match self.last.borrow().state {
            State::Idle | State::Ended | State::Error => false,
            State::Connecting | State::Live | State::Stalled | State::Reconnecting => self.is_running(),
        };
        if !starting && !expected {
            return self.silence.set(0);
        }
        self.silence.set(self.silence.get() + 1);
        match self.silence.get() {
            START_TIMEOUT.. if starting => self.fail(&Cause::WorkerFailed("it does not start".into())),
            DEAD.. if !starting => self.fail(&Cause::WorkerFailed("it does not answer".into())),
            SILENT.. if !starting => {
                let mut report = self.last.borrow().clone();
                if report.state == State::Live {
                    report.state = State::Stalled;
                }
                report.age_ms = report.age_ms.map(|age| age + 1000.0);
                report.problem = Some(problem(&Cause::WorkerSilent));
                self.report(report);
            }
            _ => {}
        }
    }

    /// The page is being left. A browser may keep it for the way back, frozen together with its worker, which would
    /// then hold the camera's stream without reading it: a message would come too late. Who makes players replaces one
    /// whose worker has failed, so the way back leads to a new one.
    fn left(&self) {
        if self.failed().is_none() {
            self.fail(&Cause::WorkerFailed("the page was left".into()));
        }
    }

    fn fail(&self, cause: &Cause) {
        let problem = problem(cause);
        self.worker.terminate();
        self.phase.replace(Phase::Failed(problem.clone()));
        let snapshots = std::mem::take(&mut self.snapshots.borrow_mut().waiting);
        for (_, done) in snapshots {
            done(Err(PlayerError::Worker(problem.message.clone())));
        }
        let last = self.last.borrow().clone();
        self.report(Report { state: State::Error, problem: Some(problem), retry_in_ms: None, ..last });
    }
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
