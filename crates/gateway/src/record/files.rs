//! A recording session's files on the disk, and the messages about them.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mjpeg::{Event, Parser};
use recording::Ending;
use recording::session::{Effect, Ended, Options, Received, Session};
use tokio::time::Instant;
use tracing::warn;

use crate::terminal::Plain;

use super::disk::Output;
use super::names::Names;

/// Why nothing more can be recorded.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub(super) struct FileError {
    path: PathBuf,
    error: io::Error,
}

/// A recording and its files.
pub(super) struct Recorder {
    session: Session,
    names: Names,
    begun: Instant,
    file: Option<(PathBuf, Output<File>)>,
    /// Pictures on the disk.
    frames: u64,
    /// When progress was last shown, on a terminal.
    progress: Option<Instant>,
}

impl Recorder {
    /// A recording into `first` and, where that is not enough, into further files.
    pub(super) fn new(options: Options, first: PathBuf) -> Self {
        let begun = Instant::now();
        let progress = io::stderr().is_terminal().then_some(begun);
        let (session, names) = (Session::new(options), Names::new(first));
        Self { session, names, begun, file: None, frames: 0, progress }
    }

    /// Pictures that are recorded.
    pub(super) fn frames(&self) -> u64 {
        self.frames
    }

    /// Records all pictures that the parser has. Returns whether there were any.
    pub(super) fn take(&mut self, parser: &mut Parser) -> Result<bool, FileError> {
        let mut any = false;
        while let Some(event) = parser.next_event() {
            match event {
                Event::Frame(frame) => {
                    any = true;
                    let received = Received::new(self.now(), date(), &frame);
                    let effects = self.session.frame(received, &frame);
                    self.follow(effects)?;
                }
                Event::Error(error) => {
                    warn!("a picture is lost: {error}");
                    self.session.lose(1);
                }
                _ => {}
            }
        }
        self.show_progress();
        Ok(any)
    }

    /// The connection is lost: the next picture comes after a gap.
    pub(super) fn interrupted(&mut self) {
        self.session.interrupted();
    }

    /// Ends the recording.
    pub(super) fn end(&mut self) -> Result<(), FileError> {
        let effects = self.session.finish(self.now(), date());
        self.follow(effects)
    }

    fn follow(&mut self, effects: Vec<Effect>) -> Result<(), FileError> {
        for effect in effects {
            match effect {
                Effect::Begin(_) => {
                    let (path, file) =
                        self.names.create().map_err(|(path, error)| FileError { path, error })?;
                    self.file = Some((path, Output::new(file)));
                }
                Effect::Append(bytes) => {
                    let Some((path, output)) = &mut self.file else { continue };
                    output.append(&bytes).map_err(|error| FileError { path: path.clone(), error })?;
                    self.frames += 1;
                }
                Effect::End(ended, ending) => self.end_file(&ended, &ending)?,
                Effect::Note(note) => warn!("{note}"),
            }
        }
        Ok(())
    }

    fn end_file(&mut self, ended: &Ended, ending: &Ending) -> Result<(), FileError> {
        let Some((path, output)) = self.file.take() else { return Ok(()) };
        if let Err(error) = output.finish(ending) {
            return Err(FileError { path, error });
        }
        self.clear_progress();
        let Ended { frames, bytes, length, .. } = *ended;
        // Whoever does not read it has the file.
        let _ = writeln!(
            Plain(io::stdout()),
            "{}: {frames} frames, {bytes} bytes, {:.1} s, {} lost; seal {}",
            path.display(),
            Duration::from_millis(length).as_secs_f64(),
            self.session.totals().lost,
            ending.seal
        );
        Ok(())
    }

    /// Elapsed time, size and drops, on a terminal, once a second.
    fn show_progress(&mut self) {
        let Some(shown) = self.progress.filter(|shown| shown.elapsed() >= Duration::from_secs(1)) else {
            return;
        };
        let totals = self.session.totals();
        let elapsed = Duration::from_secs(self.begun.elapsed().as_secs());
        let (megabytes, tenth) = (totals.bytes / 1_000_000, totals.bytes / 100_000 % 10);
        let _ = write!(
            io::stderr(),
            "\r{}  {} frames  {megabytes}.{tenth} MB  {} lost \x1b[K",
            humantime::format_duration(elapsed),
            self.frames,
            totals.lost
        );
        self.progress = Some(shown.max(Instant::now()));
    }

    fn clear_progress(&self) {
        if self.progress.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }

    /// Milliseconds since the recorder began.
    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Milliseconds since 1970.
fn date() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}
