//! A canvas behind the tiles of a container, which their players share.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlCanvasElement, HtmlElement, ResizeObserver};

use super::PlayerError;
use super::host::{Host, Shared};
use super::nodes::{filling, hand_over, position, style};
use super::surface::density;
use crate::message::{Place, Places, StreamId, ToWorker};

/// The most pixels of a canvas that all browsers have (Safari on a phone), and the longest side.
const MOST_PIXELS: f64 = 4096.0 * 4096.0;
const LONGEST: f64 = 8192.0;

/// One canvas on which many players draw. When it is dropped, its players take canvases of their own.
pub struct Wall(Rc<Inner>);

/// What the wall, its players and its listeners share. The canvas goes with the last of them.
pub(super) struct Inner {
    host: Rc<Shared>,
    id: StreamId,
    container: HtmlElement,
    canvas: RefCell<HtmlCanvasElement>,
    /// The worker has it.
    is_given: Cell<bool>,
    /// Tiles are to be looked at in a moment.
    is_asked: Cell<bool>,
    /// What the worker was told last.
    told: RefCell<Places>,
    observer: Option<ResizeObserver>,
    _resized: Closure<dyn FnMut()>,
    _listener: EventListener,
}

impl Wall {
    /// A canvas in `container`, under all else that is in there. Whatever lies between it and a tile has to be transparent, and
    /// tiles must not overlap.
    pub fn new(host: &Host, container: &HtmlElement) -> Result<Self, PlayerError> {
        let canvas: HtmlCanvasElement = filling(container, "canvas")?;
        position(container);
        // Under the tiles, and over the container's own background.
        style(container, "isolation", "isolate");
        put(&canvas, container);
        let inner = Rc::new_cyclic(|this: &Weak<Inner>| {
            let measure = {
                let this = Weak::clone(this);
                move || {
                    if let Some(this) = this.upgrade() {
                        this.measure();
                    }
                }
            };
            let resized = Closure::<dyn FnMut()>::new(measure.clone());
            let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
            if let Some(observer) = &observer {
                observer.observe(container);
            }
            // Of anything in the container: such events do not bubble.
            let options = EventListenerOptions {
                phase: EventListenerPhase::Capture,
                ..EventListenerOptions::default()
            };
            let listener = EventListener::new_with_options(container, "scroll", options, move |_| measure());
            Inner {
                host: Rc::clone(&host.0),
                id: host.0.number(),
                container: container.clone(),
                canvas: RefCell::new(canvas),
                is_given: Cell::default(),
                is_asked: Cell::default(),
                told: RefCell::default(),
                observer,
                _resized: resized,
                _listener: listener,
            }
        });
        host.0.enter_wall(&inner);
        Ok(Self(inner))
    }

    /// By which a page names it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Looks where the tiles are. To be called where they have moved without another size.
    pub fn layout(&self) {
        self.0.measure();
    }
}

impl Drop for Wall {
    fn drop(&mut self) {
        self.0.host.leave_wall(&self.0);
    }
}

impl fmt::Debug for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wall").field(&self.0.id).finish()
    }
}

impl Inner {
    pub(super) fn id(&self) -> u32 {
        self.id.0
    }

    /// A tile from now on.
    pub(super) fn watch(&self, tile: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(tile);
        }
    }

    /// No tile any more.
    pub(super) fn forget(&self, tile: &Element) {
        if let Some(observer) = &self.observer {
            observer.unobserve(tile);
        }
    }

    /// Another worker is about to come, or the first.
    pub(super) fn renew(&self) {
        self.told.take();
        if !self.is_given.take() {
            return;
        }
        let Ok(canvas) = filling::<HtmlCanvasElement>(&self.container, "canvas") else { return };
        put(&canvas, &self.container);
        self.canvas.replace(canvas).remove();
    }

    /// The worker is ready.
    pub(super) fn ready(self: &Rc<Self>) {
        if self.is_given.replace(true) {
            return;
        }
        let canvas = hand_over(&self.canvas.borrow());
        if let Ok(canvas) = canvas {
            let _ = self.host.post(self.id, &ToWorker::Wall, Some(&canvas));
            self.measure();
        }
    }

    /// The same, once for all that happens now.
    pub(super) fn measure_soon(self: &Rc<Self>) {
        if !self.is_asked.replace(true) {
            let this = Rc::downgrade(self);
            spawn_local(async move {
                if let Some(this) = Weak::<Self>::upgrade(&this) {
                    this.is_asked.set(false);
                    this.measure();
                }
            });
        }
    }

    /// Looks where the tiles are, and tells the worker of all if any has moved.
    pub(super) fn measure(self: &Rc<Self>) {
        let whole = self.canvas.borrow().get_bounding_client_rect();
        if whole.width() <= 0.0 || whole.height() <= 0.0 {
            return;
        }
        // In its own pixels, however the page is scaled.
        let dense = density();
        let (width, height) = (whole.width() * dense, whole.height() * dense);
        let most = (MOST_PIXELS / (width * height)).sqrt().min(LONGEST / width.max(height)).min(1.0);
        let scale = dense * most;
        let size = ((width * most).round(), (height * most).round());
        let places = RefCell::new(Vec::new());
        self.host.each(|page| {
            let is_of_this = page.wall.borrow().as_ref().is_some_and(|wall| Rc::ptr_eq(wall, self));
            let tile = page.nodes.container().get_bounding_client_rect();
            if is_of_this {
                page.measured((tile.width() * dense, tile.height() * dense));
            }
            if page.is_placed_on(self) {
                let (left, top) = ((tile.left() - whole.left()) * scale, (tile.top() - whole.top()) * scale);
                // Neighbours meet at one pixel.
                let right = (left + tile.width() * scale).round();
                let bottom = (top + tile.height() * scale).round();
                let (left, top) = (left.round(), top.round());
                places.borrow_mut().push(Place {
                    stream: page.stream,
                    at: (left as i32, top as i32),
                    size: ((right - left) as i32, (bottom - top) as i32),
                    fit: page.fit.get().unwrap_or_default(),
                });
            }
        });
        let places = Places { size: (size.0 as u32, size.1 as u32), places: places.into_inner() };
        if self.is_given.get() && *self.told.borrow() != places {
            // What is not heard by this worker is told to the next one.
            let _ = self.host.post(self.id, &ToWorker::Places(places.clone()), None);
            self.told.replace(places);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        self.canvas.get_mut().remove();
        let _ = self.host.post(self.id, &ToWorker::Close, None);
    }
}

fn put(canvas: &HtmlCanvasElement, container: &HtmlElement) {
    style(canvas, "z-index", "-1");
    style(canvas, "pointer-events", "none");
    // Fails for nodes that cannot have children only.
    let _ = container.prepend_with_node_1(canvas);
}
