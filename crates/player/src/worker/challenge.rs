//! The challenge in a camera's refusal.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, XmlHttpRequest};

use super::request::{field, gateway_field};
use crate::Route;

const FIELD: &str = "www-authenticate";
/// The header field in which our gateway gives a camera's challenge: the browser would answer the usual one
/// with a prompt of its own.
const RELAYED: &str = "x-mullion-www-authenticate";
/// Milliseconds for an answer that the camera has just given.
const PATIENCE: u32 = 5_000;

/// The challenges in a refusal on `route`, each on a line or all on one; empty if they cannot be read.
pub(super) async fn read(route: &Route, response: &Response) -> String {
    let given = gateway_field(response, RELAYED).or_else(|| field(&response.headers(), FIELD));
    let given = match given {
        None => again(route.asked()).await.ok().flatten(),
        given => given,
    };
    given.unwrap_or_default()
}

/// Firefox hides the field from `fetch` where there are several of it. The older way tells.
async fn again(url: &str) -> Result<Option<String>, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("GET", url)?;
    request.set_timeout(PATIENCE);
    // The first change after this is the header, or the end.
    let changed = Promise::new(&mut |resolve, _| request.set_onreadystatechange(Some(&resolve)));
    request.send()?;
    JsFuture::from(changed).await?;
    let challenges = request.get_response_header(FIELD);
    // A stream would go on.
    request.abort()?;
    challenges
}
