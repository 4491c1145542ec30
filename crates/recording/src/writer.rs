//! Pictures to a file.

use crate::evidence::{Record, Seal, sha256};
use crate::tags::{self, Totals};
use crate::timeline::Moment;
use crate::{Container, Error, avi, matroska, zip};

/// What is recorded, for the tags of the file.
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
    /// Matroska: longest cluster, in milliseconds: 1000, at most 30,000 (its timestamps have 16 bits).
    pub cluster_milliseconds: u64,
    /// Matroska: bytes after which a cluster ends: 4 MiB. It may be longer by one picture.
    pub cluster_bytes: u64,
    /// Matroska: clusters of a file: 2^20, which is 12 days at a cluster a second. Each costs 24 bytes of memory until
    /// the end.
    pub clusters: usize,
    /// Bytes of a file with its end: none. AVI never has more than 2^31 less 64 KiB, ZIP never more than 2^32 less 64 KiB and
    /// 65,000 pictures: within that every reader takes them. A Matroska file may be longer by its cues.
    pub file_bytes: u64,
    /// Bytes of one picture: 64 MiB.
    pub picture_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cluster_milliseconds: 1000,
            cluster_bytes: 4 << 20,
            clusters: 1 << 20,
            file_bytes: u64::MAX,
            picture_bytes: MOST_PICTURE,
        }
    }
}

/// The default limit of one picture, in bytes.
pub(crate) const MOST_PICTURE: usize = 64 << 20;

/// One picture and what is known of it.
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

/// Writes one file. Memory: what was not taken yet, and until the end 24 bytes a cluster (Matroska), 12 bytes a picture
/// (AVI; the end itself takes 16 bytes each 10 ms) or 128 bytes a picture (ZIP; the end itself three times that).
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

/// What was written and not taken yet.
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
    /// What to write there.
    pub bytes: Vec<u8>,
}

/// The end of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// To be appended.
    pub tail: Vec<u8>,
    /// To be written over what is there, once the tail is, where that can be done. The last one says that the file is
    /// whole, and is the first in the file; the others are in its order, and none overlaps another.
    pub patches: Vec<Patch>,
    /// The seal of the evidence.
    pub seal: Seal,
}

impl Writer {
    /// A file for pictures of `size`, its beginning ready to be taken.
    pub fn new(container: Container, about: &About, size: (u16, u16), limits: Limits) -> Self {
        let (mut out, mut seal) = (Out::default(), Seal::default());
        let tags = tags::first(about);
        tags.iter().for_each(|(name, value)| seal.tag(name, value));
        let begun = about.begun;
        let muxer = match container {
            Container::Matroska => Muxer::Matroska(matroska::Muxer::new(&mut out.bytes, begun, size, &tags)),
            Container::Avi => Muxer::Avi(avi::Muxer::new(&mut out.bytes, size, &tags)),
            Container::Zip => Muxer::Zip(zip::Muxer::new(&mut out.bytes, begun, &tags)),
        };
        Self { limits, size, muxer, out, seal, frames: 0, lost: 0, gaps: 0, last: None, step: 0 }
    }

    /// Takes in a picture: after [`take`](Self::take) it is in the file whole, with its evidence.
    pub fn picture(&mut self, picture: &Picture<'_>) -> Result<(), Error> {
        self.check(picture)?;
        let record = Record {
            frame: self.frames,
            time: picture.time,
            arrival: picture.moment.arrival,
            camera: picture.moment.camera,
            lost: picture.lost,
            gap: picture.gap,
            bytes: picture.jpeg.len() as u64,
            sha256: sha256(picture.jpeg),
        };
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
        self.lost += picture.lost;
        self.gaps += u64::from(picture.gap);
        Ok(())
    }

    /// What is to be appended to the file now: whole elements.
    pub fn take(&mut self) -> Vec<u8> {
        self.out.taken += self.out.bytes.len() as u64;
        std::mem::take(&mut self.out.bytes)
    }

    /// Ends the file; `lost` pictures came after the last one. [`take`](Self::take) first: what was not taken leads the tail.
    pub fn finish(mut self, ended: u64, lost: u64) -> Ending {
        let (frames, gaps, seal) = (self.frames, self.gaps, self.seal);
        let tags = tags::last(&Totals { frames, lost: self.lost + lost, gaps, ended, seal });
        let duration = self.last.map_or(0, |last| last.saturating_add(self.step));
        let patches = match self.muxer {
            Muxer::Matroska(muxer) => muxer.finish(&mut self.out, &tags, duration),
            Muxer::Avi(muxer) => muxer.finish(&mut self.out, &tags),
            Muxer::Zip(muxer) => muxer.finish(&mut self.out, &tags, ended),
        };
        Ending { tail: self.out.bytes, patches, seal }
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

    fn check(&self, picture: &Picture<'_>) -> Result<(), Error> {
        if picture.jpeg.len() > self.limits.picture_bytes {
            return Err(Error::TooLarge { bytes: picture.jpeg.len(), limit: self.limits.picture_bytes });
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
