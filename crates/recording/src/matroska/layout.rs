//! The elements before the first cluster and after the last one.

use std::ops::Range;

use crate::tags::Setup;

use super::ebml::{self, UNKNOWN_SIZE, element, length, master, put_id, uint, void};
use super::ids;

/// The only track's number.
pub(crate) const TRACK: u8 = 1;
/// Block addition of a picture's record: 1 is the codec's own.
pub(crate) const RECORD_ADDITION: u64 = 2;

/// Bytes kept free for the list of where things are.
const SEEK_HEAD_SPACE: usize = 128;
/// ID, size and eight bytes of a floating-point number.
const DURATION_SPACE: usize = 11;

/// Where the parts of a file's beginning are, in bytes from its first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    /// The segment's first byte: positions in a file count from here.
    pub(crate) segment: u64,
    seek_head: u64,
    info: u64,
    pub(crate) duration: u64,
    tracks: u64,
    tags: u64,
}

impl Places {
    /// Where something is written over later, but for the segment's size.
    pub(crate) fn holes(&self) -> [Range<u64>; 2] {
        let hole = |place, length: usize| place..place + length as u64;
        [hole(self.seek_head, SEEK_HEAD_SPACE), hole(self.duration, DURATION_SPACE)]
    }
}

/// Writes all up to the first cluster.
pub(crate) fn beginning(out: &mut Vec<u8>, setup: &Setup, tags: &[(String, String)]) -> Places {
    header(out);
    put_id(out, ids::SEGMENT);
    out.extend_from_slice(&UNKNOWN_SIZE);
    let segment = out.len() as u64;
    let seek_head = segment;
    void(out, ids::VOID, SEEK_HEAD_SPACE);
    let info = out.len() as u64;
    master(out, ids::INFO, |info| self::info(info, setup));
    // The last element of what was just written.
    let duration = (out.len() - DURATION_SPACE) as u64;
    let tracks = out.len() as u64;
    master(out, ids::TRACKS, |tracks| track(tracks, setup.size));
    let tags_place = out.len() as u64;
    self::tags(out, tags);
    Places { segment, seek_head, info, duration, tracks, tags: tags_place }
}

/// One `Tags` element about the whole file.
pub(crate) fn tags(out: &mut Vec<u8>, tags: &[(String, String)]) {
    master(out, ids::TAGS, |all| {
        master(all, ids::TAG, |tag| {
            element(tag, ids::TARGETS, &[]);
            for (name, value) in tags {
                master(tag, ids::SIMPLE_TAG, |simple| {
                    element(simple, ids::TAG_NAME, name.as_bytes());
                    element(simple, ids::TAG_STRING, value.as_bytes());
                });
            }
        });
    });
}

/// Cues for clusters given by time and place in the file.
pub(crate) fn cues(out: &mut Vec<u8>, segment: u64, clusters: impl Iterator<Item = (u64, u64)>) {
    master(out, ids::CUES, |cues| {
        for (time, place) in clusters {
            master(cues, ids::CUE_POINT, |point| {
                uint(point, ids::CUE_TIME, time);
                master(point, ids::CUE_TRACK_POSITIONS, |positions| {
                    uint(positions, ids::CUE_TRACK, TRACK.into());
                    uint(positions, ids::CUE_CLUSTER_POSITION, place - segment);
                });
            });
        }
    });
}

/// The list of places, to overwrite the space reserved for it.
pub(crate) fn seek_head(places: &Places, last_tags: u64, cues: u64) -> (u64, Vec<u8>) {
    let mut out = Vec::new();
    let entries = [
        (ids::INFO, places.info),
        (ids::TRACKS, places.tracks),
        (ids::TAGS, places.tags),
        (ids::TAGS, last_tags),
        (ids::CUES, cues),
    ];
    master(&mut out, ids::SEEK_HEAD, |head| {
        for (id, place) in entries {
            master(head, ids::SEEK, |seek| {
                element(seek, ids::SEEK_ID, &id.to_be_bytes());
                uint(seek, ids::SEEK_POSITION, place - places.segment);
            });
        }
    });
    let left = SEEK_HEAD_SPACE - out.len();
    void(&mut out, ids::VOID, left);
    (places.seek_head, out)
}

/// The duration, to overwrite the space reserved for it.
pub(crate) fn duration(milliseconds: u64) -> Vec<u8> {
    let mut out = Vec::new();
    element(&mut out, ids::DURATION, &(milliseconds as f64).to_be_bytes());
    out
}

/// The head of a block group: all but the picture, which follows, and the record, which comes after
/// that.
pub(crate) fn block_head(out: &mut Vec<u8>, relative: i16, picture: usize, record: &[u8]) {
    const BLOCK_HEAD: usize = 4;
    let block = BLOCK_HEAD + picture;
    let group = length(ids::BLOCK, block) + additions(record).len();
    ebml::begin(out, ids::BLOCK_GROUP, group);
    ebml::begin(out, ids::BLOCK, block);
    out.push(0x80 | TRACK);
    out.extend_from_slice(&relative.to_be_bytes());
    // No lacing. A group without a reference is a key frame.
    out.push(0);
}

/// The record's element.
pub(crate) fn additions(record: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    master(&mut out, ids::BLOCK_ADDITIONS, |additions| {
        master(additions, ids::BLOCK_MORE, |more| {
            uint(more, ids::BLOCK_ADD_ID, RECORD_ADDITION);
            element(more, ids::BLOCK_ADDITIONAL, record);
        });
    });
    out
}

fn header(out: &mut Vec<u8>) {
    master(out, ids::EBML, |header| {
        uint(header, ids::EBML_VERSION, 1);
        uint(header, ids::EBML_READ_VERSION, 1);
        uint(header, ids::EBML_MAX_ID_LENGTH, 4);
        uint(header, ids::EBML_MAX_SIZE_LENGTH, 8);
        element(header, ids::DOC_TYPE, b"matroska");
        // Mappings of block additions are of version 4; who reads 2 can do without.
        uint(header, ids::DOC_TYPE_VERSION, 4);
        uint(header, ids::DOC_TYPE_READ_VERSION, 2);
    });
}

fn info(info: &mut Vec<u8>, setup: &Setup) {
    /// Milliseconds from 1970 to 2001, where Matroska's dates begin.
    const EPOCH: i64 = 978_307_200_000;
    let date =
        i64::try_from(setup.about.begun).unwrap_or(i64::MAX).saturating_sub(EPOCH).saturating_mul(1_000_000);
    let program = ["Mullion ", &setup.program].concat();
    uint(info, ids::TIMESTAMP_SCALE, 1_000_000);
    element(info, ids::DATE_UTC, &date.to_be_bytes());
    element(info, ids::MUXING_APP, program.as_bytes());
    element(info, ids::WRITING_APP, program.as_bytes());
    void(info, ids::VOID, DURATION_SPACE);
}

fn track(tracks: &mut Vec<u8>, (width, height): (u16, u16)) {
    master(tracks, ids::TRACK_ENTRY, |track| {
        uint(track, ids::TRACK_NUMBER, TRACK.into());
        uint(track, ids::TRACK_UID, TRACK.into());
        uint(track, ids::TRACK_TYPE, 1);
        uint(track, ids::FLAG_LACING, 0);
        element(track, ids::LANGUAGE, b"und");
        element(track, ids::CODEC_ID, b"V_MJPEG");
        uint(track, ids::MAX_BLOCK_ADDITION_ID, RECORD_ADDITION);
        master(track, ids::BLOCK_ADDITION_MAPPING, |mapping| {
            uint(mapping, ids::BLOCK_ADD_ID_VALUE, RECORD_ADDITION);
            element(mapping, ids::BLOCK_ADD_ID_NAME, b"mullion evidence");
            uint(mapping, ids::BLOCK_ADD_ID_TYPE, 0);
        });
        master(track, ids::VIDEO, |video| {
            uint(video, ids::PIXEL_WIDTH, width.into());
            uint(video, ids::PIXEL_HEIGHT, height.into());
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tags::{Archive, Clusters};
    use crate::{About, Container};

    #[test]
    fn the_seek_head_fits_its_space_wherever_things_are() {
        let mut out = Vec::new();
        let about = About { source: String::new(), serial: None, firmware: None, begun: 0 };
        let (program, container, clusters) = (String::new(), Container::Matroska, Clusters::default());
        let archive = Archive::default();
        let setup = Setup { program, container, size: (1, 1), clusters, archive, about };
        let places = beginning(&mut out, &setup, &[]);
        for place in [1 << 10, 1 << 40, u64::MAX] {
            assert_eq!(seek_head(&places, place, place).1.len(), SEEK_HEAD_SPACE);
        }
    }
}
