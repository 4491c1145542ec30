//! The pictures of a camera into files, one after the other.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mjpeg::jpeg::{AxisProduct, Facts};
use mjpeg::{Event, Frame, Parser};
use recording::{About, Container, Error, Moment, Picture, Stamp, Timeline};
use tokio::time::Instant;
use tracing::warn;

use super::disk::{Output, PictureError};
use super::names;
use crate::probe::camera_time;

/// Why nothing more can be recorded.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub(super) struct FileError {
    path: PathBuf,
    error: io::Error,
}

/// What is recorded, and what it goes into.
pub(super) struct Session {
    source: String,
    first: PathBuf,
    container: Container,
    segment: Option<Duration>,
    begun: Instant,
    file: Option<Current>,
    /// Files begun.
    files: u32,
    /// Of the files that were ended.
    ended_bytes: u64,
    pub(super) frames: u64,
    /// Lost since the last picture, and in all.
    pending_lost: u64,
    lost: u64,
    gap: bool,
    progress: Option<Instant>,
}

struct Current {
    path: PathBuf,
    output: Output<File>,
    begun: Instant,
    timeline: Timeline,
}

impl Session {
    /// A recording into `first` and, where that is not enough, into further files.
    pub(super) fn new(
        source: String,
        first: PathBuf,
        container: Container,
        segment: Option<Duration>,
    ) -> Self {
        let begun = Instant::now();
        let progress = io::stderr().is_terminal().then_some(begun);
        let (file, files, ended_bytes, frames, pending_lost, lost) = (None, 0, 0, 0, 0, 0);
        Self {
            source,
            first,
            container,
            segment,
            begun,
            file,
            files,
            ended_bytes,
            frames,
            pending_lost,
            lost,
            gap: false,
            progress,
        }
    }

    /// Records all pictures that the parser has. Returns whether there were any.
    pub(super) fn take(&mut self, parser: &mut Parser) -> Result<bool, FileError> {
        let mut any = false;
        while let Some(event) = parser.next_event() {
            match event {
                Event::Frame(frame) => {
                    any = true;
                    self.frame(&frame)?;
                }
                Event::Error(error) => {
                    warn!("a picture is lost: {error}");
                    self.lose();
                }
                _ => {}
            }
        }
        self.show_progress();
        Ok(any)
    }

    /// The connection is lost: the next picture comes after a gap.
    pub(super) fn interrupted(&mut self) {
        self.gap = self.frames > 0;
    }

    /// Ends the file, if there is one.
    pub(super) fn end_file(&mut self) -> Result<(), FileError> {
        let Some(Current { path, output, begun, .. }) = self.file.take() else { return Ok(()) };
        let (frames, bytes) = (output.frames(), output.bytes());
        self.ended_bytes += bytes;
        let seconds = begun.elapsed().as_secs_f64();
        let seal = match output.finish(now(), std::mem::take(&mut self.pending_lost)) {
            Ok(seal) => seal,
            Err(error) => return Err(FileError { path, error }),
        };
        self.clear_progress();
        // Whoever does not read it has the file.
        let _ = writeln!(
            io::stdout(),
            "{}: {frames} frames, {bytes} bytes, {seconds:.1} s, {} lost; seal {seal}",
            path.display(),
            self.lost
        );
        Ok(())
    }

    fn frame(&mut self, frame: &Frame<'_>) -> Result<(), FileError> {
        let Some(facts) = Facts::read(frame.jpeg()) else {
            self.lose();
            return Ok(());
        };
        let camera = camera_time(frame, Some(&facts)).and_then(Stamp::from_milliseconds);
        let moment = Moment { arrival: now(), camera };
        if self
            .file
            .as_ref()
            .is_some_and(|file| self.segment.is_some_and(|most| file.begun.elapsed() >= most))
        {
            self.end_file()?;
        }
        let size = (facts.width, facts.height);
        // A file that is over gives place to the next one, once: a new file has room.
        for _ in 0..2 {
            let (lost, gap) = (self.pending_lost, self.gap);
            let file = self.file(&facts, moment)?;
            let picture =
                Picture { jpeg: frame.jpeg(), size, time: file.timeline.next(moment), moment, lost, gap };
            match file.output.picture(&picture) {
                Ok(()) => {
                    self.frames += 1;
                    self.pending_lost = 0;
                    self.gap = false;
                    return Ok(());
                }
                Err(PictureError::Disk(error)) => return Err(FileError { path: file.path.clone(), error }),
                Err(PictureError::Recording(error @ Error::TooLarge { .. })) => {
                    warn!("a picture is lost: {error}");
                    break;
                }
                Err(PictureError::Recording(error)) => {
                    warn!("a new file begins: {error}");
                    // What was lost is told in the next file, before its first picture.
                    let lost = std::mem::take(&mut self.pending_lost);
                    self.end_file()?;
                    self.pending_lost = lost;
                }
            }
        }
        self.lose();
        Ok(())
    }

    /// The file that is open, or a new one.
    fn file(&mut self, facts: &Facts, moment: Moment) -> Result<&mut Current, FileError> {
        let file = match self.file.take() {
            Some(file) => file,
            None => self.begin_file(facts, moment)?,
        };
        Ok(self.file.insert(file))
    }

    fn begin_file(&mut self, facts: &Facts, moment: Moment) -> Result<Current, FileError> {
        self.files += 1;
        let path = names::nth(&self.first, self.files);
        let product = facts.axis_product.as_ref();
        let about = About {
            source: self.source.clone(),
            serial: product.map(AxisProduct::serial),
            firmware: product.map(AxisProduct::firmware),
            begun: moment.arrival,
        };
        let begun = names::create(&path)
            .and_then(|file| Output::begin(file, self.container, &about, (facts.width, facts.height)));
        let output = begun.map_err(|error| FileError { path: path.clone(), error })?;
        Ok(Current { path, output, begun: Instant::now(), timeline: Timeline::default() })
    }

    fn lose(&mut self) {
        self.pending_lost += 1;
        self.lost += 1;
    }

    /// Elapsed time, size and drops, on a terminal, once a second.
    fn show_progress(&mut self) {
        let Some(shown) = self.progress.filter(|shown| shown.elapsed() >= Duration::from_secs(1)) else {
            return;
        };
        let bytes = self.ended_bytes + self.file.as_ref().map_or(0, |file| file.output.bytes());
        let elapsed = Duration::from_secs(self.begun.elapsed().as_secs());
        let (megabytes, tenth) = (bytes / 1_000_000, bytes / 100_000 % 10);
        let _ = write!(
            io::stderr(),
            "\r{}  {} frames  {megabytes}.{tenth} MB  {} lost \x1b[K",
            humantime::format_duration(elapsed),
            self.frames,
            self.lost
        );
        self.progress = Some(shown.max(Instant::now()));
    }

    fn clear_progress(&self) {
        if self.progress.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}
