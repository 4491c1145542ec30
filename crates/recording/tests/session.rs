//! Recordings in virtual time: pictures in, files out.
#![allow(clippy::unwrap_used, reason = "tests")]

use mjpeg::{Event, Parser, Timestamp};
use proptest::prelude::*;
use recording::session::{Begun, Effect, Ended, Loss, Note, Options, Received, Session};
use recording::{CameraText, Container, Findings, Limits, Stamp, verify};

/// November 2026.
const BEGUN: u64 = 1_795_366_800_000;

/// The smallest bytes with a size that are read as a picture, with what `more` segments say.
fn with(more: &[u8], width: u8) -> Vec<u8> {
    let frame = [0xff, 0xc0, 0, 11, 8, 0, 16, 0, width, 1, 1, 0x11, 0];
    [&[0xff, 0xd8], more, &frame, &[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xff, 0xd9]].concat()
}

fn jpeg(width: u8) -> Vec<u8> {
    with(&[], width)
}

/// A picture by the Axis camera with this last byte of its serial number.
fn by_camera(last: u8) -> Vec<u8> {
    with(&[0xff, 0xfe, 0, 15, 0x0a, 0, 1, 2, 5, 40, 1, 0, 0x40, 0x8c, 0, 0, last], 32)
}

/// At so many milliseconds of the recording.
fn at(now: u64) -> Received {
    let text = CameraText::default();
    Received { now, arrival: BEGUN + now, timestamp: None, text, lost: 0, gap: false }
}

fn session(container: Container) -> Session {
    Session::new(Options { container, source: "http://yard/".to_owned(), segment: None })
}

/// Files as effects make them.
#[derive(Default)]
struct Disk {
    files: Vec<(Begun, Vec<u8>, Option<Ended>)>,
    notes: Vec<Note>,
}

impl Disk {
    fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Begin(begun) => {
                    assert!(self.files.iter().all(|(.., ended)| ended.is_some()), "one file at a time");
                    self.files.push((begun, Vec::new(), None));
                }
                Effect::Append(bytes) => self.files.last_mut().unwrap().1.extend(bytes),
                Effect::End(ended, ending) => {
                    let file = self.files.last_mut().unwrap();
                    file.1.extend(ending.tail);
                    for patch in ending.patches {
                        let offset = usize::try_from(patch.offset).unwrap();
                        file.1[offset..offset + patch.bytes.len()].copy_from_slice(&patch.bytes);
                    }
                    assert_eq!(ended.bytes, file.1.len() as u64);
                    assert_eq!(ended.begun, file.0);
                    file.2 = Some(ended);
                }
                Effect::Note(note) => self.notes.push(note),
            }
        }
    }

    /// What `verify` says of each file.
    fn findings(&self) -> Vec<Findings> {
        self.files.iter().map(|(_, bytes, _)| verify(&bytes[..]).unwrap()).collect()
    }

    /// Pictures of each file, all of them ended and as recorded.
    fn frames(&self) -> Vec<u64> {
        self.findings()
            .into_iter()
            .map(|findings| {
                assert!(findings.finished && findings.fault.is_none(), "{findings:?}");
                findings.frames
            })
            .collect()
    }
}

#[test]
fn every_container_holds_the_frames_that_came() {
    for container in Container::ALL {
        let (mut session, mut disk) = (session(container), Disk::default());
        for number in 0..10 {
            disk.apply(session.picture(&jpeg(32), &at(40 * number)));
        }
        let totals = session.totals();
        assert_eq!((totals.frames, totals.length, totals.begun), (10, 360, Some(BEGUN)));
        disk.apply(session.finish(1000, BEGUN + 1000));
        assert_eq!(disk.frames(), [10], "{container:?}");
        let (begun, bytes, ended) = &disk.files[0];
        assert_eq!(*begun, Begun { part: 1, arrival: BEGUN });
        let ended = ended.unwrap();
        assert_eq!((ended.frames, ended.lost, ended.length), (10, 0, 1000));
        assert_eq!(session.totals().bytes, bytes.len() as u64);
    }
}

#[test]
fn without_a_picture_there_is_no_file() {
    let mut session = session(Container::Matroska);
    session.lose(3);
    session.interrupted();
    assert!(session.finish(5, BEGUN).is_empty());
}

#[test]
fn another_size_begins_another_file_and_nothing_is_lost() {
    let (mut session, mut disk) = (session(Container::Matroska), Disk::default());
    for (number, width) in [32, 32, 48, 48, 48, 32].into_iter().enumerate() {
        disk.apply(session.picture(&jpeg(width), &at(number as u64)));
    }
    disk.apply(session.finish(10, BEGUN));
    assert_eq!(disk.frames(), [2, 3, 1]);
    assert_eq!(disk.files.iter().map(|(begun, ..)| begun.part).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn another_camera_at_the_address_begins_a_file_that_names_it() {
    let (mut session, mut disk) = (session(Container::Matroska), Disk::default());
    // A picture that names no camera is nobody else's.
    for (number, picture) in [by_camera(1), jpeg(32), by_camera(1), by_camera(2)].iter().enumerate() {
        disk.apply(session.picture(picture, &at(number as u64)));
    }
    disk.apply(session.finish(10, BEGUN));
    assert_eq!(disk.frames(), [3, 1]);
    let serial = |findings: &Findings| {
        findings.tags.iter().find(|(name, _)| name == "MULLION_CAMERA_SERIAL").unwrap().1.clone()
    };
    assert_eq!(disk.findings().iter().map(serial).collect::<Vec<_>>(), ["00408C000001", "00408C000002"]);
    assert_eq!(disk.notes, [Note::OtherCamera]);
}

#[test]
fn a_segment_is_over_by_the_clock_that_never_goes_back() {
    let options = Options { container: Container::Zip, source: String::new(), segment: Some(1000) };
    let (mut session, mut disk) = (Session::new(options), Disk::default());
    for now in [0, 500, 999, 1000, 1500, 2500] {
        // The clock of the day was set back.
        let arrival = if now < 900 { BEGUN } else { BEGUN - 3_600_000 };
        disk.apply(session.picture(&jpeg(32), &Received { arrival, ..at(now) }));
    }
    disk.apply(session.finish(3000, BEGUN));
    assert_eq!(disk.frames(), [3, 2, 1]);
}

#[test]
fn a_file_that_is_full_gives_place_to_the_next_and_a_picture_that_no_file_takes_is_lost() {
    let limits = Limits { file_bytes: 12_000, picture_bytes: 3000, ..Limits::default() };
    let (mut session, mut disk) = (session(Container::Avi).with_limits(limits), Disk::default());
    let large = with(&[&[0xff, 0xfe, 8, 2], &[0; 2048][..]].concat(), 32);
    let larger = with(&[&[0xff, 0xfe, 16, 2], &[0; 4096][..]].concat(), 32);
    for number in 0..9 {
        disk.apply(session.picture(if number == 4 { &larger } else { &large }, &at(10 * number)));
    }
    disk.apply(session.finish(100, BEGUN));
    assert_eq!(disk.frames().iter().sum::<u64>(), 8);
    assert!(disk.files.len() > 1);
    assert_eq!(disk.findings().iter().map(|findings| findings.lost).sum::<u64>(), 1);
    assert!(disk.notes.iter().any(|note| matches!(note, Note::Lost(Loss::Refused(_)))), "{:?}", disk.notes);
}

#[test]
fn a_picture_for_which_there_is_no_room_is_not_counted_as_recorded() {
    let mut session = session(Container::Matroska);
    for number in 0..3 {
        session.picture(&jpeg(32), &at(number));
    }
    let ended = session.give_up().unwrap();
    assert_eq!((ended.frames, ended.lost), (2, 1));
    let totals = session.totals();
    assert_eq!((totals.frames, totals.lost), (2, 1));
    assert!(session.give_up().is_none());
}

#[test]
fn losses_are_in_the_evidence() {
    let (mut session, mut disk) = (session(Container::Matroska), Disk::default());
    // What was missing before the first picture is nobody's.
    disk.apply(session.picture(&jpeg(32), &Received { lost: 9, gap: true, ..at(0) }));
    session.lose(1);
    disk.apply(session.picture(b"no picture", &at(20)));
    disk.apply(session.picture(&jpeg(32), &Received { lost: 3, gap: true, ..at(30) }));
    session.lose(1);
    assert_eq!(session.totals().lost, 6);
    disk.apply(session.finish(40, BEGUN));
    let findings = &disk.findings()[0];
    assert_eq!((findings.frames, findings.lost, findings.gaps, findings.fault), (2, 6, 1, None));
    assert_eq!(disk.files[0].2.unwrap().lost, 6, "with what came after the last picture");
    assert_eq!(disk.notes, [Note::Lost(Loss::NoSize)]);
}

#[test]
fn what_was_lost_before_another_size_is_told_in_its_file() {
    let (mut session, mut disk) = (session(Container::Matroska), Disk::default());
    disk.apply(session.picture(&jpeg(32), &at(0)));
    session.lose(2);
    disk.apply(session.picture(&jpeg(48), &Received { gap: true, ..at(30) }));
    disk.apply(session.finish(40, BEGUN));
    let told: Vec<_> = disk.findings().iter().map(|findings| (findings.lost, findings.gaps)).collect();
    assert_eq!(told, [(0, 0), (2, 1)]);
}

#[test]
fn the_cameras_time_is_written_where_it_is_certain() {
    let text = CameraText::new("6997.869066");
    for (timestamp, camera) in [
        (Some(Timestamp::Certain(6_997.869_066)), Some(Stamp::Uptime(6_997_869_066))),
        (Some(Timestamp::Certain(BEGUN as f64 / 1000.0)), Some(Stamp::Date(BEGUN))),
        (Some(Timestamp::Likely(1.1e9)), None),
        (None, None),
    ] {
        let (mut session, mut disk) = (session(Container::Zip), Disk::default());
        disk.apply(session.picture(&jpeg(32), &Received { timestamp, text, ..at(0) }));
        disk.apply(session.finish(40, BEGUN));
        let last = disk.findings()[0].last.clone().unwrap();
        assert_eq!((last.camera, last.text), (camera, text));
    }
}

/// A connection: each picture with or without an end marker.
fn connection(session: &mut Session, disk: &mut Disk, now: &mut u64, pictures: &[bool]) {
    let mut parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), mjpeg::Limits::default());
    for complete in pictures {
        let mut picture = jpeg(32);
        if !complete {
            picture.truncate(picture.len() - 2);
        }
        let head = format!("--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
        parser.push(&[head.as_bytes(), &picture, b"\r\n"].concat());
    }
    parser.finish();
    while let Some(event) = parser.next_event() {
        if let Event::Frame(frame) = event {
            *now += 40;
            disk.apply(session.frame(Received::new(*now, BEGUN + *now, &frame), &frame));
        }
    }
}

#[test]
fn pictures_without_an_end_are_lost_where_others_have_one_and_recorded_where_none_has() {
    for (pictures, frames, lost) in [
        (&[true, false, true][..], 2, 1),
        (&[false, false, true], 1, 2),
        (&[false, false, false, false], 4, 0),
        (&[false, false], 2, 0),
    ] {
        let (mut session, mut disk, mut now) = (session(Container::Matroska), Disk::default(), 0);
        connection(&mut session, &mut disk, &mut now, pictures);
        disk.apply(session.finish(now, BEGUN));
        assert_eq!(disk.frames(), [frames], "{pictures:?}");
        assert_eq!(session.totals().lost, lost, "{pictures:?}");
    }
}

#[test]
fn a_lost_connection_is_a_gap_before_the_next_picture() {
    let (mut session, mut disk, mut now) = (session(Container::Matroska), Disk::default(), 0);
    session.interrupted();
    for pictures in [&[true, true][..], &[], &[false, true]] {
        connection(&mut session, &mut disk, &mut now, pictures);
        session.interrupted();
    }
    disk.apply(session.finish(now, BEGUN));
    let findings = &disk.findings()[0];
    assert_eq!(
        (findings.frames, findings.gaps, findings.lost),
        (3, 1, 1),
        "the gap outlives a picture cut off"
    );
    // Those that are doubtful stand before it.
    let (mut session, mut disk, mut now) = (self::session(Container::Matroska), Disk::default(), 0);
    connection(&mut session, &mut disk, &mut now, &[false, false]);
    session.interrupted();
    connection(&mut session, &mut disk, &mut now, &[false]);
    disk.apply(session.finish(now, BEGUN));
    let findings = &disk.findings()[0];
    assert_eq!((findings.frames, findings.gaps), (3, 1));
    assert!(findings.last.as_ref().unwrap().gap);
}

proptest! {
    #[test]
    fn whatever_comes_every_file_is_as_recorded_and_every_picture_is_counted_once(
        steps in prop::collection::vec((0_u8..8, 0_u64..3000, 0_u64..3, any::<bool>()), 1..60),
        container in prop::sample::select(&Container::ALL[..]), segment in prop::option::of(1_u64..5000),
    ) {
        let options = Options { container, source: "x".to_owned(), segment };
        let limits = Limits { file_bytes: 9000, ..Limits::default() };
        let (mut session, mut disk) = (Session::new(options).with_limits(limits), Disk::default());
        let (mut now, mut came) = (0, 0);
        for (kind, step, lost, gap) in steps {
            now += step;
            let received = Received { lost, gap, ..at(now) };
            let picture = match kind {
                0 => { session.lose(1); came += 1; continue }
                1 => { session.interrupted(); continue }
                2 => b"no picture".to_vec(),
                3 => jpeg(48),
                4 | 5 => by_camera(kind),
                _ => jpeg(32),
            };
            came += 1;
            disk.apply(session.picture(&picture, &received));
        }
        disk.apply(session.finish(now, BEGUN + now));
        let totals = session.totals();
        let frames: u64 = disk.frames().iter().sum();
        prop_assert_eq!(frames, totals.frames);
        prop_assert!(frames + totals.lost >= came);
        if !disk.files.is_empty() {
            prop_assert_eq!(disk.findings().iter().map(|findings| findings.lost).sum::<u64>(), totals.lost);
            prop_assert_eq!(disk.files.iter().map(|(_, bytes, _)| bytes.len() as u64).sum::<u64>(), totals.bytes);
        }
    }
}

#[test]
fn pictures_that_a_failing_disk_did_not_take_are_lost_in_the_evidence_of_the_next_file() {
    let (mut session, mut disk) = (session(Container::Matroska), Disk::default());
    disk.apply(session.picture(&jpeg(32), &at(0)));
    session.picture(&jpeg(32), &Received { lost: 2, gap: true, ..at(40) });
    session.abandon();
    assert_eq!((session.totals().frames, session.totals().lost), (1, 3));
    // The disk fails again, at the next file's beginning.
    session.lose(4);
    session.picture(&jpeg(32), &at(80));
    session.abandon();
    assert_eq!((session.totals().frames, session.totals().lost), (1, 8));
    // The first file stays as it is.
    let broken_off = disk.files.remove(0).1;
    let findings = verify(&broken_off[..]).unwrap();
    assert_eq!((findings.frames, findings.finished, findings.fault), (1, false, None));
    disk.apply(session.picture(&jpeg(32), &at(120)));
    disk.apply(session.finish(200, BEGUN + 200));
    let findings = &disk.findings()[0];
    assert_eq!((findings.frames, findings.lost, findings.gaps, findings.fault), (1, 8, 1, None));
}

proptest! {
    #[test]
    fn whatever_fails_every_picture_is_recorded_or_counted_as_lost(
        steps in prop::collection::vec((0_u64..2000, 0_u64..3, prop::option::weighted(0.2, 0_usize..3)), 1..60),
        container in prop::sample::select(&Container::ALL[..]),
    ) {
        let options = Options { container, source: "x".to_owned(), segment: Some(3000) };
        let (mut session, mut disk) = (Session::new(options), Disk::default());
        let (mut now, mut missing, mut came, mut broken_off, mut is_told) = (0, 0, 0, Vec::new(), true);
        for (step, lost, fails) in steps {
            now += step;
            // Nothing is missing before the first picture.
            missing += if session.totals().frames > 0 { lost } else { 0 };
            came += 1;
            is_told = true;
            for (number, effect) in session.picture(&jpeg(32), &Received { lost, ..at(now) }).into_iter().enumerate() {
                if fails == Some(number) {
                    session.abandon();
                    is_told = false;
                    broken_off.extend(disk.files.extract_if(.., |(.., ended)| ended.is_none()));
                    break;
                }
                let is_stored = matches!(effect, Effect::Append(_) | Effect::End(..));
                disk.apply(vec![effect]);
                if is_stored {
                    session.stored();
                }
            }
        }
        disk.apply(session.finish(now, BEGUN + now));
        let totals = session.totals();
        prop_assert_eq!(totals.frames + totals.lost, came + missing);
        let (mut frames, mut lost) = (0, 0);
        for (_, bytes, _) in broken_off.iter().chain(&disk.files).filter(|(_, bytes, _)| !bytes.is_empty()) {
            let findings = verify(&bytes[..]).unwrap();
            prop_assert_eq!(findings.fault, None);
            frames += findings.frames;
            lost += findings.lost;
        }
        prop_assert_eq!(frames, totals.frames);
        // Only what was lost after the last picture that reached the disk is told by no file.
        prop_assert!(lost <= totals.lost);
        if is_told {
            prop_assert_eq!(lost, totals.lost);
        }
    }
}
