//! Reads a recording in ZIP.

use std::io::Read;

use sha2::{Digest as _, Sha256};

use super::check::{Check, Found, PICTURE, Stop, TEXT};
use super::input::Input;
use super::{Fault, layout};
use crate::{Record, tags};

use layout::{Entry, State};

/// Reads on after the first four bytes.
pub(super) fn read(input: &mut Input<impl Read>, check: &mut Check) -> Result<(), Stop> {
    let mut table = Sha256::new();
    table.update(layout::COLUMNS);
    let mut zip = Zip { input, check, table, directory: Sha256::new(), directory_bytes: 0, entries: 0 };
    let read = zip.archive();
    // The seal alone does not make an archive whole.
    if !matches!(read, Ok(true)) {
        check.findings.finished = false;
    }
    read.map(|_| ())
}

struct Zip<'a, R> {
    input: &'a mut Input<R>,
    check: &'a mut Check,
    /// Hash of what the table has to be.
    table: Sha256,
    /// Hash of what the directory has to be, and its bytes.
    directory: Sha256,
    directory_bytes: u64,
    entries: u16,
}

/// A local header as it was read.
struct Local {
    bytes: Vec<u8>,
    name: String,
    text: Vec<u8>,
    stamp: u32,
    size: u64,
}

impl<R: Read> Zip<'_, R> {
    /// Returns whether the archive has an end.
    fn archive(&mut self) -> Result<bool, Stop> {
        self.about()?;
        loop {
            let place = self.input.position;
            match self.signature()? {
                None => return Ok(false),
                Some(layout::LOCAL) => self.entry(place)?,
                Some(layout::CENTRAL) => return self.directory(place).map(|()| true),
                Some(_) => return Err(Stop::Damaged),
            }
        }
    }

    fn signature(&mut self) -> Result<Option<[u8; 4]>, Stop> {
        let Some(first) = self.input.byte()? else { return Ok(None) };
        let [b, c, d] = self.input.array()?;
        Ok(Some([first, b, c, d]))
    }

    /// The first entry: what was recorded, and whether it was ended.
    fn about(&mut self) -> Result<(), Stop> {
        let local = self.local()?;
        if local.name != layout::ABOUT || local.size > TEXT {
            return Err(Stop::Damaged);
        }
        self.check.unfinished = local.text != State::Ended.bytes();
        let state = if self.check.unfinished { State::Open } else { State::Ended };
        let text = self.input.body(local.size)?;
        self.tags(text.clone(), true)?;
        self.known(&local, local.stamp, &text, 0, state.bytes())
    }

    /// An entry after the first, whose local header begins at `place`.
    fn entry(&mut self, place: u64) -> Result<(), Stop> {
        let local = self.local()?;
        let frame = self.check.findings.frames;
        match local.name.as_str() {
            layout::TABLE => self.table(&local, place),
            layout::SEAL if local.size <= TEXT => {
                let text = self.input.body(local.size)?;
                self.tags(text.clone(), false)?;
                self.known(&local, local.stamp, &text, place, &[])
            }
            _ if local.text.is_empty() => Err(Stop::Fault(Fault::NoRecord(frame))),
            _ if local.size > PICTURE => Err(Stop::Damaged),
            _ => {
                let picture = self.input.body(local.size)?;
                let position = self.input.position;
                let named = |record: &Record| layout::picture_name(record) == local.name;
                let record = self.check.record(Some(Found::new(&picture)), &local.text, position, named)?;
                let (mut row, stamp) = (String::new(), layout::stamp(layout::taken(record)));
                layout::row(&mut row, record);
                self.table.update(row);
                self.known(&local, stamp, &picture, place, &local.text)
            }
        }
    }

    /// An entry is as we write it, or the file is damaged.
    fn known(&mut self, local: &Local, stamp: u32, body: &[u8], place: u64, text: &[u8]) -> Result<(), Stop> {
        let offset = u32::try_from(place).map_err(|_| Stop::Damaged)?;
        let entry = Entry::new(&local.name, stamp, body, offset);
        self.add(local, &entry, text)
    }

    fn add(&mut self, local: &Local, entry: &Entry, text: &[u8]) -> Result<(), Stop> {
        let (mut header, mut central) = (Vec::new(), Vec::new());
        layout::local(&mut header, entry, text);
        if header[layout::LOCAL.len()..] != local.bytes {
            return Err(Stop::Damaged);
        }
        layout::central(&mut central, entry);
        self.directory.update(&central);
        self.directory_bytes += central.len() as u64;
        self.entries = self.entries.checked_add(1).ok_or(Stop::Damaged)?;
        Ok(())
    }

    /// The table is what follows from the records, or the file is damaged.
    fn table(&mut self, local: &Local, place: u64) -> Result<(), Stop> {
        const PART: u64 = 64 << 10;
        let (mut crc, mut read, mut left) = (crc32fast::Hasher::new(), Sha256::new(), local.size);
        while left > 0 {
            let part = self.input.body(left.min(PART))?;
            crc.update(&part);
            read.update(&part);
            left -= part.len() as u64;
        }
        if read.finalize() != self.table.finalize_reset() {
            return Err(Stop::Damaged);
        }
        let offset = u32::try_from(place).map_err(|_| Stop::Damaged)?;
        let (name, bytes) = (local.name.clone(), local.size as u32);
        self.add(local, &Entry { name, stamp: local.stamp, crc: crc.finalize(), bytes, offset }, &[])
    }

    /// The directory, which begins at `place`, and the end are what follows from the entries, or the file is damaged.
    fn directory(&mut self, place: u64) -> Result<(), Stop> {
        const PART: u64 = 64 << 10;
        let (mut read, mut left) = (Sha256::new(), self.directory_bytes.saturating_sub(4));
        read.update(layout::CENTRAL);
        while left > 0 {
            let part = self.input.body(left.min(PART))?;
            read.update(&part);
            left -= part.len() as u64;
        }
        let mut end = Vec::new();
        layout::end(&mut end, self.entries, place, place + self.directory_bytes);
        if read.finalize() != self.directory.finalize_reset() || self.input.body(end.len() as u64)? != end {
            return Err(Stop::Damaged);
        }
        Ok(())
    }

    fn tags(&mut self, text: Vec<u8>, first: bool) -> Result<(), Stop> {
        let text = String::from_utf8(text).map_err(|_| Stop::Damaged)?;
        for (name, value) in tags::from_lines(&text).ok_or(Stop::Damaged)? {
            self.check.tag(name, value, first)?;
        }
        Ok(())
    }

    /// A local header after its signature.
    fn local(&mut self) -> Result<Local, Stop> {
        const FIXED: u64 = (layout::LOCAL_BYTES - layout::LOCAL.len()) as u64;
        const LONGEST: u64 = 4 << 10;
        let mut bytes = self.input.body(FIXED)?;
        let number = |at: usize, length: usize| {
            bytes[at..at + length].iter().rev().fold(0_u64, |value, &byte| value << 8 | u64::from(byte))
        };
        let (stamp, size) = (number(6, 4) as u32, number(14, 4));
        let (name, extra) = (number(22, 2), number(24, 2));
        if name > LONGEST || extra > LONGEST {
            return Err(Stop::Damaged);
        }
        let name_bytes = self.input.body(name)?;
        let extra_bytes = self.input.body(extra)?;
        bytes.extend_from_slice(&name_bytes);
        bytes.extend_from_slice(&extra_bytes);
        let name = String::from_utf8(name_bytes).map_err(|_| Stop::Damaged)?;
        let text = match extra_bytes.split_at_checked(4) {
            Some(([b'm', b'u', ..], text)) => text.to_vec(),
            _ => Vec::new(),
        };
        Ok(Local { bytes, name, text, stamp, size })
    }
}
