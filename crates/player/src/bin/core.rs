//! The player's program, for the page and for its worker: `static/player.js` loads it in both. In a
//! worker it plays; a page gets [`Core`], on which the class `Player` of `player.js` stands.
//!
//! What a page may say is what `player.js` says. Reports and news of recordings go to its listener
//! as the bytes that page and worker use between themselves (postcard), because a reader of the
//! hundred fields by name would be larger than the whole interface; what most pages want stands in
//! attributes and events.

// The binary's exports are its interface.
#![allow(missing_docs, unreachable_pub, missing_debug_implementations)]

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use player::page::{self, Host, Player};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};
use web_sys::HtmlElement;

thread_local! {
    /// The page's worker.
    static PAGE: RefCell<Option<Host>> = const { RefCell::new(None) };
}

fn main() {}

/// In a worker, once: plays.
#[wasm_bindgen]
pub fn work() {
    player::worker::start();
}

/// Tells builds apart.
#[wasm_bindgen]
pub fn build() -> String {
    player::BUILD.to_owned()
}

/// In a page, once: `spawn` makes a worker.
#[wasm_bindgen]
pub fn begin(spawn: Function) {
    PAGE.replace(Some(Host::new(spawn)));
}

/// One player.
#[wasm_bindgen]
pub struct Core {
    player: Player,
    listener: Rc<RefCell<Option<Function>>>,
}

#[wasm_bindgen]
impl Core {
    /// In `container`; `element` bears the attributes and fires the events. `wall` is the number of the [`Wall`] to which the
    /// container belongs, if it does to one.
    #[wasm_bindgen(constructor)]
    pub fn new(element: &HtmlElement, container: &HtmlElement, wall: u32) -> Result<Self, JsError> {
        let host = PAGE.with_borrow(Clone::clone);
        let host = host.ok_or_else(|| JsError::new("the player has not begun"))?;
        let listener = Rc::new(RefCell::new(None::<Function>));
        let reports = Rc::clone(&listener);
        let player = Player::new(&host, element, container, wall, move |report| {
            tell(&reports, "report", &player::report_to_js(&report), &JsValue::UNDEFINED);
        })?;
        let news = Rc::clone(&listener);
        player.on_recording(move |recording| {
            let (bytes, file) = recording.to_js();
            tell(&news, "recording", &bytes, &file);
        });
        let news = Rc::clone(&listener);
        player.on_feature(move |feature| tell(&news, "feature", &feature.to_js(), &JsValue::UNDEFINED));
        Ok(Self { player, listener })
    }

    /// `listener` hears of reports and recordings from now on, and at once how things are.
    pub fn listen(&self, listener: Option<Function>) {
        self.listener.replace(listener);
        tell(&self.listener, "report", &player::report_to_js(&self.player.report()), &JsValue::UNDEFINED);
    }

    /// What the page wants. Whether it was understood.
    pub fn tell(&self, message: &JsValue, attachment: &JsValue) -> bool {
        self.player.command(message, attachment).is_some()
    }

    /// The picture moves, as it is, to another container, and the attributes to another element.
    pub fn place(&self, element: HtmlElement, container: HtmlElement) {
        self.player.place(element, container);
    }

    /// The container belongs to the [`Wall`] with that number from now on, or to none.
    pub fn share(&self, wall: u32) {
        self.player.share(wall);
    }

    pub fn authorization(&self, url: &str) -> Option<String> {
        self.player.authorization(url)
    }

    /// Calls `done` with a snapshot, or with nothing and why.
    pub fn snapshot(&self, seen: bool, done: Function) {
        self.player.snapshot(seen, move |snapshot| {
            let (snapshot, why) = match snapshot {
                Ok(snapshot) => (snapshot.to_js(), JsValue::UNDEFINED),
                Err(error) => (JsValue::UNDEFINED, JsValue::from(error.to_string())),
            };
            // What a page's function throws is the page's.
            let _ = done.call2(&JsValue::UNDEFINED, &snapshot, &why);
        });
    }

    /// Calls `done` with three numbers for each picture that is kept.
    pub fn times(&self, done: Function) {
        self.player.times(move |times| {
            let _ = done.call1(&JsValue::UNDEFINED, &times);
        });
    }

    /// Calls `done` with a bitmap and its time, or with nothing.
    pub fn thumbnail(&self, at_ms: f64, done: Function) {
        self.player.thumbnail(at_ms, move |thumbnail| {
            let _ = match thumbnail {
                Some((bitmap, at_ms)) => done.call2(&JsValue::UNDEFINED, &bitmap, &at_ms.into()),
                None => done.call0(&JsValue::UNDEFINED),
            };
        });
    }
}

/// One canvas behind the tiles of a container.
#[wasm_bindgen]
pub struct Wall(page::Wall);

#[wasm_bindgen]
impl Wall {
    #[wasm_bindgen(constructor)]
    pub fn new(container: &HtmlElement) -> Result<Self, JsError> {
        let page = PAGE.with_borrow(Clone::clone);
        let host = page.ok_or_else(|| JsError::new("the player has not begun"))?;
        Ok(Self(page::Wall::new(&host, container)?))
    }

    #[wasm_bindgen(getter)]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn layout(&self) {
        self.0.layout();
    }
}

fn tell(listener: &RefCell<Option<Function>>, kind: &str, bytes: &JsValue, attachment: &JsValue) {
    // Which may put another in its place.
    let listener = listener.borrow().clone();
    if let Some(listener) = listener {
        // What a page's function throws is the page's.
        let _ = listener.call3(&JsValue::UNDEFINED, &kind.into(), bytes, attachment);
    }
}
