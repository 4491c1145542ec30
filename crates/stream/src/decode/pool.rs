//! Which frame is decoded next, for all streams of a worker. No browser and no clock in here; times
//! are in milliseconds.
//!
//! A stream says what it wants decoded and waits for its turn. Turns are shared by pixels: of the
//! streams that wait, the one that has had the least is next, where a frame counts for less if a
//! person looks at the stream. So no stream starves, whatever the others want.

use super::DecodeLimit;
use crate::{DecodeId, StreamId};

/// At the most so many times the processors are decoded at once. A small frame mostly waits for
/// threads to hand it over.
const MOST_PER_PROCESSOR: usize = 4;
/// At the most so many, on any machine.
const MOST: usize = 32;
/// Pixels that may be decoded at once. Small frames are allowed beyond that, and as many frames of any
/// size as there are processors.
const MOST_PIXELS: u64 = 24 << 20;
/// A frame of so many pixels is small.
const SMALL: u32 = 1 << 20;
/// The least that a frame counts for, in pixels: that is what handing it over costs.
const LEAST: u32 = 1 << 16;
/// A decoder that takes so many times as long as usual does not count as busy: it holds up its own
/// stream, not the others.
const SLOW: f64 = 8.0;
/// The least that counts as slow.
const LEAST_SLOW: f64 = 250.0;
/// A stream with so many slow decoders waits for them.
const MOST_SLOW: usize = 3;
/// So long after it has wanted something a stream counts as one of those that share.
const ACTIVE: f64 = 1000.0;
/// After so long a decoder is forgotten.
const PATIENCE: f64 = 30_000.0;

/// How much a person cares for a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attention {
    /// Nobody sees it.
    Hidden,
    /// It is on the screen.
    #[default]
    Visible,
    /// A person has just done something with it.
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

/// Something to be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// What for.
    pub urgency: Urgency,
    /// How many pixels come of it, about.
    pub pixels: u32,
}

/// How soon a frame is wanted, beside others of its stream.
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
    /// Milliseconds by which it is as good as one that has waited longer.
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
    /// What the stream of the last turn had had until then.
    turn: f64,
}

#[derive(Debug)]
struct Member {
    stream: StreamId,
    attention: Attention,
    /// Pixels that were decoded for it, weighed.
    had: f64,
    /// When it last wanted something.
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

    /// A person looks at the stream so, from now on.
    pub fn attend(&mut self, stream: StreamId, attention: Attention) {
        if attention == Attention::Focused {
            // There is one at a time.
            for member in self.streams.iter_mut().filter(|member| member.attention == attention) {
                member.attention = Attention::Visible;
            }
        }
        self.member(stream).attention = attention;
    }

    /// How a person looks at the stream, as far as is known.
    pub fn attention(&self, stream: StreamId) -> Attention {
        let member = self.streams.iter().find(|member| member.stream == stream);
        member.map(|member| member.attention).unwrap_or_default()
    }

    /// A stream wants something decoded, and waits for its [turn](Self::next).
    pub fn want(&mut self, now: f64, stream: StreamId, id: DecodeId, wish: Wish) {
        let is_idle = self.waiting.iter().all(|waiting| waiting.stream != stream);
        let turn = self.turn;
        let member = self.member(stream);
        if is_idle {
            // What it has not used before is no claim on the others.
            member.had = member.had.max(turn);
        }
        member.wanted = now;
        self.need.arrived(now);
        self.waiting.push(Waiting { stream, id, wish, since: now });
    }

    /// Whose turn it is, if a decoder is free. It is [done](Self::done) with at some time.
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

    /// It is decoded, cannot be, or is not wanted any more.
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

    /// How many may be decoded at once now.
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
