//! Whatever is done to a recording, `verify` finds it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use std::ops::Range;

use proptest::prelude::*;
use recording::{Container, Fault, Record, Verdict, VerifyError, verify};

use support::ebml::{self, Node};
use support::{Recording, ended, recordings, units};

/// What `verify` says, in a word; `None` if it cannot check the file.
fn verdict(bytes: &[u8]) -> Option<Verdict> {
    verify(bytes).ok().map(|findings| findings.verdict())
}

fn assert_found(container: Container, what: &str, forged: &[u8]) {
    let verdict = verdict(forged);
    assert_ne!(verdict, Some(Verdict::AsRecorded), "{container:?}: {what}");
    assert!(verdict.is_some() || !has_traces(forged), "{container:?}: {what}: not taken for a recording");
}

/// Whether there is a tag or a record of ours in it.
fn has_traces(bytes: &[u8]) -> bool {
    let find = |name: &[u8]| bytes.windows(name.len()).position(|part| part == name);
    let tag = |name: &str| {
        let rest = |at: usize| bytes.get(at + name.len()..).unwrap_or_default();
        find(name.as_bytes())
            .is_some_and(|at| rest(at).starts_with(b"=") || rest(at).starts_with(b"\x44\x87"))
    };
    let record = || {
        let (begin, hash) = (find(b"frame=0 time=")?, find(b" sha256=")?);
        std::str::from_utf8(bytes.get(begin..hash + 8 + 64)?).ok()?.parse::<Record>().ok()
    };
    tag("MULLION_LAYOUT") || tag("MULLION_SEAL") || record().is_some()
}

/// A recording of ten pictures, two a cluster.
fn ten(container: Container) -> Vec<u8> {
    ended(&Recording::of(container, 10))
}

#[test]
fn a_changed_byte_is_found_wherever_it_is() {
    for container in Container::ALL {
        let mut file = ended(&Recording::of(container, 4));
        for place in 0..file.len() {
            for mask in [1, 0x20, 0x80, 0xff] {
                file[place] ^= mask;
                assert_found(container, &format!("byte {place} ^ {mask}"), &file);
                file[place] ^= mask;
            }
        }
        assert_eq!(verdict(&file), Some(Verdict::AsRecorded));
    }
}

#[test]
fn a_cut_file_never_counts_as_recorded() {
    for container in Container::ALL {
        let file = ended(&Recording::of(container, 4));
        for end in 0..file.len() {
            assert_found(container, &format!("cut at {end}"), &file[..end]);
        }
        for begin in 1..file.len() {
            assert_found(container, &format!("cut before {begin}"), &file[begin..]);
        }
    }
}

#[test]
fn what_is_appended_is_found() {
    for container in Container::ALL {
        let file = ten(container);
        let end = file.len() as u64;
        let others =
            [ten(Container::Matroska), ten(Container::Avi), ten(Container::Zip), vec![0], vec![0xec, 0x80]];
        for other in others {
            let forged = [&file[..], &other].concat();
            let appended = Verdict::Changed(Fault::Appended { offset: end });
            assert_eq!(verdict(&forged), Some(appended), "{container:?}");
            assert_found(container, "prepended", &[other, file.clone()].concat());
        }
    }
}

#[test]
fn an_ended_recording_that_is_made_to_look_broken_off_is_told_as_never_ended() {
    for container in Container::ALL {
        let (file, recording) = (ten(container), Recording::of(container, 10));
        let whole = recording.whole();
        let mut unmarked = file;
        let (place, blank) = support::mark(container);
        unmarked[place..place + blank.len()].copy_from_slice(blank);
        assert_eq!(verdict(&unmarked), Some(Verdict::NeverEnded), "{container:?}");
        for end in whole[0]..whole[9] {
            let findings = verify(&unmarked[..end]).unwrap();
            assert_eq!(findings.verdict(), Verdict::NeverEnded, "{container:?} at {end}");
            assert_eq!(findings.frames, whole.iter().filter(|&&whole| whole <= end).count() as u64);
        }
    }
}

/// A Matroska file as `change` makes it of the segment's elements, all sizes right.
fn remade(file: &[u8], change: impl FnOnce(&mut Vec<Node>)) -> Vec<u8> {
    let mut nodes = ebml::read(file);
    assert_eq!(ebml::written(&nodes), file, "the test's own reader and writer");
    change(nodes[1].children());
    ebml::written(&nodes)
}

#[test]
fn genuine_blocks_on_a_hidden_track_beside_false_pictures_are_found() {
    let forged = remade(&ten(Container::Matroska), |segment| {
        let tracks = segment.iter_mut().find(|node| node.id == ebml::TRACKS).unwrap().children();
        let mut second = tracks[0].clone();
        // TrackNumber and TrackUID; FlagEnabled off.
        second.children()[0] = Node::leaf(0xd7, &[2]);
        second.children()[1] = Node::leaf(0x73c5, &[2]);
        second.children().push(Node::leaf(0xb9, &[0]));
        tracks.push(second);
        for cluster in segment.iter_mut().filter(|node| node.id == ebml::CLUSTER) {
            let genuine = std::mem::take(cluster.children());
            for mut node in genuine {
                if node.id == ebml::BLOCK_GROUP {
                    let block = node.children()[0].body();
                    block[0] = 0x82;
                    let time = [block[1], block[2]];
                    let false_picture =
                        [&[0x81, time[0], time[1], 0x80][..], b"\xff\xd8false\xff\xd9"].concat();
                    cluster.children().push(Node::leaf(0xa3, &false_picture));
                }
                cluster.children().push(node);
            }
        }
    });
    assert!(matches!(verdict(&forged), Some(Verdict::Changed(Fault::Damaged { .. }))));
}

#[test]
fn blocks_of_a_track_that_is_not_there_are_found() {
    let file = ten(Container::Matroska);
    for wrong in [0x80, 0x82, 0xff] {
        let forged = remade(&file, |segment| {
            for cluster in segment.iter_mut().filter(|node| node.id == ebml::CLUSTER) {
                for group in cluster.children().iter_mut().filter(|node| node.id == ebml::BLOCK_GROUP) {
                    group.children()[0].body()[0] = wrong;
                }
            }
        });
        assert!(matches!(verdict(&forged), Some(Verdict::Changed(Fault::Damaged { frames: 0, .. }))));
    }
}

#[test]
fn other_times_are_found() {
    let file = ten(Container::Matroska);
    let info = |segment: &mut Vec<Node>, id: u32, body: &[u8]| {
        let info = segment.iter_mut().find(|node| node.id == ebml::INFO).unwrap().children();
        *info.iter_mut().find(|node| node.id == id).unwrap().body() = body.to_vec();
    };
    let slower =
        remade(&file, |segment| info(segment, ebml::TIMESTAMP_SCALE, &4_000_000_u32.to_be_bytes()[1..]));
    assert!(matches!(verdict(&slower), Some(Verdict::Changed(Fault::Damaged { frames: 0, .. }))));
    let longer = remade(&file, |segment| info(segment, ebml::DURATION, &1e6_f64.to_be_bytes()));
    assert!(matches!(verdict(&longer), Some(Verdict::Changed(Fault::Damaged { frames: 10, .. }))));
    let later = remade(&file, |segment| {
        let cluster = segment.iter_mut().find(|node| node.id == ebml::CLUSTER).unwrap();
        cluster.children()[0].body()[0] ^= 1;
    });
    assert!(matches!(verdict(&later), Some(Verdict::Changed(Fault::Damaged { frames: 0, .. }))));

    // Microseconds of a frame; rate of the stream.
    let file = ten(Container::Avi);
    let avih = file.windows(4).position(|name| name == b"avih").unwrap() + 8;
    let strh = file.windows(4).position(|name| name == b"strh").unwrap() + 8;
    for (place, value) in
        [(avih, 40_000_u32), (strh + 24, 25), (strh + 20, 4), (avih + 16, 1), (strh + 32, 1)]
    {
        let mut forged = file.clone();
        forged[place..place + 4].copy_from_slice(&value.to_le_bytes());
        assert!(matches!(verdict(&forged), Some(Verdict::Changed(Fault::Damaged { .. }))), "at {place}");
    }
}

#[test]
fn tags_beside_the_sealed_ones_are_found() {
    let file = ten(Container::Matroska);
    let tags = |text: &str| {
        let simple = Node::master(
            0x67c8,
            vec![Node::leaf(0x45a3, b"MULLION_ENDED"), Node::leaf(0x4487, text.as_bytes())],
        );
        Node::master(ebml::TAGS, vec![Node::master(0x7373, vec![Node::leaf(0x63c0, &[]), simple])])
    };
    let last = |segment: &[Node]| segment.iter().rposition(|node| node.id == ebml::TAGS).unwrap();
    let first = |segment: &[Node]| segment.iter().position(|node| node.id == ebml::TAGS).unwrap();
    type Forge<'a> = Box<dyn Fn(&mut Vec<Node>) + 'a>;
    let forgeries: [(&str, Forge<'_>); 5] = [
        (
            "after the seal",
            Box::new(|segment| segment.insert(last(segment) + 1, tags("2020-01-01 00:00:00.000"))),
        ),
        ("at the very end", Box::new(|segment| segment.push(tags("2020-01-01 00:00:00.000")))),
        (
            "before the first",
            Box::new(|segment| segment.insert(first(segment), tags("2020-01-01 00:00:00.000"))),
        ),
        (
            "after the first",
            Box::new(|segment| segment.insert(first(segment) + 1, tags("2020-01-01 00:00:00.000"))),
        ),
        (
            "in the same element",
            Box::new(|segment| {
                let at = last(segment);
                let more = tags("2020-01-01 00:00:00.000").children()[0].clone();
                segment[at].children().push(more);
            }),
        ),
    ];
    for (what, forge) in forgeries {
        assert_found(Container::Matroska, what, &remade(&file, |segment| forge(segment)));
    }
}

#[test]
fn changed_totals_break_the_seal() {
    for container in Container::ALL {
        for name in ["MULLION_FRAMES", "MULLION_LOST", "MULLION_GAPS", "MULLION_ENDED"] {
            let mut file = ended(&Recording { trailing: 3, ..Recording::of(container, 8) });
            let place = file.windows(name.len()).position(|text| text == name.as_bytes()).unwrap();
            let digit = file[place..].iter().position(u8::is_ascii_digit).unwrap();
            file[place + digit] ^= 1;
            let fault = if name == "MULLION_FRAMES" { Fault::Missing(8) } else { Fault::Seal };
            assert_eq!(verdict(&file), Some(Verdict::Changed(fault)), "{container:?} {name}");
        }
    }
}

#[test]
fn an_archive_with_another_one_behind_it_is_found() {
    let file = ten(Container::Zip);
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut forged = std::io::Cursor::new(file.clone());
    forged.set_position(file.len() as u64);
    let mut archive = zip::ZipWriter::new(forged);
    archive.start_file("000000_2026-11-22T17-00-00.000Z.jpg", stored).unwrap();
    std::io::Write::write_all(&mut archive, b"false").unwrap();
    let forged = archive.finish().unwrap().into_inner();
    assert_eq!(zip::ZipArchive::new(std::io::Cursor::new(&forged[..])).unwrap().len(), 1);
    let appended = Verdict::Changed(Fault::Appended { offset: file.len() as u64 });
    assert_eq!(verdict(&forged), Some(appended));
    // A comment, with its length right.
    let mut forged = file;
    let length = forged.len() - 2;
    forged[length] = 3;
    forged.extend(b"abc");
    assert_found(Container::Zip, "a comment", &forged);
}

#[test]
fn an_element_that_players_pass_over_is_found() {
    let file = ten(Container::Matroska);
    let count = ebml::read(&file)[1].children().len();
    for at in 0..=count {
        for void in [Node::leaf(ebml::VOID, &[]), Node::leaf(ebml::VOID, &[0; 50]), Node::leaf(0xbf, &[0; 4])]
        {
            let forged = remade(&file, |segment| segment.insert(at, void));
            assert_found(Container::Matroska, &format!("void at {at}"), &forged);
        }
    }
    // The same sizes in more bytes than they take.
    let widened = |node: &mut Node| node.size_bytes += 1;
    for at in 0..count {
        let forged = remade(&file, |segment| {
            if segment[at].size_bytes < 8 {
                widened(&mut segment[at]);
            } else {
                widened(&mut segment[at].children()[0]);
            }
        });
        assert_found(Container::Matroska, &format!("a wider size at {at}"), &forged);
    }

    let file = ten(Container::Avi);
    for unit in units(Container::Avi, &file) {
        for junk in [&b"JUNK\0\0\0\0"[..], b"JUNK\x02\0\0\0ab", b"00dc\0\0\0\0", b"01dc\x02\0\0\0ab"] {
            let forged = [&file[..unit.start], junk, &file[unit.start..]].concat();
            assert_found(Container::Avi, &format!("junk at {}", unit.start), &forged);
        }
    }
}

#[test]
fn a_recording_in_another_container_does_not_pass_for_the_sealed_one() {
    let seals: Vec<_> =
        Container::ALL.iter().map(|container| verify(&ten(*container)[..]).unwrap().seal).collect();
    assert!(seals[0] != seals[1] && seals[1] != seals[2] && seals[0] != seals[2]);
}

#[test]
fn a_new_seal_over_other_totals_is_another_seal() {
    for container in Container::ALL {
        let recording = Recording::of(container, 4);
        let file = ended(&recording);
        let seal = |recording: &Recording| verify(&ended(recording)[..]).unwrap().seal;
        let genuine = verify(&file[..]).unwrap().seal;
        let resealed = [
            seal(&Recording { trailing: 1, ..recording.clone() }),
            seal(&Recording { ended: recording.ended + 1, ..recording.clone() }),
            seal(&Recording { begun: recording.begun + 1, ..recording.clone() }),
            seal(&Recording { size: (640, 481), ..recording.clone() }),
            seal(&Recording { pictures: recording.pictures[..3].to_vec(), ..recording.clone() }),
        ];
        assert!(resealed.iter().all(|seal| *seal != genuine), "{container:?}");
    }
}

#[test]
fn a_recording_with_a_broken_beginning_is_a_changed_recording() {
    for container in Container::ALL {
        let file = ended(&Recording::of(container, 3));
        let first = file.windows(7).position(|text| text == b"MULLION").unwrap();
        let seal = file.windows(12).rposition(|text| text == b"MULLION_SEAL").unwrap();
        let records = file.windows(6).position(|text| text == b"frame=").unwrap();
        let forgeries = [
            ("a byte before it", [b"x", &file[..]].concat()),
            ("a picture before it", [b"\xff\xd8\xff\xd9", &file[..]].concat()),
            ("zeros before it", [&[0; 100_000], &file[..]].concat()),
            ("much before it", [&vec![0x47; 3 << 20], &file[..]].concat()),
            ("another file before it", [&ten(Container::ALL[0])[..60], &file[..]].concat()),
            ("no first bytes", file[4..].to_vec()),
            ("no first tags", file[records..].to_vec()),
            ("no more than records", file[records..seal].to_vec()),
            ("no more than the seal", [&[0; 10], &file[seal..]].concat()),
            ("zeros for all up to the records", [&vec![0; records], &file[records..]].concat()),
            ("zeros in the tags", [&file[..first], &[0; 40], &file[first + 40..]].concat()),
        ];
        for (what, forged) in forgeries {
            assert_eq!(verdict(&forged), Some(Verdict::Changed(Fault::Tags)), "{container:?}: {what}");
        }
        for place in 0..first {
            for removed in [1, 3] {
                let forged = [&file[..place], &file[place + removed..]].concat();
                assert!(
                    matches!(verdict(&forged), Some(Verdict::Changed(_))),
                    "{container:?}: {place} {removed}"
                );
            }
        }
    }
}

#[test]
fn a_recording_that_broke_off_in_its_tags_was_never_ended_and_one_that_was_ended_was_cut() {
    for container in Container::ALL {
        let open = support::file(&Recording::of(container, 3), false);
        let ended = ended(&Recording::of(container, 3));
        // The first of our tags is whole, and not all are.
        let end = open.windows(14).position(|text| text == b"MULLION_LAYOUT").unwrap();
        assert_eq!(verdict(&open[..end]), Some(Verdict::NeverEnded), "{container:?}");
        assert_eq!(verdict(&ended[..end]), Some(Verdict::Changed(Fault::Cut(0))), "{container:?}");
    }
}

#[test]
fn what_only_speaks_of_a_recording_is_none() {
    let file = ten(Container::Zip);
    let begin = file.windows(7).rposition(|text| text == b"MULLION").unwrap();
    let line = &file[begin..begin + 77];
    assert!(line.starts_with(b"MULLION_SEAL="));
    let names = b"\0MULLION_EVIDENCEMULLION_LAYOUTMULLION_SEAL frame=0 time= sha256=\0";
    for other in [&b"a note of a seal:\r\n"[..], line].into_iter().chain([&names[..]]) {
        assert!(matches!(verify(other), Err(VerifyError::OtherFile)), "{}", other.escape_ascii());
    }
    assert!(matches!(verify(&[b"a note:\n", line].concat()[..]), Err(VerifyError::OtherFile)));
}

#[test]
fn an_older_kind_of_evidence_is_named_and_a_changed_version_is_not_taken_for_one() {
    for container in Container::ALL {
        let file = ten(container);
        let place = file.windows(16).position(|text| text == b"MULLION_EVIDENCE").unwrap() + 16;
        let version = place + file[place..].iter().position(|byte| *byte == b'2').unwrap();
        for other in [b'1', b'3', b'x'] {
            let mut changed = file.clone();
            changed[version] = other;
            assert_eq!(verdict(&changed), Some(Verdict::Changed(Fault::Tags)), "{container:?}");
            // Version 1 had no layout.
            let layout = file.windows(14).position(|text| text == b"MULLION_LAYOUT").unwrap();
            changed[layout..layout + 14].copy_from_slice(b"SOMETHING_ELSE");
            let error = verify(&changed[..]).unwrap_err();
            assert!(matches!(&error, VerifyError::OtherVersion { version } if version.as_bytes() == [other]));
            let is_older = error.to_string().contains("an older kind, sealed without totals");
            assert_eq!(is_older, other == b'1', "{error}");
        }
    }
}

/// The files in `tests/files` were written when evidence became version 2. A program that finds them changed writes and
/// reads another version.
#[test]
fn recordings_of_earlier_programs_are_as_recorded() {
    for (name, seal) in [
        ("begun.mkv", "81d02030824fc7958bda1d159ac411342d07d8ee49e7bf3d3ed5fd25a2d29de0"),
        ("begun.avi", "338d46f381fae48be80aed1fb597acb2e9c127c537d5ba640491e675ca13380c"),
        ("begun.zip", "f65bab8c7365286ffd0161ce108e8b3046f4235d956d5bd59f2d6dd7da4578c7"),
    ] {
        let file = std::fs::read(format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let findings = verify(&file[..]).unwrap();
        assert_eq!((findings.verdict(), findings.frames), (Verdict::AsRecorded, 4), "{name}");
        assert_eq!(findings.seal.to_string(), seal, "{name}");
    }
}

/// Something done to the bytes of a file, or to its elements, chunks or entries.
#[derive(Debug, Clone)]
enum Edit {
    Change { at: u32, mask: u8 },
    Insert { at: u32, bytes: Vec<u8> },
    Remove { at: u32, length: u32 },
    Copy { from: u32, length: u32, to: u32 },
    Swap { one: u32, other: u32, length: u32 },
    RemoveUnit(u32),
    CopyUnit(u32, u32),
    SwapUnits(u32, u32),
    Append(Vec<u8>),
    Prepend(Vec<u8>),
    Cut(u32),
}

fn edits() -> impl Strategy<Value = Edit> {
    let bytes = || {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 1..40),
            Just(b"\xec\x82\0\0".to_vec()),
            Just(b"JUNK\x02\0\0\0ab".to_vec()),
            Just(b"PK\x03\x04".to_vec()),
            (0_usize..200).prop_map(|length| vec![0; length]),
        ]
    };
    prop_oneof![
        (any::<u32>(), 1_u8..).prop_map(|(at, mask)| Edit::Change { at, mask }),
        (any::<u32>(), bytes()).prop_map(|(at, bytes)| Edit::Insert { at, bytes }),
        (any::<u32>(), 1_u32..2000).prop_map(|(at, length)| Edit::Remove { at, length }),
        (any::<u32>(), 1_u32..2000, any::<u32>()).prop_map(|(from, length, to)| Edit::Copy {
            from,
            length,
            to
        }),
        (any::<u32>(), any::<u32>(), 1_u32..500).prop_map(|(one, other, length)| Edit::Swap {
            one,
            other,
            length
        }),
        any::<u32>().prop_map(Edit::RemoveUnit),
        any::<(u32, u32)>().prop_map(|(unit, to)| Edit::CopyUnit(unit, to)),
        any::<(u32, u32)>().prop_map(|(one, other)| Edit::SwapUnits(one, other)),
        bytes().prop_map(Edit::Append),
        bytes().prop_map(Edit::Prepend),
        any::<u32>().prop_map(Edit::Cut),
    ]
}

impl Edit {
    fn apply(self, container: Container, file: &mut Vec<u8>) {
        let length = file.len();
        let place = |at: u32| at as usize % (length + 1);
        let part = |at: u32, bytes: u32| place(at)..(place(at) + bytes as usize).min(length);
        let units = units(container, file);
        let unit = |index: u32| units.get(index as usize % units.len().max(1)).cloned().unwrap_or(0..0);
        match self {
            Self::Change { at, mask } if length > 0 => file[at as usize % length] ^= mask,
            Self::Change { .. } => {}
            Self::Insert { at, bytes } => drop(file.splice(place(at)..place(at), bytes)),
            Self::Remove { at, length } => drop(file.drain(part(at, length))),
            Self::Copy { from, length, to } => {
                let copy = file[part(from, length)].to_vec();
                drop(file.splice(place(to)..place(to), copy));
            }
            Self::Swap { one, other, length } => swap(file, part(one, length), part(other, length)),
            Self::RemoveUnit(index) => drop(file.drain(unit(index))),
            Self::CopyUnit(index, to) => {
                let (copy, to) = (file[unit(index)].to_vec(), unit(to).end);
                drop(file.splice(to..to, copy));
            }
            Self::SwapUnits(one, other) => swap(file, unit(one), unit(other)),
            Self::Append(bytes) => file.extend(bytes),
            Self::Prepend(bytes) => drop(file.splice(..0, bytes)),
            Self::Cut(end) => file.truncate(place(end)),
        }
    }
}

/// Exchanges two parts that do not overlap.
fn swap(file: &mut Vec<u8>, one: Range<usize>, other: Range<usize>) {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end <= second.start {
        let [before, between, after] = [0..first.start, first.end..second.start, second.end..file.len()];
        *file = [before, second, between, first, after].map(|part| &file[part]).concat();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn nothing_done_to_a_recording_is_missed(recording in recordings(), edits in prop::collection::vec(edits(), 1..4)) {
        let file = ended(&recording);
        let mut forged = file.clone();
        edits.into_iter().for_each(|edit| edit.apply(recording.container, &mut forged));
        prop_assume!(forged != file);
        match verify(&forged[..]) {
            Ok(findings) => prop_assert_ne!(findings.verdict(), Verdict::AsRecorded),
            // Its version and its layout were changed both.
            Err(VerifyError::OtherVersion { .. }) => {}
            Err(_) => prop_assert!(!has_traces(&forged), "not taken for a recording"),
        }
    }

    #[test]
    fn every_recording_that_nobody_touched_is_as_recorded(recording in recordings()) {
        let file = ended(&recording);
        let findings = verify(&file[..]).unwrap();
        prop_assert_eq!(findings.verdict(), Verdict::AsRecorded);
        prop_assert_eq!(findings.frames, recording.pictures.len() as u64);
        let lost: u64 = recording.pictures.iter().map(|picture| picture.lost).sum();
        prop_assert_eq!(findings.lost, lost + recording.trailing);
        prop_assert_eq!(findings.gaps, recording.pictures.iter().filter(|picture| picture.gap).count() as u64);
    }

    #[test]
    fn a_recording_that_broke_off_anywhere_is_never_ended(recording in recordings(), cut: u32) {
        let whole = support::file(&recording, false);
        let cut = cut as usize % (whole.len() + 1);
        if let Ok(findings) = verify(&whole[..cut]) {
            prop_assert_eq!(findings.verdict(), Verdict::NeverEnded);
        }
    }
}
