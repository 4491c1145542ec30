//! `mullion probe`: reads a stream and describes it.

mod head;
mod human;
mod json;
mod reader;
mod report;
pub(crate) mod source;
mod summary;

use std::io::{self, BufWriter, ErrorKind};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use causes::table;
use mjpeg::jpeg::{AxisTime, Facts};
use mjpeg::{Event, Frame, Limits, Parser, QuirkKind};
use tokio::time::Instant;

use crate::address::InvalidAddress;
use crate::cli::{AccessArgs, ProbeArgs};
use crate::diagnose;
use crate::http::{Check, Trust};
use crate::secret::Credentials;
use crate::terminal::{Plain, complain};

use human::Human;
use json::Json;
use report::Report;
use source::{Access, Source, SourceError, Target};
use summary::{FrameFacts, Summary};

/// How long a camera is read if nothing else is asked for.
const READING: Duration = Duration::from_secs(10);
/// How long to wait for the next picture of a camera where a number of them is asked for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a probe ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// At least one frame.
    Frames,
    /// The source could be read and gave no frame.
    NoFrames,
    /// The source refused or could not be read.
    Unreadable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Frames => Self::SUCCESS,
            Outcome::NoFrames => Self::from(2),
            Outcome::Unreadable => Self::from(1),
        }
    }
}

/// Probes what `args` name, writing findings to the standard output and the reason of a failure to
/// the standard error.
pub async fn run(args: ProbeArgs) -> Outcome {
    if args.diagnose {
        return diagnose::run(&args, &access(&args.access)).await;
    }
    let out = Plain(BufWriter::new(io::stdout()));
    let target = Target::parse(args.source.expose());
    if let Ok(Target::Url(address)) = &target {
        address.note();
    }
    let name = target.as_ref().map(Target::name).unwrap_or_default();
    let report: Box<dyn Report> =
        if args.json { Box::new(Json::new(out, name)) } else { Box::new(Human::new(out)) };
    let limit = args.frames.filter(|&frames| frames > 0);
    let mut probe = Probe { report, summary: Summary::default(), limit, is_whole: false, is_no_video: false };
    let ending = tokio::select! {
        ending = probe.read(target, &args) => ending,
        () = interrupted() => Ok(()),
    };
    probe.finish(ending)
}

struct Probe {
    report: Box<dyn Report>,
    summary: Summary,
    /// Frames after which to stop.
    limit: Option<u64>,
    /// The last bytes were the end of a whole picture.
    is_whole: bool,
    /// The answer is a text.
    is_no_video: bool,
}

/// Why a probe ended early.
enum Failure {
    /// The source did not answer, or refused.
    Opening(SourceError),
    /// It did, and broke off.
    Reading(SourceError),
    /// Nobody reads the report.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Probe {
    async fn read(
        &mut self,
        target: Result<Target, InvalidAddress>,
        args: &ProbeArgs,
    ) -> Result<(), Failure> {
        let begun = Instant::now();
        let target = target.map_err(|error| Failure::Opening(error.into()))?;
        let mut source = Source::open(&target, &access(&args.access)).await.map_err(Failure::Opening)?;
        let content_type = args.content_type.as_deref().or(source.head.content_type.as_deref());
        self.report.opened(&source, content_type)?;
        let mut parser = Parser::new(content_type, Limits::default());
        let clock = source.version.map(|_| begun);
        let end = clock.and_then(|begun| Some(begun + reading_time(args)?));
        let mut patience = self.patience(clock);
        loop {
            self.report.flush()?;
            let chunk = tokio::select! {
                chunk = source.chunk() => match chunk {
                    // The camera's own end of the picture says that nothing is missing.
                    Err(error @ (SourceError::CutShort | SourceError::LastChunk)) => {
                        return self.cut_short(error, &source, &mut parser, clock);
                    }
                    Ok(None) if !self.is_whole => match source.beyond().await {
                        Some((told, more)) => {
                            let text = format!("it says {told} bytes, and more follow");
                            self.complain(&SourceError::Known(&table::CONTENT_LENGTH_WRONG, text))?;
                            Some(more)
                        }
                        None => None,
                    },
                    chunk => chunk.map_err(Failure::Reading)?,
                },
                () = until(end) => {
                    self.summary.ended = clock.map(|begun| begun.elapsed());
                    if self.is_whole && source.length().is_some() {
                        self.complain(&self.too_short(&source))?;
                    }
                    self.mended(&source)?;
                    return Ok(());
                }
                () = until(patience) => return Err(Failure::Reading(SourceError::Stalled(PATIENCE))),
            };
            if let Some(complaint) = source.complaint() {
                self.complain(&complaint)?;
            }
            let frames = self.summary.frames;
            match &chunk {
                Some(chunk) => {
                    self.summary.bytes += chunk.len() as u64;
                    self.is_whole = false;
                    parser.push(chunk);
                }
                None => source.finish(&mut parser),
            }
            self.summary.ended = clock.map(|begun| begun.elapsed());
            let enough = self.events(&mut parser, clock)?;
            if chunk.is_none() && clock.is_some() && self.summary.bytes == 0 {
                self.complain(&SourceError::Known(&table::EMPTY, String::new()))?;
            }
            if enough || chunk.is_none() {
                self.mended(&source)?;
                return Ok(());
            }
            if self.summary.frames > frames {
                patience = self.patience(clock);
            }
        }
    }

    /// The answer has ended before its frame did. If the last picture is whole, nothing is missing
    /// but what frames it.
    fn cut_short(
        &mut self,
        error: SourceError,
        source: &Source,
        parser: &mut Parser,
        clock: Option<Instant>,
    ) -> Result<(), Failure> {
        if self.is_whole {
            parser.finish();
            self.events(parser, clock)?;
        }
        if !self.is_whole {
            // An answer that is no video says more by its words than by its length.
            if self.summary.frames == 0 {
                parser.finish();
                self.events(parser, clock)?;
            }
            return if self.is_no_video { Ok(()) } else { Err(Failure::Reading(SourceError::CutShort)) };
        }
        let error = if matches!(error, SourceError::CutShort) { self.too_short(source) } else { error };
        self.complain(&error)?;
        Ok(self.mended(source)?)
    }

    fn complain(&mut self, error: &SourceError) -> io::Result<()> {
        self.summary.errors += 1;
        self.report.source_error(error)
    }

    /// The error of a picture that is whole before as many bytes came as the camera has told.
    fn too_short(&self, source: &Source) -> SourceError {
        match source.length() {
            Some(told) => {
                let text =
                    format!("it says {told} bytes, and the picture is whole after {}", self.summary.bytes);
                SourceError::Known(&table::CONTENT_LENGTH_WRONG, text)
            }
            None => SourceError::LastChunk,
        }
    }

    fn mended(&mut self, source: &Source) -> io::Result<()> {
        for mended in source.mended() {
            self.summary.mended.push(mended);
            self.report.mended(mended)?;
        }
        Ok(())
    }

    /// Takes in all events that the parser has; true if that is enough frames.
    fn events(&mut self, parser: &mut Parser, clock: Option<Instant>) -> io::Result<bool> {
        let arrival = clock.map(|begun| begun.elapsed());
        let events = self.take_events(parser, arrival);
        self.summary.boundary = parser.boundary().map(|text| String::from_utf8_lossy(text).into_owned());
        events
    }

    fn take_events(&mut self, parser: &mut Parser, arrival: Option<Duration>) -> io::Result<bool> {
        while let Some(event) = parser.next_event() {
            match event {
                Event::Frame(frame) => {
                    let known = known(&frame, arrival);
                    self.summary.add(&known);
                    self.summary.incomplete += u64::from(!frame.is_complete());
                    self.is_whole = frame.is_complete();
                    self.report.frame(&frame, &known)?;
                    if self.limit == Some(self.summary.frames) {
                        return Ok(true);
                    }
                }
                Event::Other(part) => {
                    self.summary.other_parts += 1;
                    self.report.part(&part)?;
                }
                Event::Quirk(quirk) => {
                    self.summary.quirks.push(quirk.kind);
                    self.report.quirk(&quirk)?;
                }
                Event::Error(error) => {
                    self.is_whole &= !matches!(error, mjpeg::Error::Truncated { .. });
                    self.is_no_video |= matches!(error, mjpeg::Error::NotVideo { .. });
                    self.summary.errors += 1;
                    self.report.parser_error(&error)?;
                }
                Event::Closed => self.summary.closed = true,
            }
        }
        Ok(false)
    }

    fn finish(mut self, ending: Result<(), Failure>) -> Outcome {
        let outcome = match &ending {
            Err(Failure::Opening(_)) => Outcome::Unreadable,
            Err(Failure::Reading(SourceError::File { .. } | SourceError::Input(_))) => Outcome::Unreadable,
            _ if self.summary.frames == 0 => Outcome::NoFrames,
            _ => Outcome::Frames,
        };
        let is_empty = self.summary.frames == 0
            && self.summary.other_parts == 0
            && self.summary.quirks.contains(&QuirkKind::ZeroLengthPart);
        let empty = SourceError::Known(&table::EMPTY_PARTS, String::new());
        let written = match ending {
            Ok(()) => self.close(Some(&empty).filter(|_| is_empty)),
            Err(Failure::Opening(error) | Failure::Reading(error)) => {
                if outcome == Outcome::Unreadable {
                    complain(format_args!("{error} (to blame: {})", error.blame()));
                }
                self.close(Some(&error))
            }
            Err(Failure::Output(error)) => Err(error),
        };
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(format_args!("the report cannot be written: {error}"));
                Outcome::Unreadable
            }
            // Whoever read the report has seen enough.
            _ => outcome,
        }
    }

    fn close(&mut self, error: Option<&SourceError>) -> io::Result<()> {
        if let Some(error) = error {
            self.summary.errors += 1;
            self.report.source_error(error)?;
        }
        self.report.summary(&self.summary)?;
        self.report.flush()
    }

    /// The moment by which the next picture has to be there.
    fn patience(&self, clock: Option<Instant>) -> Option<Instant> {
        (clock.is_some() && self.limit.is_some()).then(|| Instant::now() + PATIENCE)
    }
}

fn known(frame: &Frame<'_>, arrival: Option<Duration>) -> FrameFacts {
    let facts = Facts::read(frame.jpeg());
    let camera_time = camera_time(frame, facts.as_ref());
    let clock_ahead = arrival.and(camera_time).map(|time| time - now());
    FrameFacts { size: frame.payload().len(), facts, arrival, camera_time, clock_ahead }
}

/// When the camera says that it took this picture, in milliseconds since 1970, if that is certain.
pub(crate) fn camera_time(frame: &Frame<'_>, facts: Option<&Facts>) -> Option<f64> {
    let stamp = || frame.headers().timestamp(now() / 1000.0)?.certain().map(|seconds| seconds * 1000.0);
    facts.and_then(|facts| facts.axis_time).map(AxisTime::milliseconds).or_else(stamp)
}

/// Milliseconds since 1970.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

/// How long to read a camera; `None` is without end.
fn reading_time(args: &ProbeArgs) -> Option<Duration> {
    match (args.seconds, args.frames) {
        (Some(seconds), _) => Some(Duration::from_secs_f64(seconds)),
        (None, None) => Some(READING),
        (None, Some(_)) => None,
    }
}

/// What the command line says about reaching the camera; the password is the environment's.
pub(crate) fn access(args: &AccessArgs) -> Access {
    let credentials = args.user.clone().map(Credentials::of_environment);
    let check = match args.pin {
        Some(pin) => Check::Pin(pin),
        None if args.any_certificate => Check::Accept,
        None => Check::Verify,
    };
    let trust = Trust { check, ca_file: args.ca_file.clone() };
    Access::new(credentials, args.auth.unwrap_or_default(), trust)
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Ctrl-C: the summary is still wanted.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
