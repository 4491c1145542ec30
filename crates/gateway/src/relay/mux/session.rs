//! One session: its streams, the parts that wait for its reader, and its place among all sessions.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::task::{Context, Waker};

use mux::{Due, Event, Key, StreamId, StreamRequest, Wall};
use serde::Serialize;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::warn;

use super::super::RelayError;
use super::super::places::{Place, Places};
use super::frame::Frame;
use crate::lock::lock;
use crate::peers::Address;
use crate::refusal::Unavailable;

/// All sessions of the gateway.
#[derive(Debug)]
pub(in crate::relay) struct Sessions {
    open: Mutex<HashMap<String, Weak<Session>>>,
    places: Places,
}

/// One response with many streams.
#[derive(Debug)]
pub(super) struct Session {
    name: String,
    from: Option<Address>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    wall: Wall<Arc<Frame>, Told>,
    /// Ends those who follow the streams.
    ends: BTreeMap<Key, DropGuard>,
    /// Something given is yet to be taken.
    in_hand: bool,
    reader: Option<Waker>,
    is_over: bool,
}

/// An event with its JSON.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) event: Event,
    pub(super) json: String,
}

/// A stream that begins.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) key: Key,
    pub(super) stream: StreamRequest,
    /// Nobody wants it any more.
    pub(super) gone: CancellationToken,
}

/// Ends a session when its response is dropped.
#[derive(Debug)]
pub(super) struct Guard {
    session: Arc<Session>,
    sessions: Arc<Sessions>,
    _place: Place,
}

/// What the reader may be given now.
#[derive(Debug)]
pub(super) enum Next {
    Due(StreamId, Due<Arc<Frame>, Told>),
    Nothing,
    /// The one before is yet to be taken.
    InHand,
}

impl Sessions {
    /// No session yet, and at most so many, in all and of one address.
    pub(in crate::relay) fn new(most: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { open: Mutex::default(), places: Places::new(most, per_address) })
    }

    /// A new session of a viewer at this address, without streams, and what holds it.
    pub(super) fn open(self: &Arc<Self>, from: Option<Address>) -> Result<(Arc<Session>, Guard), RelayError> {
        let full = || RelayError::Unavailable(Unavailable::TooManySessions);
        let place = self.places.try_enter(from).ok_or_else(full)?;
        let name = name().map_err(|error| {
            warn!("cannot get random numbers from the system: {error}");
            full()
        })?;
        let session = Arc::new(Session { name: name.clone(), from, state: Mutex::default() });
        self.map().insert(name, Arc::downgrade(&session));
        let guard = Guard { session: Arc::clone(&session), sessions: Arc::clone(self), _place: place };
        Ok((session, guard))
    }

    /// The session of that name.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Session>> {
        self.map().get(name)?.upgrade()
    }

    fn map(&self) -> MutexGuard<'_, HashMap<String, Weak<Session>>> {
        // The map is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.open)
    }
}

/// A name that nobody can guess: 128 bits.
fn name() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Session {
    /// Its name in requests.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where its viewer is.
    pub(super) fn from(&self) -> Option<Address> {
        self.from
    }

    /// Takes a request over; gives the streams that begin. Those that nobody wants any more end.
    pub(super) fn apply(&self, request: mux::Request) -> Result<Vec<Opened>, RelayError> {
        let mut opened = Vec::new();
        let closed: Vec<DropGuard> = {
            let mut state = self.state();
            if state.is_over {
                return Err(RelayError::MuxSession);
            }
            let changes = state.wall.apply(request).map_err(RelayError::MuxLate)?;
            for (key, stream) in changes.opened {
                let gone = CancellationToken::new();
                state.ends.insert(key, gone.clone().drop_guard());
                opened.push(Opened { key, stream, gone });
            }
            changes.closed.iter().filter_map(|key| state.ends.remove(key)).collect()
        };
        // Outside the lock: it wakes others.
        drop(closed);
        Ok(opened)
    }

    /// A frame has come.
    pub(super) fn offer(&self, key: Key, frame: &Arc<Frame>) {
        self.update(|state| {
            state.wall.offer(key, Arc::clone(frame));
        });
    }

    /// A stream begins. `setting` is the quality that is given in place of the one that was requested.
    pub(super) fn started(&self, key: Key, setting: Option<&str>) {
        #[derive(Serialize)]
        struct Started<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            setting: Option<&'a str>,
        }
        let json = json(&Started { setting });
        self.update(|state| state.wall.tell(key, Told { event: Event::Started, json }));
    }

    /// A stream has ended, or does not begin.
    pub(super) fn ended(&self, key: Key, json: String) {
        self.update(|state| state.wall.end(key, Told { event: Event::Ended, json }));
    }

    /// What goes to the reader next. While there is nothing, `context` is woken for it.
    pub(super) fn next(&self, context: &Context<'_>) -> Next {
        let mut state = self.state();
        if !state.in_hand
            && let Some((id, due)) = state.wall.take()
        {
            state.in_hand = true;
            return Next::Due(id, due);
        }
        state.reader = Some(context.waker().clone());
        if state.in_hand { Next::InHand } else { Next::Nothing }
    }

    /// What was given last has been taken.
    pub(super) fn taken(&self) {
        self.update(|state| state.in_hand = false);
    }

    /// Changes the state, and wakes the reader if there may be something for it.
    fn update(&self, change: impl FnOnce(&mut State)) {
        let waker = {
            let mut state = self.state();
            change(&mut state);
            if state.in_hand { None } else { state.reader.take() }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.state)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.sessions.map().remove(&self.session.name);
        let ends = {
            let mut state = self.session.state();
            state.is_over = true;
            std::mem::take(&mut state.ends)
        };
        drop(ends);
    }
}

/// The JSON of an event.
pub(super) fn json(event: &impl Serialize) -> String {
    // A few texts and numbers are always JSON.
    serde_json::to_string(event).unwrap_or_default()
}
