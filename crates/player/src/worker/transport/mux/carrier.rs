//! One shared response, from its request to its end.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use causes::Cause;
use gloo::timers::callback::{Interval, Timeout};
use js_sys::{JSON, Reflect, Uint8Array};
use mux::{CONTENT_TYPE, Demultiplexer, Event, Piece, Request, StreamId, StreamRequest, VERSION_FIELD};
use stream::connection::SharingFailure;
use stream::live::End;
use stream::{Head, Input};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal, ReferrerPolicy, RequestCache, RequestInit, Response};

use super::super::{Reader, after, said_by_gateway};
use super::{Gateway, Line, LineEnd};
use crate::Transport;
use crate::worker::request::field;
use crate::worker::{now, scope};

/// Milliseconds between looks at the clock.
const TICK: u32 = 500;
/// Milliseconds for which a response without lines is kept: a stream that reconnects comes back.
const LINGER: u32 = 1000;
/// Bytes that are looked at together. wasm memory never shrinks.
const PIECE: u32 = 64 << 10;

/// A response that carries lines, and its requests.
pub(super) struct Carrier {
    gateway: Weak<Gateway>,
    lines: RefCell<Vec<Rc<Line>>>,
    abort: Option<AbortController>,
    /// The name of the session, once it is known.
    session: RefCell<Option<String>>,
    revision: Cell<u64>,
    /// The priorities that were sent last.
    priorities: RefCell<Vec<u8>>,
    /// The list has changed since it was sent.
    is_dirty: Cell<bool>,
    /// A change is being sent.
    is_sending: Cell<bool>,
    /// Why it is given up, if it is.
    failure: Cell<Option<SharingFailure>>,
    ticks: RefCell<Option<Interval>>,
    linger: RefCell<Option<Timeout>>,
}

impl Carrier {
    /// The gateway's response; a new one if there is none.
    pub(super) fn of(gateway: &Rc<Gateway>) -> Rc<Self> {
        if let Some(carrier) = &*gateway.carrier.borrow() {
            return Rc::clone(carrier);
        }
        let carrier = Rc::new_cyclic(|this: &Weak<Self>| {
            let this = Weak::clone(this);
            let tick = move || {
                if let Some(carrier) = this.upgrade() {
                    carrier.tick();
                }
            };
            Self {
                gateway: Rc::downgrade(gateway),
                lines: RefCell::default(),
                abort: AbortController::new().ok(),
                session: RefCell::default(),
                revision: Cell::new(1),
                priorities: RefCell::default(),
                is_dirty: Cell::new(false),
                is_sending: Cell::new(false),
                failure: Cell::new(None),
                ticks: RefCell::new(Some(Interval::new(TICK, tick))),
                linger: RefCell::default(),
            }
        });
        gateway.policy.borrow_mut().asked(now());
        *gateway.carrier.borrow_mut() = Some(Rc::clone(&carrier));
        spawn_local(Rc::clone(&carrier).run(Rc::clone(gateway)));
        carrier
    }

    /// Carries one line more.
    pub(super) fn add(self: &Rc<Self>, line: &Rc<Line>) {
        self.linger.borrow_mut().take();
        self.lines.borrow_mut().push(Rc::clone(line));
        self.changed();
    }

    /// Carries it no more.
    pub(super) fn remove(self: &Rc<Self>, line: &Rc<Line>) {
        self.lines.borrow_mut().retain(|other| !Rc::ptr_eq(other, line));
        self.changed();
        if self.lines.borrow().is_empty() {
            let carrier = Rc::downgrade(self);
            let end = move || {
                if let Some(carrier) = carrier.upgrade() {
                    carrier.close();
                }
            };
            *self.linger.borrow_mut() = Some(Timeout::new(LINGER, end));
        }
    }

    fn tick(self: &Rc<Self>) {
        let Some(gateway) = self.gateway.upgrade() else { return };
        let overdue = gateway.policy.borrow().overdue(now());
        if let Some(failure) = overdue {
            self.give_up(failure);
        } else if *self.priorities.borrow() != self.present_priorities() {
            self.changed();
        }
    }

    fn close(&self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }

    /// The first reason counts.
    fn give_up(&self, failure: SharingFailure) {
        if self.failure.get().is_none() {
            self.failure.set(Some(failure));
        }
        self.close();
    }

    /// Reads the response to its end, and tells the lines of that.
    async fn run(self: Rc<Self>, gateway: Rc<Gateway>) {
        // Lines that come in one go come in the first request.
        let _ = after(0).await;
        let read = self.read(&gateway).await;
        self.close();
        self.ticks.take();
        self.linger.take();
        // The next stream that asks gets another.
        gateway.carrier.borrow_mut().take_if(|carrier| Rc::ptr_eq(carrier, &self));
        let lines = self.lines.take();
        let failure = self.failure.get().unwrap_or(read.err().unwrap_or(SharingFailure::Broke));
        if lines.is_empty() && self.failure.get().is_none() {
            gateway.policy.borrow_mut().closed();
        } else {
            gateway.policy.borrow_mut().failed(now(), failure);
        }
        let has_played = failure == SharingFailure::Broke && self.session.borrow().is_some();
        for line in lines {
            // Asked for alone, a stream plays or tells by itself what is wrong.
            line.end(if has_played { LineEnd::Stream(Err(Cause::Interrupted)) } else { LineEnd::Alone });
        }
    }

    async fn read(self: &Rc<Self>, gateway: &Gateway) -> Result<(), SharingFailure> {
        self.is_dirty.set(false);
        let url = [&gateway.base, "/mux"].concat();
        let answer = self.post(&url).await;
        let (response, _request) = answer.map_err(|_| SharingFailure::Unanswered)?;
        if !response.ok() {
            return Err(SharingFailure::Refused(response.status()));
        }
        let Some(reader) = Reader::new(&response) else { return Err(SharingFailure::Changed) };
        if field(&response.headers(), VERSION_FIELD).as_deref() != Some("1") {
            reader.cancel();
            return Err(SharingFailure::Changed);
        }
        gateway.policy.borrow_mut().answered(now());
        let (mut demultiplexer, mut bytes) = (Demultiplexer::default(), Vec::new());
        loop {
            let chunk: Uint8Array = match reader.read().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(()),
                Err(_) => {
                    reader.cancel();
                    return Err(SharingFailure::Broke);
                }
            };
            gateway.policy.borrow_mut().heard(now());
            for begin in (0..chunk.length()).step_by(PIECE as usize) {
                let piece = chunk.subarray(begin, chunk.length().min(begin + PIECE));
                bytes.resize(piece.length() as usize, 0);
                piece.copy_to(&mut bytes);
                if demultiplexer.push(&bytes, |piece| self.take(piece)).is_err() {
                    reader.cancel();
                    return Err(SharingFailure::Changed);
                }
            }
        }
    }

    fn take(self: &Rc<Self>, piece: Piece<'_>) {
        match piece {
            Piece::Begin { stream, head, age } => {
                if let Some(line) = self.line(stream) {
                    line.begin(head, age.unwrap_or_default().into());
                }
            }
            Piece::Content { stream, bytes, .. } => {
                if let Some(line) = self.line(stream) {
                    line.take(bytes);
                }
            }
            Piece::Event { event: Event::Session, json, .. } => {
                *self.session.borrow_mut() = json_text(json, "session");
                if self.is_dirty.get() {
                    self.changed();
                }
            }
            Piece::Event { event: Event::Started, stream: Some(stream), json } => {
                if let Some(line) = self.line(stream) {
                    let setting = json_text(json, "setting");
                    let content_type = Some(CONTENT_TYPE.to_owned());
                    let head = Head { setting, content_type, is_shared: true, ..Head::default() };
                    line.shared.borrow_mut().handle(Input::Responded(line.connection, head));
                }
            }
            Piece::Event { event: Event::Ended, stream: Some(stream), json } => {
                if let Some(line) = self.line(stream) {
                    ended(&line, json);
                }
            }
            Piece::Event { .. } => {}
        }
    }

    fn line(&self, stream: &StreamId) -> Option<Rc<Line>> {
        self.lines.borrow().iter().find(|line| line.id == *stream).cloned()
    }

    fn present_priorities(&self) -> Vec<u8> {
        self.lines.borrow().iter().map(|line| line.shared.borrow().priority()).collect()
    }

    fn list(&self) -> String {
        let priorities = self.present_priorities();
        let lines = self.lines.borrow();
        let streams = lines.iter().zip(&priorities).map(|(line, priority)| StreamRequest {
            id: line.id.clone(),
            source: line.source.clone(),
            priority: *priority,
        });
        let json = Request { revision: self.revision.get(), streams: streams.collect() }.to_json();
        drop(lines);
        self.priorities.replace(priorities);
        json
    }

    /// The list has changed: sends it, once the session is known and the change before is through.
    fn changed(self: &Rc<Self>) {
        self.is_dirty.set(true);
        if self.session.borrow().is_some() && !self.is_sending.replace(true) {
            spawn_local(Rc::clone(self).send());
        }
    }

    async fn send(self: Rc<Self>) {
        // Changes that come in one go are one.
        let _ = after(0).await;
        let (gateway, session) = (self.gateway.upgrade(), self.session.borrow().clone());
        if let Some((gateway, session)) = gateway.zip(session) {
            let url = [&gateway.base, "/mux/", &session].concat();
            while self.failure.get().is_none() && self.is_dirty.replace(false) {
                self.revision.set(self.revision.get() + 1);
                match self.post(&url).await {
                    Ok((response, _)) if response.ok() => {}
                    // The session has ended; its response says so as well.
                    Ok((response, _)) if response.status() == 404 => self.give_up(SharingFailure::Broke),
                    Ok((response, _)) => self.give_up(SharingFailure::Refused(response.status())),
                    Err(_) => self.give_up(SharingFailure::Broke),
                }
            }
        }
        self.is_sending.set(false);
    }

    /// Sends the list. The request is to be kept for as long as the answer may have to be ended.
    async fn post(&self, url: &str) -> Result<(Response, web_sys::Request), JsValue> {
        let signal: Option<AbortSignal> = self.abort.as_ref().map(AbortController::signal);
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_body(&self.list().into());
        options.set_cache(RequestCache::NoStore);
        options.set_referrer_policy(ReferrerPolicy::SameOrigin);
        options.set_signal(signal.as_ref());
        let request = web_sys::Request::new_with_str_and_init(url, &options)?;
        let headers = request.headers();
        headers.set("content-type", "application/json")?;
        headers.set("accept", "application/octet-stream")?;
        let response = scope().fetch_with_request(&request).await?;
        Ok((response.unchecked_into(), request))
    }
}

/// The gateway says that a stream has ended, or did not begin.
fn ended(line: &Line, json: &[u8]) {
    /// Milliseconds after which a camera without room is asked again.
    const FULL: f64 = 5000.0;
    let code = json_text(json, "code").unwrap_or_default();
    if code == "stream-not-shared" {
        return line.end(LineEnd::Alone);
    }
    let Some(status) = json_value(json, "status").and_then(|status| status.as_f64()) else {
        return line.finish(if code == "stream-ended" { End::Closed } else { End::Broken });
    };
    let cause = Cause::Status {
        status: status as u16,
        transport: Transport::Relay,
        words: String::new(),
        retry_after: (status == 503.0).then_some(FULL),
        gateway: said_by_gateway(code, json),
    };
    line.end(LineEnd::Stream(Err(cause)));
}

fn json_value(json: &[u8], name: &str) -> Option<JsValue> {
    let object = JSON::parse(&String::from_utf8_lossy(json)).ok()?;
    Reflect::get(&object, &name.into()).ok()
}

fn json_text(json: &[u8], name: &str) -> Option<String> {
    json_value(json, name)?.as_string()
}
