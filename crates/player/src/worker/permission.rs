//! Whether this page may ask in the local network (Local Network Access), as far as the browser knows of that.

use causes::Cause;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{PermissionState, PermissionStatus, Permissions};

use super::scope;
use crate::fetchable::{Space, space};

/// Refuses to ask `url` where a person has to allow it first: the browser's question is to follow upon a person's
/// gesture, and not come out of the blue.
pub(super) async fn check(url: &str) -> Result<(), Cause> {
    let wanted = space(url);
    // From within the same network nothing is asked.
    let outside = wanted != Space::Other && space(&scope().location().href()) == Space::Other;
    if !outside || !scope().is_secure_context() {
        return Ok(());
    }
    let name = if wanted == Space::Loopback { "loopback-network" } else { "local-network" };
    let mut state = state(name).await;
    if state.is_err() {
        // Its name before there were two.
        state = self::state("local-network-access").await;
    }
    match state {
        Ok(PermissionState::Prompt) => Err(Cause::LocalNetwork { denied: false }),
        Ok(PermissionState::Denied) => Err(Cause::LocalNetwork { denied: true }),
        _ => Ok(()),
    }
}

async fn state(name: &str) -> Result<PermissionState, JsValue> {
    let permissions: Permissions = Reflect::get(&scope().navigator(), &"permissions".into())?.dyn_into()?;
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into())?;
    let query: Promise = permissions.query(&descriptor)?.unchecked_into();
    let status: PermissionStatus = query.await?.unchecked_into();
    Ok(status.state())
}
