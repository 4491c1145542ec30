//! The thread that writes one camera's recording to the disk. A disk that hangs stops this thread
//! and nothing else.

use std::fs::File;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diagnosis::Backoff;
use mjpeg::{Event, Limits as ParserLimits, Parser};
use recording::session::{Begun, Effect, Ended, Note, Options, Received, Session};
use recording::{Ending, Limits, Ring, SegmentName, SegmentState};
use tokio::sync::watch;
use tracing::{debug, info, warn};

use super::board::{Board, Segment, Why};
use super::folder::{DiskError, Folder};
use super::intake::{Intake, Missing, Next, Piece, date};
use crate::config::{Record, When};
use crate::record::disk::Output;

/// How often the thread looks after its files when nothing comes.
const TICK: Duration = Duration::from_secs(1);
/// A file is safe from a loss of power up to this long ago.
const SYNC: Duration = Duration::from_secs(5);
/// A camera that is away for this long ends the file.
const CAMERA_GONE: Duration = Duration::from_secs(10);

/// The thread's data.
pub(super) struct Writer {
    camera: String,
    settings: Record,
    /// The camera's address for the tags, without secrets.
    source: String,
    intake: Arc<Intake>,
    board: Arc<Board>,
    /// Whether a recording on demand runs.
    wanted: watch::Sender<bool>,
    folder: Folder,
    begun: Instant,
    ticked: Instant,
    run: Option<u64>,
    connection: Option<u64>,
    parser: Option<Parser>,
    session: Session,
    /// Since when there is no connection.
    gone: Option<Instant>,
    file: Option<Open>,
    failed: Option<Instant>,
    backoff: Backoff,
    was_opened: bool,
}

/// The file that is being written.
struct Open {
    name: SegmentName,
    output: Output<File>,
    synced: Instant,
}

impl Writer {
    /// A thread that records the camera `id` as `settings` say.
    pub(super) fn new(
        id: &str,
        settings: &Record,
        source: String,
        intake: Arc<Intake>,
        board: Arc<Board>,
        wanted: watch::Sender<bool>,
    ) -> Self {
        let now = Instant::now();
        Self {
            camera: id.to_owned(),
            settings: settings.clone(),
            session: session(settings, &source),
            source,
            intake,
            board,
            wanted,
            folder: Folder::new(&settings.folder, id),
            begun: now,
            ticked: now,
            run: None,
            connection: None,
            parser: None,
            gone: None,
            file: None,
            failed: None,
            backoff: Backoff::default(),
            was_opened: false,
        }
    }

    /// Records until the intake is closed.
    pub(super) fn work(mut self) {
        self.open_folder();
        loop {
            match self.intake.next(TICK) {
                Next::Piece(piece) => self.take(&piece),
                Next::Idle { run, is_connected, missing } => {
                    self.miss(missing);
                    self.set_run(run);
                    self.set_connected(is_connected);
                }
                Next::Closed(missing) => {
                    self.miss(missing);
                    self.end_connection();
                    self.end_file();
                    return;
                }
            }
            if self.ticked.elapsed() >= TICK {
                self.tick();
            }
        }
    }

    fn take(&mut self, piece: &Piece) {
        self.set_run(Some(piece.connection.run));
        self.gone = None;
        if self.connection != Some(piece.connection.number) {
            self.end_connection();
            self.connection = Some(piece.connection.number);
            self.parser = Some(parser(&piece.connection.content_type));
        }
        self.miss(piece.missing);
        if piece.missing.is_torn {
            self.end_connection();
            self.parser = Some(parser(&piece.connection.content_type));
        }
        if let Some(parser) = &mut self.parser {
            parser.push(&piece.bytes);
        }
        self.record(piece.came, piece.arrival);
    }

    /// Records all pictures that the parser has.
    fn record(&mut self, came: Instant, arrival: u64) {
        let Some(mut parser) = self.parser.take() else { return };
        let now = self.moment(came);
        while let Some(event) = parser.next_event() {
            match event {
                Event::Frame(frame) => {
                    if self.has_disk() {
                        let received = Received::new(now, arrival, &frame);
                        let effects = self.session.frame(received, &frame);
                        self.follow(effects);
                    } else {
                        self.session.lose(1);
                    }
                }
                Event::Error(error) => {
                    debug!(camera = self.camera, "a picture is lost: {error}");
                    self.session.lose(1);
                }
                _ => {}
            }
        }
        self.parser = Some(parser);
        self.show_totals();
    }

    fn miss(&mut self, missing: Missing) {
        if missing.pictures > 0 {
            self.session.lose(missing.pictures);
            warn!(camera = self.camera, lost = missing.pictures, "the disk is too slow: frames are lost");
            self.show_totals();
        }
    }

    /// The recording that the next pictures belong to.
    fn set_run(&mut self, run: Option<u64>) {
        if self.run == run {
            return;
        }
        self.end_connection();
        self.end_file();
        self.run = run;
        self.session = session(&self.settings, &self.source);
        self.connection = None;
        {
            let mut state = self.board.state();
            state.since = run.map(|_| date());
            (state.frames, state.bytes, state.lost, state.gaps) = (0, 0, 0, 0);
            state.set_camera(None);
        }
        if self.settings.when == When::OnDemand
            && self.folder.is_open()
            && let Err(error) = self.folder.set_wanted(run.is_some())
        {
            self.fail(error);
        }
    }

    fn set_connected(&mut self, is_connected: bool) {
        if is_connected {
            self.gone = None;
            return;
        }
        self.end_connection();
        let gone = *self.gone.get_or_insert_with(Instant::now);
        if gone.elapsed() >= CAMERA_GONE {
            self.end_file();
        }
    }

    /// The connection is over: what the parser still holds is all of its last picture.
    fn end_connection(&mut self) {
        let Some(parser) = &mut self.parser else { return };
        parser.finish();
        self.record(Instant::now(), date());
        self.parser = None;
        self.session.interrupted();
        self.board.state().gaps += 1;
    }

    /// Ends the file, if there is one. The recording may go on in another.
    fn end_file(&mut self) {
        if !self.has_disk() {
            return;
        }
        let effects = self.session.finish(self.moment(Instant::now()), date());
        self.follow(effects);
        self.show_totals();
    }

    fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let done = match effect {
                Effect::Begin(begun) => self.begin_file(begun),
                Effect::Append(bytes) => self.append(&bytes).inspect(|()| self.session.stored()),
                Effect::End(ended, ending) => {
                    self.finish_file(ended, &ending).inspect(|()| self.session.stored())
                }
                Effect::Note(note) => {
                    match note {
                        Note::Lost(_) => warn!(camera = self.camera, "{note}"),
                        Note::OtherCamera | Note::NewFile(_) => debug!(camera = self.camera, "{note}"),
                    }
                    Ok(())
                }
            };
            if let Err(error) = done {
                self.session.abandon();
                self.fail(error);
                return;
            }
        }
    }

    fn begin_file(&mut self, begun: Begun) -> Result<(), DiskError> {
        let (name, file) = self.folder.create(begun.arrival, self.settings.container)?;
        debug!(camera = self.camera, "{name} begins");
        let (frames, lost) = (Some(0), Some(0));
        let segment =
            Segment { name: name.clone(), bytes: 0, ended: begun.arrival, frames, lost, seal: None };
        self.board.state().segments.push(segment);
        self.file = Some(Open { name, output: Output::new(file), synced: Instant::now() });
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), DiskError> {
        let Some(open) = &mut self.file else { return Ok(()) };
        open.output.append(bytes)?;
        let written = open.output.written();
        self.backoff.reset();
        {
            let mut state = self.board.state();
            state.set_disk(None);
            if let Some(segment) = state.segments.last_mut() {
                segment.bytes = written;
                segment.frames = segment.frames.map(|frames| frames + 1);
                segment.ended = date();
            }
            if state.kept_bytes() <= self.settings.keep_bytes {
                return Ok(());
            }
        }
        self.apply_ring()
    }

    fn finish_file(&mut self, ended: Ended, ending: &Ending) -> Result<(), DiskError> {
        let Some(Open { name, output, .. }) = self.file.take() else { return Ok(()) };
        let state = match output.finish(ending) {
            Ok(()) => SegmentState::Whole,
            Err(error) => {
                self.settle(&name, SegmentState::BrokenOff);
                return Err(error.into());
            }
        };
        let settled = self.folder.settle(&name, state)?;
        let Ended { frames, lost, bytes, .. } = ended;
        info!(camera = self.camera, frames, lost, bytes, seal = %ending.seal, "recorded {settled}");
        {
            let mut state = self.board.state();
            if let Some(segment) = state.segments.iter_mut().find(|segment| segment.name == name) {
                (segment.name, segment.bytes, segment.ended) = (settled, bytes, date());
                (segment.frames, segment.lost) = (Some(frames), Some(lost));
                segment.seal = Some(ending.seal.to_string());
            }
        }
        self.apply_ring()
    }

    /// Leaves a file as it is, under its name for good. The next look at the folder does what fails
    /// here.
    fn settle(&mut self, name: &SegmentName, as_state: SegmentState) {
        let settled = self.folder.settle(name, as_state);
        let mut state = self.board.state();
        let Some(index) = state.segments.iter().position(|segment| segment.name == *name) else { return };
        match settled {
            Ok(settled) => state.segments[index].name = settled,
            Err(_) => drop(state.segments.remove(index)),
        }
    }

    /// Whether the disk may be written to, after another attempt if one is due.
    fn has_disk(&mut self) -> bool {
        match self.failed {
            None => true,
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                self.open_folder();
                self.failed.is_none()
            }
        }
    }

    fn open_folder(&mut self) {
        match self.folder.open() {
            Ok(segments) => {
                self.failed = None;
                self.board.state().segments = segments;
                if !std::mem::replace(&mut self.was_opened, true)
                    && self.settings.when == When::OnDemand
                    && self.folder.is_wanted()
                {
                    info!(camera = self.camera, "continuing the recording that ran when the gateway ended");
                    self.wanted.send_replace(true);
                }
            }
            Err(error) => self.fail(error),
        }
    }

    /// The disk has failed. What is in the file stays.
    fn fail(&mut self, error: DiskError) {
        let wait = Duration::from_secs_f64(self.backoff.next(1.0) / 1000.0);
        self.failed = Some(Instant::now() + wait);
        if let Some(Open { name, output, .. }) = self.file.take() {
            self.session.abandon();
            if output.written() > 0 {
                self.settle(&name, SegmentState::BrokenOff);
            } else {
                // It may stay where nothing can be deleted: it is empty, and mended later.
                let _ = self.folder.remove(&name);
                self.board.state().segments.retain(|segment| segment.name != name);
            }
        }
        let mut state = self.board.state();
        if state.disk.is_none() {
            warn!(camera = self.camera, folder = %self.settings.folder.display(), "cannot record: {error}");
        }
        state.set_disk(Some(Why::new(error.cause, error.detail)));
    }

    fn tick(&mut self) {
        self.ticked = Instant::now();
        if !self.has_disk() {
            return;
        }
        if self.file.is_none() && self.run.is_none() {
            self.backoff.reset();
            self.board.state().set_disk(None);
        }
        if let Err(error) = self.check_file().and_then(|()| self.apply_ring()) {
            self.fail(error);
        }
    }

    /// Makes the open file safe now and then, and notices when it is no longer there.
    fn check_file(&mut self) -> Result<(), DiskError> {
        let Some(open) = &mut self.file else { return Ok(()) };
        self.folder.has(&open.name)?;
        if open.synced.elapsed() >= SYNC {
            open.output.sync()?;
            open.synced = Instant::now();
        }
        Ok(())
    }

    /// Deletes the oldest segments beyond the limits.
    fn apply_ring(&mut self) -> Result<(), DiskError> {
        let age = self.settings.keep.map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
        let ring = Ring { bytes: self.settings.keep_bytes, age };
        let surplus = self.board.state().surplus(ring, date());
        for name in surplus {
            self.folder.remove(&name)?;
            debug!(camera = self.camera, "deleted {name}: the limits are reached");
            self.board.state().segments.retain(|segment| segment.name != name);
        }
        Ok(())
    }

    fn show_totals(&self) {
        let totals = self.session.totals();
        let mut state = self.board.state();
        (state.frames, state.bytes, state.lost) = (totals.frames, totals.bytes, totals.lost);
    }

    /// Milliseconds from the thread's beginning to `instant`.
    fn moment(&self, instant: Instant) -> u64 {
        u64::try_from(instant.saturating_duration_since(self.begun).as_millis()).unwrap_or(u64::MAX)
    }
}

fn parser(content_type: &str) -> Parser {
    Parser::new(Some(content_type), ParserLimits::default())
}

fn session(settings: &Record, source: &str) -> Session {
    let segment = u64::try_from(settings.segment.as_millis()).unwrap_or(u64::MAX);
    let options =
        Options { container: settings.container, source: source.to_owned(), segment: Some(segment) };
    Session::new(options).with_limits(Limits { file_bytes: settings.segment_bytes, ..Limits::default() })
}
