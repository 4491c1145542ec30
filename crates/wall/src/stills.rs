//! Still pictures for tiles that wait for a connection, one tile of a host at a time.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::{Service, TileLink};

/// A turn ends after this time, picture or not.
const PATIENCE: Duration = Duration::from_secs(5);
/// Pause between two turns on one host.
const BETWEEN: Duration = Duration::from_millis(250);

/// Happens to stills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillInput {
    /// Time passes, or services have changed.
    Tick,
    /// This tile has drawn a picture, or cannot.
    Done(usize),
}

/// Stills want this done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillEffect {
    /// Request one picture for this tile.
    Begin(usize),
    /// Close the connection of this tile; its picture stays.
    End(usize),
}

/// Whose turn it is for a still picture, on each host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stills {
    hosts: BTreeMap<String, Turn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Turn {
    last: Option<usize>,
    /// The tile whose turn it is, and since when.
    current: Option<(usize, Duration)>,
    /// When the turn before ended.
    ended: Option<Duration>,
}

impl Stills {
    /// Takes an event, and returns what to do. A tile whose service is no longer
    /// [`Service::Stills`] just loses its turn: its service says what becomes of its connection.
    pub fn handle(
        &mut self,
        now: Duration,
        tiles: &[TileLink<'_>],
        services: &[Service],
        input: StillInput,
    ) -> Vec<StillEffect> {
        let mut waiting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, (tile, service)) in tiles.iter().zip(services).enumerate() {
            if let (Some(host), Service::Stills) = (tile.host, service) {
                waiting.entry(host).or_default().push(index);
            }
        }
        self.hosts.retain(|host, _| waiting.contains_key(host.as_str()));
        let mut effects = Vec::new();
        for (host, waiting) in waiting {
            if !self.hosts.contains_key(host) {
                self.hosts.insert(host.to_owned(), Turn::default());
            }
            if let Some(turn) = self.hosts.get_mut(host) {
                turn.advance(now, &waiting, input, &mut effects);
            }
        }
        effects
    }
}

impl Turn {
    fn advance(
        &mut self,
        now: Duration,
        waiting: &[usize],
        input: StillInput,
        effects: &mut Vec<StillEffect>,
    ) {
        if let Some((tile, since)) = self.current {
            let is_over = input == StillInput::Done(tile) || now.saturating_sub(since) >= PATIENCE;
            if !waiting.contains(&tile) {
                self.current = None;
            } else if is_over {
                effects.push(StillEffect::End(tile));
                (self.current, self.ended) = (None, Some(now));
            } else {
                return;
            }
        }
        if self.ended.is_some_and(|ended| now.saturating_sub(ended) < BETWEEN) {
            return;
        }
        let after = waiting.iter().find(|tile| self.last.is_none_or(|last| **tile > last));
        if let Some(next) = after.or(waiting.first()).copied() {
            (self.last, self.current) = (Some(next), Some((next, now)));
            effects.push(StillEffect::Begin(next));
        }
    }
}

#[cfg(test)]
mod tests {
    use StillEffect::{Begin, End};

    use super::*;

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn tile(host: &str) -> TileLink<'_> {
        TileLink { host: Some(host), priority: 0, is_visible: true, is_streaming: false, has_stills: true }
    }

    #[test]
    fn tiles_that_wait_get_a_picture_each_one_after_the_other() {
        let tiles = vec![tile("a"); 4];
        let services = [Service::Stream, Service::Stills, Service::Stills, Service::Stills];
        let mut stills = Stills::default();
        let mut order = Vec::new();
        let mut done = StillInput::Tick;
        for step in 0..5 {
            for effect in stills.handle(at(1000 * step), &tiles, &services, done) {
                if let Begin(tile) = effect {
                    order.push(tile);
                    done = StillInput::Done(tile);
                }
            }
            stills.handle(at(1000 * step + 100), &tiles, &services, done);
            done = StillInput::Tick;
        }
        assert_eq!(order, [1, 2, 3, 1, 2]);
    }

    #[test]
    fn a_camera_that_does_not_answer_holds_up_the_others_for_five_seconds() {
        let tiles = vec![tile("a"); 2];
        let services = [Service::Stills; 2];
        let mut stills = Stills::default();
        let mut handle = |now, input| stills.handle(at(now), &tiles, &services, input);
        assert_eq!(handle(0, StillInput::Tick), [Begin(0)]);
        assert_eq!(handle(4999, StillInput::Tick), []);
        assert_eq!(handle(5000, StillInput::Tick), [End(0)]);
        assert_eq!(handle(5250, StillInput::Tick), [Begin(1)]);
        // Too late.
        assert_eq!(handle(5300, StillInput::Done(0)), []);
        assert_eq!(handle(5400, StillInput::Done(1)), [End(1)]);
    }

    #[test]
    fn hosts_have_turns_of_their_own() {
        let tiles = [tile("a"), tile("b"), tile("a")];
        let mut stills = Stills::default();
        let effects = stills.handle(at(0), &tiles, &[Service::Stills; 3], StillInput::Tick);
        assert_eq!(effects, [Begin(0), Begin(1)]);
    }

    #[test]
    fn a_tile_that_gets_a_stream_leaves_its_turn_to_the_next() {
        let tiles = vec![tile("a"); 2];
        let mut stills = Stills::default();
        stills.handle(at(0), &tiles, &[Service::Stills; 2], StillInput::Tick);
        let services = [Service::Stream, Service::Stills];
        assert_eq!(stills.handle(at(1), &tiles, &services, StillInput::Tick), [Begin(1)]);
        assert_eq!(stills.handle(at(2), &tiles, &[Service::Stream; 2], StillInput::Tick), []);
    }
}
