//! ZIP (PKWARE, APPNOTE.TXT), the pictures as they are, not compressed.
//!
//! ```text
//! recording.txt   what was recorded
//! 000000_2026-11-22T17-00-00.123Z.jpg …
//! evidence.csv    a row for each picture
//! seal.txt        totals and seal
//! ```
//!
//! Our own: a picture's size and sum are known before its first byte, and the libraries that write
//! without seeking put them after the last one, where a reader of a file that was cut off cannot
//! find them. Each picture's record is an extra field of its local header, so that a file without
//! its end has its evidence, too.

mod bundle;
mod crc;
pub(crate) mod layout;

use std::ops::Range;

use crate::Error;
use crate::evidence::Record;
use crate::tags::{self, Archive, Setup};
use crate::writer::{Limits, Out, Patch, Picture};

pub use bundle::{Bundle, FileSum};
use layout::{Entry, State};

/// Most pictures: a ZIP without extensions has 65,535 entries.
const MOST_PICTURES: usize = 65_000;
/// Bytes of a file: places have 32 bits.
const LONGEST: u64 = (1 << 32) - (64 << 10);
/// Most bytes of a picture but the picture: local header, entry of the directory, row.
const OVERHEAD: u64 = 1 << 10;

/// The part of each entry that is repeated at the end.
#[derive(Debug)]
pub(crate) struct Muxer {
    archive: Archive,
    about: Entry,
    pictures: Vec<Kept>,
    table: Option<Entry>,
}

#[derive(Debug)]
struct Kept {
    record: Record,
    crc: u32,
    offset: u32,
}

impl Muxer {
    /// Writes a file's beginning.
    pub(crate) fn new(out: &mut Vec<u8>, setup: &Setup, tags: &[(String, String)]) -> Self {
        let text = tags::lines(tags);
        let about = Entry::new(layout::ABOUT, layout::stamp(setup.about.begun), text.as_bytes(), 0);
        layout::local(out, &about, State::Open.bytes());
        out.extend_from_slice(text.as_bytes());
        Self { archive: setup.archive, about, pictures: Vec::new(), table: None }
    }

    /// Whether this picture has a place.
    pub(crate) fn admit(&self, out: &Out, limits: &Limits, picture: &Picture<'_>) -> Result<(), Error> {
        let ends = (self.pictures.len() as u64 + 1) * OVERHEAD;
        let end = out.position() + picture.jpeg.len() as u64 + ends + OVERHEAD;
        let full = self.pictures.len() >= MOST_PICTURES || end > limits.file_bytes.min(LONGEST);
        if full { Err(Error::Full) } else { Ok(()) }
    }

    /// Writes a picture that was admitted.
    pub(crate) fn picture(&mut self, out: &mut Out, picture: &Picture<'_>, record: Record, text: &[u8]) {
        // Admitted: it is below `LONGEST`.
        let offset = out.position() as u32;
        let stamp = layout::stamp(layout::taken(&record, self.archive));
        let entry = Entry::new(&layout::picture_name(&record, self.archive), stamp, picture.jpeg, offset);
        layout::local(&mut out.bytes, &entry, text);
        out.bytes.extend_from_slice(picture.jpeg);
        self.pictures.push(Kept { record, crc: entry.crc, offset });
    }

    /// Writes the table. Returns whether that was still to be done.
    pub(crate) fn list_pictures(&mut self, out: &mut Out) -> bool {
        if self.table.is_some() {
            return false;
        }
        let last = self.pictures.last();
        let stamp =
            last.map_or(self.about.stamp, |last| layout::stamp(layout::taken(&last.record, self.archive)));
        let mut rows = layout::columns(self.archive).to_owned();
        for kept in &self.pictures {
            layout::row(&mut rows, &kept.record, self.archive);
        }
        let table = Entry::new(layout::TABLE, stamp, rows.as_bytes(), out.position() as u32);
        layout::local(&mut out.bytes, &table, &[]);
        out.bytes.extend_from_slice(rows.as_bytes());
        self.table = Some(table);
        true
    }

    /// Writes what comes after the table. Returns the patch that says that the file is whole.
    pub(crate) fn finish(self, out: &mut Out, tags: &[(String, String)], ended: u64) -> Vec<Patch> {
        let text = tags::lines(tags);
        let seal = Entry::new(layout::SEAL, layout::stamp(ended), text.as_bytes(), out.position() as u32);
        layout::local(&mut out.bytes, &seal, &[]);
        out.bytes.extend_from_slice(text.as_bytes());

        let directory = out.position();
        layout::central(&mut out.bytes, &self.about);
        for Kept { record, crc, offset } in &self.pictures {
            let name = layout::picture_name(record, self.archive);
            let stamp = layout::stamp(layout::taken(record, self.archive));
            let entry = Entry { name, stamp, crc: *crc, bytes: record.bytes as u32, offset: *offset };
            layout::central(&mut out.bytes, &entry);
        }
        if let Some(table) = &self.table {
            layout::central(&mut out.bytes, table);
        }
        layout::central(&mut out.bytes, &seal);
        let end = out.position();
        layout::end(&mut out.bytes, self.pictures.len() as u16 + 3, directory, end);
        vec![Patch { offset: layout::state_place(&self.about), bytes: State::Ended.bytes().to_vec() }]
    }

    /// Where [`finish`](Self::finish) writes over what is there.
    pub(crate) fn holes(&self) -> Vec<Range<u64>> {
        let place = layout::state_place(&self.about);
        std::iter::once(place..place + State::Ended.bytes().len() as u64).collect()
    }
}
