//! Headers, names and texts of the archive.

use std::fmt::Write as _;

use super::crc::crc32;
use crate::camera_text::Word;
use crate::date::Date;
use crate::evidence::{Record, hex};
use crate::stamp::{Seconds, Stamp};
use crate::tags::Archive;

/// The entry before the pictures: the description of the recording.
pub(crate) const ABOUT: &str = "recording.txt";
/// The entry after the pictures: a row for each.
pub(crate) const TABLE: &str = "evidence.csv";
/// The last entry: totals and seal.
pub(crate) const SEAL: &str = "seal.txt";

pub(crate) const LOCAL: [u8; 4] = *b"PK\x03\x04";
pub(crate) const CENTRAL: [u8; 4] = *b"PK\x01\x02";
pub(crate) const END: [u8; 4] = *b"PK\x05\x06";

/// Bytes of a local header without name and extra field, its signature included.
pub(crate) const LOCAL_BYTES: usize = 30;
/// ID of the extra field with the record: two characters.
pub(crate) const EXTRA: [u8; 2] = *b"mu";
/// The flag that says that the name is UTF-8 (APPNOTE.TXT, appendix D).
const UTF_8: u16 = 1 << 11;
/// Stored, by a reader of version 1.0.
const VERSION: u16 = 10;

/// The first row.
pub(crate) fn columns(archive: Archive) -> &'static str {
    match archive {
        Archive::First => "frame,file,time_ms,arrival_ms,camera_ms,camera_uptime_s,lost,gap,bytes,sha256\r\n",
        Archive::Credible => {
            "frame,file,time_ms,arrival_ms,camera_ms,camera_uptime_s,camera_text,lost,gap,bytes,sha256\r\n"
        }
    }
}

/// A camera's date may be that far from the arrival, in milliseconds: clocks are set to other
/// zones.
const CREDIBLE: u64 = 86_400_000;

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// See [`stamp`].
    pub(crate) stamp: u32,
    pub(crate) crc: u32,
    pub(crate) bytes: u32,
    /// Of its local header, in the archive.
    pub(crate) offset: u32,
}

impl Entry {
    /// An entry with this body.
    pub(crate) fn new(name: &str, stamp: u32, body: &[u8], offset: u32) -> Self {
        Self { name: name.to_owned(), stamp, crc: crc32(body), bytes: body.len() as u32, offset }
    }
}

/// Date and time as MS-DOS had them, here in UTC, of a moment in milliseconds since 1970.
pub(crate) fn stamp(milliseconds: u64) -> u32 {
    let date = Date::new(milliseconds);
    let year = date.year.clamp(1980, 2107) as u16 - 1980;
    let time = date.hour << 11 | date.minute << 5 | (date.second / 2);
    u32::from(year << 9 | date.month << 5 | date.day) << 16 | u32::from(time)
}

/// Whether a recording was ended, as the first entry's extra field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Ended,
}

impl State {
    /// Of one length, because one is written over the other.
    pub(crate) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Open => b"state=open ",
            Self::Ended => b"state=ended",
        }
    }
}

/// Where the state is in the archive.
pub(crate) fn state_place(about: &Entry) -> u64 {
    u64::from(about.offset) + (LOCAL_BYTES + about.name.len() + 4) as u64
}

/// `000012_2026-11-22T17-00-00.480Z.jpg`: number, and time of capture where the camera says it,
/// else of arrival.
pub(crate) fn picture_name(record: &Record, archive: Archive) -> String {
    let Date { year, month, day, hour, minute, second, thousandth } = Date::new(taken(record, archive));
    let frame = record.frame;
    format!("{frame:06}_{year}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}.{thousandth:03}Z.jpg")
}

/// When a picture was taken as far as is known, in milliseconds since 1970: by the camera's clock
/// if that tells a credible date, else when it arrived.
pub(crate) fn taken(record: &Record, archive: Archive) -> u64 {
    let is_credible = |date: &u64| archive == Archive::First || date.abs_diff(record.arrival) <= CREDIBLE;
    record.camera.and_then(Stamp::date).filter(is_credible).unwrap_or(record.arrival)
}

/// Appends a picture's row.
pub(crate) fn row(out: &mut String, record: &Record, archive: Archive) {
    let Record { frame, time, arrival, camera, text, lost, gap, bytes, sha256 } = record;
    let (name, gap) = (picture_name(record, archive), u8::from(*gap));
    // A String takes everything.
    let _ = write!(out, "{frame},{name},{time},{arrival},");
    let _ = match camera {
        Some(Stamp::Date(date)) => write!(out, "{date},"),
        Some(Stamp::Uptime(uptime)) => write!(out, ",{}", Seconds(*uptime)),
        Some(Stamp::Likely(_)) | None => write!(out, ","),
    };
    if archive == Archive::Credible {
        let _ = write!(out, ",{}", Word(text));
    }
    let _ = write!(out, ",{lost},{gap},{bytes},");
    let _ = hex(out, sha256);
    out.push_str("\r\n");
}

/// Appends the header of an entry whose bytes follow, with a text of ours, if it is not empty.
pub(crate) fn local(out: &mut Vec<u8>, entry: &Entry, text: &[u8]) {
    out.extend_from_slice(&LOCAL);
    let extra = if text.is_empty() { 0 } else { text.len() + 4 };
    shared(out, entry, extra as u16);
    out.extend_from_slice(entry.name.as_bytes());
    if extra > 0 {
        out.extend_from_slice(&EXTRA);
        put16(out, &[text.len() as u16]);
        out.extend_from_slice(text);
    }
}

/// Appends an entry of the directory.
pub(crate) fn central(out: &mut Vec<u8>, entry: &Entry) {
    out.extend_from_slice(&CENTRAL);
    put16(out, &[VERSION]);
    shared(out, entry, 0);
    // Comment, disk, attributes.
    put16(out, &[0, 0, 0, 0, 0]);
    put32(out, entry.offset);
    out.extend_from_slice(entry.name.as_bytes());
}

/// Appends the end of an archive whose directory is from `directory` to `end`.
pub(crate) fn end(out: &mut Vec<u8>, entries: u16, directory: u64, end: u64) {
    out.extend_from_slice(&END);
    put16(out, &[0, 0, entries, entries]);
    put32(out, (end - directory) as u32);
    put32(out, directory as u32);
    put16(out, &[0]);
}

/// What local header and directory have in common: from the version that is needed to the lengths
/// of name and extra field.
fn shared(out: &mut Vec<u8>, entry: &Entry, extra: u16) {
    // No compression.
    put16(out, &[VERSION, if entry.name.is_ascii() { 0 } else { UTF_8 }, 0]);
    put32(out, entry.stamp);
    put32(out, entry.crc);
    put32(out, entry.bytes);
    put32(out, entry.bytes);
    put16(out, &[entry.name.len() as u16, extra]);
}

fn put16(out: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}
