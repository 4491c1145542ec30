//! Files as they are written and checked, whole, cut and damaged.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use proptest::prelude::*;
use recording::{
    About, CameraText, Container, Error, Fault, Limits, Moment, Patch, Picture, Seal, Stamp, VerifyError,
    Writer, verify,
};

/// A file of `pictures`, 40 ms apart, ended or not, and where each picture's bytes begin in it.
struct File {
    bytes: Vec<u8>,
    pictures: Vec<usize>,
    /// Bytes of the file when each picture was whole.
    whole: Vec<usize>,
    seal: Option<Seal>,
}

fn about() -> About {
    About {
        source: "http://192.0.2.1/axis-cgi/mjpg/video.cgi".to_owned(),
        serial: Some("ACCC8E000000".to_owned()),
        firmware: None,
        begun: 1_795_366_800_000,
    }
}

fn picture(jpeg: &[u8], index: u64) -> Picture<'_> {
    let moment = Moment {
        arrival: 1_795_366_800_000 + 40 * index,
        camera: Some(Stamp::Date(1_795_366_799_990 + 40 * index)),
        text: CameraText::default(),
    };
    Picture { jpeg, size: (640, 480), time: 40 * index, moment, lost: 0, gap: false }
}

fn file(container: Container, pictures: &[Vec<u8>], limits: Limits, ended: bool) -> File {
    let mut writer = Writer::new(container, &about(), (640, 480), limits);
    let mut file = File { bytes: writer.take(), pictures: Vec::new(), whole: Vec::new(), seal: None };
    for (index, jpeg) in pictures.iter().enumerate() {
        writer.picture(&picture(jpeg, index as u64)).unwrap();
        let taken = writer.take();
        let place = taken.windows(jpeg.len()).position(|window| window == jpeg).unwrap();
        file.pictures.push(file.bytes.len() + place);
        file.bytes.extend(taken);
        file.whole.push(file.bytes.len());
        assert_eq!(writer.position(), file.bytes.len() as u64);
    }
    if ended {
        let ending = writer.finish(1_795_366_900_000, 0);
        file.bytes.extend(ending.tail);
        let places = ending.patches.iter().map(|patch| (patch.offset, patch.bytes.len() as u64));
        let mut places: Vec<_> = places.collect();
        places.rotate_right(1);
        assert!(places.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0), "{places:?}");
        for Patch { offset, bytes } in ending.patches {
            let offset = usize::try_from(offset).unwrap();
            file.bytes[offset..offset + bytes.len()].copy_from_slice(&bytes);
        }
        file.seal = Some(ending.seal);
    }
    file
}

fn jpegs(count: u8) -> Vec<Vec<u8>> {
    (0..count).map(|index| [&[0xff, 0xd8, index], &[index; 300][..], &[0xff, 0xd9]].concat()).collect()
}

fn small() -> Limits {
    Limits { cluster_milliseconds: 100, ..Limits::default() }
}

#[test]
fn a_whole_file_is_good() {
    for container in Container::ALL {
        let file = file(container, &jpegs(10), small(), true);
        let findings = verify(&file.bytes[..]).unwrap();
        assert_eq!((findings.fault, findings.frames, findings.finished), (None, 10, true), "{container:?}");
        assert_eq!(Some(findings.seal), file.seal);
        assert!(findings.tags.contains(&("MULLION_CAMERA_SERIAL".to_owned(), "ACCC8E000000".to_owned())));
        assert_eq!(findings.last.unwrap().camera, Some(Stamp::Date(1_795_366_799_990 + 360)));
    }
}

#[test]
fn a_file_that_was_not_ended_is_good_up_to_where_it_is_cut() {
    for container in Container::ALL {
        let file = file(container, &jpegs(6), small(), false);
        for cut in file.pictures[0]..=file.bytes.len() {
            let findings = verify(&file.bytes[..cut]).unwrap();
            let whole = file.whole.iter().filter(|&&whole| whole <= cut).count();
            assert_eq!(
                (findings.fault, findings.frames, findings.finished),
                (None, whole as u64, false),
                "{container:?} at {cut}"
            );
        }
    }
}

#[test]
fn an_ended_file_that_was_cut_is_told_apart() {
    for container in Container::ALL {
        let file = file(container, &jpegs(6), small(), true);
        for cut in file.pictures[0]..*file.whole.last().unwrap() {
            let whole = file.whole.iter().filter(|&&whole| whole <= cut).count() as u64;
            let fault = verify(&file.bytes[..cut]).unwrap().fault;
            assert_eq!(fault, Some(Fault::Cut(whole)), "{container:?} at {cut}");
        }
    }
}

#[test]
fn an_archive_without_its_directory_is_cut_even_if_it_is_sealed() {
    let file = file(Container::Zip, &jpegs(6), small(), true);
    for cut in *file.whole.last().unwrap()..file.bytes.len() {
        assert_eq!(verify(&file.bytes[..cut]).unwrap().fault, Some(Fault::Cut(6)), "at {cut}");
    }
}

#[test]
fn any_changed_bit_of_a_picture_names_the_picture() {
    for container in Container::ALL {
        let (jpegs, mut file) = (jpegs(6), file(container, &jpegs(6), small(), true));
        for (index, &begin) in file.pictures.iter().enumerate() {
            for place in begin..begin + jpegs[index].len() {
                file.bytes[place] ^= 1 << (place % 8);
                let fault = verify(&file.bytes[..]).unwrap().fault;
                assert_eq!(fault, Some(Fault::Differs(index as u64)), "{container:?} at {place}");
                file.bytes[place] ^= 1 << (place % 8);
            }
        }
    }
}

#[test]
fn a_picture_taken_out_is_missed() {
    for container in Container::ALL {
        let file = file(container, &jpegs(6), small(), true);
        let without = [&file.bytes[..file.whole[0]], &file.bytes[file.whole[1]..]].concat();
        assert_eq!(verify(&without[..]).unwrap().fault, Some(Fault::Missing(1)), "{container:?}");
        let last = file.whole.len() - 1;
        let without = [&file.bytes[..file.whole[last - 1]], &file.bytes[file.whole[last]..]].concat();
        let fault = verify(&without[..]).unwrap().fault;
        match container {
            // The index and the table are before the number of pictures.
            Container::Avi | Container::Zip => {
                assert!(matches!(fault, Some(Fault::Damaged { frames: 5, .. })));
            }
            Container::Matroska => assert_eq!(fault, Some(Fault::Missing(5))),
        }
    }
}

#[test]
fn a_changed_tag_breaks_the_seal() {
    for container in Container::ALL {
        let mut file = file(container, &jpegs(2), small(), true);
        let place = file.bytes.windows(12).position(|bytes| bytes == b"ACCC8E000000").unwrap();
        file.bytes[place] = b'B';
        let fault = verify(&file.bytes[..]).unwrap().fault;
        match container {
            // Its sum is looked at first.
            Container::Zip => assert!(matches!(fault, Some(Fault::Damaged { frames: 0, .. }))),
            Container::Matroska | Container::Avi => assert_eq!(fault, Some(Fault::Seal)),
        }
    }
}

#[test]
fn a_file_that_is_no_recording_is_named() {
    assert!(matches!(verify(&b""[..]), Err(VerifyError::OtherFile)));
    assert!(matches!(verify(&b"\xff\xd8\xff\xd9"[..]), Err(VerifyError::OtherFile)));
    for container in Container::ALL {
        let header = &file(container, &[], small(), false).bytes[..40];
        assert!(matches!(verify(header), Err(VerifyError::NoEvidence)), "{container:?}");
    }
    let other = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("a.txt", other).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert!(matches!(verify(&bytes[..]), Err(VerifyError::NoEvidence)));
}

#[test]
fn limits_are_kept() {
    for container in Container::ALL {
        let limits = Limits { clusters: 2, picture_bytes: 10, ..small() };
        let mut writer = Writer::new(container, &about(), (640, 480), limits);
        assert_eq!(writer.picture(&picture(&[0; 11], 0)), Err(Error::TooLarge { bytes: 11, limit: 10 }));
        let other = Picture { size: (320, 240), ..picture(&[0; 9], 0) };
        assert_eq!(writer.picture(&other), Err(Error::SizeChanged { from: (640, 480), to: (320, 240) }));
        writer.picture(&picture(&[0; 9], 1)).unwrap();
        assert_eq!(writer.picture(&picture(&[0; 9], 1)), Err(Error::OutOfOrder { time: 40, last: 40 }));
        writer.picture(&picture(&[0; 9], 10)).unwrap();
        if container == Container::Matroska {
            assert_eq!(writer.picture(&picture(&[0; 9], 20)), Err(Error::Full));
        }
        assert_eq!(writer.frames(), 2);
        let late = Picture { time: u64::MAX, ..picture(&[0], 0) };
        match container {
            Container::Matroska => assert_eq!(writer.picture(&late), Err(Error::Full)),
            Container::Avi => assert!(matches!(writer.picture(&late), Err(Error::Pause(_)))),
            Container::Zip => assert_eq!(writer.picture(&late), Ok(())),
        }
    }
}

#[test]
fn a_file_ends_before_its_limit_of_bytes_and_its_end_fits_too() {
    for container in Container::ALL {
        let limits = Limits { file_bytes: 20_000, ..Limits::default() };
        let mut writer = Writer::new(container, &about(), (640, 480), limits);
        let full =
            (0..100).find(|&index| writer.picture(&picture(&[7; 300], index)) == Err(Error::Full)).unwrap();
        assert!(full > 10, "{container:?}: {full}");
        let ending = writer.finish(0, 0);
        let most = if container == Container::Matroska { 21_000 } else { 20_000 };
        assert!(ending.tail.len() <= most, "{container:?}: {} bytes", ending.tail.len());
    }
}

#[test]
fn an_archive_has_as_many_pictures_as_every_reader_takes() {
    let mut writer = Writer::new(Container::Zip, &about(), (640, 480), Limits::default());
    let full = (0..).find(|&index| writer.picture(&picture(&[7], index)) == Err(Error::Full)).unwrap();
    assert_eq!(full, 65_000);
    let mut bytes = writer.take();
    bytes.extend(writer.finish(0, 0).tail);
    assert_eq!(zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap().len(), 65_003);
}

#[test]
fn clusters_end_by_their_bytes() {
    let clusters = |limits| {
        let file = file(Container::Matroska, &jpegs(4), limits, false);
        file.bytes.windows(4).filter(|bytes| *bytes == [0x1f, 0x43, 0xb6, 0x75]).count()
    };
    assert_eq!(clusters(Limits::default()), 1);
    assert_eq!(clusters(Limits { cluster_bytes: 1000, ..Limits::default() }), 2);
    assert_eq!(clusters(Limits { cluster_bytes: 1, ..Limits::default() }), 4);
}

/// Pictures of AVI at these times, as chunks of the stream: `true` is one with a picture.
fn steps(times: &[u64]) -> Vec<bool> {
    let mut writer = Writer::new(Container::Avi, &about(), (640, 480), Limits::default());
    for &time in times {
        writer.picture(&Picture { time, ..picture(&[1, 2, 3], 0) }).unwrap();
    }
    let bytes = [writer.take(), writer.finish(0, 0).tail].concat();
    let index = bytes.windows(4).position(|name| name == b"idx1").unwrap();
    let size = u32::from_le_bytes(bytes[index + 4..index + 8].try_into().unwrap()) as usize;
    let movi = bytes.windows(4).position(|name| name == b"movi").unwrap();
    let entries = bytes[index + 8..index + 8 + size].chunks(16).map(|entry| {
        let number = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap());
        let place = movi + number(8) as usize;
        assert_eq!(&bytes[place..place + 4], b"00dc");
        assert_eq!(bytes[place + 4..place + 8], number(12).to_le_bytes());
        number(12) == 3
    });
    entries.collect()
}

#[test]
fn empty_chunks_stand_for_time_in_avi() {
    assert_eq!(steps(&[0, 10, 20]), [true, true, true]);
    assert_eq!(steps(&[0, 33, 67]), [true, false, false, true, false, false, false, true]);
    // Faster than the steps: none is left out, and what follows has its time again.
    assert_eq!(steps(&[0, 1, 2, 40]), [true, true, true, false, true]);
}

#[test]
fn a_long_pause_ends_an_avi() {
    let mut writer = Writer::new(Container::Avi, &about(), (640, 480), Limits::default());
    writer.picture(&picture(&[1], 0)).unwrap();
    writer.picture(&Picture { time: 60_010, ..picture(&[1], 0) }).unwrap();
    let late = Picture { time: 120_040, ..picture(&[1], 0) };
    assert_eq!(writer.picture(&late), Err(Error::Pause(60_020)));
}

#[test]
fn an_archive_holds_the_pictures_and_their_table() {
    use std::io::Read as _;
    let jpegs = jpegs(3);
    let file = file(Container::Zip, &jpegs, small(), true);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let pictures = [
        "000000_2026-11-22T16-59-59.990Z.jpg",
        "000001_2026-11-22T17-00-00.030Z.jpg",
        "000002_2026-11-22T17-00-00.070Z.jpg",
    ];
    assert_eq!(names[1..4], pictures);
    assert_eq!([&names[0], &names[4], &names[5]], ["recording.txt", "evidence.csv", "seal.txt"]);
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    for (name, jpeg) in pictures.iter().zip(&jpegs) {
        assert_eq!(&read(name), jpeg);
    }
    let table = String::from_utf8(read("evidence.csv")).unwrap();
    let row = "1,000001_2026-11-22T17-00-00.030Z.jpg,40,1795366800040,1795366800030,,,0,0,305,";
    assert_eq!(table.lines().count(), 4);
    assert!(table.lines().nth(2).unwrap().starts_with(row), "{table}");
    let seal = String::from_utf8(read("seal.txt")).unwrap();
    assert!(seal.contains(&format!("MULLION_SEAL={}", file.seal.unwrap())), "{seal}");
    let about = String::from_utf8(read("recording.txt")).unwrap();
    assert!(about.contains("MULLION_SOURCE=http://192.0.2.1/axis-cgi/mjpg/video.cgi\n"), "{about}");
}

/// The name of an archive's only picture, and its row after the name.
fn archived(camera: Option<Stamp>, text: &str) -> (String, String) {
    use std::io::Read as _;
    let mut writer = Writer::new(Container::Zip, &about(), (640, 480), Limits::default());
    let moment = Moment { arrival: 1_795_366_800_000, camera, text: CameraText::new(text) };
    writer.picture(&Picture { moment, ..picture(&[7; 300], 0) }).unwrap();
    let bytes = [writer.take(), writer.finish(1_795_366_900_000, 0).tail].concat();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let name = archive.by_index(1).unwrap().name().unwrap().into_owned();
    assert_eq!(archive.by_index(1).unwrap().last_modified().unwrap().year(), 2026);
    let mut table = String::new();
    archive.by_name("evidence.csv").unwrap().read_to_string(&mut table).unwrap();
    let row = table.lines().nth(1).unwrap().split_once(".jpg,").unwrap().1.to_owned();
    (name, row)
}

#[test]
fn a_count_since_the_cameras_start_is_kept_and_becomes_no_date() {
    let (name, row) = archived(Stamp::from_milliseconds(6_997_869.066), "6997.869066");
    assert_eq!(name, "000000_2026-11-22T17-00-00.000Z.jpg");
    assert!(row.starts_with("0,1795366800000,,6997.869066,6997.869066,0,0,300,"), "{row}");
    let (name, row) = archived(Stamp::from_milliseconds(1_795_366_799_990.0), "");
    assert_eq!(name, "000000_2026-11-22T16-59-59.990Z.jpg");
    assert!(row.starts_with("0,1795366800000,1795366799990,,,0,0,300,"), "{row}");
    assert!(archived(None, "").1.starts_with("0,1795366800000,,,,0,0,300,"));
}

#[test]
fn a_date_that_cannot_be_names_no_picture_and_is_kept() {
    for (date, text) in [
        (3_976_214_400_000, "2096-01-01T00:00:00Z"),
        (1_000_000_000_000, "1000000000.000000"),
        (1_795_366_800_000 - 86_400_001, "1795280399.999000"),
    ] {
        let (name, row) = archived(Some(Stamp::Date(date)), text);
        assert_eq!(name, "000000_2026-11-22T17-00-00.000Z.jpg");
        assert!(row.starts_with(&format!("0,1795366800000,{date},,{text},0,0,300,")), "{row}");
    }
}

#[test]
fn a_cameras_words_are_kept_though_nobody_knows_the_time_that_they_mean() {
    let (name, row) = archived(None, "12:34:56.789");
    assert_eq!(name, "000000_2026-11-22T17-00-00.000Z.jpg");
    assert!(row.starts_with("0,1795366800000,,,12:34:56.789,0,0,300,"), "{row}");
    for container in Container::ALL {
        let mut writer = Writer::new(container, &about(), (640, 480), Limits::default());
        let moment = Moment { arrival: 0, camera: None, text: CameraText::new("1,2 \"x\"") };
        writer.picture(&Picture { moment, ..picture(&[7; 300], 0) }).unwrap();
        let last = verify(&writer.take()[..]).unwrap().last.unwrap();
        assert_eq!(last.text.as_str(), "1,2 \"x\"");
    }
}

proptest! {
    #[test]
    fn any_pictures_are_recorded_and_good(
        pictures in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..400), 1..20),
        milliseconds in 1_u64..60_000, ended: bool, container in prop::sample::select(&Container::ALL[..]),
    ) {
        let limits = Limits { cluster_milliseconds: milliseconds, ..Limits::default() };
        let file = file(container, &pictures, limits, ended);
        let findings = verify(&file.bytes[..]).unwrap();
        prop_assert_eq!((findings.fault, findings.finished), (None, ended));
        prop_assert_eq!(findings.frames, pictures.len() as u64);
        prop_assert!(pictures.iter().zip(&file.pictures).all(|(jpeg, &at)| file.bytes[at..].starts_with(jpeg)));
    }

    #[test]
    fn any_times_are_kept(
        steps in prop::collection::vec(1_u64..500, 1..30), container in prop::sample::select(&Container::ALL[..]),
    ) {
        let mut writer = Writer::new(container, &about(), (640, 480), Limits::default());
        let mut time = 0;
        for step in steps {
            writer.picture(&Picture { time, ..picture(&[1, 2, 3], 0) }).unwrap();
            time += step;
        }
        let findings = verify(&writer.take()[..]).unwrap();
        prop_assert_eq!((findings.fault, findings.frames), (None, writer.frames()));
    }

    #[test]
    fn any_bytes_are_read_to_an_end(
        bytes in prop::collection::vec(any::<u8>(), 0..2000), at in 0_usize..3000,
        container in prop::sample::select(&Container::ALL[..]),
    ) {
        let _ = verify(&bytes[..]);
        let mut file = file(container, &jpegs(6), small(), true).bytes;
        let at = at % file.len();
        file.splice(at..at, bytes);
        let _ = verify(&file[..]);
    }
}
