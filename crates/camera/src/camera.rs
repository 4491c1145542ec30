//! The camera as a whole.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinSet, spawn_blocking};

use crate::auth::Gate;
use crate::cgi::Server;
use crate::clock::FrameClock;
use crate::connection;
use crate::device::Device;
use crate::encoders::Encoders;
use crate::picture::Product;
use crate::renderer::Studio;
use crate::scene::Scene;
use crate::{Handle, Options};

/// A camera that listens, and answers once it is [served](Self::serve).
#[derive(Debug)]
pub struct Camera {
    listener: TcpListener,
    server: Arc<Server>,
    max_connections: usize,
    idle_timeout: Duration,
}

impl Camera {
    /// Sets a camera up and listens. The scene of a seed that this process does not know yet takes about half
    /// a second to draw.
    ///
    /// # Errors
    /// If the address cannot be listened on, or the options make no sense
    /// ([`io::ErrorKind::InvalidInput`], with the reason).
    pub async fn bind(options: Options) -> io::Result<Self> {
        if let Some(problem) = options.problem() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|_| io::Error::other("cannot get random numbers from the system"))?;
        let listener = TcpListener::bind(options.listen).await?;
        let seed = options.seed;
        let scene = spawn_blocking(move || Scene::new(seed)).await.map_err(io::Error::other)?;
        let serial: String = options.serial.iter().map(|byte| format!("{byte:02X}")).collect();
        let studio = Arc::new(Studio {
            scene,
            device: Device::new(&options),
            clock: FrameClock::start(options.fps),
            product: Product { hardware: 1, firmware: options.firmware, serial: options.serial },
        });
        let handle = Handle::new(options.history, studio.clock);
        let server = Server {
            encoders: Encoders::new(Arc::clone(&studio), handle.clone(), options.max_encoders),
            studio,
            gate: Gate::new(&options, format!("AXIS_{serial}"), secret),
            handle,
            control: options.control,
            http10_streams: options.http10_streams,
            write_timeout: options.write_timeout,
        };
        Ok(Self {
            listener,
            server: Arc::new(server),
            max_connections: options.max_connections,
            idle_timeout: options.idle_timeout,
        })
    }

    /// The address that it listens on.
    ///
    /// # Errors
    /// As the operating system has them.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// A view into the camera while it is being served.
    pub fn handle(&self) -> Handle {
        self.server.handle.clone()
    }

    /// Answers requests until `shutdown` ends, then cuts every connection.
    ///
    /// # Errors
    /// None at present: a connection that cannot be accepted is left to its client to try again.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        let Self { listener, server, max_connections, idle_timeout } = self;
        let mut connections = JoinSet::new();
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                Some(_) = connections.join_next() => {}
                accepted = listener.accept() => match accepted {
                    Ok((connection, _)) if connections.len() < max_connections => {
                        server.handle.count(|snapshot| snapshot.connections_accepted += 1);
                        connections.spawn(connection::serve(Arc::clone(&server), connection, idle_timeout));
                    }
                    // Too many: closed at once.
                    Ok(_) => {}
                    Err(error) => {
                        // Out of file handles, most likely: others must go first.
                        tracing::warn!(%error, "cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
        connections.shutdown().await;
        Ok(())
    }
}
