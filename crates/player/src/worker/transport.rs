//! One stream, from asking to its last byte.

mod mux;

use std::cell::Cell;

use causes::{Blame, Cause, Refusal, retry_after};
use diagnosis::first_words;
use js_sys::{Array, JSON, Promise, Reflect, Uint8Array};
use mjpeg::{Quirk, QuirkKind};
use stream::{ConnectionId, Head, Input, StreamRequest};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, ReadableStreamReadResult, Response};

use super::request::{ask, field, gateway_field};
use super::{Shared, display, scope, snapshots};
use crate::Transport;
use crate::message::LoginKind;
use stream::connection::Outcome;
use stream::live::{Body, End, is_multipart};

/// The header field in which our gateway gives the camera's Content-Type.
const ORIGINAL_TYPE: &str = "x-mullion-content-type";

/// The header field in which our gateway says that it answers in the camera's place, and why.
const GATEWAY_ERROR: &str = "x-mullion-error";

/// The header field in which our gateway says that it gives another quality than was asked for.
const SETTING: &str = "x-mullion-setting";

/// The header field in which our gateway says how many milliseconds old the first picture is.
const AGE: &str = "x-mullion-age";

/// How often a second a picture is asked for that was not announced as a snapshot.
const REPEATED: u32 = 2;

/// What is asked of the camera, and who asks.
#[derive(Debug, Clone)]
pub(super) struct LoginRequest {
    pub(super) request: StreamRequest,
    pub(super) login: LoginKind,
}

/// Plays `connection` until it ends, breaks or `signal` aborts it, and says how it went.
pub(super) async fn run(
    shared: Shared,
    connection: ConnectionId,
    mut request: LoginRequest,
    signal: Option<AbortSignal>,
) {
    // For as long as the stream is connected, together or alone.
    let seat = mux::seat(&request);
    let sharing = request.request.sharing;
    let transport = &mut request.request.route.transport;
    *transport = transport.alone();
    let together = match &seat {
        Some(seat) => seat.play(&shared, connection, sharing, signal.as_ref()).await,
        None => None,
    };
    let outcome = match together {
        Some(outcome) => outcome,
        None => alone(&shared, connection, request, signal.as_ref()).await,
    };
    let outcome = outcome.unwrap_or_else(Outcome::Failed);
    shared.borrow_mut().finished(connection, outcome);
}

/// Plays it in a response of its own.
async fn alone(
    shared: &Shared,
    connection: ConnectionId,
    request: LoginRequest,
    signal: Option<&AbortSignal>,
) -> Result<Outcome, Cause> {
    match request.request.route.transport {
        Transport::Img => display::run(shared, connection, &request.request).await,
        Transport::Snapshots => snapshots::run(shared, connection, &request, signal).await,
        Transport::Fetch | Transport::Relay | Transport::Mux | Transport::Proxy => {
            match play(shared, connection, &request, signal).await {
                // The address is that of a snapshot.
                Ok(Outcome::SinglePicture) if shared.borrow().listens_to(connection) => {
                    let fps = request.request.fps.or(Some(REPEATED));
                    let request =
                        LoginRequest { request: StreamRequest { fps, ..request.request }, ..request };
                    snapshots::again(shared, connection, &request, signal).await
                }
                outcome => outcome,
            }
        }
    }
}

/// Plays one answer to its end.
pub(super) async fn play(
    shared: &Shared,
    connection: ConnectionId,
    request: &LoginRequest,
    signal: Option<&AbortSignal>,
) -> Result<Outcome, Cause> {
    let route = &request.request.route;
    if route.transport == Transport::Fetch && MULTIPART_REFUSED.get() {
        return Err(Cause::MultipartRefused);
    }
    let (response, _request) = ask(shared, route, request.login, signal).await?;
    let reader = Reader::new(&response);
    if !response.ok() {
        return Err(refusal(&response, reader.as_ref(), route.transport).await);
    }
    let head = head(&response);
    let multipart = field(&response.headers(), "content-type").is_some_and(|value| is_multipart(&value));
    let mut body = Body::new(head.content_type.as_deref(), response.redirected());
    shared.borrow_mut().handle(Input::Responded(connection, head));
    let announced = field(&response.headers(), "content-length");
    let Some(reader) = reader else { return Ok(body.outcome(End::Closed)) };
    let one = route.transport == Transport::Snapshots;
    let clean = read(shared, connection, &reader, &mut body, one).await;
    if !clean && multipart && body.is_untouched() && refuses_multipart().await {
        MULTIPART_REFUSED.set(true);
        return Err(Cause::MultipartRefused);
    }
    let end = match announced {
        _ if !clean => End::Broken,
        Some(_) => End::Announced,
        None => End::Closed,
    };
    body.finish(end);
    shared.borrow_mut().take_items(connection, &mut body);
    if end == End::Broken && body.is_whole_picture() {
        let detail = announced.map(|length| ["Content-Length: ", &length].concat()).unwrap_or_default();
        let quirk = Quirk { kind: QuirkKind::ContentLengthWrong, detail };
        shared.borrow_mut().handle(Input::Quirk(connection, quirk));
    }
    Ok(body.outcome(end))
}

thread_local! {
    /// This browser has been found to give pages no body of type multipart.
    static MULTIPART_REFUSED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this browser gives pages no body of type multipart (WebKit: the first read fails), found out without any
/// camera.
async fn refuses_multipart() -> bool {
    const TINY: &str = "data:multipart/x-mixed-replace;boundary=b,--b%0D%0A%0D%0Ax%0D%0A--b--%0D%0A";
    let Ok(response) = scope().fetch_with_str(TINY).await else { return false };
    match Reader::new(&response.unchecked_into()) {
        Some(reader) => reader.read().await.is_err(),
        None => false,
    }
}

/// Reads the body to its end, and gives whether that was a clean one. Where `one` picture is wanted, it is not waited for
/// what may be missing behind it.
async fn read(
    shared: &Shared,
    connection: ConnectionId,
    reader: &Reader,
    body: &mut Body,
    one: bool,
) -> bool {
    /// Milliseconds that reading may keep the event loop from a decoder that is behind. Chunks that are
    /// there already come as microtasks, one after the other, and a decoder's answer never between them.
    const SLICE: f64 = 8.0;
    let mut slice = shared.borrow().now();
    loop {
        let chunk =
            if one && body.is_whole_picture() { reader.read_soon().await } else { reader.read().await };
        match chunk {
            Ok(Some(chunk)) => {
                let (wanted, behind, now) = {
                    let mut engine = shared.borrow_mut();
                    (engine.take(connection, body, &chunk), engine.is_behind(), engine.now())
                };
                if !wanted {
                    return false;
                }
                if behind && now - slice > SLICE {
                    let _ = after(0).await;
                    slice = shared.borrow().now();
                }
            }
            Ok(None) => return true,
            Err(_) => {
                reader.cancel();
                return false;
            }
        }
    }
}

/// Resolves after so many milliseconds.
pub(super) fn after(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    })
}

/// Why the camera did not send the stream, with the words of its answer.
async fn refusal(response: &Response, reader: Option<&Reader>, transport: Transport) -> Cause {
    /// Bytes of an answer that are looked at.
    const HEAD: u32 = 4096;
    let mut words = String::new();
    let mut gateway = None;
    if let Some(reader) = reader
        && let Ok(Some(chunk)) = reader.read_soon().await
    {
        let head = chunk.subarray(0, chunk.length().min(HEAD)).to_vec();
        match gateway_field(response, GATEWAY_ERROR) {
            Some(code) => gateway = said_by_gateway(code, &head),
            None => words = first_words(&head),
        }
    }
    let wait = field(&response.headers(), "retry-after");
    Cause::Status {
        status: response.status(),
        transport,
        words,
        retry_after: wait.and_then(|wait| retry_after(&wait, js_sys::Date::now(), js_sys::Date::parse)),
        gateway,
    }
}

/// Reads the gateway's JSON.
fn said_by_gateway(code: String, body: &[u8]) -> Option<Box<Refusal>> {
    let answer = JSON::parse(&String::from_utf8_lossy(body)).ok()?;
    let text = |name: &str| Reflect::get(&answer, &name.into()).ok().and_then(|text| text.as_string());
    let blame = text("blame").and_then(|name| Blame::from_name(&name));
    let (message, hint, detail) = (text("message")?, text("hint")?, text("detail").unwrap_or_default());
    Some(Box::new(Refusal { code, blame, message, hint, detail }))
}

/// What `response` says of itself.
fn head(response: &Response) -> Head {
    let headers = response.headers();
    Head {
        age: gateway_field(response, AGE).and_then(|age| age.parse::<u32>().ok()).map(f64::from),
        is_shared: false,
        server: field(&headers, "server"),
        setting: gateway_field(response, SETTING),
        content_type: gateway_field(response, ORIGINAL_TYPE).or_else(|| field(&headers, "content-type")),
    }
}

/// The body of a response, chunk by chunk.
struct Reader(ReadableStreamDefaultReader);

impl Reader {
    /// `None` if the response has no body.
    fn new(response: &Response) -> Option<Self> {
        Some(Self(response.body()?.get_reader().unchecked_into()))
    }

    /// The next chunk, or `None` at the end.
    async fn read(&self) -> Result<Option<Uint8Array>, JsValue> {
        Ok(chunk(self.0.read().await?))
    }

    /// The next chunk, or `None` at the end; an error if neither comes in half a second: an answer may promise a body
    /// and never send it.
    async fn read_soon(&self) -> Result<Option<Uint8Array>, JsValue> {
        let result = Promise::race(&Array::of2(&self.0.read(), &after(500))).await?;
        if result.is_undefined() { Err(result) } else { Ok(chunk(result)) }
    }

    /// Lets go of the connection.
    fn cancel(&self) {
        let cancelled = self.0.cancel();
        // It fails for one that is broken already.
        spawn_local(async move { drop(cancelled.await) });
    }
}

/// What a read gave: the chunk, or nothing at the end.
fn chunk(result: JsValue) -> Option<Uint8Array> {
    let result: ReadableStreamReadResult = result.unchecked_into();
    let done = result.get_done().unwrap_or(true);
    (!done).then(|| result.get_value().unchecked_into())
}
