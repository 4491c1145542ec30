//! Pictures to files, one file after the other.

use mjpeg::jpeg::{AxisProduct, Facts};
use recording::{About, CameraText, Ending, Error, Limits, Moment, Picture, Stamp, Timeline, Writer};

use super::{Container, RecordedFile, RecordingProgress};

/// When a picture came, and what is missing before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Received {
    /// Milliseconds since 1970 by the clock of this device.
    pub(crate) arrived: f64,
    /// Milliseconds since 1970 by the camera's clock.
    pub(crate) captured: Option<f64>,
    /// How the camera says it beside the picture.
    pub(crate) text: CameraText,
    pub(crate) lost: u64,
    pub(crate) gap: bool,
}

/// What is to be done, in this order.
#[derive(Debug)]
pub(crate) enum Step {
    /// Begin a file.
    Begin(RecordedFile),
    /// Append to it.
    Append(Vec<u8>),
    /// End it, and begin no further one without [`Step::Begin`].
    End(RecordedFile, Ending),
}

/// One recording.
#[derive(Debug)]
pub(crate) struct Session {
    container: Container,
    camera: String,
    source: String,
    limits: Limits,
    file: Option<File>,
    parts: u32,
    /// Bytes of the files that were ended.
    ended: u64,
    /// Lost since the last picture that was written.
    lost: u64,
    gap: bool,
    pub(crate) progress: RecordingProgress,
}

#[derive(Debug)]
struct File {
    about: RecordedFile,
    writer: Writer,
    timeline: Timeline,
}

impl Session {
    pub(crate) fn new(container: Container, camera: String, source: String) -> Self {
        Self {
            container,
            camera,
            source,
            limits: Limits::default(),
            file: None,
            parts: 0,
            ended: 0,
            lost: 0,
            gap: false,
            progress: RecordingProgress::default(),
        }
    }

    /// The next picture could not be kept.
    pub(crate) fn lose(&mut self, received: &Received) {
        self.miss(received);
        self.lost += 1;
        self.progress.lost += 1;
    }

    /// Records a picture.
    pub(crate) fn picture(&mut self, jpeg: &[u8], received: &Received) -> Vec<Step> {
        let mut steps = Vec::new();
        let Some(facts) = Facts::read(jpeg).filter(|facts| facts.width > 0 && facts.height > 0) else {
            self.lose(received);
            return steps;
        };
        self.miss(received);
        let moment = Moment {
            arrival: received.arrived.max(0.0) as u64,
            camera: received.captured.and_then(Stamp::from_milliseconds),
            text: received.text,
        };
        let size = (facts.width, facts.height);
        // A file that is over gives place to the next one, once: a new file has room.
        for _ in 0..2 {
            let (lost, gap) = (self.lost, self.gap);
            let file = match self.file.take() {
                Some(file) => file,
                None => self.begin(&facts, moment, &mut steps),
            };
            let file = self.file.insert(file);
            let time = file.timeline.next(moment);
            match file.writer.picture(&Picture { jpeg, size, time, moment, lost, gap }) {
                Ok(()) => {
                    steps.push(Step::Append(file.writer.take()));
                    self.progress.bytes = self.ended + file.writer.position();
                    self.progress.frames += 1;
                    if self.progress.begun_ms == 0.0 {
                        self.progress.begun_ms = received.arrived;
                    }
                    self.progress.length_ms = (received.arrived - self.progress.begun_ms).max(0.0);
                    (self.lost, self.gap) = (0, false);
                    return steps;
                }
                Err(Error::TooLarge { .. }) => break,
                Err(_) => {
                    // What was lost is told in the next file, before its first picture.
                    let lost = std::mem::take(&mut self.lost);
                    self.finish(received.arrived, &mut steps);
                    self.lost = lost;
                }
            }
        }
        self.lost += 1;
        self.progress.lost += 1;
        steps
    }

    /// Ends the file, if there is one.
    pub(crate) fn finish(&mut self, now: f64, steps: &mut Vec<Step>) {
        let Some(File { mut about, writer, .. }) = self.file.take() else { return };
        let lost = std::mem::take(&mut self.lost);
        (about.frames, about.lost) = (Some(writer.frames()), writer.lost() + lost);
        let position = writer.position();
        let ending = writer.finish(now.max(0.0) as u64, lost);
        about.bytes = position + ending.tail.len() as u64;
        self.ended += about.bytes;
        self.progress.bytes = self.ended;
        steps.push(Step::End(about, ending));
    }

    /// The file that is open has to stay as it is, without the last picture.
    pub(crate) fn give_up(&mut self) -> Option<RecordedFile> {
        let File { mut about, writer, .. } = self.file.take()?;
        self.progress.frames -= 1;
        self.progress.lost += 1;
        (about.frames, about.lost) = (Some(writer.frames() - 1), writer.lost() + 1);
        Some(about)
    }

    /// Before a recording's first picture nothing is missing.
    fn miss(&mut self, received: &Received) {
        if self.progress.frames > 0 {
            self.lost += received.lost;
            self.progress.lost += received.lost;
            self.gap |= received.gap;
        }
    }

    fn begin(&mut self, facts: &Facts, moment: Moment, steps: &mut Vec<Step>) -> File {
        self.parts += 1;
        let product = facts.axis_product.as_ref();
        let about = About {
            source: self.source.clone(),
            serial: product.map(AxisProduct::serial),
            firmware: product.map(AxisProduct::firmware),
            begun: moment.arrival,
        };
        let writer = Writer::new(self.container, &about, (facts.width, facts.height), self.limits);
        let about = RecordedFile {
            camera: self.camera.clone(),
            extension: self.container.extension().to_owned(),
            begun_ms: moment.arrival,
            part: self.parts,
            bytes: 0,
            frames: None,
            lost: 0,
        };
        steps.push(Step::Begin(about.clone()));
        File { about, writer, timeline: Timeline::default() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// The smallest bytes with a size that are read as a picture.
    fn jpeg(width: u8) -> Vec<u8> {
        let frame = [0xff, 0xc0, 0, 11, 8, 0, 16, 0, width, 1, 1, 0x11, 0];
        [&[0xff, 0xd8][..], &frame, &[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xff, 0xd9]].concat()
    }

    fn at(arrived: f64) -> Received {
        Received { arrived, captured: None, text: CameraText::default(), lost: 0, gap: false }
    }

    /// Files as steps make them.
    #[derive(Default)]
    struct Disk(Vec<(RecordedFile, Vec<u8>, bool)>);

    impl Disk {
        fn apply(&mut self, steps: Vec<Step>) {
            for step in steps {
                match step {
                    Step::Begin(about) => self.0.push((about, Vec::new(), false)),
                    Step::Append(bytes) => self.0.last_mut().unwrap().1.extend(bytes),
                    Step::End(about, ending) => {
                        let file = self.0.last_mut().unwrap();
                        file.1.extend(ending.tail);
                        for patch in ending.patches {
                            let offset = patch.offset as usize;
                            file.1[offset..offset + patch.bytes.len()].copy_from_slice(&patch.bytes);
                        }
                        assert_eq!(about.bytes, file.1.len() as u64);
                        (file.0, file.2) = (about, true);
                    }
                }
            }
        }
    }

    fn finish(session: &mut Session) -> Vec<Step> {
        let mut steps = Vec::new();
        session.finish(9e12, &mut steps);
        steps
    }

    #[test]
    fn every_container_holds_what_came() {
        for container in Container::ALL {
            let mut session = Session::new(container, "yard".into(), "http://yard/".into());
            let mut disk = Disk::default();
            for number in 0..10 {
                disk.apply(session.picture(&jpeg(32), &at(1e12 + 40.0 * f64::from(number))));
            }
            assert_eq!((session.progress.frames, session.progress.length_ms), (10, 360.0));
            disk.apply(finish(&mut session));
            let [(about, bytes, true)] = &disk.0[..] else { panic!("one file that was ended") };
            assert_eq!((about.frames, about.lost, about.begun_ms), (Some(10), 0, 1_000_000_000_000));
            let findings = recording::verify(&bytes[..]).unwrap();
            assert_eq!((findings.fault, findings.frames, findings.finished), (None, 10, true));
        }
    }

    #[test]
    fn another_size_begins_another_file_and_nothing_is_lost() {
        let mut session = Session::new(Container::Matroska, "yard".into(), String::new());
        let mut disk = Disk::default();
        for (number, width) in [32, 32, 48, 48, 48, 32].into_iter().enumerate() {
            disk.apply(session.picture(&jpeg(width), &at(1e12 + number as f64)));
        }
        disk.apply(finish(&mut session));
        let frames: Vec<_> = disk.0.iter().map(|(about, ..)| (about.part, about.frames.unwrap())).collect();
        assert_eq!(frames, [(1, 2), (2, 3), (3, 1)]);
        assert!(disk.0.iter().all(|(_, bytes, _)| recording::verify(&bytes[..]).unwrap().fault.is_none()));
    }

    #[test]
    fn a_picture_for_which_there_is_no_room_is_not_counted_as_recorded() {
        let mut session = Session::new(Container::Matroska, "yard".into(), String::new());
        for number in 0..3 {
            session.picture(&jpeg(32), &at(1e12 + f64::from(number)));
        }
        let about = session.give_up().unwrap();
        assert_eq!((about.frames, about.lost), (Some(2), 1));
        assert_eq!((session.progress.frames, session.progress.lost), (2, 1));
        assert!(session.give_up().is_none());
    }

    #[test]
    fn what_is_missing_is_in_the_evidence() {
        let mut session = Session::new(Container::Matroska, "yard".into(), String::new());
        let mut disk = Disk::default();
        // What was missing before the first picture is nobody's.
        disk.apply(session.picture(&jpeg(32), &Received { lost: 9, gap: true, ..at(1e12) }));
        session.lose(&at(1e12 + 10.0));
        disk.apply(session.picture(b"no picture", &at(1e12 + 20.0)));
        disk.apply(session.picture(&jpeg(32), &Received { lost: 3, gap: true, ..at(1e12 + 30.0) }));
        session.lose(&at(1e12 + 40.0));
        assert_eq!(session.progress.lost, 6);
        disk.apply(finish(&mut session));
        let findings = recording::verify(&disk.0[0].1[..]).unwrap();
        assert_eq!((findings.frames, findings.lost, findings.gaps, findings.fault), (2, 6, 1, None));
        assert_eq!(disk.0[0].0.lost, 6, "with what came after the last picture");
    }
}
