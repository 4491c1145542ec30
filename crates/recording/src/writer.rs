//! Pictures to a file.

use std::ops::Range;

use crate::evidence::{Record, Seal, sha256};
use crate::stamp::Stamp;
use crate::tags::{self, Archive, Clusters, Setup, Totals};
use crate::timeline::Moment;
use crate::{Container, Error, avi, matroska, zip};

/// The description of the recording, for the tags of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The camera's address, without secrets: the caller takes them off.
    pub source: String,
    /// The camera's serial number, if known.
    pub serial: Option<String>,
    /// The camera's firmware version, if known.
    pub firmware: Option<String>,
    /// When the recording began, in milliseconds since 1970.
    pub begun: u64,
}

/// What one file may take. The defaults are those of [`Limits::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Matroska: longest cluster, in milliseconds: 1000, at most 30,000 (its timestamps have 16
    /// bits).
    pub cluster_milliseconds: u64,
    /// Matroska: bytes after which a cluster ends: 4 MiB. It may be longer by one picture.
    pub cluster_bytes: u64,
    /// Matroska: clusters of a file: 2^20, which is 12 days at a cluster a second, and never more.
    /// Each costs 24 bytes of memory until the end.
    pub clusters: usize,
    /// Bytes of a file with its end: none. AVI never has more than 2^31 less 64 KiB, ZIP never more
    /// than 2^32 less 64 KiB and 65,000 pictures: within that every reader takes them. A Matroska
    /// file may be longer by its cues.
    pub file_bytes: u64,
    /// Bytes of one picture: 64 MiB, and never more.
    pub picture_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cluster_milliseconds: 1000,
            cluster_bytes: 4 << 20,
            clusters: MOST_CLUSTERS,
            file_bytes: u64::MAX,
            picture_bytes: MOST_PICTURE,
        }
    }
}

/// The most bytes of one picture: who checks a file has to hold one in memory.
pub(crate) const MOST_PICTURE: usize = 64 << 20;
/// The most clusters of a file.
pub(crate) const MOST_CLUSTERS: usize = 1 << 20;

/// One picture and its facts.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The camera's bytes, from SOI.
    pub jpeg: &'a [u8],
    /// Width and height in pixels.
    pub size: (u16, u16),
    /// Timestamp in the file in milliseconds; see [`Timeline`](crate::Timeline).
    pub time: u64,
    /// When it was taken and came.
    pub moment: Moment,
    /// Pictures that were lost between the one before and this one.
    pub lost: u64,
    /// Whether the connection was lost between the one before and this one.
    pub gap: bool,
}

/// Writes one file. Memory: what was not taken yet, and until the end 24 bytes a cluster
/// (Matroska), 12 bytes a picture (AVI; the end itself takes 16 bytes each 10 ms) or 128 bytes a
/// picture (ZIP; the end itself three times that).
#[derive(Debug)]
pub struct Writer {
    limits: Limits,
    size: (u16, u16),
    muxer: Muxer,
    out: Out,
    seal: Seal,
    frames: u64,
    lost: u64,
    gaps: u64,
    last: Option<u64>,
    /// Milliseconds between the last two pictures: how long the last one is shown.
    step: u64,
}

/// One for each container.
#[derive(Debug)]
enum Muxer {
    Matroska(matroska::Muxer),
    Avi(avi::Muxer),
    Zip(zip::Muxer),
}

/// Written bytes that nobody has taken yet.
#[derive(Debug, Default)]
pub(crate) struct Out {
    pub(crate) bytes: Vec<u8>,
    /// Bytes of the file that were taken already.
    taken: u64,
}

impl Out {
    /// Bytes of the file so far.
    pub(crate) fn position(&self) -> u64 {
        self.taken + self.bytes.len() as u64
    }
}

/// Bytes to be written over others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Where in the file, in bytes.
    pub offset: u64,
    /// The bytes to write there.
    pub bytes: Vec<u8>,
}

/// The end of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// To be appended.
    pub tail: Vec<u8>,
    /// To be written over what is there, once the tail is. The last one says that the file is
    /// whole, and is the first in the file; the others are in its order, and none overlaps another.
    /// A file without them plays, and counts as never ended.
    pub patches: Vec<Patch>,
    /// The seal of the evidence.
    pub seal: Seal,
}

impl Writer {
    /// A file for pictures of `size`, its beginning ready to be taken.
    pub fn new(container: Container, about: &About, size: (u16, u16), limits: Limits) -> Self {
        let clusters = match container {
            Container::Matroska => {
                Clusters { milliseconds: limits.cluster_milliseconds, bytes: limits.cluster_bytes }
            }
            Container::Avi | Container::Zip => Clusters::default(),
        };
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let archive = Archive::default();
        Self::begin(&Setup { program, container, size, clusters, archive, about: about.clone() }, limits)
    }

    /// A file as another writer began it, with the widest limits.
    pub(crate) fn again(setup: &Setup) -> Self {
        let Clusters { milliseconds, bytes } = setup.clusters;
        let limits = Limits { cluster_milliseconds: milliseconds, cluster_bytes: bytes, ..Limits::default() };
        Self::begin(setup, limits)
    }

    fn begin(setup: &Setup, limits: Limits) -> Self {
        let (mut out, mut seal) = (Out::default(), Seal::default());
        let (tags, bytes) = (tags::first(setup), &mut out.bytes);
        tags.iter().for_each(|(name, value)| seal.tag(name, value));
        let muxer = match setup.container {
            Container::Matroska => Muxer::Matroska(matroska::Muxer::new(bytes, setup, &tags)),
            Container::Avi => Muxer::Avi(avi::Muxer::new(bytes, setup.size, &tags)),
            Container::Zip => Muxer::Zip(zip::Muxer::new(bytes, setup, &tags)),
        };
        Self { limits, size: setup.size, muxer, out, seal, frames: 0, lost: 0, gaps: 0, last: None, step: 0 }
    }

    /// Takes in a picture: after [`take`](Self::take) it is in the file whole, with its evidence.
    pub fn picture(&mut self, picture: &Picture<'_>) -> Result<(), Error> {
        self.admit(picture)?;
        self.put(
            picture,
            Record {
                frame: self.frames,
                time: picture.time,
                arrival: picture.moment.arrival,
                camera: picture.moment.camera.and_then(Stamp::certain),
                text: picture.moment.text,
                lost: picture.lost,
                gap: picture.gap,
                bytes: picture.jpeg.len() as u64,
                sha256: sha256(picture.jpeg),
            },
        );
        Ok(())
    }

    /// Writes a picture that was admitted, with its record.
    pub(crate) fn put(&mut self, picture: &Picture<'_>, record: Record) {
        let text = record.to_string().into_bytes();
        self.seal.record(&text);
        match &mut self.muxer {
            Muxer::Matroska(muxer) => muxer.picture(&mut self.out, &self.limits, picture, &text),
            Muxer::Avi(muxer) => muxer.picture(&mut self.out, picture, &text),
            Muxer::Zip(muxer) => muxer.picture(&mut self.out, picture, record, &text),
        }
        self.step = self.last.map_or(0, |last| picture.time - last);
        self.last = Some(picture.time);
        self.frames += 1;
        self.lost = self.lost.saturating_add(picture.lost);
        self.gaps += u64::from(picture.gap);
    }

    /// The bytes to append to the file now: whole elements.
    pub fn take(&mut self) -> Vec<u8> {
        self.out.taken += self.out.bytes.len() as u64;
        std::mem::take(&mut self.out.bytes)
    }

    /// Ends the file; `lost` pictures came after the last one. [`take`](Self::take) first: what was
    /// not taken leads the tail.
    pub fn finish(mut self, ended: u64, lost: u64) -> Ending {
        while self.list_pictures() {}
        let (frames, gaps, lost) = (self.frames, self.gaps, self.lost.saturating_add(lost));
        self.end(&Totals { frames, lost, gaps, ended })
    }

    /// Writes the next part of the list of all pictures that stands before the totals, if the
    /// container has one and there is more of it.
    pub(crate) fn list_pictures(&mut self) -> bool {
        match &mut self.muxer {
            Muxer::Matroska(_) => false,
            Muxer::Avi(muxer) => muxer.list_pictures(&mut self.out),
            Muxer::Zip(muxer) => muxer.list_pictures(&mut self.out),
        }
    }

    /// Writes the data after the list of all pictures.
    pub(crate) fn end(mut self, totals: &Totals) -> Ending {
        let mut tags = tags::last(totals);
        tags.iter().for_each(|(name, value)| self.seal.total(name, value));
        let (out, seal) = (&mut self.out, self.seal);
        tags.push((tags::SEAL.to_owned(), seal.to_string()));
        let duration = self.last.map_or(0, |last| last.saturating_add(self.step));
        let patches = match self.muxer {
            Muxer::Matroska(muxer) => muxer.finish(out, &tags, duration),
            Muxer::Avi(muxer) => muxer.finish(out, &tags),
            Muxer::Zip(muxer) => muxer.finish(out, &tags, totals.ended),
        };
        Ending { tail: self.out.bytes, patches, seal }
    }

    /// Where patches may be written over what is there, in the order of the file: the beginning's,
    /// and that of the last picture's cluster.
    pub(crate) fn holes(&self) -> Vec<Range<u64>> {
        match &self.muxer {
            Muxer::Matroska(muxer) => muxer.holes(),
            Muxer::Avi(muxer) => muxer.holes(),
            Muxer::Zip(muxer) => muxer.holes(),
        }
    }

    /// The seal over everything written so far.
    pub(crate) fn seal(&self) -> Seal {
        self.seal
    }

    /// Gaps so far.
    pub(crate) fn gaps(&self) -> u64 {
        self.gaps
    }

    /// Pictures in the file.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Bytes of the file so far.
    pub fn position(&self) -> u64 {
        self.out.position()
    }

    /// Pictures that are known to be missing.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Whether a picture may be added.
    pub(crate) fn admit(&self, picture: &Picture<'_>) -> Result<(), Error> {
        let limit = self.limits.picture_bytes.min(MOST_PICTURE);
        if picture.jpeg.is_empty() {
            return Err(Error::Empty);
        }
        if picture.jpeg.len() > limit {
            return Err(Error::TooLarge { bytes: picture.jpeg.len(), limit });
        }
        if picture.size != self.size {
            return Err(Error::SizeChanged { from: self.size, to: picture.size });
        }
        if let Some(last) = self.last.filter(|&last| picture.time <= last) {
            return Err(Error::OutOfOrder { time: picture.time, last });
        }
        match &self.muxer {
            Muxer::Matroska(muxer) => muxer.admit(&self.out, &self.limits, picture),
            Muxer::Avi(muxer) => muxer.admit(&self.out, &self.limits, picture),
            Muxer::Zip(muxer) => muxer.admit(&self.out, &self.limits, picture),
        }
    }
}
