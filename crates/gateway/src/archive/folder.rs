//! The folder of one camera's recordings. Only files that a recorder has made are listed, mended
//! or deleted: by their names, and by the evidence in them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use causes::{Row, table};
use recording::{Container, SegmentName, SegmentState, Verdict, verify};
use tracing::{info, warn};

use super::board::Segment;

/// Held by the program that records into a folder.
const LOCK: &str = ".mullion-lock";
/// There while a recording on demand runs, so that it goes on after a restart.
const WANTED: &str = ".mullion-recording";
/// The evidence of a file of any kind begins within this many bytes.
const BEGIN: u64 = 4096;

/// The folder, once it is open.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    camera: String,
    lock: Option<File>,
}

/// Why a file operation failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", cause.code)]
pub(crate) struct DiskError {
    pub(super) cause: &'static Row,
    pub(super) detail: String,
}

impl From<io::Error> for DiskError {
    fn from(error: io::Error) -> Self {
        let cause = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                &table::RECORDING_DISK_FULL
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => &table::RECORDING_NOT_WRITABLE,
            ErrorKind::NotFound | ErrorKind::NotADirectory => &table::RECORDING_FOLDER_GONE,
            _ => &table::RECORDING_DISK_FAILED,
        };
        // Without the number of the system's error.
        Self { cause, detail: error.kind().to_string() }
    }
}

impl Folder {
    /// The folder `path` for `camera`, not open yet.
    pub(super) fn new(path: &Path, camera: &str) -> Self {
        Self { path: path.to_owned(), camera: camera.to_owned(), lock: None }
    }

    /// Takes the folder, mends what a program that died has left, and gives the segments, the
    /// oldest first.
    pub(super) fn open(&mut self) -> Result<Vec<Segment>, DiskError> {
        // Of a folder that was there before.
        self.lock = None;
        self.lock = Some(lock(&self.path)?);
        let mut segments = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            if !self.is_ours(&name) {
                continue;
            }
            let name = if name.state == SegmentState::Open { self.mend(&name)? } else { Some(name) };
            segments.extend(name.map(|name| self.segment(name)).transpose()?);
        }
        segments.sort_by(|one, other| {
            (one.name.begun, one.name.to_string()).cmp(&(other.name.begun, other.name.to_string()))
        });
        Ok(segments)
    }

    /// Whether the folder is open.
    pub(super) fn is_open(&self) -> bool {
        self.lock.is_some()
    }

    /// Begins a file.
    pub(super) fn create(&self, begun: u64, container: Container) -> Result<(SegmentName, File), DiskError> {
        let state = SegmentState::Open;
        let mut name = SegmentName { camera: self.camera.clone(), begun, state, container };
        loop {
            let states = [SegmentState::Whole, SegmentState::BrokenOff];
            let is_taken =
                states.into_iter().any(|state| self.path_of(&SegmentName { state, ..name.clone() }).exists());
            if !is_taken {
                match OpenOptions::new().write(true).create_new(true).open(self.path_of(&name)) {
                    Ok(file) => {
                        self.sync();
                        return Ok((name, file));
                    }
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(error.into()),
                }
            }
            // The clock was set back.
            name.begun = name.begun.saturating_add(1);
        }
    }

    /// Gives an open file its final name.
    pub(super) fn settle(&self, name: &SegmentName, state: SegmentState) -> Result<SegmentName, DiskError> {
        let settled = SegmentName { state, ..name.clone() };
        fs::rename(self.path_of(name), self.path_of(&settled))?;
        self.sync();
        Ok(settled)
    }

    /// Deletes a file. One that is gone already counts as deleted.
    pub(super) fn remove(&self, name: &SegmentName) -> Result<(), DiskError> {
        match fs::remove_file(self.path_of(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether a file is still where it was.
    pub(super) fn has(&self, name: &SegmentName) -> Result<(), DiskError> {
        fs::symlink_metadata(self.path_of(name))?;
        Ok(())
    }

    /// Whether a recording on demand ran when the program ended.
    pub(super) fn is_wanted(&self) -> bool {
        self.path.join(WANTED).exists()
    }

    /// Notes whether a recording on demand runs.
    pub(super) fn set_wanted(&self, is_wanted: bool) -> Result<(), DiskError> {
        let path = self.path.join(WANTED);
        if is_wanted {
            File::create(path)?;
        } else if let Err(error) = fs::remove_file(path)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error.into());
        }
        Ok(())
    }

    fn path_of(&self, name: &SegmentName) -> PathBuf {
        self.path.join(name.to_string())
    }

    /// Whether a recorder has made the file. An empty one may have been left by a recorder that
    /// died.
    fn is_ours(&self, name: &SegmentName) -> bool {
        if name.camera != self.camera {
            return false;
        }
        let path = self.path_of(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
        let mut begin = Vec::new();
        if !is_file || File::open(&path).and_then(|file| file.take(BEGIN).read_to_end(&mut begin)).is_err() {
            return false;
        }
        let mark = b"MULLION_EVIDENCE";
        begin.windows(mark.len()).any(|bytes| bytes == mark)
            || begin.is_empty() && name.state == SegmentState::Open
    }

    /// Settles a file that was being written when the program died. What a picture that was cut off
    /// has left is taken off; the file gets no end, since nobody saw what happened to it since.
    fn mend(&self, name: &SegmentName) -> Result<Option<SegmentName>, DiskError> {
        let path = self.path_of(name);
        let findings = match verify(BufReader::with_capacity(1 << 20, File::open(&path)?)) {
            Ok(findings) => findings,
            Err(recording::VerifyError::Io(error)) => return Err(error.into()),
            Err(_) if fs::metadata(&path)?.len() == 0 => {
                self.remove(name)?;
                return Ok(None);
            }
            Err(error) => {
                warn!(file = %path.display(), "left alone: {error}");
                return Ok(None);
            }
        };
        let state = match findings.verdict() {
            Verdict::AsRecorded => SegmentState::Whole,
            Verdict::NeverEnded if findings.frames == 0 => {
                self.remove(name)?;
                return Ok(None);
            }
            Verdict::NeverEnded => {
                let file = OpenOptions::new().write(true).open(&path)?;
                file.set_len(findings.good_bytes)?;
                file.sync_all()?;
                SegmentState::BrokenOff
            }
            Verdict::Changed(_) => SegmentState::BrokenOff,
        };
        let settled = self.settle(name, state)?;
        info!(
            camera = self.camera,
            frames = findings.frames,
            "{settled}: the gateway ended while it was written"
        );
        Ok(Some(settled))
    }

    fn segment(&self, name: SegmentName) -> Result<Segment, DiskError> {
        let metadata = fs::metadata(self.path_of(&name))?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let ended = u64::try_from(modified).unwrap_or(u64::MAX).max(name.begun);
        Ok(Segment { name, bytes: metadata.len(), ended, frames: None, lost: None, seal: None })
    }

    /// Keeps names over a loss of power, where the system can.
    fn sync(&self) {
        // Windows opens no folders; the files themselves are safe without.
        if let Ok(folder) = File::open(&self.path) {
            let _ = folder.sync_all();
        }
    }
}

/// Takes the folder for this program.
pub(super) fn lock(path: &Path) -> Result<File, DiskError> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK))?;
    hold(&file)?;
    Ok(file)
}

#[cfg(unix)]
fn hold(file: &File) -> Result<(), DiskError> {
    use rustix::fs::{FlockOperation, flock};
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(error) if error == rustix::io::Errno::WOULDBLOCK => {
            Err(DiskError { cause: &table::RECORDING_FOLDER_IN_USE, detail: String::new() })
        }
        // Some network folders know no locks.
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn hold(_: &File) -> Result<(), DiskError> {
    Ok(())
}
