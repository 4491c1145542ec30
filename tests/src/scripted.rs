//! A web server whose every answer is written out, for what no camera that behaves would say.

use std::sync::Arc;

use anyhow::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::server::Server;

/// Serves answers by path until it is dropped.
#[derive(Debug)]
pub struct Scripted(Server);

/// What is at a path.
#[derive(Clone, Debug)]
pub struct Script {
    /// From the first slash to the query, which is not compared.
    pub path: &'static str,
    /// The answer: status line, header fields and body. Nothing at all leaves who asks waiting.
    pub answer: Vec<u8>,
    /// What follows it.
    pub then: Then,
}

/// What becomes of a connection behind an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Then {
    /// It is closed in good order.
    Close,
    /// It is reset.
    Reset,
    /// It stays open, and nothing more comes.
    Silence,
    /// This comes again and again.
    Repeat(Vec<u8>),
}

impl Script {
    /// An answer of a head and a body, closed behind it.
    #[must_use]
    pub fn new(path: &'static str, head: &str, body: &[u8]) -> Self {
        let head = head.replace('\n', "\r\n");
        let answer = [b"HTTP/1.1 ", head.as_bytes(), b"\r\nConnection: close\r\n\r\n", body].concat();
        Self { path, answer, then: Then::Close }
    }

    /// The same with another end.
    #[must_use]
    pub fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

impl Scripted {
    /// Serves these on a free port of 127.0.0.1; whatever else is asked for is not found.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(scripts: Vec<Script>) -> Result<Self> {
        let scripts = Arc::new(scripts);
        let answer = move |connection| {
            let scripts = Arc::clone(&scripts);
            async move { serve(connection, &scripts).await }
        };
        Ok(Self(Server::start(answer).await?))
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }
}

/// One answer for each connection.
async fn serve(connection: TcpStream, scripts: &[Script]) -> Result<()> {
    let mut connection = BufReader::new(connection);
    let mut request = String::new();
    connection.read_line(&mut request).await?;
    let mut field = String::from("x");
    while !field.trim().is_empty() {
        field.clear();
        connection.read_line(&mut field).await?;
    }
    let target = request.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    let missing = Script::new("", "404 Not Found\nAccess-Control-Allow-Origin: *", b"");
    let script = scripts.iter().find(|script| script.path == path).unwrap_or(&missing);
    let mut connection = connection.into_inner();
    connection.write_all(&script.answer).await?;
    match &script.then {
        Then::Close => connection.shutdown().await?,
        // Without lingering, closing is a reset.
        Then::Reset => connection.set_zero_linger()?,
        Then::Silence => std::future::pending().await,
        Then::Repeat(part) => loop {
            connection.write_all(part).await?;
            tokio::time::sleep(PACE).await;
        },
    }
    Ok(())
}

/// Between two parts.
const PACE: std::time::Duration = std::time::Duration::from_millis(40);
