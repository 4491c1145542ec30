//! A display and its gateway: heartbeats, what somebody has chosen, and loading the page again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use ::kiosk::{Beat, Choice, Order, ReloadPolicy, ReloadSigns};
use configuration::{Configuration, Name, Show};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Headers, RequestInit, Response};

/// Between two heartbeats, seconds; longer where the gateway takes none.
const BEAT_SECONDS: u64 = 30;
const OFF_SECONDS: u64 = 10 * 60;
/// Between two looks for another build without a gateway that tells, seconds.
const LOOK_SECONDS: u64 = 15 * 60;
/// For the gateway's answer, milliseconds.
const PATIENCE_MS: u32 = 10_000;

/// What the display is like now.
#[derive(Debug, Clone, Default)]
pub(super) struct Now {
    pub(super) name: Option<String>,
    pub(super) show: Option<Choice>,
    pub(super) tiles: u32,
    pub(super) live: u32,
    pub(super) is_recording: bool,
    /// A person has the settings open.
    pub(super) is_used: bool,
}

/// The display's side of all that. Clones share everything.
#[derive(Clone)]
pub(super) struct Display {
    inner: Rc<Inner>,
}

struct Inner {
    policy: RefCell<Option<ReloadPolicy>>,
    next_beat: Cell<Duration>,
    next_look: Cell<Duration>,
    reloads: Cell<Option<u64>>,
    is_outdated: Cell<bool>,
    is_ordered: Cell<bool>,
    is_busy: Cell<bool>,
    report: RefCell<Option<String>>,
    /// What somebody has chosen, and whether that has to be looked at.
    chosen: RefCell<Option<Choice>>,
    has_news: Cell<bool>,
    build: String,
}

impl Display {
    pub(super) fn new() -> Self {
        let document = web_sys::window().and_then(|window| window.document());
        let find = |selector: &str| document.as_ref()?.query_selector(selector).ok().flatten();
        let build = find("meta[name='mullion-build']").and_then(|meta| meta.get_attribute("content"));
        // What the watchdog did to the page before.
        let report = find("html[data-watchdog]").and_then(|html| html.get_attribute("data-watchdog"));
        let inner = Inner {
            policy: RefCell::default(),
            next_beat: Cell::default(),
            next_look: Cell::new(Duration::from_secs(LOOK_SECONDS)),
            reloads: Cell::default(),
            is_outdated: Cell::default(),
            is_ordered: Cell::default(),
            is_busy: Cell::default(),
            report: RefCell::new(report),
            chosen: RefCell::default(),
            has_news: Cell::default(),
            build: build.unwrap_or_default(),
        };
        Self { inner: Rc::new(inner) }
    }

    /// A person touches the screen.
    pub(super) fn touch(&self, running: Duration) {
        if let Some(policy) = self.inner.policy.borrow_mut().as_mut() {
            policy.touch(running);
        }
    }

    /// Takes note of something that the gateway's list tells.
    pub(super) fn report(&self, text: String) {
        self.inner.report.replace(Some(text));
    }

    /// What somebody has chosen, if that has changed since the last call: `Some(None)` takes it back.
    pub(super) fn news(&self) -> Option<Option<Choice>> {
        self.inner.has_news.take().then(|| self.inner.chosen.borrow().clone())
    }

    /// To be called every second or so. `running`: since the page was loaded.
    pub(super) fn tick(&self, running: Duration, now: &Now) {
        let inner = &self.inner;
        let signs = ReloadSigns {
            is_outdated: inner.is_outdated.get() || inner.is_ordered.get(),
            is_recording: now.is_recording,
            is_used: now.is_used,
        };
        let is_due = inner
            .policy
            .borrow_mut()
            .get_or_insert_with(|| ReloadPolicy::new(running))
            .is_due(running, signs);
        // Somebody who asked for it does not want to wait; a recording is finished all the same.
        let is_ordered = inner.is_ordered.get() && !now.is_recording && !now.is_used;
        if (is_due || is_ordered) && !inner.is_busy.replace(true) {
            inner.is_ordered.set(false);
            let inner = Rc::clone(inner);
            spawn_local(async move {
                // A server that does not answer now may do so next time.
                let _ = call_offline("reload").await;
                inner.is_busy.set(false);
            });
            return;
        }
        if running >= inner.next_look.get() {
            inner.next_look.set(running + Duration::from_secs(LOOK_SECONDS));
            self.look_for_build();
        }
        if let Some(name) = now.name.clone().filter(|_| running >= inner.next_beat.get()) {
            inner.next_beat.set(running + Duration::from_secs(BEAT_SECONDS));
            let beat = Beat {
                build: inner.build.clone(),
                show: now.show.clone(),
                tiles: now.tiles,
                live: now.live,
                uptime_seconds: running.as_secs(),
                memory_bytes: memory_bytes(),
                recording: now.is_recording,
                report: inner.report.borrow().clone(),
            };
            let this = self.clone();
            spawn_local(async move {
                match send(&name, &beat).await {
                    Some(Ok(order)) => this.obey(order),
                    // It takes no heartbeats.
                    Some(Err(404 | 405)) => {
                        this.inner.next_beat.set(running + Duration::from_secs(OFF_SECONDS));
                    }
                    _ => {}
                }
            });
        }
    }

    fn obey(&self, order: Order) {
        let inner = &self.inner;
        let show = order.show.filter(Choice::is_name);
        if *inner.chosen.borrow() != show {
            inner.chosen.replace(show);
            inner.has_news.set(true);
        }
        // Its count begins again with the gateway; the first one is of before this page.
        let before = inner.reloads.replace(Some(order.reloads));
        if before.is_some_and(|before| order.reloads > before) {
            inner.is_ordered.set(true);
        }
        if let Some(build) = order.build {
            inner.is_outdated.set(!inner.build.is_empty() && build != inner.build);
        }
    }

    fn look_for_build(&self) {
        let inner = Rc::clone(&self.inner);
        spawn_local(async move {
            if let Some(is_outdated) = call_offline("isOutdated").await.and_then(|value| value.as_bool())
                && is_outdated
            {
                inner.is_outdated.set(true);
            }
        });
    }
}

/// What a choice shows, if the configuration has it.
pub(super) fn shown(
    choice: &Choice,
    configuration: &Configuration,
    is_camera: impl Fn(&Name) -> bool,
) -> Option<Show> {
    let name = Name::try_from(choice.name().to_owned()).ok()?;
    match choice {
        Choice::Camera(_) => {
            (configuration.cameras.contains_key(&name) || is_camera(&name)).then_some(Show::Camera(name))
        }
        Choice::Wall(_) => configuration.walls.contains_key(&name).then_some(Show::Wall(name)),
        Choice::Tour(_) => configuration.tours.contains_key(&name).then_some(Show::Tour(name)),
    }
}

/// The same the other way.
pub(super) fn choice(show: &Show) -> Choice {
    match show {
        Show::Camera(name) => Choice::Camera(name.to_string()),
        Show::Wall(name) => Choice::Wall(name.to_string()),
        Show::Tour(name) => Choice::Tour(name.to_string()),
    }
}

/// The answer, or the status of a refusal; `None` without an answer.
async fn send(name: &str, beat: &Beat) -> Option<Result<Order, u16>> {
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_headers(&headers);
    options.set_body(&serde_json::to_string(beat).ok()?.into());
    let abort = AbortController::new().ok()?;
    options.set_signal(Some(&abort.signal()));
    let _timer = gloo::timers::callback::Timeout::new(PATIENCE_MS, move || abort.abort());
    let request = web_sys::window()?.fetch_with_str_and_init(&format!("api/displays/{name}"), &options);
    let response: Response = JsFuture::from(request).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return Some(Err(response.status()));
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    serde_json::from_str(&text).ok().map(Ok)
}

/// Calls a function of `offline.js`.
pub(super) async fn call_offline(function: &str) -> Option<JsValue> {
    // `import` is no function that a program could call; the page's own script has one.
    let import: Function = Reflect::get(&js_sys::global(), &"mullionImport".into()).ok()?.dyn_into().ok()?;
    let module: Promise = import.call1(&JsValue::NULL, &"./offline.js".into()).ok()?.dyn_into().ok()?;
    let module = JsFuture::from(module).await.ok()?;
    let function: Function = Reflect::get(&module, &function.into()).ok()?.dyn_into().ok()?;
    let answer: Promise = function.call0(&module).ok()?.dyn_into().ok()?;
    JsFuture::from(answer).await.ok()
}

/// Chromium tells the JavaScript heap; nobody tells the rest.
fn memory_bytes() -> Option<u64> {
    let performance = web_sys::window()?.performance()?;
    let memory = Reflect::get(&performance, &"memory".into()).ok()?;
    let used = Reflect::get(&memory, &"usedJSHeapSize".into()).ok()?.as_f64()?;
    Some(used as u64)
}
