//! A simulated camera in this process, which a test can ask what it did.

use std::io;
use std::net::SocketAddr;

use ::camera::{Camera, Handle, Options, Snapshot, User};
use anyhow::{Context as _, Result, bail};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::wait::PATIENCE;

/// A camera that serves until it is stopped or dropped.
#[derive(Debug)]
pub struct RunningCamera {
    address: SocketAddr,
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<io::Result<()>>,
}

impl RunningCamera {
    /// Who may watch a guarded camera.
    pub const USER: &'static str = "viewer";
    /// With this password.
    pub const PASSWORD: &'static str = "only the gateway knows";

    /// A camera on a free port that only lets in who has the gateway's login, by Digest, and that
    /// remembers enough frames for a slow browser to ask about.
    #[must_use]
    pub fn guarded() -> Options {
        let options = Options { history: REMEMBERED_FRAMES, ..Options::default() };
        options.with_user(User::new(Self::USER, Self::PASSWORD, vapix::Role::Viewer))
    }

    /// Starts a camera.
    ///
    /// # Errors
    /// When its port is taken.
    pub async fn start(options: Options) -> Result<Self> {
        let camera = Camera::bind(options).await.context("the simulated camera cannot listen")?;
        let (address, handle) = (camera.local_addr()?, camera.handle());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            // Both an order and a dropped sender mean the end.
            camera.serve(async { drop(stopped.await) }).await
        });
        Ok(Self { address, handle, stop: Some(stop), serving })
    }

    /// Ends the camera and all its connections; gives back where it was, for another to take its place.
    ///
    /// # Errors
    /// When it did not end well.
    pub async fn stop(mut self) -> Result<SocketAddr> {
        self.end().await?;
        Ok(self.address)
    }

    /// The same, for who still wants to ask it things.
    ///
    /// # Errors
    /// When it did not end well.
    pub async fn end(&mut self) -> Result<()> {
        drop(self.stop.take());
        Ok((&mut self.serving).await??)
    }

    /// Its address for a browser or the gateway, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until its counters are as `wanted`.
    ///
    /// # Errors
    /// When they never are; the error says how they are instead.
    pub async fn wait_for(
        &self,
        description: &str,
        wanted: impl FnMut(&Snapshot) -> bool,
    ) -> Result<Snapshot> {
        match timeout(PATIENCE, self.handle.wait_for(wanted)).await {
            Ok(snapshot) => Ok(snapshot),
            Err(_) => {
                bail!("waited in vain for {description}; the camera is at {:?}", self.handle.snapshot())
            }
        }
    }

    /// What it did and is doing.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for RunningCamera {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A minute and a half at the usual rate.
const REMEMBERED_FRAMES: usize = 2250;
