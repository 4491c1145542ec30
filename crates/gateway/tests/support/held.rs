//! A camera that holds its stream open.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use reqwest::Response;

use super::{part, picture, tcp};

/// A camera that answers `head`, sends one part and then holds the connection, and tells when it is closed.
pub(crate) fn holding(head: String) -> (SocketAddr, tcp::Requests, mpsc::Receiver<()>) {
    let (closed, closings) = mpsc::channel();
    let (address, requests) = tcp::serve(move |_, stream| {
        stream.write_all(&[head.as_bytes(), &part(&picture())].concat())?;
        tcp::hold(stream);
        let _ = closed.send(());
        Ok(())
    });
    (address, requests, closings)
}

/// Waits for the camera to see its connection closed.
pub(crate) async fn closed(closings: mpsc::Receiver<()>) -> mpsc::Receiver<()> {
    let waiting = move || {
        closings.recv_timeout(Duration::from_secs(20)).unwrap();
        closings
    };
    tokio::task::spawn_blocking(waiting).await.unwrap()
}

/// Reads the first part of a stream.
pub(crate) async fn first_part(response: &mut Response) {
    let (mut read, expected) = (Vec::new(), part(&picture()));
    while read.len() < expected.len() {
        read.extend_from_slice(&response.chunk().await.unwrap().unwrap());
    }
    assert_eq!(read, expected);
}
