//! A camera that answers and sends when the test says so.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};

use super::picture;

/// For anything that the test waits for.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// The camera.
pub(crate) struct Conducted {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    orders: broadcast::Sender<Order>,
    answered: watch::Sender<bool>,
    asked: watch::Receiver<usize>,
    open: watch::Receiver<usize>,
}

#[derive(Clone, Debug)]
enum Order {
    Send(Vec<u8>),
    HangUp,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Answer {
    AtOnce,
    Later,
    Refusal,
}

impl Conducted {
    pub(crate) async fn start() -> Self {
        Self::start_with(Answer::AtOnce).await
    }

    pub(crate) async fn start_with(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (orders, requests) = (broadcast::Sender::new(512), Arc::<Mutex<Vec<String>>>::default());
        let (answered, may_answer) = watch::channel(answer == Answer::AtOnce);
        let (asking, asked) = watch::channel(0);
        let (opening, open) = watch::channel(0);
        let (sender, seen) = (orders.clone(), Arc::clone(&requests));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (mut orders, mut may_answer) = (sender.subscribe(), may_answer.clone());
                let (seen, asking, opening) = (Arc::clone(&seen), asking.clone(), opening.clone());
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        if stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
                            return;
                        }
                    }
                    let line = String::from_utf8(head).unwrap().lines().next().unwrap().to_owned();
                    seen.lock().unwrap().push(line);
                    asking.send_modify(|asked| *asked += 1);
                    opening.send_modify(|open| *open += 1);
                    let _ = may_answer.wait_for(|may| *may).await;
                    let _ = conversation(&mut stream, &mut orders, answer).await;
                    opening.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { address, requests, orders, answered, asked, open }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Sends a picture of this number.
    pub(crate) fn picture(&self, number: u32) {
        self.send(&part(number, 0));
    }

    pub(crate) fn send(&self, bytes: &[u8]) {
        self.orders.send(Order::Send(bytes.to_vec())).unwrap();
    }

    pub(crate) fn hang_up(&self) {
        self.orders.send(Order::HangUp).unwrap();
    }

    pub(crate) fn answer(&self) {
        self.answered.send_replace(true);
    }

    pub(crate) async fn asked(&self, times: usize) {
        let mut asked = self.asked.clone();
        tokio::time::timeout(LIMIT, asked.wait_for(|asked| *asked >= times)).await.unwrap().unwrap();
    }

    pub(crate) fn open(&self) -> usize {
        *self.open.borrow()
    }

    pub(crate) async fn open_are(&self, number: usize) {
        let mut open = self.open.clone();
        tokio::time::timeout(LIMIT, open.wait_for(|open| *open == number)).await.unwrap().unwrap();
    }
}

async fn conversation(
    stream: &mut TcpStream,
    orders: &mut broadcast::Receiver<Order>,
    answer: Answer,
) -> std::io::Result<()> {
    if answer == Answer::Refusal {
        return stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n").await;
    }
    stream
        .write_all(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n")
        .await?;
    // A first picture, up to whose end a body may hold anything.
    stream.write_all(&part(u32::MAX, 0)).await?;
    let mut some = [0; 16];
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Ok(Order::Send(bytes)) => stream.write_all(&bytes).await?,
                _ => return Ok(()),
            },
            read = stream.read(&mut some) => if read? == 0 { return Ok(()) },
        }
    }
}

/// A part with a picture that has a number, with so many bytes of comment.
pub(crate) fn part(number: u32, comment: u16) -> Vec<u8> {
    let jpeg = jpeg(comment);
    let head = format!(
        "--b\r\nContent-Type: image/jpeg\r\nX-Number: {number}\r\nContent-Length: {}\r\n\r\n",
        jpeg.len()
    );
    [head.as_bytes(), &jpeg, b"\r\n"].concat()
}

pub(crate) fn jpeg(comment: u16) -> Vec<u8> {
    let picture = picture();
    let comment = [&[0xff, 0xfe][..], &(comment + 2).to_be_bytes(), &vec![b' '; comment.into()]].concat();
    [&picture[..2], &comment, &picture[2..]].concat()
}

pub(crate) fn large(number: u32) -> Vec<u8> {
    part(number, 60_000)
}
