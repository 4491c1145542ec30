//! Matroska (RFC 9559).

pub(crate) mod ebml;
pub(crate) mod ids;
pub(crate) mod layout;

use std::ops::Range;

use crate::Error;
use crate::tags::Setup;
use crate::writer::{Limits, MOST_CLUSTERS, Out, Patch, Picture};

use ebml::{UNKNOWN_SIZE, put_id, uint};
use layout::Places;

/// Longest time that a cluster's timestamps can tell, in milliseconds, and some less.
const LONGEST_CLUSTER: u64 = 30_000;
/// A century, in milliseconds: the duration is told in floating point.
const LONGEST_FILE: u64 = 100 * 366 * 86_400_000;
/// Most bytes of a picture but the picture: its block, its record, a cluster's head.
const OVERHEAD: u64 = 512;

/// Where the parts of one file are.
#[derive(Debug)]
pub(crate) struct Muxer {
    places: Places,
    clusters: Vec<Cluster>,
}

#[derive(Debug, Clone, Copy)]
struct Cluster {
    time: u64,
    /// Where its ID is.
    place: u64,
    /// Where its body begins.
    body: u64,
}

impl Muxer {
    /// Writes a file's beginning.
    pub(crate) fn new(out: &mut Vec<u8>, setup: &Setup, tags: &[(String, String)]) -> Self {
        Self { places: layout::beginning(out, setup, tags), clusters: Vec::new() }
    }

    /// Where [`finish`](Self::finish) writes over what is there, in the order of the file, of the
    /// clusters only the last.
    pub(crate) fn holes(&self) -> Vec<Range<u64>> {
        let size = |body: u64| body - UNKNOWN_SIZE.len() as u64..body;
        let mut holes = vec![size(self.places.segment)];
        holes.extend(self.places.holes());
        holes.extend(self.clusters.last().map(|cluster| size(cluster.body)));
        holes
    }

    /// Whether this picture has a place.
    pub(crate) fn admit(&self, out: &Out, limits: &Limits, picture: &Picture<'_>) -> Result<(), Error> {
        let end = out.position() + picture.jpeg.len() as u64 + OVERHEAD;
        let full = self.begins(out, limits, picture.time)
            && self.clusters.len() >= limits.clusters.min(MOST_CLUSTERS);
        if full || picture.time > LONGEST_FILE || end > limits.file_bytes { Err(Error::Full) } else { Ok(()) }
    }

    /// Writes a picture that was admitted.
    pub(crate) fn picture(&mut self, out: &mut Out, limits: &Limits, picture: &Picture<'_>, record: &[u8]) {
        if self.begins(out, limits, picture.time) {
            let place = out.position();
            put_id(&mut out.bytes, ids::CLUSTER);
            out.bytes.extend_from_slice(&UNKNOWN_SIZE);
            let body = out.position();
            uint(&mut out.bytes, ids::TIMESTAMP, picture.time);
            self.clusters.push(Cluster { time: picture.time, place, body });
        }
        let begun = self.clusters.last().map_or(0, |cluster| cluster.time);
        let relative = i16::try_from(picture.time - begun).unwrap_or(i16::MAX);
        layout::block_head(&mut out.bytes, relative, picture.jpeg.len(), record);
        out.bytes.extend_from_slice(picture.jpeg);
        out.bytes.append(&mut layout::additions(record));
    }

    /// Writes a file's end. Returns the patches, in the order of the file but for the segment's
    /// size, which is last.
    pub(crate) fn finish(self, out: &mut Out, tags: &[(String, String)], duration: u64) -> Vec<Patch> {
        let last_tags = out.position();
        layout::tags(&mut out.bytes, tags);
        let cues = out.position();
        let points = self.clusters.iter().map(|cluster| (cluster.time, cluster.place));
        layout::cues(&mut out.bytes, self.places.segment, points);
        let mut patches = Vec::with_capacity(self.clusters.len() + 3);
        let (offset, bytes) = layout::seek_head(&self.places, last_tags, cues);
        patches.push(Patch { offset, bytes });
        patches.push(Patch { offset: self.places.duration, bytes: layout::duration(duration) });
        for (index, cluster) in self.clusters.iter().enumerate() {
            let next = self.clusters.get(index + 1).map_or(last_tags, |next| next.place);
            patches.push(size_patch(cluster.body, next));
        }
        patches.push(size_patch(self.places.segment, out.position()));
        patches
    }

    /// Whether a picture at this time begins a cluster.
    fn begins(&self, out: &Out, limits: &Limits, time: u64) -> bool {
        let longest = limits.cluster_milliseconds.min(LONGEST_CLUSTER);
        self.clusters.last().is_none_or(|cluster| {
            time - cluster.time >= longest || out.position() - cluster.body >= limits.cluster_bytes
        })
    }
}

/// The size of an element whose body is from `body` to `end`, over the unknown one before it.
fn size_patch(body: u64, end: u64) -> Patch {
    let size = ebml::wide_size(end - body);
    Patch { offset: body - size.len() as u64, bytes: size.to_vec() }
}
