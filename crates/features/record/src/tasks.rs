//! Work that waits for the browser. It runs when the player calls [`run_tasks`], and never by
//! itself: the player sees each trap as an exception of that call.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

type Running = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static TASKS: RefCell<Vec<Running>> = const { RefCell::new(Vec::new()) };
    static BELL: RefCell<Option<Function>> = const { RefCell::new(None) };
    /// The bell was rung, and nobody has answered yet.
    static IS_RUNG: Cell<bool> = const { Cell::new(false) };
}

/// Work and its result.
#[wasm_bindgen]
pub struct Task(Rc<RefCell<Option<Array>>>);

/// Calls `bell` from now on whenever there is something to run.
#[wasm_bindgen]
pub fn on_tasks(bell: Function) {
    BELL.set(Some(bell));
    // Whoever had the bell before may not have answered.
    IS_RUNG.set(false);
}

/// Runs all tasks as far as they get.
#[wasm_bindgen]
pub fn run_tasks() {
    IS_RUNG.set(false);
    let waker = Waker::from(Arc::new(Bell));
    // Those that begin meanwhile ring again.
    for mut task in TASKS.take() {
        if task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            TASKS.with_borrow_mut(|tasks| tasks.push(task));
        }
    }
}

#[wasm_bindgen]
impl Task {
    /// Its result, once: nothing before it is done.
    #[must_use]
    pub fn result(&self) -> Option<Array> {
        self.0.take()
    }
}

impl Task {
    /// Begins `work`.
    pub(crate) fn new(work: impl Future<Output = Array> + 'static) -> Self {
        let result = Rc::new(RefCell::new(None));
        let place = Rc::clone(&result);
        start(async move {
            let done = work.await;
            place.replace(Some(done));
        });
        Self(result)
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.0.borrow().is_some()).finish()
    }
}

/// Has `work` done beside all else. It is over when the future that is returned is.
pub(crate) fn beside(work: impl Future<Output = ()> + 'static) -> impl Future<Output = ()> {
    let end = Rc::new(RefCell::new(End::default()));
    let reached = Rc::clone(&end);
    start(async move {
        work.await;
        let mut end = reached.borrow_mut();
        end.is_reached = true;
        if let Some(waker) = end.waker.take() {
            waker.wake();
        }
    });
    std::future::poll_fn(move |context| {
        let mut end = end.borrow_mut();
        if end.is_reached {
            return Poll::Ready(());
        }
        end.waker = Some(context.waker().clone());
        Poll::Pending
    })
}

/// The end of work, and the task that waits for it.
#[derive(Default)]
struct End {
    is_reached: bool,
    waker: Option<Waker>,
}

fn start(work: impl Future<Output = ()> + 'static) {
    TASKS.with_borrow_mut(|tasks| tasks.push(Box::pin(work)));
    ring();
}

struct Bell;

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        ring();
    }
}

fn ring() {
    if IS_RUNG.replace(true) {
        return;
    }
    if let Some(bell) = BELL.with_borrow(Option::clone) {
        // The player's function throws nothing.
        let _ = bell.call0(&JsValue::UNDEFINED);
    }
}
