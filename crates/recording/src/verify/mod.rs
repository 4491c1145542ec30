//! Checks a recording: writes it again from the pictures, records and tags in it, with the very
//! [`Writer`], and compares every byte.

mod avi;
mod fault;
mod format;
mod input;
mod matroska;
mod trace;
mod zip;

use std::io::{self, Read};

use crate::evidence::{Record, Seal, sha256};
use crate::tags::{self, Archive, Clusters, EVIDENCE, Setup, Tags, VERSION};
use crate::timeline::Moment;
use crate::writer::{About, Patch, Picture};
use crate::{Container, Writer};

use format::Next;
use input::{Hole, Input};

pub use fault::{Fault, VerifyError};

/// The contents of a recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Pictures that are as they were recorded, from the first on.
    pub frames: u64,
    /// Pictures that were lost while recording.
    pub lost: u64,
    /// Times that the connection was lost while recording.
    pub gaps: u64,
    /// Bytes of the file up to the last good record: what comes after it in a file that was not
    /// ended is a picture that was cut off.
    pub good_bytes: u64,
    /// The last good record.
    pub last: Option<Record>,
    /// The seal over the file as read. Only the seal of a finished file can be compared with a
    /// noted one.
    pub seal: Seal,
    /// Names and values of the tags, in the order of the file.
    pub tags: Vec<(String, String)>,
    /// Whether the file was ended properly. One that was not is good up to where it ends.
    pub finished: bool,
    /// The first thing that is not as it was recorded. Nothing after it was looked at.
    pub fault: Option<Fault>,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every byte is as it was recorded, from the first to the proper end.
    AsRecorded,
    /// The recording broke off, or its end was taken away: the one cannot be told from the other.
    /// The frames that are there fit their records, but no seal covers them.
    NeverEnded,
    /// Something was changed.
    Changed(Fault),
}

impl Findings {
    /// The result of the check.
    pub fn verdict(&self) -> Verdict {
        match self.fault {
            Some(fault) => Verdict::Changed(fault),
            None if self.finished => Verdict::AsRecorded,
            None => Verdict::NeverEnded,
        }
    }
}

/// Reads a recording from its first byte to the first fault. Memory: a few times the largest
/// picture (of 64 MiB at most), and what the [`Writer`] needs for such a file. A file whose
/// beginning cannot be read is searched for traces of a recording.
pub fn verify(input: impl Read) -> Result<Findings, VerifyError> {
    let mut input = Input::new(input);
    let container = format::container(input.some(4)?);
    let (tags, is_cut) = match container.map(|container| format::first_tags(container, &mut input)) {
        Some(Ok(tags)) => (tags, false),
        Some(Err(Stop::Io(error))) => return Err(error.into()),
        Some(Err(stop)) => (Tags::new(), matches!(stop, Stop::Cut)),
        None => (Tags::new(), false),
    };
    let version = tags::value(&tags, EVIDENCE);
    let setup = tags::setup(&tags).filter(|setup| Some(setup.container) == container);
    if let Some((setup, container)) = setup.zip(container).filter(|_| version == Some(VERSION)) {
        let findings = Findings { tags, ..Findings::default() };
        let check = Check { input, container, size: setup.size, findings, holes: Vec::new() };
        return check.all(Writer::again(&setup)).map_err(VerifyError::Io);
    }
    // Version 1 had no layout, and a later one will name it otherwise: with it, the version was
    // changed.
    if let Some(other) = version.filter(|version| *version != VERSION && !tags::has_layout(&tags)) {
        // It goes to a terminal.
        let version = other.chars().filter(|letter| !letter.is_control()).take(20).collect();
        return Err(VerifyError::OtherVersion { version });
    }
    let error = if container.is_some() { VerifyError::NoEvidence } else { VerifyError::OtherFile };
    let traces = input.traces()?;
    let fault = match container {
        _ if !traces.any() => return Err(error),
        Some(container) if is_cut && !traces.go_beyond_first_tags() => {
            (!is_open(container, &mut input)).then_some(Fault::Cut(0))
        }
        _ => Some(Fault::Tags),
    };
    Ok(Findings { tags, fault, ..Findings::default() })
}

/// Whether a file whose first tags cannot be read has the mark of one that was not ended, which
/// stands before them.
fn is_open(container: Container, input: &mut Input<impl Read>) -> bool {
    let about = About { source: String::new(), serial: None, firmware: None, begun: 0 };
    let (clusters, archive) = (Clusters::default(), Archive::default());
    let setup = Setup { program: String::new(), container, size: (0, 0), clusters, archive, about };
    let mut writer = Writer::again(&setup);
    let (mark, bytes) = (writer.holes().into_iter().next(), writer.take());
    mark.is_some_and(|mark| {
        let place = mark.start as usize..mark.end as usize;
        input.look(place.start, place.end).is_ok_and(|found| Some(found) == bytes.get(place))
    })
}

/// Why reading ends before the end.
#[derive(Debug)]
enum Stop {
    Io(io::Error),
    /// The file ends here.
    Cut,
    /// At this byte stands something else than was written.
    Damaged(u64),
    /// A picture has no record.
    NoRecord,
    /// A record has no picture.
    Missing,
    Fault(Fault),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl<R: Read> Input<R> {
    /// The bytes at this distance ahead cannot stand there.
    fn damaged(&self, ahead: usize) -> Stop {
        Stop::Damaged(self.position + ahead as u64)
    }
}

struct Check<R> {
    input: Input<R>,
    container: Container,
    size: (u16, u16),
    findings: Findings,
    holes: Vec<Hole>,
}

impl<R: Read> Check<R> {
    fn all(mut self, mut writer: Writer) -> io::Result<Findings> {
        let read = self.pictures(&mut writer);
        self.findings.seal = writer.seal();
        let read = read.and_then(|()| self.end(writer));
        let frames = self.findings.frames;
        // The first hole says whether the file is whole. Where it does not, the others may hold
        // anything: a power cut in the middle of the end keeps no order of what was written.
        let open = self.holes.first().is_none_or(|mark| mark.blank);
        self.findings.fault = match read {
            Ok(()) => None,
            Err(Stop::Io(error)) => return Err(error),
            Err(Stop::Cut) if open => None,
            Err(Stop::Cut) => Some(Fault::Cut(frames)),
            Err(Stop::Damaged(offset)) => Some(Fault::Damaged { offset, frames }),
            Err(Stop::NoRecord) => Some(Fault::NoRecord(frames)),
            Err(Stop::Missing) => Some(Fault::Missing(frames)),
            Err(Stop::Fault(fault)) => Some(fault),
        };
        Ok(self.findings)
    }

    /// All up to the last picture.
    fn pictures(&mut self, writer: &mut Writer) -> Result<(), Stop> {
        self.confirm(writer)?;
        loop {
            match format::next(self.container, &mut self.input)? {
                Next::Picture { jpeg, record } => {
                    let end = jpeg.end.max(record.end);
                    let bytes = self.input.look(0, end)?;
                    let record = put(writer, self.size, &bytes[jpeg], &bytes[record])
                        .map_err(|stop| stop.unwrap_or_else(|| self.input.damaged(0)))?;
                    self.confirm(writer)?;
                    self.findings.frames += 1;
                    self.findings.last = Some(record);
                    (self.findings.lost, self.findings.gaps) = (writer.lost(), writer.gaps());
                    self.findings.good_bytes = self.input.position;
                }
                Next::Ending => return Ok(()),
                Next::Nothing => return Err(Stop::Cut),
            }
        }
    }

    /// The data after the last picture.
    fn end(&mut self, mut writer: Writer) -> Result<(), Stop> {
        while writer.list_pictures() {
            self.confirm(&mut writer)?;
        }
        let last = format::last_tags(self.container, &mut self.input)?;
        let read = tags::totals(&last);
        self.findings.tags.extend::<Tags>(last);
        let Some((totals, told)) = read else { return Err(self.input.damaged(0)) };
        if totals.frames > writer.frames() {
            return Err(Stop::Missing);
        }
        let fit =
            totals.frames == writer.frames() && totals.gaps == writer.gaps() && totals.lost >= writer.lost();
        let ending = writer.end(&totals);
        self.findings.seal = ending.seal;
        if !fit || told != ending.seal {
            return Err(Stop::Fault(Fault::Seal));
        }
        self.input.confirm(&ending.tail, &[])?;
        if !self.input.is_at_end()? {
            return Err(Stop::Fault(Fault::Appended { offset: self.input.position }));
        }
        self.findings.lost = totals.lost;
        self.findings.finished = patched(&self.holes, &ending.patches)?;
        Ok(())
    }

    /// The writer's bytes are those of the file.
    fn confirm(&mut self, writer: &mut Writer) -> Result<(), Stop> {
        let holes = writer.holes();
        let found = self.input.confirm(&writer.take(), &holes)?;
        self.holes.extend(found);
        Ok(())
    }
}

/// Puts a picture in as it stands in a file, if it fits its record. The error is `None` if it
/// cannot have been written.
fn put(writer: &mut Writer, size: (u16, u16), jpeg: &[u8], record: &[u8]) -> Result<Record, Option<Stop>> {
    let read = std::str::from_utf8(record).ok().and_then(|text| text.parse::<Record>().ok());
    let record = read.ok_or(Some(Stop::NoRecord))?;
    if record.frame != writer.frames() {
        return Err(Some(Stop::Missing));
    }
    if (record.bytes, record.sha256) != (jpeg.len() as u64, sha256(jpeg)) {
        return Err(Some(Stop::Fault(Fault::Differs(record.frame))));
    }
    let moment = Moment { arrival: record.arrival, camera: record.camera, text: record.text };
    let picture = Picture { jpeg, size, time: record.time, moment, lost: record.lost, gap: record.gap };
    writer.admit(&picture).map_err(|_| None)?;
    writer.put(&picture, record.clone());
    Ok(record)
}

/// Whether all was written over that is written over at the end, the mark that says so at the very
/// last. As long as that is not there, the others may be or not.
fn patched(holes: &[Hole], patches: &[Patch]) -> Result<bool, Stop> {
    let Some((mark, others)) = patches.split_last() else { return Ok(false) };
    let ended = holes.first().is_some_and(|mark| !mark.blank);
    let mut holes = holes.iter();
    for patch in std::iter::once(mark).chain(others) {
        let hole = holes.next().filter(|hole| hole.offset == patch.offset);
        if !hole.is_some_and(|hole| hole.found == patch.bytes || hole.blank && !ended) {
            return Err(Stop::Damaged(patch.offset));
        }
    }
    Ok(ended && holes.next().is_none())
}
