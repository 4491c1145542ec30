//! The gateway's side of one session: its streams, and the next part for its viewer.

use std::collections::VecDeque;

use crate::{Request, StreamId, StreamRequest};

/// Each turn of this number is that of the stream that was served longest ago, whatever the
/// priorities.
const FAIR: u64 = 4;

/// The streams of a session with what waits of each: the newest frame and its events.
///
/// A viewer that is ready takes one thing after the other. Frames go by priority, and within one
/// priority in turn; every fourth turn belongs to the stream that has waited longest, so that a
/// high priority delays the others and does not stop them. Of `n` streams that always have a frame,
/// each gets one of any `4n` turns. Memory: one frame and a few events for each stream, however
/// slow the viewer is.
#[derive(Debug)]
pub struct Wall<F, E> {
    tiles: Vec<Tile<F, E>>,
    revision: Option<u64>,
    next_key: u64,
    turn: u64,
}

/// Names one stream of a [`Wall`] from its begin to its end. No later stream has the same, even
/// under the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(u64);

#[derive(Debug)]
struct Tile<F, E> {
    key: Key,
    stream: StreamRequest,
    events: VecDeque<Waiting<E>>,
    frame: Option<F>,
    /// Frames that were replaced since the last one was taken.
    skipped: u64,
    /// The turn in which a frame of it was taken.
    served: u64,
}

#[derive(Debug)]
struct Waiting<E> {
    event: E,
    /// The stream has ended with this: a frame that waits goes first.
    is_end: bool,
}

/// The next part for the viewer.
#[derive(Debug, PartialEq, Eq)]
pub enum Due<F, E> {
    /// Something has happened.
    Event(E),
    /// A frame, the newest of its stream.
    Frame {
        /// The frame.
        frame: F,
        /// Frames of this stream that were left out since the last one was taken.
        skipped: u64,
    },
}

/// The changes of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Streams that begin.
    pub opened: Vec<(Key, StreamRequest)>,
    /// Streams that nobody wants any more.
    pub closed: Vec<Key>,
}

/// The request is not newer than the one before (blame: the viewer, or the order of arrival).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("revision {given} is not above {known}")]
pub struct Late {
    /// The revision of the request.
    pub given: u64,
    /// The revision of the request that counts.
    pub known: u64,
}

impl<F, E> Default for Wall<F, E> {
    fn default() -> Self {
        Self { tiles: Vec::new(), revision: None, next_key: 0, turn: 1 }
    }
}

impl<F, E> Wall<F, E> {
    /// Takes a request over: from now on its streams are those of the session. One that was there
    /// with the same source goes on; only its priority may change.
    pub fn apply(&mut self, request: Request) -> Result<Changes, Late> {
        if let Some(known) = self.revision.filter(|known| request.revision <= *known) {
            return Err(Late { given: request.revision, known });
        }
        self.revision = Some(request.revision);
        let mut changes = Changes::default();
        let mut before = std::mem::take(&mut self.tiles);
        for stream in request.streams {
            let known = before
                .iter()
                .position(|tile| tile.stream.id == stream.id && tile.stream.source == stream.source);
            if let Some(index) = known {
                let tile = before.swap_remove(index);
                self.tiles.push(Tile { stream, ..tile });
                continue;
            }
            let key = Key(self.next_key);
            self.next_key += 1;
            changes.opened.push((key, stream.clone()));
            let (events, served) = (VecDeque::new(), self.turn);
            self.tiles.push(Tile { key, stream, events, frame: None, skipped: 0, served });
        }
        changes.closed = before.into_iter().map(|tile| tile.key).collect();
        self.tiles.sort_by_key(|tile| tile.key);
        Ok(changes)
    }

    /// A frame has come. It replaces the one that waits. Gives whether the stream is still wanted.
    pub fn offer(&mut self, key: Key, frame: F) -> bool {
        let Some(tile) = self.tile(key) else { return false };
        if tile.frame.replace(frame).is_some() {
            tile.skipped += 1;
        }
        true
    }

    /// Something has happened to a stream. It goes before all frames.
    pub fn tell(&mut self, key: Key, event: E) {
        if let Some(tile) = self.tile(key) {
            tile.events.push_back(Waiting { event, is_end: false });
        }
    }

    /// A stream has ended, of which `event` tells. It goes after the stream's last frame.
    pub fn end(&mut self, key: Key, event: E) {
        if let Some(tile) = self.tile(key) {
            tile.events.push_back(Waiting { event, is_end: true });
        }
    }

    /// The next part and its stream. `None` while nothing waits.
    pub fn take(&mut self) -> Option<(StreamId, Due<F, E>)> {
        let has_event = |tile: &Tile<F, E>| {
            tile.events.front().is_some_and(|waiting| !waiting.is_end || tile.frame.is_none())
        };
        if let Some(tile) = self.tiles.iter_mut().find(|tile| has_event(tile)) {
            let waiting = tile.events.pop_front()?;
            return Some((tile.stream.id.clone(), Due::Event(waiting.event)));
        }
        let is_fair = self.turn.is_multiple_of(FAIR);
        let due = self.tiles.iter_mut().filter(|tile| tile.frame.is_some());
        let next = due.min_by_key(|tile| {
            let priority = if is_fair { 0 } else { tile.stream.priority };
            (std::cmp::Reverse(priority), tile.served, tile.key)
        })?;
        let frame = next.frame.take()?;
        next.served = self.turn;
        self.turn += 1;
        let skipped = std::mem::take(&mut next.skipped);
        Some((next.stream.id.clone(), Due::Frame { frame, skipped }))
    }

    /// Streams of the session, those that have ended among them.
    pub fn len(&self) -> usize {
        self.tiles.len()
    }

    /// Whether the session has no stream.
    pub fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    fn tile(&mut self, key: Key) -> Option<&mut Tile<F, E>> {
        let index = self.tiles.binary_search_by_key(&key, |tile| tile.key).ok()?;
        self.tiles.get_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn stream(id: &str, source: &str, priority: u8) -> StreamRequest {
        StreamRequest { id: id.parse().unwrap(), source: Source::parse(source).unwrap(), priority }
    }

    fn request(revision: u64, streams: &[(&str, &str, u8)]) -> Request {
        let streams = streams.iter().map(|(id, source, priority)| stream(id, source, *priority)).collect();
        Request { revision, streams }
    }

    /// A session of these streams, and their keys.
    fn wall(streams: &[(&str, &str, u8)]) -> (Wall<u64, &'static str>, Vec<Key>) {
        let mut wall = Wall::default();
        let changes = wall.apply(request(1, streams)).unwrap();
        (wall, changes.opened.into_iter().map(|(key, _)| key).collect())
    }

    /// All that is due, as text.
    fn all(wall: &mut Wall<u64, &'static str>) -> Vec<String> {
        let text = |(id, due)| match due {
            Due::Event(event) => format!("{id} {event}"),
            Due::Frame { frame, skipped: 0 } => format!("{id} {frame}"),
            Due::Frame { frame, skipped } => format!("{id} {frame} after {skipped}"),
        };
        std::iter::from_fn(|| wall.take().map(text)).collect()
    }

    #[test]
    fn the_newest_frame_of_each_camera_goes_and_the_others_are_counted() {
        let (mut wall, keys) = wall(&[("a", "yard/v", 0), ("b", "door/v", 0)]);
        for frame in 0..5 {
            assert!(wall.offer(keys[0], frame));
        }
        wall.offer(keys[1], 9);
        assert_eq!(all(&mut wall), ["a 4 after 4", "b 9"]);
        wall.offer(keys[0], 5);
        assert_eq!(all(&mut wall), ["a 5"], "each is counted once");
    }

    #[test]
    fn the_focused_one_goes_first_and_nobody_is_left_out() {
        let (mut wall, keys) = wall(&[("a", "a/v", 0), ("b", "b/v", 9), ("c", "c/v", 0)]);
        let mut order = String::new();
        for turn in 0..16 {
            for key in &keys {
                wall.offer(*key, turn);
            }
            let (id, _) = wall.take().unwrap();
            order.push_str(id.as_str());
        }
        assert_eq!(order, "bbbabbbcbbbabbbc");
    }

    #[test]
    fn a_change_keeps_what_goes_on() {
        let (mut wall, keys) = wall(&[("a", "yard/v", 0), ("b", "door/v", 0), ("c", "gate/v", 0)]);
        for key in &keys {
            wall.offer(*key, 1);
        }
        // One leaves, one changes its setting, one its priority, and one joins.
        let changes = wall
            .apply(request(2, &[("d", "roof/v", 0), ("b", "door/v?fps=1", 0), ("c", "gate/v", 9)]))
            .unwrap();
        let opened: Vec<&str> = changes.opened.iter().map(|(_, stream)| stream.id.as_str()).collect();
        assert_eq!(opened, ["d", "b"]);
        assert_eq!(changes.closed, [keys[0], keys[1]]);
        assert!(!wall.offer(keys[1], 2), "a frame of the old setting comes too late");
        wall.offer(changes.opened[1].0, 3);
        assert_eq!(all(&mut wall), ["c 1", "b 3"]);
    }

    #[test]
    fn a_request_that_comes_late_or_again_changes_nothing() {
        let (mut wall, keys) = wall(&[("a", "yard/v", 0)]);
        for revision in [0, 1] {
            assert_eq!(wall.apply(request(revision, &[])), Err(Late { given: revision, known: 1 }));
        }
        assert!(wall.offer(keys[0], 1));
        assert_eq!(wall.apply(request(2, &[("a", "yard/v", 0)])), Ok(Changes::default()));
        assert!(wall.offer(keys[0], 1));
    }

    #[test]
    fn events_go_before_frames_but_for_an_end() {
        let (mut wall, keys) = wall(&[("a", "yard/v", 0), ("b", "door/v", 9)]);
        wall.offer(keys[1], 1);
        wall.offer(keys[0], 2);
        wall.end(keys[0], "ended");
        wall.tell(keys[1], "started");
        assert_eq!(all(&mut wall), ["b started", "b 1", "a 2", "a ended"]);
        // One that has ended stays so until its id leaves the list.
        assert_eq!(wall.apply(request(2, &[("a", "yard/v", 0)])).unwrap().opened, []);
        wall.apply(request(3, &[])).unwrap();
        assert_eq!(wall.apply(request(4, &[("a", "yard/v", 0)])).unwrap().opened.len(), 1);
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use std::collections::BTreeMap;

        use proptest::prelude::*;

        use super::*;

        #[derive(Debug, Clone)]
        enum Step {
            Offer(usize),
            Take,
            Priority(usize, u8),
        }

        fn step() -> impl Strategy<Value = Step> {
            prop_oneof![
                4 => (0..6usize).prop_map(Step::Offer),
                4 => Just(Step::Take),
                1 => (0..6usize, 0..=9u8).prop_map(|(index, priority)| Step::Priority(index, priority)),
            ]
        }

        const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

        proptest! {
                    /// Whatever comes in whatever order: a frame that is taken is the newest of its
                    /// stream, none comes twice, every frame is either taken or counted, and one
                    /// waits at most.
                    #[test]
                    fn the_newest_wins(steps in prop::collection::vec(step(), 0..200)) {
                        let mut priorities = [0u8; 6];
                        let list = |priorities: &[u8; 6]| -> Vec<(&str, &str, u8)> {
                            IDS.iter().zip(priorities).map(|(id, priority)| (*id, "yard/v", *priority)).collect()
                        };
                        let (mut wall, keys) = wall(&list(&priorities));
                        let (mut offered, mut known) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
                        let mut revision = 1;
                        for step in steps {
                            match step {
                                Step::Offer(index) => {
                                    let count = offered.entry(IDS[index].to_owned()).or_default();
                                    *count += 1;
                                    prop_assert!(wall.offer(keys[index], *count));
                                }
                                Step::Take => {
                                    let waiting = offered.iter().any(|(id, count)| known.get(id) != Some(count));
                                    let Some((id, due)) = wall.take() else {
                                        prop_assert!(!waiting);
                                        continue;
                                    };
                                    let Due::Frame { frame, skipped } = due else { panic!("no event was told") };
                                    let before = known.insert(id.to_string(), frame).unwrap_or_default();
                                    prop_assert_eq!(offered[id.as_str()], frame);
                                    prop_assert_eq!(before + skipped + 1, frame);
                                }
                                Step::Priority(index, priority) => {
                                    priorities[index] = priority;
                                    revision += 1;
                                    let changes = wall.apply(request(revision, &list(&priorities))).unwrap();
                                    prop_assert_eq!(changes, Changes::default());
                                }
                            }
                        }
                    }

                    /// A slow viewer, cameras that always have a frame: each is served in every 4n
                    /// turns, whatever the priorities, and those of the highest priority get most
                    /// turns.
                    #[test]
                    fn no_camera_starves(priorities in prop::collection::vec(0..=9u8, 1..20)) {
                        let ids: Vec<String> = (0..priorities.len()).map(|index| format!("s{index}")).collect();
                        let list: Vec<(&str, &str, u8)> =
                            ids.iter().zip(&priorities).map(|(id, priority)| (id.as_str(), "yard/v", *priority)).collect();
                        let (mut wall, keys) = wall(&list);
                        let turns = 4 * keys.len();
                        let mut served: Vec<usize> = Vec::new();
                        for turn in 0..5 * turns {
                            for key in &keys {
        wall.offer(*key, turn as u64);
        }
                            let (id, _) = wall.take().unwrap();
                            served.push(ids.iter().position(|other| other == id.as_str()).unwrap());
                        }
                        for window in served.windows(turns) {
                            for index in 0..keys.len() {
                                prop_assert!(window.contains(&index), "{} waits more than {} turns", index, turns);
                            }
                        }
                        let highest = *priorities.iter().max().unwrap();
                        let first = served.iter().filter(|index| priorities[**index] == highest).count();
                        prop_assert!(4 * first >= 3 * served.len() - 4);
                    }
                }
    }
}
