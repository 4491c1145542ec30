//! Which frame is decoded next, for all streams of a worker. No browser and no clock in here; times
//! are in milliseconds.
//!
//! A stream requests a decode and waits for its turn. Turns are shared by pixels: the waiting
//! stream that has had the fewest is next, and a frame counts for less if a person watches the
//! stream. So no stream starves.

use super::DecodeLimit;
use crate::{DecodeId, StreamId};

/// Maximum of parallel decodes for each processor. A small frame mostly waits for threads to hand
/// it over.
const MOST_PER_PROCESSOR: usize = 4;
/// Maximum of parallel decodes on any machine.
const MOST: usize = 32;
/// Pixels that may be decoded at once. Small frames are allowed beyond that, and as many frames of
/// any size as there are processors.
const MOST_PIXELS: u64 = 24 << 20;
/// Up to this many pixels a frame is small.
const SMALL: u32 = 1 << 20;
/// Minimum weight of a frame, in pixels: the cost of handing it over.
const LEAST: u32 = 1 << 16;
/// A decoder that takes this many times as long as usual does not count as busy: it delays its own
/// stream only.
const SLOW: f64 = 8.0;
/// Decodes shorter than this are never slow.
const LEAST_SLOW: f64 = 250.0;
/// A stream with this many slow decoders waits for them.
const MOST_SLOW: usize = 3;
/// A stream takes part in the sharing for this long after its last request.
const ACTIVE: f64 = 1000.0;
/// The pool forgets a decoder after this time.
const PATIENCE: f64 = 30_000.0;

/// How visible a stream is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attention {
    /// Nobody sees it.
    Hidden,
    /// It is on the screen.
    #[default]
    Visible,
    /// A person is using it.
    Focused,
}

impl Attention {
    fn weight(self) -> f64 {
        match self {
            Self::Hidden => 1.0,
            Self::Visible => 4.0,
            Self::Focused => 8.0,
        }
    }
}

/// A request to decode a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The purpose.
    pub urgency: Urgency,
    /// About how many pixels it produces.
    pub pixels: u32,
}

/// The urgency of a frame among others of its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Nice to have.
    Low,
    /// The newest frame: there will be another.
    Live,
    /// A person waits for it.
    High,
}

impl Urgency {
    /// Milliseconds of waiting that this urgency is worth.
    fn advance(self) -> f64 {
        f64::from(self as u32) * 500.0
    }
}

/// Shares the decoders among streams.
#[derive(Debug)]
pub struct DecodePool {
    processors: usize,
    need: DecodeLimit,
    streams: Vec<Member>,
    waiting: Vec<Waiting>,
    busy: Vec<Busy>,
    /// The pixels that the stream of the last turn had had until then.
    turn: f64,
}

#[derive(Debug)]
struct Member {
    stream: StreamId,
    attention: Attention,
    /// Pixels that were decoded for it, weighed.
    had: f64,
    /// When it last requested something.
    wanted: f64,
}

#[derive(Debug)]
struct Waiting {
    stream: StreamId,
    id: DecodeId,
    wish: Wish,
    since: f64,
}

#[derive(Debug)]
struct Busy {
    stream: StreamId,
    id: DecodeId,
    pixels: u32,
    since: f64,
}

impl DecodePool {
    /// For a machine with so many processors.
    pub fn new(processors: usize) -> Self {
        let processors = processors.max(1);
        Self {
            processors,
            need: DecodeLimit::up_to((processors * MOST_PER_PROCESSOR).min(MOST)),
            streams: Vec::new(),
            waiting: Vec::new(),
            busy: Vec::new(),
            turn: 0.0,
        }
    }

    /// Sets how visible the stream is.
    pub fn attend(&mut self, stream: StreamId, attention: Attention) {
        if attention == Attention::Focused {
            // There is one at a time.
            for member in self.streams.iter_mut().filter(|member| member.attention == attention) {
                member.attention = Attention::Visible;
            }
        }
        self.member(stream).attention = attention;
    }

    /// How visible the stream is, as far as known.
    pub fn attention(&self, stream: StreamId) -> Attention {
        let member = self.streams.iter().find(|member| member.stream == stream);
        member.map(|member| member.attention).unwrap_or_default()
    }

    /// A stream requests a decode and waits for its [turn](Self::next).
    pub fn want(&mut self, now: f64, stream: StreamId, id: DecodeId, wish: Wish) {
        let is_idle = self.waiting.iter().all(|waiting| waiting.stream != stream);
        let turn = self.turn;
        let member = self.member(stream);
        if is_idle {
            // A stream that was idle has no claim on the time of the others.
            member.had = member.had.max(turn);
        }
        member.wanted = now;
        self.need.arrived(now);
        self.waiting.push(Waiting { stream, id, wish, since: now });
    }

    /// The next request, if a decoder is free. Report it as [done](Self::done) later.
    pub fn next(&mut self, now: f64) -> Option<(StreamId, DecodeId)> {
        self.busy.retain(|busy| now - busy.since <= PATIENCE);
        let slow = self.slow(now);
        let active = self.streams.iter().filter(|member| now - member.wanted <= ACTIVE);
        // A frame that takes long is not interrupted: one stream leaves a decoder to the others.
        let most = if active.count() > 1 { (self.processors / 2).max(1) } else { usize::MAX };
        let may = |member: &&Member| {
            let own = self.busy.iter().filter(|busy| busy.stream == member.stream);
            let (held_up, quick) = own.fold((0, 0), |(held_up, quick), busy| {
                let is_slow = usize::from(busy.since < slow);
                (held_up + is_slow, quick + 1 - is_slow)
            });
            let most = if member.attention == Attention::Focused { usize::MAX } else { most };
            held_up < MOST_SLOW && quick < most
        };
        let is_waiting =
            |member: &&Member| self.waiting.iter().any(|waiting| waiting.stream == member.stream);
        let members = self.streams.iter().filter(is_waiting).filter(may);
        let stream = members.min_by(|one, other| one.had.total_cmp(&other.had))?.stream;
        let age = |waiting: &Waiting| now - waiting.since + waiting.wish.urgency.advance();
        let own = self.waiting.iter().enumerate().filter(|(_, waiting)| waiting.stream == stream);
        // Of equals the first.
        let (index, waiting) = own.rev().max_by(|(_, one), (_, other)| age(one).total_cmp(&age(other)))?;
        let pixels = waiting.wish.pixels.max(LEAST);
        if !self.is_free(slow, pixels) {
            return None;
        }
        let Waiting { id, .. } = self.waiting.remove(index);
        self.busy.push(Busy { stream, id, pixels, since: now });
        let member = self.member(stream);
        let had = member.had;
        member.had += f64::from(pixels) / member.attention.weight();
        self.turn = self.turn.max(had);
        Some((stream, id))
    }

    /// The frame is decoded, cannot be decoded, or is no longer needed.
    pub fn done(&mut self, now: f64, stream: StreamId, id: DecodeId) {
        if let Some(index) = self.busy.iter().position(|busy| busy.stream == stream && busy.id == id) {
            let busy = self.busy.swap_remove(index);
            self.need.decoded(now - busy.since);
        }
    }

    /// There is no such stream any more.
    pub fn close(&mut self, stream: StreamId) {
        self.streams.retain(|member| member.stream != stream);
        self.waiting.retain(|waiting| waiting.stream != stream);
    }

    /// How many decodes may run in parallel now.
    pub fn limit(&self) -> usize {
        self.need.limit().max(self.processors)
    }

    /// Decoders are slow if they began before that.
    fn slow(&self, now: f64) -> f64 {
        now - (SLOW * self.need.usual()).max(LEAST_SLOW)
    }

    fn is_free(&self, slow: f64, pixels: u32) -> bool {
        let busy = self.busy.iter().filter(|busy| busy.since >= slow);
        let (count, sum) =
            busy.fold((0, u64::from(pixels)), |(count, sum), busy| (count + 1, sum + u64::from(busy.pixels)));
        count < self.processors || count < self.limit() && (sum <= MOST_PIXELS || pixels <= SMALL)
    }

    fn member(&mut self, stream: StreamId) -> &mut Member {
        let found = self.streams.iter().position(|member| member.stream == stream);
        let index = found.unwrap_or_else(|| {
            self.streams.push(Member {
                stream,
                attention: Attention::default(),
                had: self.turn,
                wanted: 0.0,
            });
            self.streams.len() - 1
        });
        &mut self.streams[index]
    }
}

#[cfg(test)]
mod tests;
