//! A server in front of a gateway, which breaks what it does not know.

use anyhow::{Context as _, Result};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, copy, sink};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::server::Server;

/// Passes requests on to a gateway until it is dropped, one for each connection.
#[derive(Debug)]
pub struct Front {
    server: Server,
}

/// How it treats requests for responses that carry several cameras.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Like all others.
    Passes,
    /// By this status line.
    Refuses(&'static str),
    /// With a page of its own.
    Replaces,
    /// It passes the header of the answer on, and collects the rest.
    HoldsBack,
    /// It ends the answer after so many milliseconds.
    Cuts(u64),
}

impl Front {
    /// A server before the gateway at `gateway`, an address without a slash at the end.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(gateway: &str, treatment: Treatment) -> Result<Self> {
        let gateway = gateway.trim_start_matches("http://").to_owned();
        let server = Server::start(move |connection| pass(connection, gateway.clone(), treatment)).await?;
        Ok(Self { server })
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }
}

async fn pass(connection: TcpStream, gateway: String, treatment: Treatment) -> Result<()> {
    let (read, mut to_browser) = connection.into_split();
    let mut from_browser = BufReader::new(read);
    let mut head = String::new();
    from_browser.read_line(&mut head).await?;
    let path = head.split(' ').nth(1).context("no request")?;
    let is_concerned = path == "/mux" && treatment != Treatment::Passes;
    loop {
        let mut field = String::new();
        if from_browser.read_line(&mut field).await? <= 2 {
            break;
        }
        if !field.to_ascii_lowercase().starts_with("connection:") {
            head.push_str(&field);
        }
    }
    head.push_str("Connection: close\r\n\r\n");
    match treatment {
        Treatment::Refuses(status) if is_concerned => {
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            to_browser.write_all(answer.as_bytes()).await?;
            return Ok(());
        }
        Treatment::Replaces if is_concerned => {
            let answer =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>Hello</p>";
            to_browser.write_all(answer.as_bytes()).await?;
            return Ok(());
        }
        _ => {}
    }
    let (read, mut to_gateway) = TcpStream::connect(&gateway).await?.into_split();
    let mut from_gateway = BufReader::new(read);
    to_gateway.write_all(head.as_bytes()).await?;
    let answer = async {
        if is_concerned && treatment == Treatment::HoldsBack {
            loop {
                let mut line = String::new();
                from_gateway.read_line(&mut line).await?;
                to_browser.write_all(line.as_bytes()).await?;
                if line.len() <= 2 {
                    break;
                }
            }
            return Ok(copy(&mut from_gateway, &mut sink()).await?);
        }
        anyhow::Ok(copy(&mut from_gateway, &mut to_browser).await?)
    };
    let end = async {
        match treatment {
            Treatment::Cuts(milliseconds) if is_concerned => sleep(Duration::from_millis(milliseconds)).await,
            _ => std::future::pending().await,
        }
    };
    // The browser leaves by closing its side.
    let request = async {
        let mut bytes = [0; 4096];
        loop {
            let length = from_browser.read(&mut bytes).await?;
            if length == 0 {
                return anyhow::Ok(());
            }
            to_gateway.write_all(&bytes[..length]).await?;
        }
    };
    tokio::select! {
        answer = answer => answer.map(drop),
        request = request => request,
        () = end => Ok(()),
    }
}
