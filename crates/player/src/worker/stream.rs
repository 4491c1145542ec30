//! One request, from asking to its last byte.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, Headers, ReadableStreamDefaultReader, ReadableStreamReadResult, ReferrerPolicy, Request,
    RequestCache, RequestInit, Response,
};

use super::{Shared, scope};
use crate::body::Body;
use crate::cause::{Cause, check_address, first_words, retry_after};
use crate::supervisor::Outcome;
use crate::{Source, Transport};

/// The header field in which our gateway gives the camera's Content-Type.
const ORIGINAL_TYPE: &str = "x-mullion-content-type";

/// What a response says about itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) server: Option<String>,
    pub(super) content_type: Option<String>,
}

/// Plays `source` as stream `number` until it ends, breaks or `signal` aborts it, and says how it went.
pub(super) async fn run(shared: Shared, number: u32, source: Source, signal: Option<AbortSignal>) {
    let outcome = match play(&shared, number, &source, signal.as_ref()).await {
        Ok(outcome) => outcome,
        Err(cause) => Outcome::Failed(cause),
    };
    shared.borrow_mut().finished(number, outcome);
}

async fn play(
    shared: &Shared,
    number: u32,
    source: &Source,
    signal: Option<&AbortSignal>,
) -> Result<Outcome, Cause> {
    check_address(&source.url, &scope().location().protocol())?;
    let request = request(source, signal).map_err(|_| Cause::BadAddress)?;
    let response = scope().fetch_with_request(&request).await.map_err(|_| unreachable(source.transport))?;
    let response: Response = response.unchecked_into();
    let reader = Reader::new(&response);
    if !response.ok() {
        return Err(refusal(&response, reader.as_ref(), source.transport).await);
    }
    let head = Head::new(&response.headers());
    let mut body = Body::new(head.content_type.as_deref(), response.redirected());
    shared.borrow_mut().responded(number, head);
    let Some(reader) = reader else { return Ok(body.outcome(true)) };
    let clean = read(shared, number, &reader, &mut body).await;
    body.finish();
    shared.borrow_mut().take_items(number, &mut body);
    Ok(body.outcome(clean))
}

/// Reads the body to its end, and gives whether that was a clean one.
async fn read(shared: &Shared, number: u32, reader: &Reader, body: &mut Body) -> bool {
    /// Milliseconds that reading may keep the event loop from a decoder that is behind. Chunks that are
    /// there already come as microtasks, one after the other, and a decoder's answer never between them.
    const SLICE: f64 = 8.0;
    let mut slice = shared.borrow().now();
    loop {
        match reader.read().await {
            Ok(Some(chunk)) => {
                let (wanted, behind, now) = {
                    let mut engine = shared.borrow_mut();
                    (engine.take(number, body, &chunk), engine.is_behind(), engine.now())
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
            Err(_) => return false,
        }
    }
}

/// Resolves after so many milliseconds.
fn after(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    })
}

fn request(source: &Source, signal: Option<&AbortSignal>) -> Result<Request, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    options.set_signal(signal);
    let request = Request::new_with_str_and_init(&source.url, &options)?;
    if source.transport == Transport::Relay {
        request.headers().set("accept", "application/octet-stream")?;
    }
    Ok(request)
}

fn unreachable(transport: Transport) -> Cause {
    if scope().navigator().on_line() { Cause::Unreachable(transport) } else { Cause::Offline }
}

/// Why the camera did not send the stream, with the words of its answer.
async fn refusal(response: &Response, reader: Option<&Reader>, transport: Transport) -> Cause {
    /// Bytes of an answer that are looked at.
    const HEAD: u32 = 4096;
    let mut words = String::new();
    if let Some(reader) = reader
        && let Some(chunk) = reader.read_soon().await
    {
        words = first_words(&chunk.subarray(0, chunk.length().min(HEAD)).to_vec());
    }
    let wait = field(&response.headers(), "retry-after");
    Cause::Status {
        status: response.status(),
        transport,
        words,
        retry_after: wait.and_then(|wait| retry_after(&wait, js_sys::Date::now(), js_sys::Date::parse)),
    }
}

impl Head {
    fn new(headers: &Headers) -> Self {
        Self {
            server: field(headers, "server"),
            content_type: field(headers, ORIGINAL_TYPE).or_else(|| field(headers, "content-type")),
        }
    }
}

fn field(headers: &Headers, name: &str) -> Option<String> {
    headers.get(name).ok().flatten()
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

    /// The next chunk if it comes in half a second: an answer may promise a body and never send it.
    async fn read_soon(&self) -> Option<Uint8Array> {
        let result = Promise::race(&Array::of2(&self.0.read(), &after(500))).await.ok()?;
        if result.is_undefined() { None } else { chunk(result) }
    }
}

/// What a read gave: the chunk, or nothing at the end.
fn chunk(result: JsValue) -> Option<Uint8Array> {
    let result: ReadableStreamReadResult = result.unchecked_into();
    let done = result.get_done().unwrap_or(true);
    (!done).then(|| result.get_value().unchecked_into())
}
