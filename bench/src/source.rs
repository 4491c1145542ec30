//! The camera: the same pictures for whoever asks, at a steady rate, however many ask.
//!
//! Each path is one camera; all send at the same rate, at different moments. Whoever has not taken
//! a picture when the next one comes misses that, as at a real camera.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::event::epoll::{self, EventData, EventFlags};
use serde::{Deserialize, Serialize};

use crate::orders::{Orders, say};
use crate::stamp::{self, Stamp};

/// Pictures a second.
pub(crate) const RATE: f64 = 15.0;
/// Cameras whose moments are spread over one interval.
const SPREAD: u32 = 64;

const HEAD: &str = "HTTP/1.0 200 OK\r\nCache-Control: no-cache\r\n\
                    Content-Type: multipart/x-mixed-replace; boundary=myboundary\r\n\r\n";
const STDIN: u64 = 0;
const LISTENER: u64 = 1;

/// What the camera is asked, one a line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Question {
    /// Answers with the number of connections that are open.
    Connections,
}

/// Serves the pictures of `folder` until the standard input ends. Says its port first.
pub(crate) fn run(folder: &Path) -> Result<()> {
    let pictures = read(folder)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let poll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    epoll::add(&poll, io::stdin(), EventData::new_u64(STDIN), EventFlags::IN)?;
    epoll::add(&poll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    let port = listener.local_addr()?.port();
    let mut source = Source {
        poll,
        listener,
        pictures,
        orders: Orders::new()?,
        feeds: BTreeMap::new(),
        guests: HashMap::new(),
        next: 2,
    };
    say(&port)?;
    while source.turn()? {}
    Ok(())
}

struct Source {
    poll: std::os::fd::OwnedFd,
    listener: TcpListener,
    pictures: Vec<Vec<u8>>,
    orders: Orders,
    feeds: BTreeMap<String, Feed>,
    guests: HashMap<u64, Guest>,
    next: u64,
}

/// One camera.
struct Feed {
    due: Duration,
    number: u32,
    guests: Vec<u64>,
}

struct Guest {
    stream: TcpStream,
    path: Option<String>,
    head: Vec<u8>,
    sending: Option<(Arc<[u8]>, usize)>,
}

impl Source {
    fn turn(&mut self) -> Result<bool> {
        let due = self.feeds.values().map(|feed| feed.due).min();
        let timeout = due.map(|due| due.saturating_sub(stamp::now())).map(|timeout| rustix::time::Timespec {
            tv_sec: timeout.as_secs().cast_signed(),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let mut events = Vec::with_capacity(256);
        match epoll::wait(&self.poll, rustix::buffer::spare_capacity(&mut events), timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in events {
            match event.data.u64() {
                STDIN => {
                    let Some(questions) = self.orders.read()? else { return Ok(false) };
                    for Question::Connections in questions {
                        say(&self.guests.values().filter(|guest| guest.path.is_some()).count())?;
                    }
                }
                LISTENER => self.accept()?,
                token => self.serve(token, event.flags),
            }
        }
        self.send_due();
        Ok(true)
    }

    fn accept(&mut self) -> Result<()> {
        loop {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("no more connections"),
            };
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            let flags = EventFlags::IN | EventFlags::OUT | EventFlags::ET;
            epoll::add(&self.poll, &stream, EventData::new_u64(self.next), flags)?;
            self.guests.insert(self.next, Guest { stream, path: None, head: Vec::new(), sending: None });
            self.next += 1;
        }
    }

    fn serve(&mut self, token: u64, flags: EventFlags) {
        let Some(guest) = self.guests.get_mut(&token) else { return };
        let mut has_ended = flags.intersects(EventFlags::HUP | EventFlags::ERR);
        if flags.contains(EventFlags::IN) {
            has_ended |= guest.hear();
            if guest.path.is_none() && guest.head.ends_with(b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&guest.head);
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let (now, known) = (stamp::now(), self.feeds.len());
                let offset = Duration::from_secs_f64(1.0 / RATE) * (known as u32 % SPREAD) / SPREAD;
                let feed = self.feeds.entry(path.clone()).or_insert_with(|| Feed {
                    due: now + offset,
                    number: 0,
                    guests: Vec::new(),
                });
                feed.guests.push(token);
                guest.path = Some(path);
                guest.sending = Some((HEAD.as_bytes().into(), 0));
            }
        }
        if has_ended || guest.go_on() {
            self.part_with(token);
        }
    }

    fn send_due(&mut self) {
        let now = stamp::now();
        let mut ended = Vec::new();
        for feed in self.feeds.values_mut().filter(|feed| feed.due <= now) {
            feed.due = (feed.due + Duration::from_secs_f64(1.0 / RATE)).max(now);
            feed.number += 1;
            let stamp = Stamp { begun: stamp::now(), number: feed.number };
            let jpeg = stamp.put(&self.pictures[feed.number as usize % self.pictures.len()]);
            let head =
                format!("--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", jpeg.len());
            let part: Arc<[u8]> = [head.as_bytes(), &jpeg, b"\r\n"].concat().into();
            for token in &feed.guests {
                let Some(guest) = self.guests.get_mut(token) else { continue };
                if guest.sending.is_none() {
                    guest.sending = Some((Arc::clone(&part), 0));
                    if guest.go_on() {
                        ended.push(*token);
                    }
                }
            }
        }
        ended.into_iter().for_each(|token| self.part_with(token));
    }

    fn part_with(&mut self, token: u64) {
        let Some(guest) = self.guests.remove(&token) else { return };
        let Some(path) = guest.path else { return };
        if let Some(feed) = self.feeds.get_mut(&path) {
            feed.guests.retain(|other| *other != token);
            if feed.guests.is_empty() {
                self.feeds.remove(&path);
            }
        }
    }
}

impl Guest {
    /// Reads what came. Whether the other side has closed.
    fn hear(&mut self) -> bool {
        let mut some = [0; 2048];
        loop {
            match self.stream.read(&mut some) {
                Ok(0) => return true,
                Ok(length) if self.head.len() < 16 << 10 => self.head.extend_from_slice(&some[..length]),
                Ok(_) => return true,
                Err(error) => return error.kind() != ErrorKind::WouldBlock,
            }
        }
    }

    /// Sends on. Whether the other side has gone.
    fn go_on(&mut self) -> bool {
        while let Some((bytes, sent)) = &mut self.sending {
            match self.stream.write(&bytes[*sent..]) {
                Ok(length) => *sent += length,
                Err(error) => return error.kind() != ErrorKind::WouldBlock,
            }
            if *sent == bytes.len() {
                self.sending = None;
            }
        }
        false
    }
}

fn read(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let files: io::Result<Vec<PathBuf>> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut files = files?;
    files.sort();
    let pictures: io::Result<Vec<Vec<u8>>> = files.iter().map(std::fs::read).collect();
    Ok(pictures?)
}
