//! AVI (Microsoft, "AVI RIFF File Reference"), codec `MJPG`.
//!
//! AVI knows one frame rate: a hundred a second here. Between two pictures stand as many empty
//! chunks as there are steps of 10 ms, and an empty chunk repeats the picture before it. The times
//! in the records are the true ones.
//!
//! ```text
//! RIFF AVI  LIST hdrl (avih, LIST strl (strh, strf))  JUNK tags
//!           LIST movi (00dc picture, JUNK record, 00dc empty, 00dc empty, …)  idx1  JUNK tags and seal
//! ```
//!
//! Sizes of `RIFF` and `movi` are zero until the end, which readers take for "up to the end of the file".

pub(crate) mod riff;

use std::ops::Range;

use crate::writer::{Limits, Out, Patch, Picture};
use crate::{Error, tags};

use riff::Places;

/// Milliseconds of one step.
pub(crate) const STEP: u64 = 10;
/// Longest time without a picture, in steps: a minute. Each step costs 24 bytes.
pub(crate) const LONGEST_PAUSE: u64 = 6_000;
/// Bytes of a file: up to here no reader fails by a sign or by a list of indexes.
const LONGEST: u64 = (1 << 31) - (64 << 10);
/// Most bytes of a picture but the picture: two chunks' heads and a record.
const OVERHEAD: u64 = 400;

/// Where the pictures of one file are.
#[derive(Debug)]
pub(crate) struct Muxer {
    places: Places,
    pictures: Vec<Place>,
    /// Chunks so far, empty ones too.
    steps: u64,
    largest: u32,
    /// Where the pictures end, once their list is begun.
    movi_end: Option<u64>,
    /// Pictures and chunks that are in the list already.
    listed: (usize, u64),
}

/// One picture's chunk.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Which of the chunks it is.
    step: u32,
    /// Of the chunk's head in the file.
    offset: u32,
    /// Of the picture.
    bytes: u32,
}

/// The step of a picture at `time` milliseconds, where `steps` chunks are there already: the
/// nearest that is free.
pub(crate) fn step(time: u64, steps: u64) -> u64 {
    (time.saturating_add(STEP / 2) / STEP).max(steps)
}

impl Muxer {
    /// Writes a file's beginning.
    pub(crate) fn new(out: &mut Vec<u8>, size: (u16, u16), tags: &[(String, String)]) -> Self {
        let places = riff::beginning(out, size, &tags::lines(tags));
        Self { places, pictures: Vec::new(), steps: 0, largest: 0, movi_end: None, listed: (0, 0) }
    }

    /// Whether this picture has a place.
    pub(crate) fn admit(&self, out: &Out, limits: &Limits, picture: &Picture<'_>) -> Result<(), Error> {
        let step = step(picture.time, self.steps);
        let pause = step - self.steps;
        if pause > LONGEST_PAUSE {
            return Err(Error::Pause(pause.saturating_mul(STEP)));
        }
        let chunks = pause * riff::HEAD + picture.jpeg.len() as u64 + OVERHEAD;
        let ending = (step + 1) * riff::INDEX_ENTRY + riff::MOST_ENDING;
        if out.position() + chunks + ending > limits.file_bytes.min(LONGEST) {
            Err(Error::Full)
        } else {
            Ok(())
        }
    }

    /// Writes a picture that was admitted.
    pub(crate) fn picture(&mut self, out: &mut Out, picture: &Picture<'_>, record: &[u8]) {
        let step = step(picture.time, self.steps);
        for _ in self.steps..step {
            riff::chunk(&mut out.bytes, riff::FRAME, &[]);
        }
        let bytes = picture.jpeg.len() as u32;
        // Admitted: all are below `LONGEST`.
        self.pictures.push(Place { step: step as u32, offset: out.position() as u32, bytes });
        riff::chunk(&mut out.bytes, riff::FRAME, picture.jpeg);
        riff::chunk(&mut out.bytes, riff::JUNK, record);
        self.steps = step + 1;
        self.largest = self.largest.max(bytes);
    }

    /// Writes the next part of the index: its head, or the entries of a picture. Returns whether
    /// there was one.
    pub(crate) fn list_pictures(&mut self, out: &mut Out) -> bool {
        if self.movi_end.is_none() {
            self.movi_end = Some(out.position());
            riff::begin(&mut out.bytes, riff::INDEX, (self.steps * riff::INDEX_ENTRY) as u32);
            return true;
        }
        let (pictures, before) = self.listed;
        let Some(place) = self.pictures.get(pictures) else { return false };
        // Empty chunks stand just before the picture that follows them.
        let empty = u64::from(place.step) - before;
        let picture = u64::from(place.offset) - self.places.movi;
        for index in 0..empty {
            riff::index_entry(&mut out.bytes, picture - (empty - index) * riff::HEAD, 0);
        }
        riff::index_entry(&mut out.bytes, picture, place.bytes);
        self.listed = (pictures + 1, u64::from(place.step) + 1);
        true
    }

    /// Writes what comes after the index. Returns the patches; that of the file's own size is last.
    pub(crate) fn finish(self, out: &mut Out, tags: &[(String, String)]) -> Vec<Patch> {
        riff::chunk(&mut out.bytes, riff::JUNK, tags::lines(tags).as_bytes());
        let movi_end = self.movi_end.unwrap_or_default();
        riff::patches(&self.places, self.steps as u32, self.largest, movi_end, out.position())
    }

    /// Where [`finish`](Self::finish) writes over what is there, in the order of the file.
    pub(crate) fn holes(&self) -> Vec<Range<u64>> {
        self.places.holes().to_vec()
    }
}
