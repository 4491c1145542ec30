//! `mullion record`: a camera's stream into files, as it is.

mod disk;
mod names;
mod session;

use std::path::Path;
use std::time::Duration;

use mjpeg::{Limits, Parser};
use recording::Container;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::cli::RecordArgs;
use crate::probe::source::{Access, Source, SourceError, Target};
use crate::probe::{Outcome, access};
use crate::signals::cancel_on_signal;

use session::{FileError, Session};

/// Without a picture for so long, the connection is made anew.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first wait before a connection is made again; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Records what `args` name, until its end or a signal.
pub async fn run(args: &RecordArgs) -> Outcome {
    let stop = CancellationToken::new();
    // Ends with the process.
    tokio::spawn(cancel_on_signal(stop.clone()));
    let target = match Target::parse(args.source.expose()) {
        Ok(target @ Target::Url(_)) => target,
        Ok(Target::File(_) | Target::Input) => {
            eprintln!("mullion: not an address of a camera: it begins with http:// or https://");
            return Outcome::Unreadable;
        }
        Err(error) => {
            eprintln!("mullion: {error}");
            return Outcome::Unreadable;
        }
    };
    let Some(container) = container(&args.output) else {
        eprintln!("mullion: a recording ends in .mkv, .avi or .zip; {} does not", args.output.display());
        return Outcome::Unreadable;
    };
    let mut session = Session::new(target.name(), args.output.clone(), container, args.segment);
    let end = args.duration.map(|duration| Instant::now() + duration);
    let recorded = record(&target, &access(&args.access), &mut session, &stop, end).await;
    let ended = match recorded {
        // The file is as good as the disk let it be.
        Err(Failure::File(error)) => Err(Failure::File(error)),
        other => session.end_file().map_err(Failure::File).and(other),
    };
    match ended {
        Ok(()) if session.frames == 0 => {
            eprintln!("mullion: no picture came");
            Outcome::NoFrames
        }
        Ok(()) => Outcome::Frames,
        Err(Failure::Source(error)) => {
            eprintln!("mullion: {error} (to blame: {})", error.blame());
            Outcome::Unreadable
        }
        Err(Failure::File(error)) => {
            eprintln!("mullion: {error}; {} frames are recorded and stay", session.frames);
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

/// One connection after the other. The first has to give an answer: a wrong address is better told at once. Later
/// only what the settings are to blame for ends a recording, because asking again with a wrong login may lock it.
async fn record(
    target: &Target,
    access: &Access,
    session: &mut Session,
    stop: &CancellationToken,
    end: Option<Instant>,
) -> Result<(), Failure> {
    let mut wait = FIRST_WAIT;
    let mut answered = false;
    loop {
        let frames = session.frames;
        let over = tokio::select! {
            over = connection(target, access, session, &mut answered) => over,
            () = stop.cancelled() => return Ok(()),
            () = until(end) => return Ok(()),
        };
        match over {
            Failure::File(error) => return Err(Failure::File(error)),
            Failure::Source(error) if !answered || error.blame() == "settings" => {
                return Err(Failure::Source(error));
            }
            Failure::Source(error) => warn!("{error}; connecting again"),
        }
        session.interrupted();
        if session.frames > frames {
            wait = FIRST_WAIT;
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stop.cancelled() => return Ok(()),
            () = until(end) => return Ok(()),
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Records one connection up to its end. Nothing is lost if it is dropped where it waits: pictures are written between.
async fn connection(target: &Target, access: &Access, session: &mut Session, answered: &mut bool) -> Failure {
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
            None => parser.finish(),
        }
        match session.take(&mut parser) {
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
