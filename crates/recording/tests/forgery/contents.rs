//! Tracks, times, tags, totals and archives that are not those of the recording.

use recording::{Container, Fault, Verdict, verify};

use crate::support::ebml::{self, Node};
use crate::support::{Recording, ended, units};
use crate::{assert_found, ten, verdict};

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
