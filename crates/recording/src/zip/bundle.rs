//! An archive of any files as they are, without evidence.

use super::crc;
use super::layout::{self, Entry};
use super::{LONGEST, MOST_PICTURES, OVERHEAD};
use crate::Error;

/// A ZIP archive of files as they are, not compressed. The caller writes the bytes that it gives, and after
/// those of [`add`](Self::add) the file's own.
///
/// ```
/// use recording::{Bundle, FileSum};
///
/// let picture = b"\xff\xd8\xff\xd9";
/// let mut sum = FileSum::default();
/// sum.add(picture);
/// let mut bundle = Bundle::default();
/// let mut file = bundle.add("gate.jpg", 1_795_000_000_000, sum)?;
/// file.extend_from_slice(picture);
/// file.extend_from_slice(&bundle.finish());
/// assert!(file.starts_with(b"PK"));
/// # Ok::<(), recording::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Bundle {
    entries: Vec<Entry>,
    length: u64,
}

/// Length and checksum of a file, which a ZIP archive has before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileSum {
    crc: u32,
    bytes: u64,
}

impl FileSum {
    /// Takes the next bytes of the file.
    pub fn add(&mut self, bytes: &[u8]) {
        self.crc = crc::go_on(self.crc, bytes);
        self.bytes += bytes.len() as u64;
    }

    /// Length of the file so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Bundle {
    /// Begins a file, and returns the bytes that come before its own. `at` is its time, milliseconds since
    /// 1970. A second file of one name gets a number: `gate 2.jpg`.
    ///
    /// # Errors
    /// [`Error::Full`] if the archive would be larger than readers of old can read, 4 GiB or 65,000 files.
    pub fn add(&mut self, name: &str, at: u64, sum: FileSum) -> Result<Vec<u8>, Error> {
        let name = self.free_name(name);
        let ends = (self.entries.len() as u64 + 2) * OVERHEAD;
        let is_full = self.length + sum.bytes + ends > LONGEST || name.len() > OVERHEAD as usize / 4;
        if is_full || self.entries.len() >= MOST_PICTURES {
            return Err(Error::Full);
        }
        // Both are below `LONGEST`.
        let (bytes, offset) = (sum.bytes as u32, self.length as u32);
        let entry = Entry { name, stamp: layout::stamp(at), crc: sum.crc, bytes, offset };
        let mut header = Vec::new();
        layout::local(&mut header, &entry, &[]);
        self.length += header.len() as u64 + sum.bytes;
        self.entries.push(entry);
        Ok(header)
    }

    /// The bytes that come after the last file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in &self.entries {
            layout::central(&mut out, entry);
        }
        let (directory, end) = (self.length, self.length + out.len() as u64);
        layout::end(&mut out, self.entries.len() as u16, directory, end);
        out
    }

    fn free_name(&self, name: &str) -> String {
        let (stem, suffix) = name.rfind('.').map_or((name, ""), |dot| name.split_at(dot));
        let is_taken = |name: &str| self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name));
        let mut free = name.to_owned();
        let mut number = 2_u32;
        while is_taken(&free) {
            free = format!("{stem} {number}{suffix}");
            number += 1;
        }
        free
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::io::Read as _;

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bundle = Bundle::default();
        let mut out = Vec::new();
        for (name, bytes) in files {
            let mut sum = FileSum::default();
            for part in bytes.chunks(3) {
                sum.add(part);
            }
            out.extend(bundle.add(name, 1_795_000_000_000, sum).unwrap());
            out.extend_from_slice(bytes);
        }
        out.extend(bundle.finish());
        out
    }

    #[test]
    fn other_programs_read_every_file_bit_for_bit() {
        let files: [(&str, &[u8]); 3] =
            [("gate.jpg", b"one picture"), ("hof-s\u{fc}d.jpg", b""), ("a.mkv", &[7; 99])];
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed(&files))).unwrap();
        assert_eq!(archive.len(), 3);
        for (index, (name, bytes)) in files.into_iter().enumerate() {
            let mut file = archive.by_index(index).unwrap();
            assert_eq!(file.name().unwrap(), name);
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes);
        }
    }

    #[test]
    fn two_tiles_of_one_camera_have_a_file_each() {
        let bytes = packed(&[("gate.jpg", b"1"), ("gate.jpg", b"2"), ("Gate.jpg", b"3")]);
        let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        names.sort();
        assert_eq!(names, ["Gate 3.jpg", "gate 2.jpg", "gate.jpg"]);
    }

    #[test]
    fn what_no_reader_could_find_is_refused() {
        let mut bundle = Bundle::default();
        let sum = FileSum { crc: 0, bytes: 3 << 30 };
        assert!(bundle.add("a.mkv", 0, sum).is_ok());
        assert!(matches!(bundle.add("b.mkv", 0, sum), Err(Error::Full)));
    }
}
