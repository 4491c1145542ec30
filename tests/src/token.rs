//! A server of pictures that wants a token, as a reverse proxy in front of cameras does.

use std::sync::Arc;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::Server;

/// Gives one picture to whoever sends `Authorization: Bearer TOKEN`, on every path and to every
/// origin; 401 to others.
#[derive(Debug)]
pub struct TokenCamera(Server);

impl TokenCamera {
    /// Serves `picture`, a JPEG, until this is dropped.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(token: &str, picture: Vec<u8>) -> Result<Self> {
        let what = Arc::new((format!("authorization: bearer {}", token.to_ascii_lowercase()), picture));
        let answer = move |stream| {
            let what = Arc::clone(&what);
            async move { serve(stream, &what.0, &what.1).await }
        };
        Ok(Self(Server::start(answer).await?))
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }
}

/// One request for each connection.
async fn serve(mut stream: TcpStream, field: &str, picture: &[u8]) -> Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < LONGEST_HEAD {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let (status, body) = if head.starts_with("options ") {
        ("204 No Content", &[][..])
    } else if head.lines().any(|line| line == field) {
        ("200 OK", picture)
    } else {
        ("401 Unauthorized\r\nWWW-Authenticate: Bearer", &b"who are you?"[..])
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: authorization\r\n\
         Content-Type: image/jpeg\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.write_all(body).await?;
    Ok(stream.shutdown().await?)
}

const LONGEST_HEAD: usize = 16 << 10;
