//! Recordings of cameras at the gateway: a ring of files for each camera that has
//! `[camera.record]`.
//!
//! A task keeps a place at the camera's stream among its viewers ([`pull`]), a bounded queue takes
//! every part ([`intake`]), and a thread writes them to the disk ([`writer`]). Neither waits for
//! the next, so a slow disk costs the recording pictures, which are counted, and the viewers
//! nothing.

mod board;
mod error;
mod folder;
mod intake;
mod pull;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use causes::table;
use recording::SegmentState;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::warn;

pub(crate) use error::ArchiveError;

use crate::config::{Camera, Record, When};
use crate::relay::Relay;
use board::{Board, Segment, Why};
use intake::Intake;
use writer::Writer;

/// For the disk to take what is left when the gateway ends.
const END: Duration = Duration::from_secs(10);

/// The recordings of all cameras that have any.
#[derive(Debug)]
pub(crate) struct Archive {
    recorders: Vec<Arc<Recorder>>,
}

/// The recording of one camera.
#[derive(Debug)]
struct Recorder {
    id: String,
    settings: Record,
    /// The camera's address, without secrets.
    source: String,
    wanted: watch::Sender<bool>,
    intake: Arc<Intake>,
    board: Arc<Board>,
    /// Closed when the thread has ended.
    ended: watch::Sender<bool>,
}

/// A recording, as a page is told of it. Times are in milliseconds since 1970.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    when: &'static str,
    state: &'static str,
    container: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<u64>,
    frames: u64,
    bytes: u64,
    lost: u64,
    gaps: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
    segments: usize,
    kept_bytes: u64,
    keep_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    newest: Option<u64>,
}

/// A file, as a page is told of it.
#[derive(Debug, Serialize)]
pub(crate) struct ToldSegment {
    id: String,
    name: String,
    state: &'static str,
    begun: u64,
    ended: u64,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
}

/// A file to be sent.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// Its name for a download.
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    /// It still grows.
    pub(crate) is_open: bool,
}

impl Archive {
    /// The recordings of those of `cameras` that have settings for them. Nothing runs before
    /// [`start`](Self::start).
    pub(crate) fn new(cameras: &[Camera]) -> Self {
        let recorder = |camera: &Camera| {
            let settings = camera.record.clone()?;
            Some(Arc::new(Recorder {
                id: camera.id.clone(),
                source: source(camera, &settings),
                wanted: watch::Sender::new(settings.when == When::Always),
                intake: Arc::default(),
                board: Arc::default(),
                ended: watch::Sender::new(true),
                settings,
            }))
        };
        Self { recorders: cameras.iter().filter_map(recorder).collect() }
    }

    /// Starts recording, until `shutdown`. `relay` is the one whose archive this is.
    pub(crate) fn start(&self, relay: &Relay, shutdown: &CancellationToken) {
        for recorder in &self.recorders {
            let (intake, board) = (Arc::clone(&recorder.intake), Arc::clone(&recorder.board));
            let (id, settings) = (&recorder.id, &recorder.settings);
            let (source, wanted) = (recorder.source.clone(), recorder.wanted.clone());
            let writer = Writer::new(id, settings, source, intake, board, wanted);
            recorder.ended.send_replace(false);
            let ending = Arc::clone(recorder);
            let name = format!("record {id}");
            let spawned = std::thread::Builder::new().name(name).spawn(move || {
                let _ending = Ending(ending);
                writer.work();
            });
            if let Err(error) = spawned {
                warn!(camera = id, "cannot record: no thread: {error}");
                recorder.ended.send_replace(true);
                continue;
            }
            let (relay, recorder, shutdown) = (relay.clone(), Arc::clone(recorder), shutdown.clone());
            tokio::spawn(async move { pull::pull(&relay, &recorder, shutdown).await });
        }
    }

    /// Waits until all files are ended, after a shutdown. A disk that hangs is not waited for.
    pub(crate) async fn ended(&self) {
        let all = async {
            for recorder in &self.recorders {
                // The sender lives as long as this.
                let _ = recorder.ended.subscribe().wait_for(|ended| *ended).await;
            }
        };
        if timeout(END, all).await.is_err() {
            warn!("a disk does not store the end of a recording in time");
        }
    }

    /// When the camera `id` is recorded, if it is.
    pub(crate) fn when(&self, id: &str) -> Option<&'static str> {
        self.recorder(id).ok().map(|recorder| word(recorder.settings.when))
    }

    /// How the recording of the camera `id` is.
    pub(crate) fn told(&self, id: &str) -> Result<Told, ArchiveError> {
        Ok(self.recorder(id)?.told())
    }

    /// The files of the camera `id`, the oldest first.
    pub(crate) fn segments(&self, id: &str) -> Result<Vec<ToldSegment>, ArchiveError> {
        let recorder = self.recorder(id)?;
        let state = recorder.board.state();
        Ok(state.segments.iter().map(ToldSegment::of).collect())
    }

    /// The file of this name in URLs.
    pub(crate) fn file(&self, id: &str, segment: &str) -> Result<File, ArchiveError> {
        let recorder = self.recorder(id)?;
        let state = recorder.board.state();
        let known = state.segments.iter().find(|known| known.name.id() == segment);
        let name = known.ok_or(ArchiveError::NoSuchSegment)?.name.clone();
        drop(state);
        let is_open = name.state == SegmentState::Open;
        // What is being written is for the person a recording without its end.
        let shown = if is_open { SegmentState::BrokenOff } else { name.state };
        let path = recorder.settings.folder.join(name.to_string());
        let media_type = name.container.media_type();
        let name = recording::SegmentName { state: shown, ..name }.to_string();
        Ok(File { path, name, media_type, is_open })
    }

    /// Starts or stops a recording on demand.
    pub(crate) fn set(&self, id: &str, is_wanted: bool) -> Result<Told, ArchiveError> {
        let recorder = self.recorder(id)?;
        if recorder.settings.when == When::Always {
            return Err(ArchiveError::Always);
        }
        recorder.wanted.send_if_modified(|wanted| std::mem::replace(wanted, is_wanted) != is_wanted);
        Ok(recorder.told())
    }

    fn recorder(&self, id: &str) -> Result<&Arc<Recorder>, ArchiveError> {
        self.recorders.iter().find(|recorder| recorder.id == id).ok_or(ArchiveError::NotRecorded)
    }
}

impl Recorder {
    fn told(&self) -> Told {
        let is_wanted = *self.wanted.borrow();
        let state = self.board.state();
        let is_open = state.segments.last().is_some_and(|segment| segment.name.state == SegmentState::Open);
        let word_of_state = match (&state.disk, &state.camera) {
            (Some(_), _) => "failed",
            _ if !is_wanted => "stopped",
            (None, None) if is_open => "recording",
            _ => "waiting",
        };
        let why = state.disk.clone().or_else(|| state.camera.clone().filter(|_| is_wanted));
        Told {
            when: word(self.settings.when),
            state: word_of_state,
            container: self.settings.container.extension(),
            since: state.since.filter(|_| is_wanted),
            frames: state.frames,
            bytes: state.bytes,
            lost: state.lost,
            gaps: state.gaps,
            why,
            segments: state.segments.len(),
            kept_bytes: state.kept_bytes(),
            keep_bytes: self.settings.keep_bytes,
            oldest: state.segments.first().map(|segment| segment.name.begun),
            newest: state.segments.last().map(|segment| segment.ended),
        }
    }
}

impl ToldSegment {
    fn of(segment: &Segment) -> Self {
        let state = match segment.name.state {
            SegmentState::Open => "recording",
            SegmentState::Whole => "whole",
            SegmentState::BrokenOff => "broken-off",
        };
        let Segment { name, bytes, ended, frames, lost, seal } = segment.clone();
        let (id, begun, name) = (name.id(), name.begun, name.to_string());
        Self { id, name, state, begun, ended, bytes, frames, lost, seal }
    }
}

/// Tells that the thread of a recorder has ended, however it has.
struct Ending(Arc<Recorder>);

impl Drop for Ending {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let why = Why::new(&table::RECORDING_DISK_FAILED, String::new());
            self.0.board.state().set_disk(Some(why));
        }
        self.0.ended.send_replace(true);
    }
}

/// Why a folder cannot take recordings when the gateway starts (blame: the settings, or the
/// machine).
#[derive(Debug, thiserror::Error)]
#[error("[camera.record] of {camera}: folder {}: {reason}", folder.display())]
pub struct FolderError {
    camera: String,
    folder: PathBuf,
    reason: String,
}

/// Checks that no two cameras have one folder, and that the `app` is not served out of one. A folder
/// that is not there is made, if the one that it lies in is. One that cannot be written to is named
/// in the log: its camera's recording tries on, and the gateway serves meanwhile.
pub(crate) fn check(cameras: &[Camera], app: Option<&Path>) -> Result<(), FolderError> {
    let mut folders: Vec<(PathBuf, &str)> = Vec::new();
    for camera in cameras {
        let Some(record) = &camera.record else { continue };
        let failed =
            |reason: String| FolderError { camera: camera.id.clone(), folder: record.folder.clone(), reason };
        let warn = |reason: String| warn!("nothing is recorded yet: {}", failed(reason));
        let made = match std::fs::create_dir(&record.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                warn("the folder that it lies in is not there".to_owned());
                continue;
            }
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => record.folder.canonicalize(),
        };
        let whole = match made {
            Ok(whole) => whole,
            Err(error) => {
                warn(format!("cannot be made: {}", error.kind()));
                continue;
            }
        };
        if app.and_then(|app| app.canonicalize().ok()).is_some_and(|app| whole.starts_with(app)) {
            return Err(failed("lies in the folder of the app, which is served to everybody".to_owned()));
        }
        if let Some((_, other)) = folders.iter().find(|(folder, _)| *folder == whole) {
            return Err(failed(format!("is the folder of camera {other} already")));
        }
        // Released at once: the recorder takes it for good.
        if let Err(error) = folder::lock(&whole) {
            let sentence = error.cause.sentence_of(&error.detail);
            let detail = if error.detail.is_empty() { String::new() } else { format!(" ({})", error.detail) };
            let reason = format!("{sentence}{detail}");
            if *error.cause == table::RECORDING_FOLDER_IN_USE {
                return Err(failed(reason));
            }
            warn(reason);
        }
        folders.push((whole, &camera.id));
    }
    Ok(())
}

fn word(when: When) -> &'static str {
    match when {
        When::Always => "always",
        When::OnDemand => "on-demand",
    }
}

/// The address of the stream that is recorded.
fn source(camera: &Camera, settings: &Record) -> String {
    let mut url = camera.base.clone();
    url.set_path(&format!("{}{}", url.path(), settings.stream.path().trim_start_matches('/')));
    url.set_query(settings.stream.query());
    crate::address::shown(&url)
}
