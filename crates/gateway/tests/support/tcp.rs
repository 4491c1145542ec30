//! A camera made of bytes, for what a real one would not send.

use std::io::{BufRead as _, BufReader, Read as _, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Heads of the requests that came in.
pub(crate) type Requests = Arc<Mutex<Vec<String>>>;

/// Listens on a free port of the loopback and lets `answer` write the whole answer to each request, given the
/// request's head. One request a connection.
pub(crate) fn serve(
    answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
) -> (SocketAddr, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
            std::thread::spawn(move || {
                let mut stream = stream.unwrap();
                let head = head(&stream);
                seen.lock().unwrap().push(head.clone());
                // The client may leave at any time.
                let _ = answer(&head, &mut stream);
            });
        }
    });
    (address, requests)
}

/// Listens likewise and lets `answer` read what it wants of each connection.
pub(crate) fn accept(
    answer: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || {
                let mut stream = stream.unwrap();
                // The client may leave at any time.
                let _ = answer(&mut stream);
                let _ = stream.shutdown(std::net::Shutdown::Write);
                // Closing with bytes unread would reset the connection.
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            });
        }
    });
    address
}

/// An answer that is the same for every request.
pub(crate) fn fixed(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> (SocketAddr, Requests) {
    serve(move |_, stream| stream.write_all(bytes.as_ref()))
}

/// Keeps the connection open, silently, until the other side closes it.
pub(crate) fn hold(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 64]);
}

fn head(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|length| length > 0) {}
    head
}
