//! Reads a recording in Matroska.

use std::io::Read;

use super::Fault;
use super::check::{Check, Found, PICTURE, Stop, TEXT};
use super::input::Input;
use crate::matroska::ebml::{self, Head};
use crate::matroska::ids;

/// The first four bytes of a file.
pub(super) const FIRST: [u8; 4] = ids::EBML.to_be_bytes();

/// Track, time and flags before a block's picture.
const BLOCK_HEAD: u64 = 4;
const LONGEST_BLOCK: u64 = PICTURE + BLOCK_HEAD;

/// Reads on after the first four bytes.
pub(super) fn read(input: &mut Input<impl Read>, check: &mut Check) -> Result<(), Stop> {
    match ebml::size(input)? {
        Some(size) if size <= TEXT => input.skip(size)?,
        _ => return Err(Stop::OtherFile),
    }
    let mut matroska = Matroska { input, check, cluster: None, block: None, tag: None };
    while let Some(head) = ebml::head(matroska.input)? {
        matroska.element(head)?;
    }
    Ok(())
}

struct Matroska<'a, R> {
    input: &'a mut Input<R>,
    check: &'a mut Check,
    /// Time of the cluster.
    cluster: Option<u64>,
    /// A picture whose record is to come, and its time.
    block: Option<(Found, u64)>,
    /// Name of a tag whose value is to come.
    tag: Option<String>,
}

impl<R: Read> Matroska<'_, R> {
    /// What a master has in it follows like everything else: no element that matters can be taken for another by
    /// where it stands, and so the sizes of masters, unknown at first, are not needed.
    fn element(&mut self, head: Head) -> Result<(), Stop> {
        if self.block.is_some()
            && matches!(head.id, ids::BLOCK | ids::BLOCK_GROUP | ids::CLUSTER | ids::TAGS | ids::CUES)
        {
            return Err(Stop::Fault(Fault::NoRecord(self.check.findings.frames)));
        }
        match (head.id, head.size) {
            (ids::SEGMENT, size) => self.check.unfinished = size.is_none(),
            (ids::CLUSTER | ids::BLOCK_GROUP | ids::BLOCK_ADDITIONS | ids::BLOCK_MORE, _) => {}
            (ids::TAGS | ids::TAG | ids::SIMPLE_TAG, _) => {}
            (ids::TIMESTAMP, Some(size @ 1..=8)) => {
                let bytes = self.input.body(size)?;
                self.cluster = Some(bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)));
            }
            (ids::BLOCK, Some(size @ BLOCK_HEAD..=LONGEST_BLOCK)) => {
                let bytes = self.input.body(size)?;
                self.block(&bytes)?;
            }
            (ids::BLOCK_ADDITIONAL, Some(size @ ..=TEXT)) => {
                let text = self.input.body(size)?;
                let (found, time) = self.block.take().unzip();
                self.check.record(found, &text, self.input.position, |record| time == Some(record.time))?;
            }
            (ids::TAG_NAME, Some(size @ ..=TEXT)) => self.tag = Some(self.text(size)?),
            (ids::TAG_STRING, Some(size @ ..=TEXT)) => {
                let value = self.text(size)?;
                let name = self.tag.take().ok_or(Stop::Damaged)?;
                self.check.tag(name, value, self.cluster.is_none())?;
            }
            (ids::TIMESTAMP | ids::BLOCK | ids::BLOCK_ADDITIONAL | ids::TAG_NAME | ids::TAG_STRING, _) => {
                return Err(Stop::Damaged);
            }
            (_, Some(size)) => self.input.skip(size)?,
            (_, None) => return Err(Stop::Damaged),
        }
        Ok(())
    }

    fn text(&mut self, size: u64) -> Result<String, Stop> {
        String::from_utf8(self.input.body(size)?).map_err(|_| Stop::Damaged)
    }

    fn block(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let [_track, high, low, _flags, picture @ ..] = bytes else { return Err(Stop::Damaged) };
        let relative = i16::from_be_bytes([*high, *low]);
        let cluster = self.cluster.ok_or(Stop::Damaged)?;
        let time = cluster.saturating_add_signed(relative.into());
        self.block = Some((Found::new(picture), time));
        Ok(())
    }
}
