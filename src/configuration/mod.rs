//! The configuration of this page: from its link, from this browser, or from `mullion.json`.
//!
//! [`load`] is the one way to it for every program of the package but the single viewer.
//! `crates/configuration` decides; here is only what needs a browser.

mod compressed;
mod gateway;
mod storage;
mod stream;

use configuration::link;
use configuration::{Found, GatewayCameras, Link, MAX_LENGTH, NotJson, Opened, Origin, Problem};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestInit, Response};

pub use compressed::{packed, unpacked};
pub use gateway::GatewayList;
pub use storage::{draft, forget_draft, keep_draft};

use crate::page;

/// What a page shows, and the gateway's cameras.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What the link and the configurations say.
    pub opened: Opened,
    /// The gateway, if there is one, or `None` if it does not answer now.
    pub gateway: Option<GatewayList>,
}

/// The file beside the page.
const FILE: &str = "mullion.json";
/// How long file and list may take before the page goes on without them, milliseconds.
const PATIENCE_MS: u32 = 4_000;

/// Reads the link, and fetches `mullion.json` and the gateway's list of cameras. It never fails: what
/// cannot be had is left out, and the problems say so. Call it again when the network is back.
pub async fn load() -> Loaded {
    let link = Link::parse(&page::query());
    let abort = AbortController::new().ok();
    // The file is on its way while the list is awaited.
    let file = request(FILE, abort.as_ref());
    let list = gateway::list_cameras().await;
    let names = list.as_ref().map(GatewayList::ids);
    let gateway = names.as_deref().map_or(GatewayCameras::Unknown, GatewayCameras::Known);
    let mut found = Vec::new();
    found.extend(linked(gateway).await);
    found.extend(storage::draft().map(|text| read(Origin::Browser, &text, gateway)));
    let timer = abort.map(|abort| gloo::timers::callback::Timeout::new(PATIENCE_MS, move || abort.abort()));
    found.extend(beside(file, gateway).await);
    drop(timer);
    Loaded { opened: configuration::open(&link, found, gateway, &page::folder()), gateway: list }
}

/// The configuration in the link itself.
async fn linked(gateway: GatewayCameras<'_>) -> Option<Found> {
    let compressed = match link::unpack(&page::fragment())? {
        Ok(compressed) => compressed,
        Err(problem) => return Some(unusable(Origin::Link, problem)),
    };
    Some(match unpacked(&compressed).await {
        Ok(text) => read(Origin::Link, &text, gateway),
        Err(why) => unusable(Origin::Link, Problem { path: String::new(), why: why.to_string() }),
    })
}

/// The file beside the page; as it was last time if there is no answer.
async fn beside(request: Option<Promise>, gateway: GatewayCameras<'_>) -> Option<Found> {
    match text(request?).await {
        Ok(text) => {
            let found = read(Origin::File, &text, gateway);
            // As it was read: without secrets and bad values.
            if found.configuration != configuration::Configuration::default() {
                storage::remember(&found.configuration.to_json());
            }
            Some(found)
        }
        Err(NoFile::Absent) => None,
        Err(NoFile::TooLong) => Some(unusable(Origin::File, NotJson::too_long().into())),
        Err(NoFile::Unreachable) => {
            storage::remembered().map(|text| read(Origin::Remembered, &text, gateway))
        }
    }
}

/// The file, or why there is none.
enum NoFile {
    Absent,
    Unreachable,
    TooLong,
}

fn request(address: &str, abort: Option<&AbortController>) -> Option<Promise> {
    let options = RequestInit::new();
    options.set_signal(abort.map(AbortController::signal).as_ref());
    options.set_cache(RequestCache::NoCache);
    Some(web_sys::window()?.fetch_with_str_and_init(address, &options))
}

async fn text(request: Promise) -> Result<String, NoFile> {
    let unreachable = |_: JsValue| NoFile::Unreachable;
    let response: Response = JsFuture::from(request).await.and_then(JsCast::dyn_into).map_err(unreachable)?;
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    if response.status() >= 500 {
        return Err(NoFile::Unreachable);
    }
    // Some servers answer every address with their page.
    if !response.ok() || kind.starts_with("text/html") {
        return Err(NoFile::Absent);
    }
    let Some(body) = response.body() else { return Ok(String::new()) };
    match stream::read(&body, MAX_LENGTH).await {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(stream::ReadError::TooLong) => Err(NoFile::TooLong),
        Err(stream::ReadError::Broken) => Err(NoFile::Unreachable),
    }
}

fn read(origin: Origin, text: &str, gateway: GatewayCameras<'_>) -> Found {
    match configuration::read(text, gateway) {
        Ok((configuration, problems)) => Found { origin, configuration, problems },
        Err(error) => unusable(origin, error.into()),
    }
}

fn unusable(origin: Origin, problem: Problem) -> Found {
    Found { origin, configuration: configuration::Configuration::default(), problems: vec![problem] }
}
