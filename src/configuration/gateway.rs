//! The gateway's list of cameras.

use crate::hooks::{NoList, list};
use crate::state::Camera;

/// What the gateway offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GatewayList {
    /// Its cameras, in its order. None if the page has no gateway.
    pub cameras: Vec<Camera>,
    /// Its proxy, relative to the page.
    pub proxy: Option<String>,
}

impl GatewayList {
    /// The ids of its cameras: what tiles name.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.cameras.iter().map(|camera| camera.id.clone()).collect()
    }
}

/// `None` if it does not answer now.
pub(super) async fn list_cameras() -> Option<GatewayList> {
    match list().await {
        Ok((cameras, proxy)) => Some(GatewayList { cameras, proxy }),
        Err(NoList::NoGateway) => Some(GatewayList::default()),
        Err(NoList::Unreachable) => None,
    }
}
