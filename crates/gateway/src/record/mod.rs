//! `mullion record`: a camera's stream into files, as it is.

pub(crate) mod disk;
mod files;
mod names;

use std::path::Path;
use std::time::Duration;

use diagnosis::Backoff;
use mjpeg::{Limits, Parser};
use recording::Container;
use recording::session::Options;
use rustls::crypto::ring;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::cli::RecordArgs;
use crate::probe::source::{Access, Source, SourceError, Target};
use crate::probe::{Outcome, access};
use crate::signals::cancel_on_signal;
use crate::terminal::complain;

use files::{FileError, Recorder};

/// Without a picture for so long, the connection is made anew.
const PATIENCE: Duration = Duration::from_secs(10);

/// Records what `args` name, until its end or a signal.
pub async fn run(args: &RecordArgs) -> Outcome {
    let stop = CancellationToken::new();
    // Ends with the process.
    tokio::spawn(cancel_on_signal(stop.clone()));
    let target = match Target::parse(args.source.expose()) {
        Ok(Target::Url(address)) => {
            address.note();
            Target::Url(address)
        }
        Ok(Target::File(_) | Target::Input) => {
            complain(format_args!("not an address of a camera: it begins with http:// or https://"));
            return Outcome::Unreadable;
        }
        Err(error) => {
            complain(format_args!("{error}"));
            return Outcome::Unreadable;
        }
    };
    let Some(container) = container(&args.output) else {
        complain(format_args!("a recording ends in .mkv, .avi or .zip; {} does not", args.output.display()));
        return Outcome::Unreadable;
    };
    let segment = args.segment.map(|segment| u64::try_from(segment.as_millis()).unwrap_or(u64::MAX));
    let options = Options { container, source: target.name(), segment };
    let mut recorder = Recorder::new(options, args.output.clone());
    let end = args.duration.map(|duration| Instant::now() + duration);
    let recorded = record(&target, &access(&args.access), &mut recorder, &stop, end).await;
    let ended = match recorded {
        // The file is as good as the disk let it be.
        Err(Failure::File(error)) => Err(Failure::File(error)),
        other => recorder.end().map_err(Failure::File).and(other),
    };
    match ended {
        Ok(()) if recorder.frames() == 0 => {
            complain(format_args!("no picture came"));
            Outcome::NoFrames
        }
        Ok(()) => Outcome::Frames,
        Err(Failure::Source(error)) => {
            complain(format_args!("{error} (to blame: {})", error.blame()));
            Outcome::Unreadable
        }
        Err(Failure::File(error)) => {
            complain(format_args!("{error}; {} frames are recorded and stay", recorder.frames()));
            Outcome::Unreadable
        }
    }
}

/// The container that a file's name asks for; Matroska where it has no extension.
fn container(file: &Path) -> Option<Container> {
    match file.extension() {
        None => Some(Container::default()),
        Some(extension) => Container::from_extension(extension.to_str()?),
    }
}

/// Why a recording ended before its time.
enum Failure {
    Source(SourceError),
    File(FileError),
}

/// One connection after the other. The first has to give an answer: a wrong address or login is
/// better told at once. Later a login that is refused was accepted before, so that it is tried
/// again like all else, though ever less often; other settings do not mend by themselves.
async fn record(
    target: &Target,
    access: &Access,
    recorder: &mut Recorder,
    stop: &CancellationToken,
    end: Option<Instant>,
) -> Result<(), Failure> {
    let mut backoff = Backoff::default();
    let mut answered = false;
    loop {
        let frames = recorder.frames();
        let over = tokio::select! {
            over = connection(target, access, recorder, &mut answered) => over,
            () = stop.cancelled() => return Ok(()),
            () = until(end) => return Ok(()),
        };
        recorder.interrupted();
        if recorder.frames() > frames {
            backoff.reset();
        }
        let wait = match over {
            Failure::File(error) => return Err(Failure::File(error)),
            Failure::Source(error) if !answered => return Err(Failure::Source(error)),
            Failure::Source(error @ SourceError::Login(_)) => {
                warn!("{error}, although it accepted this login before; connecting again");
                backoff.next_doubtful(random())
            }
            Failure::Source(error) if error.is_final() => return Err(Failure::Source(error)),
            Failure::Source(error) => {
                warn!("{error}; connecting again");
                backoff.next(random())
            }
        };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs_f64(wait / 1000.0)) => {}
            () = stop.cancelled() => return Ok(()),
            () = until(end) => return Ok(()),
        }
    }
}

/// Between 0 and 1, to keep many recorders of one camera apart.
pub(crate) fn random() -> f64 {
    let mut bytes = [0; 4];
    // Without random numbers the waits are those in the middle.
    match ring::default_provider().secure_random.fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}

/// Records one connection up to its end. Nothing is lost if it is dropped where it waits: pictures
/// are written between.
async fn connection(
    target: &Target,
    access: &Access,
    recorder: &mut Recorder,
    answered: &mut bool,
) -> Failure {
    let mut source = match Source::open(target, access).await {
        Ok(source) => source,
        Err(error) => return Failure::Source(error),
    };
    *answered = true;
    let mut parser = Parser::new(source.head.content_type.as_deref(), Limits::default());
    let mut patience = Instant::now() + PATIENCE;
    loop {
        let chunk = match timeout_at(patience, source.chunk()).await {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(error)) => return Failure::Source(error),
            Err(_) => return Failure::Source(SourceError::Stalled(PATIENCE)),
        };
        match &chunk {
            Some(chunk) => parser.push(chunk),
            None => source.finish(&mut parser),
        }
        match recorder.take(&mut parser) {
            Ok(true) => patience = Instant::now() + PATIENCE,
            Ok(false) => {}
            Err(error) => return Failure::File(error),
        }
        if chunk.is_none() {
            return Failure::Source(SourceError::Interrupted("the camera has ended the stream".to_owned()));
        }
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
