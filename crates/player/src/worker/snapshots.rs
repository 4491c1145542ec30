//! Single pictures, one after the other.

use causes::Cause;
use stream::connection::pace;
use stream::{ConnectionId, Input};
use web_sys::AbortSignal;

use super::transport::{self, LoginRequest, after};
use super::{Shared, display};
use crate::Transport;
use stream::connection::Outcome;

/// Asks for the one picture at an address again and again, after it was shown once.
pub(super) async fn again(
    shared: &Shared,
    connection: ConnectionId,
    request: &LoginRequest,
    signal: Option<&AbortSignal>,
) -> Result<Outcome, Cause> {
    let wait = pace::wait(shared.borrow().now(), shared.borrow().now(), request.request.fps);
    let _ = after(wait).await;
    if !shared.borrow().listens_to(connection) {
        return Ok(Outcome::Ended);
    }
    run(shared, connection, request, signal).await
}

/// Asks for one picture after the other while they are wanted. Where this page may not read them, the browser's own
/// display shows them.
pub(super) async fn run(
    shared: &Shared,
    connection: ConnectionId,
    request: &LoginRequest,
    signal: Option<&AbortSignal>,
) -> Result<Outcome, Cause> {
    let mut readable = true;
    let mut count = 0_u32;
    loop {
        let begun = shared.borrow().now();
        if readable {
            match transport::play(shared, connection, request, signal).await {
                Ok(Outcome::SinglePicture | Outcome::Complete | Outcome::Ended) => {}
                Ok(other) => return Ok(other),
                Err(Cause::Unreachable(Transport::Snapshots)) if count == 0 => readable = false,
                Err(cause) => return Err(cause),
            }
        }
        if !readable {
            let url = pace::fresh(&request.request.route.url, begun);
            let (question, size) = display::show(shared, &request.request.route, &url, count == 0).await?;
            let mut engine = shared.borrow_mut();
            engine.shown_by_page.forget(question);
            engine.handle(Input::DisplayedSnapshot(connection, size));
        }
        count = count.saturating_add(1);
        let wait = pace::wait(begun, shared.borrow().now(), request.request.fps);
        let _ = after(wait).await;
        if !shared.borrow().listens_to(connection) {
            return Ok(Outcome::Ended);
        }
    }
}
