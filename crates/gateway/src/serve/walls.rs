//! `mullion.json`: the configuration of walls, tours and displays, for the pages.
//!
//! Pages get it as it was read, without bad values and without logins. A file is looked at with
//! each request and read again once it has changed; if the new one cannot be used, the last good one
//! stays.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use configuration::{Configuration, GatewayCameras, MAX_LENGTH, NotJson, Problem};
use tracing::{info, warn};

use crate::config;

/// The configuration that pages are given.
#[derive(Debug)]
pub struct Walls {
    /// Ids of the gateway's cameras, which it may name.
    cameras: Vec<String>,
    /// `None` if the settings hold it.
    file: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Of the file as it was last read, good or bad.
    stamp: Option<Stamp>,
    /// What pages are given. `None` until there was something to give.
    json: Option<Bytes>,
}

/// Tells a file from the same file after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    changed: Option<SystemTime>,
    length: u64,
}

impl Walls {
    /// Reads it, and logs what is not used of it.
    #[must_use]
    pub fn new(settings: config::Walls, cameras: Vec<String>) -> Arc<Self> {
        let state = Mutex::new(State::default());
        match settings {
            config::Walls::File(file) => {
                let walls = Self { cameras, file: Some(file), state };
                // Its problems are logged at the start.
                let _ = walls.json();
                Arc::new(walls)
            }
            config::Walls::Tables(value) => {
                let (read, problems) = configuration::read_value(value, GatewayCameras::Known(&cameras));
                log(Path::new("[configuration]"), &problems);
                let json = Some(Bytes::from(read.to_json()));
                Arc::new(Self { cameras, file: None, state: Mutex::new(State { stamp: None, json }) })
            }
        }
    }

    /// The file for pages, as JSON. `None` if there is none yet. Blocks for as long as the disk does.
    #[must_use]
    pub fn json(&self) -> Option<Bytes> {
        // A panic while it was held leaves the last good one.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &self.file {
            let stamp = std::fs::metadata(file).ok().map(|metadata| Stamp::of(&metadata));
            if stamp != state.stamp || (stamp.is_none() && state.json.is_none()) {
                state.stamp = stamp;
                if let Some(read) = self.read(file) {
                    state.json = Some(Bytes::from(read.to_json()));
                }
            }
        }
        state.json.clone()
    }

    fn read(&self, path: &Path) -> Option<Configuration> {
        let file = path.display();
        let text = match text(path) {
            Ok(Some(text)) => text,
            Ok(None) => {
                warn!(%file, "{}", NotJson::too_long());
                return None;
            }
            Err(error) => {
                warn!(%file, "no configuration of walls: {error}");
                return None;
            }
        };
        match configuration::read(&text, GatewayCameras::Known(&self.cameras)) {
            Ok((read, problems)) => {
                log(path, &problems);
                info!(%file, walls = read.walls.len(), "configuration read");
                Some(read)
            }
            Err(error) => {
                warn!(%file, "{error}");
                None
            }
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { changed: metadata.modified().ok(), length: metadata.len() }
    }
}

/// `None` if it is too long. A pipe or a device, which may never end, is no file.
fn text(path: &Path) -> io::Result<Option<String>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_LENGTH as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MAX_LENGTH).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

fn log(file: &Path, problems: &[Problem]) {
    for problem in problems {
        warn!(file = %file.display(), "not used: {problem}");
    }
}
