//! Orders to misbehave: the path `/mullion/fault` and the query argument `fault`.

use crate::Fault;
use crate::handle::Handle;
use crate::http::{Request, Response};

/// GET tells the fault that is set for all (`none` without one), PUT sets the one in the body or in the query
/// argument `fault`, DELETE clears it.
pub(super) const PATH: &str = "/mullion/fault";

pub(super) fn answer(request: &Request, handle: &Handle) -> Response {
    match request.method.as_str() {
        "GET" => {
            let fault = handle.fault().map_or_else(|| "none".to_owned(), |fault| fault.to_string());
            Response::text(format!("{fault}\n"))
        }
        "PUT" => {
            let from_body = String::from_utf8_lossy(&request.body).into_owned();
            let text = argument(request).unwrap_or(from_body);
            match text.parse() {
                Ok(fault) => {
                    handle.set_fault(fault);
                    Response::empty()
                }
                Err(error) => Response::new(400, "text/plain", format!("{error}\n")),
            }
        }
        "DELETE" => {
            handle.clear_fault();
            Response::empty()
        }
        _ => Response::page(405, "GET, PUT and DELETE are known here."),
    }
}

/// The fault that a request orders for itself.
pub(super) fn own_fault(request: &Request) -> Result<Option<Fault>, Response> {
    let Some(text) = argument(request) else { return Ok(None) };
    text.parse().map(Some).map_err(|error| Response::new(400, "text/plain", format!("{error}\n")))
}

fn argument(request: &Request) -> Option<String> {
    vapix::query::pairs(request.query()).find(|(name, _)| name == "fault").map(|(_, value)| value)
}
