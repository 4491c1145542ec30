//! The worker of a page, and all that is once for a page however many players it has.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use causes::Cause;
use gloo::timers::callback::Timeout;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::life::Life;
use super::replacement::Replacement;
use super::signing::Signing;
use super::wall::Inner;
use super::worker::WorkerHandle;
use super::{Incident, Page, PlayerError, Popping, silence};
use crate::message::{BUILD, FromWorker, StreamId, ToWorker};

/// Milliseconds for which a worker without streams waits for the next.
const LINGER: u32 = 5_000;

/// The worker that plays the streams of a page's players. Cheap to clone; all clones are one.
///
/// The worker starts with the first player and ends some seconds after the last was dropped. If it dies, another is started
/// after a moment, and every player plays again; after several deaths in a row the moments become longer.
#[derive(Clone)]
pub struct Host(pub(super) Rc<Shared>);

impl Host {
    /// `spawn` makes a worker that runs the player's program, or throws.
    #[must_use]
    pub fn new(spawn: Function) -> Self {
        let shared = Shared {
            spawn,
            worker: RefCell::default(),
            phase: Cell::default(),
            players: RefCell::default(),
            walls: RefCell::default(),
            last: Cell::default(),
            silence: Cell::default(),
            looked: Cell::default(),
            is_left: Cell::default(),
            life: RefCell::default(),
            linger: RefCell::default(),
            replacement: Cell::default(),
            restart: RefCell::default(),
            workers: Cell::default(),
            signing: Rc::default(),
        };
        Self(Rc::new(shared))
    }
}

/// What the host, its players and its listeners share.
pub(super) struct Shared {
    spawn: Function,
    worker: RefCell<Option<WorkerHandle>>,
    phase: Cell<Phase>,
    /// In the order in which they came. (A map would make the program 5 kB larger.)
    players: RefCell<Vec<(StreamId, Weak<Page>)>>,
    /// Canvases that players share.
    walls: RefCell<Vec<Weak<Inner>>>,
    /// Number of the last stream.
    last: Cell<u32>,
    /// Looks since the worker last said something.
    silence: Cell<u32>,
    /// When the worker was last looked at or heard of, by a clock that runs while nothing else does.
    looked: Cell<f64>,
    is_left: Cell<bool>,
    /// There while there are players.
    life: RefCell<Option<Life>>,
    linger: RefCell<Option<Timeout>>,
    replacement: Cell<Replacement>,
    /// When the next worker comes by itself, milliseconds since 1970, and what brings it.
    restart: RefCell<Option<(f64, Timeout)>>,
    /// Workers so far.
    workers: Cell<u32>,
    /// Signs requests for all players.
    pub(super) signing: Rc<Signing>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// There is no worker.
    #[default]
    Asleep,
    /// The worker is not ready: what was sent to it now would be lost.
    Starting,
    Running,
    /// The worker is dead and has taken its canvases with it.
    Failed,
}

impl Shared {
    /// A number for a stream to come.
    pub(super) fn number(&self) -> StreamId {
        self.last.set(self.last.get() + 1);
        StreamId(self.last.get())
    }

    /// Tells workers apart.
    pub(super) fn generation(&self) -> u32 {
        self.workers.get()
    }

    /// Takes a player in, and watches whether its container `element` can be seen. The player hears of the worker as soon as that is
    /// ready, and at once if it is.
    pub(super) fn enter(self: &Rc<Self>, page: &Rc<Page>, element: &Element) -> Result<(), PlayerError> {
        drop(self.linger.take());
        if self.phase.get() == Phase::Asleep {
            self.start()?;
        }
        self.players.borrow_mut().push((page.stream, Rc::downgrade(page)));
        self.life.borrow_mut().get_or_insert_with(|| Life::new(self)).watch(element);
        match self.phase.get() {
            Phase::Running => page.ready(),
            // Another one is about to come for all players, or comes now.
            Phase::Failed if self.restart.borrow().is_none() => self.restart(),
            _ => {}
        }
        Ok(())
    }

    /// Takes in a canvas that players share.
    pub(super) fn enter_wall(&self, wall: &Rc<Inner>) {
        self.walls.borrow_mut().push(Rc::downgrade(wall));
        if self.phase.get() == Phase::Running {
            wall.ready();
        }
    }

    /// Its players take canvases of their own.
    pub(super) fn leave_wall(&self, wall: &Rc<Inner>) {
        self.walls.borrow_mut().retain(|other| other.as_ptr() != Rc::as_ptr(wall));
        self.each(|page| {
            let is_its = page.wall.borrow().as_ref().is_some_and(|its| Rc::ptr_eq(its, wall));
            if is_its {
                page.share(None);
            }
        });
    }

    /// The one with that number.
    pub(super) fn wall(&self, id: u32) -> Option<Rc<Inner>> {
        self.walls.borrow().iter().filter_map(Weak::upgrade).find(|wall| wall.id() == id)
    }

    fn each_wall(&self, act: impl Fn(&Rc<Inner>)) {
        let walls: Vec<_> = self.walls.borrow().iter().filter_map(Weak::upgrade).collect();
        walls.iter().for_each(act);
    }

    /// Watches another element of a player.
    pub(super) fn watch(&self, old: &Element, element: &Element) {
        if let Some(life) = &*self.life.borrow() {
            life.forget(old);
            life.watch(element);
        }
    }

    /// Closes the stream of a player that is dropped.
    pub(super) fn leave(self: &Rc<Self>, stream: StreamId, element: &Element) {
        self.players.borrow_mut().retain(|(player, _)| *player != stream);
        // What cannot be posted cannot be heard either.
        let _ = self.post(stream, &ToWorker::Close, None);
        if let Some(life) = &*self.life.borrow() {
            life.forget(element);
        }
        if self.players.borrow().is_empty() {
            drop(self.life.take());
            if silence::is_silent(self.silence.get()) {
                // It may not hear that it is to close.
                return self.sleep();
            }
            let this = Rc::downgrade(self);
            *self.linger.borrow_mut() = Some(Timeout::new(LINGER, move || {
                if let Some(this) = Weak::<Self>::upgrade(&this) {
                    this.sleep();
                }
            }));
        }
    }

    /// Sends `message` if there is a worker to hear it.
    pub(super) fn post(
        &self,
        stream: StreamId,
        message: &ToWorker,
        attachment: Option<&JsValue>,
    ) -> Result<(), String> {
        match &*self.worker.borrow() {
            Some(worker) if self.phase.get() == Phase::Running => worker.post(stream, message, attachment),
            _ => Ok(()),
        }
    }

    /// Gives the worker up: it takes the canvases of all players along. Another comes by itself if a player wants one, unless
    /// it would be the same.
    pub(super) fn fail(self: &Rc<Self>, cause: &Cause) {
        if self.phase.replace(Phase::Failed) == Phase::Failed {
            return;
        }
        if let Some(worker) = &*self.worker.borrow() {
            worker.terminate();
        }
        let now = js_sys::Date::now();
        self.replacement.set(self.replacement.get().after_death(now));
        let is_hopeless = matches!(cause, Cause::WorkerOutdated | Cause::PageLeft);
        let wait = (!is_hopeless && self.any(|page| page.wanted.borrow().is_some()))
            .then(|| self.replacement.get().wait_ms());
        let this = Rc::downgrade(self);
        *self.restart.borrow_mut() = wait.map(|wait| {
            let restart = move || {
                if let Some(this) = Weak::<Self>::upgrade(&this) {
                    this.restart();
                }
            };
            (now + f64::from(wait), Timeout::new(wait, restart))
        });
        self.each(|page| page.fail(cause, wait.map(f64::from)));
    }

    /// Starts another worker now, in the place of one that died.
    pub(super) fn restart(self: &Rc<Self>) {
        if self.phase.get() != Phase::Failed {
            return;
        }
        match self.start() {
            Ok(()) => self.each(Page::revive),
            Err(error) => {
                self.phase.set(Phase::Asleep);
                self.fail(&Cause::WorkerFailed(error.to_string()));
            }
        }
    }

    /// The page is being left. A browser may keep it for the way back, frozen together with its worker, which would
    /// then hold the cameras' streams without reading them: a message would come too late.
    pub(super) fn left(self: &Rc<Self>) {
        if self.phase.get() != Phase::Failed {
            self.fail(&Cause::PageLeft);
            self.is_left.set(true);
        }
    }

    /// The page is there again. Not before: a page that is on its way out may run for a moment yet.
    pub(super) fn returned(self: &Rc<Self>) {
        if self.is_left.take() {
            self.restart();
        }
    }

    /// Calls `act` for each player. Players may come and go meanwhile.
    pub(super) fn each(&self, act: impl Fn(&Page)) {
        let players = self.living();
        players.iter().for_each(|page| act(page));
    }

    fn any(&self, is_so: impl Fn(&Page) -> bool) -> bool {
        self.living().iter().any(|page| is_so(page))
    }

    fn living(&self) -> Vec<Rc<Page>> {
        self.players.borrow().iter().filter_map(|(_, page)| page.upgrade()).collect()
    }

    /// Whether live pictures of a player have a window of their own.
    pub(super) fn is_popped_out(&self) -> bool {
        self.any(|page| page.popping.get() == Popping::Out)
    }

    /// The player in `element`.
    pub(super) fn player_in(&self, element: &Element) -> Option<Rc<Page>> {
        self.living().into_iter().find(|page| page.is_in(element))
    }

    /// A person wants it tried now: whether the worker has been silent for too long to wait, unless it may just be writing.
    pub(super) fn gives_up(&self) -> bool {
        silence::is_hopeless(self.silence.get(), self.is_writing())
    }

    /// Called every [`silence::LOOK`] while the page is shown: a worker that plays reports twice as often.
    pub(super) fn look(self: &Rc<Self>) {
        let now = js_sys::Date::now();
        if self.phase.get() == Phase::Failed {
            let restart = self.restart.borrow().as_ref().map(|(at, _)| (at - now).max(0.0));
            if let Some(left) = restart {
                self.each(|page| page.waits(left));
            }
            return;
        }
        self.each_wall(Inner::measure);
        let since = silence::since(now - self.looked.replace(now));
        let is_starting = self.phase.get() == Phase::Starting;
        let is_expected = Cell::new(false);
        self.each(|page| {
            page.look();
            is_expected.set(is_expected.get() || page.expects_words());
        });
        if !is_starting && !is_expected.get() {
            return self.silence.set(0);
        }
        self.silence.set(self.silence.get() + 1);
        match silence::judge(self.silence.get(), is_starting, self.is_writing(), since) {
            silence::Verdict::Wait => {}
            silence::Verdict::NotStarted => self.fail(&Cause::WorkerFailed("it does not start".into())),
            silence::Verdict::Dead => self.fail(&Cause::WorkerFailed(silence::NO_ANSWER.into())),
            silence::Verdict::Unheard { since_ms, is_silent } => {
                self.each(|page| page.unheard(since_ms, is_silent));
            }
        }
    }

    /// A file is being written: a disk that is busy may hold the worker up.
    fn is_writing(&self) -> bool {
        self.any(|page| page.is_writing.get())
    }

    fn start(self: &Rc<Self>) -> Result<(), PlayerError> {
        let this = Rc::downgrade(self);
        let worker = WorkerHandle::new(&self.spawn, move |stream, incident| {
            if let Some(this) = Weak::<Self>::upgrade(&this) {
                this.incident(stream, incident);
            }
        });
        worker.started()?;
        self.each_wall(|wall| wall.renew());
        self.silence.set(0);
        self.looked.set(js_sys::Date::now());
        self.is_left.set(false);
        self.phase.set(Phase::Starting);
        self.workers.set(self.workers.get().wrapping_add(1));
        let old = (self.worker.replace(Some(worker)), self.restart.take());
        // This may be called by one of its listeners, or by the timer.
        spawn_local(async move { drop(old) });
        Ok(())
    }

    fn incident(self: &Rc<Self>, stream: StreamId, incident: Incident) {
        if self.phase.get() == Phase::Failed {
            return;
        }
        self.silence.set(0);
        self.looked.set(js_sys::Date::now());
        match incident {
            Incident::Error(why) => self.fail(&Cause::WorkerFailed(why)),
            Incident::Message(message, attachment) => match *message {
                FromWorker::Ready { build } if build == BUILD => {
                    self.phase.set(Phase::Running);
                    self.each_wall(Inner::ready);
                    self.each(Page::ready);
                }
                FromWorker::Ready { .. } => self.fail(&Cause::WorkerOutdated),
                FromWorker::Failed(why) => self.fail(&Cause::WorkerFailed(why)),
                FromWorker::Reports(reports) => {
                    for (stream, report, cause) in reports {
                        let report = FromWorker::Report(Box::new(report), cause);
                        self.news(StreamId(stream), report, JsValue::UNDEFINED);
                    }
                }
                message => self.news(stream, message, attachment),
            },
        }
    }

    fn news(&self, stream: StreamId, message: FromWorker, attachment: JsValue) {
        // One that was dropped meanwhile has nobody to be told.
        let page = self.living().into_iter().find(|page| page.stream == stream);
        if let Some(page) = page {
            page.news(message, attachment);
        }
    }

    fn sleep(&self) {
        if let Some(worker) = &*self.worker.borrow() {
            worker.terminate();
        }
        drop(self.restart.take());
        self.phase.set(Phase::Asleep);
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.get_mut() {
            worker.terminate();
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let players = self.0.players.borrow().len();
        f.debug_struct("Host").field("phase", &self.0.phase.get()).field("players", &players).finish()
    }
}
