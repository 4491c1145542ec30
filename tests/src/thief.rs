//! A server that would like to have a login.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::server::Server;

/// Lets every page ask anything, wants the password for it, and keeps what it hears.
#[derive(Debug)]
pub struct Thief {
    server: Server,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Thief {
    /// On a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start() -> Result<Self> {
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let ears = Arc::clone(&heard);
        let answer = move |connection| {
            let ears = Arc::clone(&ears);
            async move { serve(connection, &ears).await }
        };
        Ok(Self { server: Server::start(answer).await?, heard })
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The heads of the requests that came.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(connection: TcpStream, heard: &Mutex<Vec<String>>) -> Result<()> {
    let mut connection = BufReader::new(connection);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && connection.read_line(&mut head).await? > 0 {}
    let is_preflight = head.starts_with("OPTIONS ");
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    let answer = if is_preflight {
        "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: authorization\r\n\
         Connection: close\r\n\r\n"
    } else {
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"camera\"\r\nAccess-Control-Allow-Origin: *\r\n\
         Access-Control-Expose-Headers: WWW-Authenticate\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    };
    let mut connection = connection.into_inner();
    connection.write_all(answer.as_bytes()).await?;
    connection.shutdown().await?;
    Ok(())
}
