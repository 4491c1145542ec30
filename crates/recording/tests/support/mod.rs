//! Recordings to be tampered with.

pub(crate) mod ebml;

use std::ops::Range;

use proptest::prelude::*;
use recording::{About, CameraText, Container, Limits, Moment, Picture, Stamp, Writer};

/// A recording, as its recorder saw it.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) container: Container,
    pub(crate) size: (u16, u16),
    pub(crate) source: String,
    pub(crate) serial: Option<String>,
    pub(crate) begun: u64,
    pub(crate) ended: u64,
    pub(crate) pictures: Vec<Received>,
    /// Lost after the last picture.
    pub(crate) trailing: u64,
    pub(crate) limits: Limits,
}

/// A picture and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) jpeg: Vec<u8>,
    /// Milliseconds since the picture before.
    pub(crate) step: u64,
    pub(crate) camera: Option<Stamp>,
    pub(crate) text: String,
    pub(crate) lost: u64,
    pub(crate) gap: bool,
}

/// November 2026.
const BEGUN: u64 = 1_795_366_800_000;

impl Recording {
    /// Of so many pictures, 40 ms apart, two a cluster.
    pub(crate) fn of(container: Container, pictures: u8) -> Self {
        let picture = |index: u8| Received {
            jpeg: [&[0xff, 0xd8, index], &[index; 60][..], &[0xff, 0xd9]].concat(),
            step: 40,
            camera: Some(Stamp::Date(BEGUN - 10 + 40 * u64::from(index))),
            text: String::new(),
            lost: 0,
            gap: index == 2,
        };
        Self {
            container,
            size: (640, 480),
            source: "http://192.0.2.1/axis-cgi/mjpg/video.cgi".to_owned(),
            serial: Some("ACCC8E000000".to_owned()),
            begun: BEGUN,
            ended: BEGUN + 100_000,
            pictures: (0..pictures).map(picture).collect(),
            trailing: 0,
            limits: Limits { cluster_milliseconds: 80, ..Limits::default() },
        }
    }

    /// Bytes of the file when each picture was whole.
    pub(crate) fn whole(&self) -> Vec<usize> {
        let file = |pictures: usize| Self { pictures: self.pictures[..pictures].to_vec(), ..self.clone() };
        (1..=self.pictures.len()).map(|pictures| self::file(&file(pictures), false).len()).collect()
    }
}

/// The file of a recording that was ended.
pub(crate) fn ended(recording: &Recording) -> Vec<u8> {
    file(recording, true)
}

/// The file of a recording that was ended, or broke off.
pub(crate) fn file(recording: &Recording, ended: bool) -> Vec<u8> {
    let Recording { container, size, source, serial, begun, limits, .. } = recording.clone();
    let about = About { source, serial, firmware: None, begun };
    let mut writer = Writer::new(container, &about, size, limits);
    let mut time = 0;
    for (index, Received { jpeg, step, camera, text, lost, gap }) in recording.pictures.iter().enumerate() {
        time += if index == 0 { 0 } else { *step };
        let moment = Moment { arrival: begun + time, camera: *camera, text: CameraText::new(text) };
        writer.picture(&Picture { jpeg, size, time, moment, lost: *lost, gap: *gap }).unwrap();
    }
    let mut file = writer.take();
    if ended {
        let ending = writer.finish(recording.ended, recording.trailing);
        file.extend(ending.tail);
        for patch in ending.patches {
            let offset = usize::try_from(patch.offset).unwrap();
            file[offset..offset + patch.bytes.len()].copy_from_slice(&patch.bytes);
        }
    }
    file
}

/// Recordings of every kind: empty, with gaps and losses, with each sort of stamp.
pub(crate) fn recordings() -> impl Strategy<Value = Recording> {
    let camera = prop_oneof![
        Just(None),
        any::<u64>().prop_map(|time| Some(Stamp::Uptime(time))),
        (BEGUN..2 * BEGUN).prop_map(|time| Some(Stamp::Date(time))),
        any::<u64>().prop_map(|time| Some(Stamp::Date(time))),
    ];
    let jpeg = prop::collection::vec(any::<u8>(), 1..300);
    let text = prop_oneof![Just(String::new()), ".{0,60}"];
    let picture = (jpeg, 1_u64..300, (camera, text), 0_u64..3, any::<bool>());
    let picture = picture.prop_map(|(jpeg, step, (camera, text), lost, gap)| Received {
        jpeg,
        step,
        camera,
        text,
        lost,
        gap,
    });
    let clusters = (1_u64..1000, 1_u64..5000);
    let texts = (".{0,40}", prop::option::of("[ -~]{0,12}"));
    let times = prop_oneof![
        Just((BEGUN, BEGUN + 1)),
        any::<(u64, u64)>().prop_map(|(begun, ended)| (begun / 2, ended))
    ];
    let kind = (prop::sample::select(&Container::ALL[..]), any::<(u16, u16)>(), 0_u64..3);
    (kind, texts, times, prop::collection::vec(picture, 0..8), clusters).prop_map(
        |((container, size, trailing), (source, serial), (begun, ended), pictures, (milliseconds, bytes))| {
            let limits =
                Limits { cluster_milliseconds: milliseconds, cluster_bytes: bytes, ..Limits::default() };
            Recording { container, size, source, serial, begun, ended, pictures, trailing, limits }
        },
    )
}

/// Where a file says that it was ended, and what stands there before.
pub(crate) fn mark(container: Container) -> (usize, &'static [u8]) {
    match container {
        Container::Matroska => (
            ended(&Recording::of(container, 0)).windows(4).position(|id| id == b"\x18\x53\x80\x67").unwrap()
                + 4,
            &[1, 255, 255, 255, 255, 255, 255, 255],
        ),
        Container::Avi => (4, &[0; 4]),
        Container::Zip => (30 + "recording.txt".len() + 4, b"state=open "),
    }
}

/// Where elements, chunks or entries are in a file; none if it cannot be read.
pub(crate) fn units(container: Container, file: &[u8]) -> Vec<Range<usize>> {
    match container {
        Container::Matroska => ebml::places(file),
        Container::Avi => {
            let mut units = Vec::new();
            let mut at = 12;
            while let Some(head) = file.get(at..at + 8) {
                let size = u32::from_le_bytes(head[4..].try_into().unwrap()) as usize;
                let list = head.starts_with(b"LIST") && file.get(at + 8..at + 12) == Some(b"movi");
                let end = at + if list { 12 } else { 8 + size + size % 2 };
                if end > file.len() {
                    break;
                }
                units.push(at..end);
                at = end;
            }
            units
        }
        Container::Zip => {
            let signatures =
                file.windows(4).enumerate().filter(|(_, bytes)| bytes.starts_with(b"PK") && bytes[2] < 7);
            let begins: Vec<_> = signatures.map(|(at, _)| at).chain([file.len()]).collect();
            begins.windows(2).map(|pair| pair[0]..pair[1]).collect()
        }
    }
}
