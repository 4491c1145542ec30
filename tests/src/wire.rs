//! A stretch of network between a camera and who watches it, which a test can break.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep_until};

/// Passes bytes between its own address and a camera's, until it is dropped.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    state: watch::Sender<State>,
    passed: Arc<AtomicU64>,
    passing: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    camera: SocketAddr,
    /// What comes from the camera, bytes a second.
    rate: Option<u32>,
    /// Nothing passes.
    dark: bool,
    /// Connections of an earlier number have been cut.
    cuts: u64,
    /// Connections of an earlier number have met darkness: nothing will ever pass in them again.
    darkenings: u64,
}

impl Wire {
    /// A wire to nowhere yet, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn new() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for a wire")?;
        let address = listener.local_addr()?;
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        let state = State { camera: nowhere, rate: None, dark: false, cuts: 0, darkenings: 0 };
        let (state, seen) = watch::channel(state);
        let passed = Arc::default();
        let passing = tokio::spawn(accept(listener, seen, Arc::clone(&passed)));
        Ok(Self { address, state, passed, passing })
    }

    /// Bytes that have come from the camera.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }

    /// The near end, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// New connections go to the camera at `address`.
    pub fn lead_to(&self, address: SocketAddr) {
        self.state.send_modify(|state| state.camera = address);
    }

    /// Resets all connections. New ones are served.
    pub fn cut(&self) {
        self.state.send_modify(|state| state.cuts += 1);
    }

    /// From now on nothing passes and nobody is told. The connections that there are will never work
    /// again, as when the other side has forgotten them.
    pub fn darken(&self) {
        self.state.send_modify(|state| {
            state.dark = true;
            state.darkenings += 1;
        });
    }

    /// New connections pass again, at full speed.
    pub fn restore(&self) {
        self.state.send_modify(|state| {
            state.dark = false;
            state.rate = None;
        });
    }

    /// So many bytes a second pass from the camera.
    pub fn slow_down(&self, rate: u32) {
        self.state.send_modify(|state| state.rate = Some(rate));
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.passing.abort();
    }
}

async fn accept(listener: TcpListener, state: watch::Receiver<State>, passed: Arc<AtomicU64>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            Ok((near, _)) = listener.accept() => {
                connections.spawn(connect(near, state.clone(), Arc::clone(&passed)));
            }
        }
    }
}

async fn connect(mut near: TcpStream, mut state: watch::Receiver<State>, passed: Arc<AtomicU64>) {
    let begun = *state.borrow_and_update();
    let mut cut = state.clone();
    tokio::select! {
        () = pass(&mut near, begun, state, &passed) => {}
        () = until(&mut cut, |now| now.cuts > begun.cuts) => {
            // Without lingering, closing is a reset.
            let _ = near.set_zero_linger();
        }
    }
}

async fn pass(near: &mut TcpStream, begun: State, state: watch::Receiver<State>, passed: &AtomicU64) {
    if begun.dark {
        return std::future::pending().await;
    }
    let Ok(mut far) = TcpStream::connect(begun.camera).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let (mut darkness, sent) = (state.clone(), AtomicU64::new(0));
    {
        let (mut near_read, mut near_write) = near.split();
        let (mut far_read, mut far_write) = far.split();
        tokio::select! {
            () = copy(&mut near_read, &mut far_write, None, &sent) => {}
            () = copy(&mut far_read, &mut near_write, Some(state), passed) => {}
            () = until(&mut darkness, |now| now.darkenings > begun.darkenings) => {
                return std::future::pending().await;
            }
        }
    }
    let _ = near.shutdown().await;
}

async fn until(state: &mut watch::Receiver<State>, wanted: impl Fn(&State) -> bool) {
    let _ = state.wait_for(|now| wanted(now)).await;
}

/// Until either side ends; `state` may slow it down.
async fn copy(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    state: Option<watch::Receiver<State>>,
    passed: &AtomicU64,
) {
    let mut buffer = vec![0; 16 << 10];
    loop {
        let rate = state.as_ref().and_then(|state| state.borrow().rate);
        // Twenty sips a second.
        let most = rate.map_or(buffer.len(), |rate| (rate as usize / 20).clamp(1, buffer.len()));
        let begun = Instant::now();
        let Ok(count @ 1..) = from.read(&mut buffer[..most]).await else { return };
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
        passed.fetch_add(count as u64, Ordering::Relaxed);
        if let Some(rate) = rate {
            sleep_until(begun + Duration::from_secs_f64(count as f64 / f64::from(rate))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echoing() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = stream.split();
                    let _ = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        address
    }

    async fn connected(wire: &Wire) -> TcpStream {
        TcpStream::connect(wire.address).await.unwrap()
    }

    async fn echo(stream: &mut TcpStream) {
        stream.write_all(b"x").await.unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), b'x');
    }

    #[tokio::test]
    async fn passes_until_it_is_cut() {
        let wire = Wire::new().await.unwrap();
        wire.lead_to(echoing().await);
        let mut stream = connected(&wire).await;
        echo(&mut stream).await;
        assert_eq!(wire.passed(), 1);
        wire.cut();
        assert_eq!(stream.read_u8().await.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
        echo(&mut connected(&wire).await).await;
    }

    #[tokio::test]
    async fn what_met_darkness_stays_dead_and_silent() {
        let wire = Wire::new().await.unwrap();
        wire.lead_to(echoing().await);
        let mut stream = connected(&wire).await;
        echo(&mut stream).await;
        wire.darken();
        let met = connected(&wire).await;
        wire.restore();
        echo(&mut connected(&wire).await).await;
        let _ = stream.write_all(b"x").await;
        for dead in [stream, met] {
            let error = dead.try_read(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
        }
    }
}
