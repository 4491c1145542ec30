//! A server of a test's own making.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Answers on a free port of this machine until it is dropped, and its connections with it.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Server {
    /// Has `answer` see to each connection. What becomes of one is no concern of the others:
    /// browsers go away as they like.
    ///
    /// # Errors
    /// When there is no free port.
    pub(crate) async fn start<A>(answer: impl Fn(TcpStream) -> A + Send + 'static) -> Result<Self>
    where
        A: Future<Output = Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for a server")?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    Some(_) = connections.join_next() => {}
                    Ok((connection, _)) = listener.accept() => {
                        let answer = answer(connection);
                        connections.spawn(async move { drop(answer.await) });
                    }
                }
            }
        });
        Ok(Self { address, serving })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
