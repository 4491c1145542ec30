//! The load client: viewers of relays, in a process of its own, on one thread.

mod body;
mod viewer;

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::event::epoll;
use serde::{Deserialize, Serialize};
use socket2::{Domain, Socket, Type};

use self::body::Seen;
use self::viewer::{Line, State, Viewer};
use crate::orders::{Orders, say};
use crate::stamp::{self, Stamp};

/// Connections that are opened between two looks at the others.
const OPENED_AT_ONCE: usize = 20;
/// The most that it ever opens: an order is no way to flood a machine.
const MOST: usize = 10_000;
/// Bytes of one viewer that are read before the others have their turn.
const TURN: usize = 512 << 10;
/// How often viewers on slow lines may read.
const TICK: Duration = Duration::from_millis(5);
/// What a long line holds, not what a machine has room for.
const SLOW_BUFFER: usize = 32 << 10;

/// What the client is told, one a line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Opens viewers. Answers once all have been asked for. `{}` in the path is the viewer's number;
    /// with a `body` they send that.
    Open { address: SocketAddr, path: String, body: Option<String>, count: usize, kind: Kind },
    /// Counts for so many seconds, then answers with [`Figures`].
    Measure { seconds: f64 },
    /// Closes all viewers.
    Close,
}

/// How a viewer reads.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// As fast as it can.
    Quick,
    /// So many bytes a second.
    Slow(f64),
    /// Never.
    Stopped,
}

/// What viewers saw in a while.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Figures {
    /// Viewers that are connected and read as fast as they can.
    pub(crate) viewers: usize,
    /// Viewers that were refused, or whose stream has ended.
    pub(crate) lost: usize,
    pub(crate) seconds: f64,
    /// Of quick viewers.
    pub(crate) quick: Ages,
    /// Of viewers on slow lines.
    pub(crate) slow: Ages,
    /// Pictures without a stamp, or not newer than the one before.
    pub(crate) wrong: usize,
    /// Of one processor, the part that the client itself took.
    pub(crate) client: f64,
}

/// Ages of pictures when their last byte has been read, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ages {
    pub(crate) pictures: usize,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) most: f64,
}

/// Does what the standard input says until it ends.
pub(crate) fn run() -> Result<()> {
    let poll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    let mut client = Client { poll, orders: Orders::new()?, guests: HashMap::new(), next: 1, count: None };
    epoll::add(&client.poll, io::stdin(), epoll::EventData::new_u64(0), epoll::EventFlags::IN)?;
    while client.turn()? {}
    Ok(())
}

struct Client {
    poll: std::os::fd::OwnedFd,
    orders: Orders,
    guests: HashMap<u64, Guest>,
    next: u64,
    count: Option<Count>,
}

struct Guest {
    viewer: Viewer,
    line: Option<Line>,
    kind: Kind,
    /// The last picture of each stream that the answer carries.
    last: HashMap<u32, Stamp>,
    is_lost: bool,
}

struct Count {
    begun: Duration,
    until: Duration,
    quick: Vec<u32>,
    slow: Vec<u32>,
    wrong: usize,
    processor: Duration,
}

impl Client {
    /// Waits for something and does it. Whether to go on.
    fn turn(&mut self) -> Result<bool> {
        let mut events = Vec::with_capacity(256);
        let has_slow = self.guests.values().any(|guest| guest.line.is_some());
        let until = self.count.as_ref().map(|count| count.until.saturating_sub(stamp::now()));
        let timeout = if has_slow { Some(until.map_or(TICK, |until| until.min(TICK))) } else { until };
        let timeout = timeout.map(|timeout| rustix::time::Timespec {
            tv_sec: timeout.as_secs().cast_signed(),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        match epoll::wait(&self.poll, rustix::buffer::spare_capacity(&mut events), timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut is_ordered = false;
        for event in events {
            match event.data.u64() {
                0 => is_ordered = true,
                token => self.read(token, TURN),
            }
        }
        if has_slow {
            self.read_slow();
        }
        if self.count.as_ref().is_some_and(|count| stamp::now() >= count.until) {
            self.tell()?;
        }
        if is_ordered {
            let Some(orders) = self.orders.read()? else { return Ok(false) };
            for order in orders {
                self.obey(order)?;
            }
        }
        Ok(true)
    }

    fn obey(&mut self, order: Order) -> Result<()> {
        match order {
            Order::Open { address, path, body, count, kind } => {
                for number in 0..count {
                    if self.guests.len() >= MOST {
                        bail!("no more than {MOST} viewers");
                    }
                    self.open(address, &path.replace("{}", &number.to_string()), body.as_deref(), kind)?;
                    if number % OPENED_AT_ONCE == OPENED_AT_ONCE - 1 {
                        self.look()?;
                    }
                }
                say(&"opened")
            }
            Order::Measure { seconds } => {
                let now = stamp::now();
                self.count = Some(Count {
                    begun: now,
                    until: now + Duration::from_secs_f64(seconds),
                    quick: Vec::new(),
                    slow: Vec::new(),
                    wrong: 0,
                    processor: processor(),
                });
                Ok(())
            }
            Order::Close => {
                self.guests.clear();
                say(&"closed")
            }
        }
    }

    /// Reads what has come, without waiting.
    fn look(&mut self) -> Result<()> {
        let mut events = Vec::with_capacity(256);
        let now = rustix::time::Timespec { tv_sec: 0, tv_nsec: 0 };
        epoll::wait(&self.poll, rustix::buffer::spare_capacity(&mut events), Some(&now))?;
        let tokens: Vec<u64> =
            events.iter().map(|event| event.data.u64()).filter(|token| *token != 0).collect();
        tokens.into_iter().for_each(|token| self.read(token, TURN));
        Ok(())
    }

    fn open(&mut self, address: SocketAddr, path: &str, body: Option<&str>, kind: Kind) -> Result<()> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM.cloexec(), None)?;
        if !matches!(kind, Kind::Quick) {
            socket.set_recv_buffer_size(SLOW_BUFFER)?;
        }
        socket.connect(&address.into()).with_context(|| format!("cannot connect to {address}"))?;
        let mut stream = TcpStream::from(socket);
        let method = if body.is_some() { "POST" } else { "GET" };
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: load\r\n")?;
        if let Some(body) = body {
            write!(stream, "Content-Type: application/json\r\nContent-Length: {}\r\n", body.len())?;
        }
        write!(stream, "\r\n{}", body.unwrap_or_default())?;
        stream.set_nonblocking(true)?;
        let (token, now) = (self.next, stamp::now());
        self.next += 1;
        let line = match kind {
            Kind::Slow(rate) => Some(Line::new(rate, now)),
            Kind::Quick | Kind::Stopped => None,
        };
        if matches!(kind, Kind::Quick) {
            epoll::add(&self.poll, &stream, epoll::EventData::new_u64(token), epoll::EventFlags::IN)?;
        }
        let guest = Guest { viewer: Viewer::new(stream), line, kind, last: HashMap::new(), is_lost: false };
        self.guests.insert(token, guest);
        Ok(())
    }

    fn read_slow(&mut self) {
        let now = stamp::now();
        let tokens: Vec<u64> =
            self.guests.iter().filter(|(_, guest)| guest.line.is_some()).map(|(token, _)| *token).collect();
        for token in tokens {
            let line = self.guests.get_mut(&token).and_then(|guest| guest.line.as_mut());
            if let Some(credit) = line.map(|line| line.credit(now)) {
                self.read(token, credit);
            }
        }
    }

    fn read(&mut self, token: u64, most: usize) {
        let Some(guest) = self.guests.get_mut(&token) else { return };
        if guest.is_lost {
            return;
        }
        let (count, last, is_slow) = (&mut self.count, &mut guest.last, guest.line.is_some());
        let (read, state) = guest.viewer.read(most, &mut |seen| {
            let (stamp, is_newer) = match seen {
                Seen::Picture { stamp, stream } => {
                    let before = last.insert(stream, stamp);
                    (Some(stamp), before.is_none_or(|before| stamp.begun > before.begun))
                }
                Seen::Strange => (None, false),
            };
            if let Some(count) = count {
                match stamp {
                    Some(stamp) if is_newer => {
                        let age = stamp::now().saturating_sub(stamp.begun);
                        let ages = if is_slow { &mut count.slow } else { &mut count.quick };
                        ages.push(u32::try_from(age.as_micros()).unwrap_or(u32::MAX));
                    }
                    _ => count.wrong += 1,
                }
            }
        });
        if let Some(line) = &mut guest.line {
            line.spend(read);
        }
        if state == State::Ended || guest.viewer.is_refused() {
            guest.is_lost = true;
            if matches!(guest.kind, Kind::Quick) {
                let _ = epoll::delete(&self.poll, guest.viewer.stream());
            }
        }
    }

    fn tell(&mut self) -> Result<()> {
        let Some(count) = self.count.take() else { return Ok(()) };
        let seconds = stamp::now().saturating_sub(count.begun).as_secs_f64();
        let quick = |guest: &&Guest| matches!(guest.kind, Kind::Quick) && !guest.is_lost;
        say(&Figures {
            viewers: self.guests.values().filter(quick).count(),
            lost: self.guests.values().filter(|guest| guest.is_lost).count(),
            seconds,
            quick: Ages::of(count.quick),
            slow: Ages::of(count.slow),
            wrong: count.wrong,
            client: processor().saturating_sub(count.processor).as_secs_f64() / seconds,
        })
    }
}

impl Ages {
    fn of(mut microseconds: Vec<u32>) -> Self {
        microseconds.sort_unstable();
        let at = |part: f64| {
            let index = (microseconds.len().saturating_sub(1) as f64 * part).round() as usize;
            microseconds.get(index).map_or(0.0, |age| f64::from(*age) / 1000.0)
        };
        Self { pictures: microseconds.len(), p50: at(0.5), p99: at(0.99), most: at(1.0) }
    }
}

/// What this process has taken of processors.
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
