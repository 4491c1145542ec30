//! An answer's head, and its first bytes.

use diagnosis::{Answer, Body, Challenges};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, ReadableStreamDefaultReader, ReadableStreamReadResult, Response};

use super::limit::Limit;
use crate::page;

/// This many bytes suffice to recognise and quote an answer.
const ENOUGH: usize = 1_024;
/// No more than these are kept of them.
const MOST: u32 = 4_096;
/// Where the gateway puts what the camera said, since the browser would act on the usual fields by itself.
const RELAYED_TYPE: &str = "x-mullion-content-type";
const RELAYED_CHALLENGE: &str = "x-mullion-www-authenticate";
/// Where the gateway says that it answers in the camera's place.
const GATEWAY_ERROR: &str = "x-mullion-error";

/// Reads what `response` to a request for `asked` is, until enough is known or the limit is reached.
pub(super) async fn read(response: &Response, asked: &str, limit: &Limit) -> Answer {
    let headers = response.headers();
    // Fields of our gateway, believed of the server that this page came from and of no camera.
    let is_own = response.url().starts_with(&[&page::origin(), "/"].concat());
    let told = |name: &str| field(&headers, name).filter(|_| is_own);
    let challenge = told(RELAYED_CHALLENGE).or_else(|| field(&headers, "www-authenticate"));
    Answer {
        status: response.status(),
        redirected_to: (response.redirected() && response.url() != asked).then(|| response.url()),
        content_type: told(RELAYED_TYPE).or_else(|| field(&headers, "content-type")),
        server: field(&headers, "server"),
        challenges: challenge.map_or(Challenges::Unreadable, |challenge| Challenges::Read(vec![challenge])),
        retry_after: field(&headers, "retry-after"),
        allow_origin: None,
        is_gateways: told(GATEWAY_ERROR).is_some(),
        body: body(response, limit).await,
    }
}

fn field(headers: &Headers, name: &str) -> Option<String> {
    headers.get(name).ok().flatten()
}

async fn body(response: &Response, limit: &Limit) -> Body {
    let Some(stream) = response.body() else { return Body::Empty };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    let end = loop {
        match limit.wait(&reader.read()).await.map(chunk) {
            Ok(Some(chunk)) => bytes.extend(chunk.subarray(0, chunk.length().min(MOST)).to_vec()),
            Ok(None) => break Body::Empty,
            Err(_) if limit.is_over() => break Body::Silent,
            // An engine that gives no multipart says so with its first breath.
            Err(_) if is_multipart(response) => break Body::Refused,
            Err(_) => break Body::Broken,
        }
        if bytes.len() >= ENOUGH {
            break Body::Unread;
        }
    };
    // Closes the connection; an error means that it is closed.
    let _ = reader.cancel();
    if bytes.is_empty() { end } else { Body::Bytes(bytes) }
}

/// The result of a read: the chunk, or `None` at the end.
fn chunk(result: JsValue) -> Option<Uint8Array> {
    let result: ReadableStreamReadResult = result.unchecked_into();
    let done = result.get_done().unwrap_or(true);
    (!done).then(|| result.get_value().unchecked_into())
}

fn is_multipart(response: &Response) -> bool {
    let kind = field(&response.headers(), "content-type").unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/")
}
