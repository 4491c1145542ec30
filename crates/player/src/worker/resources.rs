//! All that the streams of the worker share: memory, decoders, pixels, the timer and the reports.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use causes::Cause;
use gloo::timers::callback::Interval;
use stream::decode::{Attention, DecodePool, Wish};
use stream::history::{gives_way, page_limit};
use stream::live::PartMemory;
use stream::{DecodeId, Input, ReplayLimits, Stream};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::OffscreenCanvas;

use super::decode::Decoders;
use super::engine::Engine;
use super::features::Features;
use super::memory::Memory;
use super::picture::Bytes;
use super::wall::Wall;
use super::{Shared, scope};
use crate::Report;
use crate::message::{FromWorker, StreamId, StreamReport};

/// How streams tell the page.
pub(super) type Port = fn(StreamId, &FromWorker, Option<&JsValue>);

/// See the [module's documentation](self).
pub(super) struct Resources {
    pub(super) port: Port,
    pub(super) memory: Memory,
    /// How much each stream may keep.
    limits: RefCell<Vec<(StreamId, ReplayLimits)>>,
    parts: RefCell<PartMemory>,
    pub(super) decoders: Decoders,
    /// Parts of the player that are loaded when they are first used.
    pub(super) features: Rc<Features>,
    pool: RefCell<DecodePool>,
    engines: RefCell<Vec<(StreamId, Weak<RefCell<Engine>>)>>,
    /// Canvases that many streams share.
    walls: RefCell<Vec<(StreamId, Rc<Wall>)>>,
    /// There while a stream wants ticks.
    ticks: RefCell<Option<Interval>>,
    /// What the present tick has to tell; nothing between ticks.
    reports: RefCell<Option<Vec<StreamReport>>>,
}

impl Resources {
    pub(super) fn new(port: Port) -> Rc<Self> {
        let features = Rc::<Features>::default();
        Rc::new(Self {
            port,
            memory: Memory::default(),
            limits: RefCell::default(),
            parts: RefCell::default(),
            decoders: Decoders::new(Rc::clone(&features)),
            features,
            pool: RefCell::new(DecodePool::new(processors())),
            engines: RefCell::default(),
            walls: RefCell::default(),
            ticks: RefCell::default(),
            reports: RefCell::default(),
        })
    }

    /// A stream comes.
    pub(super) fn enter(&self, stream: StreamId, engine: Weak<RefCell<Engine>>) {
        self.engines.borrow_mut().push((stream, engine));
    }

    /// A stream goes. What is being decoded for it is still awaited.
    pub(super) fn leave(&self, stream: StreamId) {
        self.engines.borrow_mut().retain(|(other, _)| *other != stream);
        self.limits.borrow_mut().retain(|(other, _)| *other != stream);
        self.release_parts(stream);
        self.pool.borrow_mut().close(stream);
    }

    /// The page has a canvas that many streams share, by this number.
    pub(super) fn open_wall(self: &Rc<Self>, id: StreamId, canvas: OffscreenCanvas) {
        let this = Rc::downgrade(self);
        let wall = Wall::new(canvas, move |is_lost| {
            let Some(this) = Weak::<Self>::upgrade(&this) else { return };
            let wall = this.wall(id);
            let streams: Vec<_> = this.engines.borrow().iter().map(|(stream, _)| *stream).collect();
            for engine in streams.into_iter().filter_map(|stream| this.engine(stream)) {
                let mut engine = engine.borrow_mut();
                if engine.wall().zip(wall.as_ref()).is_some_and(|(one, other)| Rc::ptr_eq(one, other)) {
                    engine.handle(if is_lost { Input::CanvasLost } else { Input::CanvasRestored });
                }
            }
        });
        match wall {
            Some(wall) => self.walls.borrow_mut().push((id, wall)),
            None => {
                let why = "a canvas has no 2d context";
                (self.port)(StreamId::HOST, &FromWorker::Failed(why.into()), None);
            }
        }
    }

    pub(super) fn close_wall(&self, id: StreamId) {
        self.walls.borrow_mut().retain(|(other, _)| *other != id);
    }

    pub(super) fn wall(&self, id: StreamId) -> Option<Rc<Wall>> {
        self.walls.borrow().iter().find(|(other, _)| *other == id).map(|(_, wall)| Rc::clone(wall))
    }

    /// A stream may keep so much from now on.
    pub(super) fn limit(&self, stream: StreamId, limits: ReplayLimits) {
        let mut all = self.limits.borrow_mut();
        all.retain(|(other, _)| *other != stream);
        all.push((stream, limits));
    }

    /// Makes room for a frame of `engine`, so that all streams together keep no more than they may.
    pub(super) fn make_room(&self, engine: &mut Engine, length: usize) {
        let limit = page_limit(self.limits.borrow().iter().map(|(_, limits)| *limits));
        while !self.memory.has_room(length, limit) {
            let others = self.engines.borrow();
            // The one that runs is lent out already.
            let other = |(stream, other): &(StreamId, Weak<RefCell<Engine>>)| {
                Some((*stream, other.upgrade()?.try_borrow().ok()?.kept_bytes()))
            };
            let own = (engine.id(), engine.kept_bytes());
            let Some(stream) = gives_way(others.iter().filter_map(other).chain([own])) else { return };
            drop(others);
            let is_forgotten = if stream == engine.id() {
                engine.stream.forget_oldest()
            } else {
                self.engine(stream).is_some_and(|other| other.borrow_mut().stream.forget_oldest())
            };
            if !is_forgotten {
                return;
            }
        }
    }

    /// The unfinished parts of a stream take so many bytes. Returns false if they have to go.
    pub(super) fn take_parts(&self, stream: StreamId, bytes: usize) -> bool {
        self.parts.borrow_mut().take(stream, bytes)
    }

    /// The unfinished parts of a stream are gone.
    pub(super) fn release_parts(&self, stream: StreamId) {
        self.parts.borrow_mut().release(stream);
    }

    /// How much a person cares for a stream.
    pub(super) fn attention(&self, stream: StreamId) -> Attention {
        self.pool.borrow().attention(stream)
    }

    /// The same from now on.
    pub(super) fn attend(&self, stream: StreamId, attention: Attention) {
        self.pool.borrow_mut().attend(stream, attention);
    }

    pub(super) fn want(&self, now: f64, stream: StreamId, id: DecodeId, wish: Wish) {
        self.pool.borrow_mut().want(now, stream, id, wish);
    }

    pub(super) fn next(&self, now: f64) -> Option<(StreamId, DecodeId)> {
        self.pool.borrow_mut().next(now)
    }

    pub(super) fn done(&self, now: f64, stream: StreamId, id: DecodeId) {
        self.pool.borrow_mut().done(now, stream, id);
    }

    /// It is the turn of a stream that is not the one that runs: it begins as soon as that is done.
    pub(super) fn grant(&self, now: f64, stream: StreamId, id: DecodeId) {
        match self.engine(stream) {
            Some(engine) => spawn_local(async move { engine.borrow_mut().take_turn(id) }),
            None => self.done(now, stream, id),
        }
    }

    /// Has all streams that want it told every so often that time passes.
    pub(super) fn tick_on(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        self.ticks.borrow_mut().get_or_insert_with(|| {
            Interval::new(Stream::<Bytes>::TICK, move || {
                if let Some(this) = Weak::<Self>::upgrade(&this) {
                    this.tick();
                }
            })
        });
    }

    /// Tells the page how a stream is: at once, or with all others that the present tick changes.
    pub(super) fn report(&self, stream: StreamId, report: Report, cause: Option<Cause>) {
        if let Some(reports) = &mut *self.reports.borrow_mut() {
            return reports.push((stream.0, report, cause));
        }
        (self.port)(stream, &FromWorker::Report(Box::new(report), cause), None);
    }

    fn tick(&self) {
        self.reports.replace(Some(Vec::new()));
        let mut is_wanted = false;
        let streams: Vec<_> = self.engines.borrow().iter().map(|(stream, _)| *stream).collect();
        for engine in streams.into_iter().filter_map(|stream| self.engine(stream)) {
            let mut engine = engine.borrow_mut();
            if engine.wants_ticks {
                engine.handle(Input::Tick);
            }
            // A decoder that has become slow is not waited for.
            engine.serve();
            is_wanted |= engine.wants_ticks;
        }
        let reports = self.reports.take().unwrap_or_default();
        if !reports.is_empty() {
            (self.port)(StreamId::HOST, &FromWorker::Reports(reports), None);
        }
        if !is_wanted {
            self.ticks.take();
        }
    }

    fn engine(&self, stream: StreamId) -> Option<Shared> {
        let engines = self.engines.borrow();
        engines.iter().find(|(other, _)| *other == stream).and_then(|(_, engine)| engine.upgrade())
    }
}

/// Processors, as far as the browser tells.
pub(super) fn processors() -> usize {
    scope().navigator().hardware_concurrency() as usize
}
