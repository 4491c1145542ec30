//! The built app as some web server gives it, which may not be set up as it should.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::copy::AppCopy;
use crate::server::Server;

/// Serves an app's files until it is dropped.
#[derive(Debug)]
pub struct StaticSite {
    server: Server,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What is wrong with a server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flaw {
    /// How the names of files begin and end, and the `Content-Type` that they are given.
    pub wrong_type: Option<(&'static str, &'static str, &'static str)>,
    /// The `Content-Security-Policy` of every file.
    pub policy: Option<&'static str>,
}

impl StaticSite {
    /// Serves `app` on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(app: AppCopy, flaw: Flaw) -> Result<Self> {
        let app = Arc::new(app);
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&asked);
        let answer = move |connection| answer(connection, Arc::clone(&app), flaw, Arc::clone(&noted));
        Ok(Self { server: Server::start(answer).await?, asked })
    }

    /// Names of the files that were asked for, in that order.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }
}

async fn answer(
    connection: TcpStream,
    app: Arc<AppCopy>,
    flaw: Flaw,
    asked: Arc<Mutex<Vec<String>>>,
) -> Result<()> {
    let mut connection = BufReader::new(connection);
    let mut line = String::new();
    connection.read_line(&mut line).await?;
    let mut field = String::new();
    while connection.read_line(&mut field).await? > 2 {
        field.clear();
    }
    let target = line.split(' ').nth(1).context("no request")?;
    let path = target.split('?').next().unwrap_or_default().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
    let body = fs::read(app.path().join(name));
    let status = if body.is_ok() { "200 OK" } else { "404 Not Found" };
    let usual = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    let is_wrong = |(start, end, _): &(&str, &str, &str)| name.starts_with(start) && name.ends_with(end);
    let content_type = flaw.wrong_type.filter(is_wrong).map_or(usual, |(.., wrong)| wrong);
    let policy =
        flaw.policy.map(|policy| format!("Content-Security-Policy: {policy}\r\n")).unwrap_or_default();
    let body = body.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         X-Content-Type-Options: nosniff\r\n{policy}Connection: close\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(&body).await?;
    connection.shutdown().await?;
    Ok(())
}
