//! One response for all streams of a gateway (`/mux`).
//!
//! A stream that comes in it is a [`Line`]: its parts are a body of their own, as if the camera had
//! been asked for it alone. [`stream::connection::SharedResponse`] decides when the response is
//! worthwhile and when it is broken; then each line goes on alone.
//!
//! No borrow is held while an engine is called: it may end its connection at once, which comes back
//! here as the end of a line.

mod carrier;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use causes::Cause;
use gloo::events::EventListener;
use mux::{CONTENT_TYPE, Source, StreamId};
use stream::ConnectionId;
use stream::connection::{Outcome, SharedResponse, Sharing};
use stream::live::Body;
use web_sys::AbortSignal;

use super::{LoginRequest, after};
use crate::message::LoginKind;
use crate::worker::{Shared, now, origin};
use carrier::Carrier;

thread_local! {
    /// Those that were asked for a stream. They are few: all are at the page's own origin.
    static GATEWAYS: RefCell<Vec<Rc<Gateway>>> = const { RefCell::new(Vec::new()) };
}

/// A gateway, and the response that it carries streams in.
struct Gateway {
    /// The address that its paths are below.
    base: String,
    policy: RefCell<SharedResponse>,
    /// Streams of it that are connected, together or alone.
    streams: Cell<usize>,
    carrier: RefCell<Option<Rc<Carrier>>>,
    /// Number of the last line.
    last: Cell<u32>,
}

/// The place of one stream at its gateway, for as long as it is connected.
pub(super) struct Seat {
    gateway: Rc<Gateway>,
    source: Source,
}

/// One stream in a shared response.
struct Line {
    id: StreamId,
    source: Source,
    shared: Shared,
    connection: ConnectionId,
    body: RefCell<Body>,
    end: RefCell<Option<LineEnd>>,
    waker: RefCell<Option<Waker>>,
}

/// How a line has ended.
enum LineEnd {
    /// As a stream ends.
    Stream(Result<Outcome, Cause>),
    /// The stream has to be asked for alone.
    Alone,
}

/// A place for a stream that may come with others.
pub(super) fn seat(request: &LoginRequest) -> Option<Seat> {
    let stream = &request.request;
    let is_possible = stream.sharing != Sharing::Never && request.login == LoginKind::None;
    // Only the server that this program came from is known to be a gateway.
    if !is_possible || !origin::is_own(&stream.route.url) {
        return None;
    }
    let url = &stream.route.url;
    let (base, source) = url
        .match_indices('/')
        .find_map(|(at, _)| Some((url.get(..at)?, url.get(at..)?.strip_prefix("/cameras/")?)))?;
    let source = Source::parse(source)?;
    let gateway = GATEWAYS.with_borrow_mut(|gateways| {
        if let Some(known) = gateways.iter().find(|gateway| gateway.base == base) {
            return Rc::clone(known);
        }
        let gateway = Rc::new(Gateway {
            base: base.to_owned(),
            policy: RefCell::default(),
            streams: Cell::new(0),
            carrier: RefCell::default(),
            last: Cell::new(0),
        });
        gateways.push(Rc::clone(&gateway));
        gateway
    });
    gateway.streams.set(gateway.streams.get() + 1);
    Some(Seat { gateway, source })
}

impl Seat {
    /// Plays the stream with others, to its end. `None` if it has to be asked for alone.
    pub(super) async fn play(
        &self,
        shared: &Shared,
        connection: ConnectionId,
        sharing: Sharing,
        signal: Option<&AbortSignal>,
    ) -> Option<Result<Outcome, Cause>> {
        // A page opens its viewers in one go: the others are counted, and come in the first request.
        let _ = after(0).await;
        let gateway = &self.gateway;
        if !shared.borrow().listens_to(connection) {
            return Some(Ok(Outcome::Ended));
        }
        if !gateway.policy.borrow().is_wanted(now(), sharing, gateway.streams.get()) {
            return None;
        }
        gateway.last.set(gateway.last.get().wrapping_add(1));
        let line = Rc::new(Line {
            id: gateway.last.get().into(),
            source: self.source.clone(),
            shared: Rc::clone(shared),
            connection,
            body: RefCell::new(Body::new(Some(CONTENT_TYPE), false)),
            end: RefCell::default(),
            waker: RefCell::default(),
        });
        let _listener = signal.map(|signal| {
            let line = Rc::clone(&line);
            EventListener::once(signal, "abort", move |_| line.end(LineEnd::Stream(Ok(Outcome::Ended))))
        });
        let carrier = Carrier::of(gateway);
        carrier.add(&line);
        let end = line.ended().await;
        carrier.remove(&line);
        match end {
            LineEnd::Stream(outcome) => Some(outcome),
            LineEnd::Alone => None,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.gateway.streams.set(self.gateway.streams.get() - 1);
    }
}

impl Line {
    /// The first end counts.
    fn end(&self, end: LineEnd) {
        self.end.borrow_mut().get_or_insert(end);
        let waker = self.waker.borrow_mut().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    async fn ended(&self) -> LineEnd {
        poll_fn(|context| match self.end.borrow_mut().take() {
            Some(end) => Poll::Ready(end),
            None => {
                *self.waker.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    /// A frame begins, which the gateway had for so many milliseconds.
    fn begin(&self, head: &[u8], delay: f64) {
        self.shared.borrow_mut().stream.delayed(self.connection, delay);
        self.take(head);
    }

    /// The next bytes of the stream.
    fn take(&self, bytes: &[u8]) {
        let mut body = self.body.borrow_mut();
        if !self.shared.borrow_mut().take_bytes(self.connection, &mut body, bytes) {
            self.end(LineEnd::Stream(Ok(Outcome::Ended)));
        }
    }

    /// The stream is over.
    fn finish(&self, end: stream::live::End) {
        let body = Body::new(Some(CONTENT_TYPE), false);
        let mut body = self.body.replace(body);
        body.finish(end);
        self.shared.borrow_mut().take_items(self.connection, &mut body);
        self.end(LineEnd::Stream(Ok(body.outcome(end))));
    }
}
