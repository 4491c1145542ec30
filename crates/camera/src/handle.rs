//! Observes and controls a camera that runs in the same process.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::Fault;
use crate::clock::FrameClock;
use crate::picture::Frame;

/// Most settings that [`Handle::sent`] remembers frames of.
const REMEMBERED_SETTINGS: usize = 32;
/// Most requests that [`Snapshot::recent`] holds.
const RECENT_REQUESTS: usize = 128;
/// Most paths that [`Snapshot::requests`] counts; further ones are counted as `other`.
const COUNTED_PATHS: usize = 64;

/// A view into a running camera, and a hand on it. Cheap to clone; it keeps nothing alive but
/// counters.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

/// Counters of a camera at one time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Connections that are open now.
    pub connections: usize,
    /// Connections so far.
    pub connections_accepted: u64,
    /// Streams that are open now.
    pub streams: usize,
    /// The most streams that were open at one time.
    pub streams_peak: usize,
    /// Streams that have begun so far.
    pub streams_served: u64,
    /// Settings that are being encoded now.
    pub encoders: usize,
    /// Frames sent whole in streams so far.
    pub frames_sent: u64,
    /// Single pictures sent so far.
    pub pictures_sent: u64,
    /// Requests refused for want of a login so far (status 401).
    pub unauthorized: u64,
    /// Requests so far by path, without query.
    pub requests: BTreeMap<String, u64>,
    /// The last requests, oldest first: method, path and query.
    pub recent: VecDeque<String>,
}

impl Snapshot {
    /// Requests so far for a path, without query.
    pub fn requests_for(&self, path: &str) -> u64 {
        self.requests.get(path).copied().unwrap_or(0)
    }
}

/// A frame that the camera has given out: exactly these bytes stood in a part or a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFrame {
    /// Number of the frame, as burnt into the picture.
    pub number: u64,
    /// SHA-256 of the JPEG.
    pub sha256: [u8; 32],
    /// Length of the JPEG in bytes.
    pub size: usize,
    /// The setting it was encoded for, in words.
    pub setting: String,
}

impl Handle {
    pub(crate) fn new(history: usize, clock: FrameClock) -> Self {
        Self {
            shared: Arc::new(Shared {
                snapshot: watch::Sender::default(),
                fault: watch::Sender::default(),
                clock,
                history,
                sent: Mutex::default(),
            }),
        }
    }

    /// The counters now.
    pub fn snapshot(&self) -> Snapshot {
        self.shared.snapshot.borrow().clone()
    }

    /// Waits until the counters are as wanted, and gives them. Never ends if they never are.
    pub async fn wait_for(&self, mut wanted: impl FnMut(&Snapshot) -> bool) -> Snapshot {
        let mut snapshots = self.shared.snapshot.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        match snapshots.wait_for(|snapshot| wanted(snapshot)).await {
            Ok(snapshot) => snapshot.clone(),
            Err(_) => self.snapshot(),
        }
    }

    /// Makes every stream and picture request misbehave, open streams included, until
    /// [`clear_fault`](Self::clear_fault). A fault of a request's own goes before it. Works whether
    /// or not [`Options::control`](crate::Options::control) is on.
    pub fn set_fault(&self, fault: Fault) {
        self.shared.fault.send_replace(Some(fault));
    }

    /// Ends what [`set_fault`](Self::set_fault) began. Stalled streams go on.
    pub fn clear_fault(&self) {
        self.shared.fault.send_replace(None);
    }

    /// The fault that is set for all.
    pub fn fault(&self) -> Option<Fault> {
        *self.shared.fault.borrow()
    }

    /// The frames given out last, of each setting the last
    /// [`Options::history`](crate::Options::history), oldest first. Of 32 settings the newest are
    /// kept.
    pub fn sent(&self) -> Vec<SentFrame> {
        let sent = self.shared.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().flat_map(|(_, frames)| frames.iter().cloned()).collect()
    }

    /// The frame of these bytes, if it is among [`sent`](Self::sent).
    pub fn find_sent(&self, sha256: &[u8; 32]) -> Option<SentFrame> {
        self.sent().into_iter().find(|frame| frame.sha256 == *sha256)
    }

    /// When the sensor takes the frame of that number, since 1970. [`Fault::ClockJump`] does not
    /// matter here.
    pub fn taken(&self, number: u64) -> Duration {
        self.shared.clock.time(number)
    }

    /// Number of the frame that the sensor took last before a time since 1970, sent or not.
    pub fn number_at(&self, time: Duration) -> u64 {
        self.shared.clock.number(time)
    }

    pub(crate) fn faults(&self) -> watch::Receiver<Option<Fault>> {
        self.shared.fault.subscribe()
    }

    pub(crate) fn count(&self, change: impl FnOnce(&mut Snapshot)) {
        self.shared.snapshot.send_modify(change);
    }

    pub(crate) fn request(&self, method: &str, path: &str, target: &str) {
        self.count(|snapshot| {
            let is_new = !snapshot.requests.contains_key(path);
            let path = if is_new && snapshot.requests.len() >= COUNTED_PATHS { "other" } else { path };
            *snapshot.requests.entry(path.to_owned()).or_default() += 1;
            if snapshot.recent.len() >= RECENT_REQUESTS {
                snapshot.recent.pop_front();
            }
            snapshot.recent.push_back(format!("{method} {target}"));
        });
    }

    /// Remembers a frame that has been given out.
    pub(crate) fn remember(&self, setting: &str, frame: &Frame) {
        if self.shared.history == 0 {
            return;
        }
        let mut sent = self.shared.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let place = sent.iter().position(|(known, _)| known == setting).unwrap_or_else(|| {
            if sent.len() >= REMEMBERED_SETTINGS {
                sent.pop_front();
            }
            sent.push_back((setting.to_owned(), VecDeque::new()));
            sent.len() - 1
        });
        let frames = &mut sent[place].1;
        if frames.iter().any(|known| known.sha256 == frame.sha256) {
            return;
        }
        if frames.len() >= self.shared.history {
            frames.pop_front();
        }
        frames.push_back(SentFrame {
            number: frame.number,
            sha256: frame.sha256,
            size: frame.jpeg.len(),
            setting: setting.to_owned(),
        });
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("snapshot", &*self.shared.snapshot.borrow()).finish_non_exhaustive()
    }
}

struct Shared {
    snapshot: watch::Sender<Snapshot>,
    fault: watch::Sender<Option<Fault>>,
    clock: FrameClock,
    history: usize,
    sent: Mutex<VecDeque<(String, VecDeque<SentFrame>)>>,
}

/// Adds one to a counter now and takes it away when dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    handle: Handle,
    counter: fn(&mut Snapshot) -> &mut usize,
}

impl Counted {
    pub(crate) fn new(handle: &Handle, counter: fn(&mut Snapshot) -> &mut usize) -> Self {
        handle.count(|snapshot| *counter(snapshot) += 1);
        Self { handle: handle.clone(), counter }
    }

    /// As [`new`](Self::new), unless the counter has reached `most`.
    pub(crate) fn up_to(
        handle: &Handle,
        most: usize,
        counter: fn(&mut Snapshot) -> &mut usize,
    ) -> Option<Self> {
        let is_free = handle.shared.snapshot.send_if_modified(|snapshot| {
            let counter = counter(snapshot);
            let is_free = *counter < most;
            *counter += usize::from(is_free);
            snapshot.streams_peak = snapshot.streams_peak.max(snapshot.streams);
            is_free
        });
        is_free.then(|| Self { handle: handle.clone(), counter })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.handle.count(|snapshot| {
            let counter = (self.counter)(snapshot);
            *counter = counter.saturating_sub(1);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(number: u8) -> Frame {
        Frame { number: u64::from(number), sha256: [number; 32], ..Frame::default() }
    }

    #[test]
    fn the_last_frames_are_remembered_by_their_bytes() {
        let handle = Handle::new(2, FrameClock::start(25));
        for number in 0..5 {
            handle.remember("a", &frame(number));
        }
        let again = frame(7);
        handle.remember("b", &again);
        handle.remember("b", &again);
        let numbers: Vec<_> = handle.sent().iter().map(|sent| (sent.setting.clone(), sent.number)).collect();
        assert_eq!(numbers, [("a".to_owned(), 3), ("a".to_owned(), 4), ("b".to_owned(), 7)]);
        assert_eq!(handle.find_sent(&[7; 32]).map(|sent| sent.number), Some(7));
        assert_eq!(handle.find_sent(&[0; 32]), None);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let handle = Handle::new(1, FrameClock::start(25));
        for number in 0..100 {
            handle.remember(&number.to_string(), &frame(number));
            handle.request("GET", &format!("/{number}"), &format!("/{number}?x"));
        }
        assert_eq!(handle.sent().len(), REMEMBERED_SETTINGS);
        let snapshot = handle.snapshot();
        assert_eq!(snapshot.requests.len(), COUNTED_PATHS + 1);
        assert_eq!(snapshot.requests_for("other"), 36);
        for number in 0..100 {
            handle.request("GET", "/0", &number.to_string());
        }
        assert_eq!(handle.snapshot().recent.len(), RECENT_REQUESTS);
    }

    #[tokio::test]
    async fn waiting_ends_with_the_change() {
        let handle = Handle::new(0, FrameClock::start(25));
        let counted = Counted::new(&handle, |snapshot| &mut snapshot.streams);
        assert_eq!(handle.wait_for(|snapshot| snapshot.streams == 1).await.streams, 1);
        let waiting = tokio::spawn({
            let handle = handle.clone();
            async move { handle.wait_for(|snapshot| snapshot.streams == 0).await }
        });
        drop(counted);
        assert_eq!(waiting.await.unwrap().streams, 0);
    }
}
