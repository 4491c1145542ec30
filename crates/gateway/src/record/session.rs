//! The pictures of a camera into files, one after the other.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mjpeg::jpeg::{AxisProduct, Facts};
use mjpeg::{Ending, Endings, Event, Frame, Parser, Timestamp};
use recording::{About, CameraText, Container, Error, Moment, Picture, Stamp, Timeline};
use tokio::time::Instant;
use tracing::warn;

use crate::terminal::Plain;

use super::disk::{Output, PictureError};
use super::names::Names;
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
    names: Names,
    container: Container,
    segment: Option<Duration>,
    begun: Instant,
    file: Option<Current>,
    /// Whether the camera's pictures have end markers, as far as known.
    endings: Endings,
    /// Pictures of which it is not known yet whether they were cut off.
    doubtful: Vec<(Arrived, Vec<u8>)>,
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
    /// The camera that it names.
    product: Option<AxisProduct>,
    begun: Instant,
    timeline: Timeline,
}

/// Facts about a picture that came.
struct Arrived {
    facts: Option<Facts>,
    moment: Moment,
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
        Self {
            source,
            names: Names::new(first),
            container,
            segment,
            begun,
            file: None,
            endings: Endings::default(),
            doubtful: Vec::new(),
            ended_bytes: 0,
            frames: 0,
            pending_lost: 0,
            lost: 0,
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
                    self.judge(&frame)?;
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

    /// Ends the recording.
    pub(super) fn end(&mut self) -> Result<(), FileError> {
        // Nothing says that they were cut off.
        self.record_doubtful()?;
        self.end_file()
    }

    /// Ends the file, if there is one.
    fn end_file(&mut self) -> Result<(), FileError> {
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
            Plain(io::stdout()),
            "{}: {frames} frames, {bytes} bytes, {seconds:.1} s, {} lost; seal {seal}",
            path.display(),
            self.lost
        );
        Ok(())
    }

    /// Records a picture, unless it was cut off.
    fn judge(&mut self, frame: &Frame<'_>) -> Result<(), FileError> {
        let facts = Facts::read(frame.jpeg());
        let arrival = now();
        let likely = || match frame.headers().timestamp(arrival as f64 / 1000.0)? {
            Timestamp::Likely(seconds) => Stamp::likely(seconds),
            Timestamp::Certain(_) => None,
        };
        let camera = camera_time(frame, facts.as_ref()).and_then(Stamp::from_milliseconds).or_else(likely);
        let text = frame.headers().timestamp_text().map(CameraText::new).unwrap_or_default();
        let arrived = Arrived { facts, moment: Moment { arrival, camera, text } };
        match self.endings.judge(frame.is_complete()) {
            Ending::Doubtful => self.doubtful.push((arrived, frame.jpeg().to_vec())),
            Ending::CutOff => self.lose_cut_off(),
            Ending::Whole => {
                if frame.is_complete() {
                    std::mem::take(&mut self.doubtful).iter().for_each(|_| self.lose_cut_off());
                }
                self.record_doubtful()?;
                self.frame(&arrived, frame.jpeg())?;
            }
        }
        Ok(())
    }

    fn record_doubtful(&mut self) -> Result<(), FileError> {
        std::mem::take(&mut self.doubtful).iter().try_for_each(|(arrived, jpeg)| self.frame(arrived, jpeg))
    }

    fn lose_cut_off(&mut self) {
        warn!("a picture is lost: it was cut off");
        self.lose();
    }

    fn frame(&mut self, Arrived { facts, moment }: &Arrived, jpeg: &[u8]) -> Result<(), FileError> {
        let Some(facts) = facts.as_ref().filter(|facts| facts.width > 0 && facts.height > 0) else {
            warn!("a picture is lost: it has no size");
            self.lose();
            return Ok(());
        };
        let moment = *moment;
        let is_another = |file: &Current| {
            let other = facts.axis_product.as_ref().filter(|_| file.product.is_some());
            other.is_some() && other != file.product.as_ref()
        };
        if self.file.as_ref().is_some_and(is_another) {
            warn!("a new file begins: another camera answers");
            self.end_file_before_picture()?;
        }
        if self
            .file
            .as_ref()
            .is_some_and(|file| self.segment.is_some_and(|most| file.begun.elapsed() >= most))
        {
            self.end_file_before_picture()?;
        }
        let size = (facts.width, facts.height);
        // A file that is over gives place to the next one, once: a new file has room.
        for _ in 0..2 {
            let (lost, gap) = (self.pending_lost, self.gap);
            let file = self.file(facts, moment)?;
            let picture = Picture { jpeg, size, time: file.timeline.next(moment), moment, lost, gap };
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
                    self.end_file_before_picture()?;
                }
            }
        }
        self.lose();
        Ok(())
    }

    /// Ends the file in the middle of the recording: what was lost is told in the next one, before its first picture.
    fn end_file_before_picture(&mut self) -> Result<(), FileError> {
        let lost = std::mem::take(&mut self.pending_lost);
        self.end_file()?;
        self.pending_lost = lost;
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
        let (path, file) = self.names.create().map_err(|(path, error)| FileError { path, error })?;
        let product = facts.axis_product.as_ref();
        let about = About {
            source: self.source.clone(),
            serial: product.map(AxisProduct::serial),
            firmware: product.map(AxisProduct::firmware),
            begun: moment.arrival,
        };
        let output = Output::begin(file, self.container, &about, (facts.width, facts.height))
            .map_err(|error| FileError { path: path.clone(), error })?;
        let product = product.cloned();
        Ok(Current { path, output, product, begun: Instant::now(), timeline: Timeline::default() })
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
