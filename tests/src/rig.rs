//! Camera, gateway and browser together.

use ::camera::Options;
use anyhow::Result;

use crate::browser::Browser;
use crate::camera::RunningCamera;
use crate::engine::Engine;
use crate::gateway::{Gateway, Relayed};
use crate::page::Page;

/// A camera that wants a login, a gateway that has it, and a browser that has not.
// Dropped in this order: the browser first.
#[derive(Debug)]
pub struct Rig {
    /// The browser.
    pub browser: Browser,
    /// The gateway; it knows the camera as [`Rig::CAMERA`].
    pub gateway: Gateway,
    /// The camera.
    pub camera: RunningCamera,
}

impl Rig {
    /// The camera's name at the gateway.
    pub const CAMERA: &'static str = "yard";

    /// Starts all three.
    ///
    /// # Errors
    /// When one does not start.
    pub async fn start(engine: Engine) -> Result<Self> {
        Self::start_with(engine, RunningCamera::guarded()).await
    }

    /// The same with another camera, which has the users of [`RunningCamera::guarded`].
    ///
    /// # Errors
    /// When one does not start.
    pub async fn start_with(engine: Engine, options: Options) -> Result<Self> {
        let camera = RunningCamera::start(options).await?;
        let gateway = Gateway::start(&[Relayed::camera(Self::CAMERA, &camera)]).await?;
        let browser = Browser::start(engine).await?;
        Ok(Self { browser, gateway, camera })
    }

    /// Opens the viewer with `query`, such as `src=yard`.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn open(&self, query: &str) -> Result<Page> {
        self.browser.open(&format!("{}/?{query}", self.gateway.url())).await
    }

    /// Opens the viewer on the camera and waits until it is live.
    ///
    /// # Errors
    /// When it does not become so.
    pub async fn watch(&self, arguments: &str) -> Result<Page> {
        let page = self.open(&format!("src={}&{arguments}", Self::CAMERA)).await?;
        page.wait_until_live().await?;
        Ok(page)
    }
}
