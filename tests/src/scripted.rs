//! A web server whose every answer is written out, for what no camera that behaves would say.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::server::Server;

/// Serves answers by path until it is dropped.
#[derive(Debug)]
pub struct Scripted {
    server: Server,
    heard: Arc<Mutex<Vec<String>>>,
}

/// What is at a path.
#[derive(Clone, Debug)]
pub struct Script {
    /// From the first slash to the query, which is not compared.
    pub path: &'static str,
    /// The answer: status line, header fields and body. Nothing at all leaves who asks waiting.
    pub answer: Vec<u8>,
    /// What follows it.
    pub then: Then,
    /// The answer to requests without a login, where one is wanted.
    pub refusal: Option<Vec<u8>>,
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
        Self { path, answer: answer(head, body), then: Then::Close, refusal: None }
    }

    /// The same for those who log in. Others get an answer of this head. Every page may send a login.
    #[must_use]
    pub fn behind(self, head: &str) -> Self {
        Self { refusal: Some(answer(head, b"")), ..self }
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
        let (scripts, heard) = (Arc::new(scripts), Arc::<Mutex<Vec<String>>>::default());
        let ears = Arc::clone(&heard);
        let answer = move |connection| {
            let (scripts, ears) = (Arc::clone(&scripts), Arc::clone(&ears));
            async move { serve(connection, &scripts, &ears).await }
        };
        Ok(Self { server: Server::start(answer).await?, heard })
    }

    /// The heads of the requests that came.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = head.replace('\n', "\r\n");
    [b"HTTP/1.1 ", head.as_bytes(), b"\r\nConnection: close\r\n\r\n", body].concat()
}

/// One answer for each connection.
async fn serve(connection: TcpStream, scripts: &[Script], heard: &Mutex<Vec<String>>) -> Result<()> {
    let mut connection = BufReader::new(connection);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && connection.read_line(&mut head).await? > 0 {}
    let mut words = head.split(' ');
    let is_preflight = words.next() == Some("OPTIONS");
    let path = words.next().unwrap_or_default().split('?').next().unwrap_or_default();
    let has_login = head.to_ascii_lowercase().contains("\r\nauthorization:");
    let missing = Script::new("", "404 Not Found\nAccess-Control-Allow-Origin: *", b"");
    let mut script = scripts.iter().find(|script| script.path == path).unwrap_or(&missing).clone();
    if let Some(refusal) = script.refusal.take() {
        if is_preflight {
            script = Script::new("", ALLOWING, b"");
        } else if !has_login {
            script = Script { answer: refusal, then: Then::Close, ..script };
        }
    }
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(head);
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

/// The answer to a browser's question whether a page may send a login.
const ALLOWING: &str =
    "204 No Content\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Headers: authorization";

/// Between two parts.
const PACE: std::time::Duration = std::time::Duration::from_millis(40);
