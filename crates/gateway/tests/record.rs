//! `mullion record` and `mullion verify`, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use camera::Options;
use support::recorded::{hash, hashes, output, start, times, verify};
use support::{mullion, part, picture, tcp};

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_what_the_camera_sent() {
    for name in ["yard.mkv", "yard.avi", "yard.zip"] {
        recorded_as_sent(name).await;
    }
}

async fn recorded_as_sent(name: &str) {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join(name);
    let recorded = output(camera.record("", &file, &["--duration", "2s"])).await;
    assert!(recorded.status.success(), "{recorded:?}");
    let bytes = std::fs::read(&file).unwrap();
    let hashes = hashes(&bytes);
    assert!(hashes.len() > 5, "{} frames", hashes.len());
    assert!(hashes.iter().all(|hash| camera.handle.find_sent(hash).is_some()));
    assert!(times(&bytes).windows(2).all(|pair| pair[0] < pair[1]));
    let (status, said) = verify(&file);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains(&format!("frames as recorded: {}", hashes.len())), "{said}");
    assert!(said.contains("MULLION_CAMERA_SERIAL: "), "{said}");
    assert!(!bytes.windows(7).any(|window| window == b"hunter2"));
    // The seal that was told is the one in the file.
    let told = String::from_utf8(recorded.stdout).unwrap();
    let seal = told.trim().rsplit(' ').next().unwrap();
    assert!(said.contains(seal), "{told} {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_size_begins_another_file() {
    let options = Options::default().with_control();
    let (camera, folder) = (start(options).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.mkv");
    let recorded = output(camera.record("&fault=resize@5", &file, &["--duration", "4s"])).await;
    assert!(recorded.status.success(), "{recorded:?}");
    let second = folder.path().join("yard-2.mkv");
    for file in [&file, &second] {
        assert_eq!(verify(file).0, Some(0));
        let hashes = hashes(&std::fs::read(file).unwrap());
        assert!(!hashes.is_empty() && hashes.iter().all(|hash| camera.handle.find_sent(hash).is_some()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_ends_and_another_begins() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    for extension in ["mkv", "avi", "zip"] {
        let file = folder.path().join("yard").with_extension(extension);
        let recorded = output(camera.record("", &file, &["--duration", "3", "--segment", "1"])).await;
        assert!(recorded.status.success(), "{recorded:?}");
        assert_eq!(verify(&file).0, Some(0));
        assert_eq!(verify(&folder.path().join("yard-2").with_extension(extension)).0, Some(0));
    }
}

/// Each connection gives two pictures and breaks; a signal ends the third, which stays open.
#[cfg(unix)]
#[test]
fn a_broken_connection_is_made_again_and_marked_and_a_signal_ends_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("yard.mkv");
    let (asked, requests) = mpsc::channel();
    let (address, _) = tcp::serve(move |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
        stream.write_all(&[head.as_bytes(), &part(&picture()), &part(&picture()), b"--b\r\n"].concat())?;
        // A failure here is a test that has ended.
        let _ = asked.send(stream.try_clone());
        Ok(())
    });
    let url = format!("http://{address}/?token=secret");
    let mut child = mullion().args(["record", &url, "-o"]).arg(&file).stdout(Stdio::piped()).spawn().unwrap();
    for _ in 0..2 {
        drop(requests.recv().unwrap());
    }
    let _open = requests.recv().unwrap();
    // Two pictures of each connection so far, in a file that anybody can read while it is written.
    while hashes(&std::fs::read(&file).unwrap()).len() < 6 {
        std::thread::yield_now();
    }
    let (status, said) = verify(&file);
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("the recording was never ended"), "{said}");
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success() && child.wait().unwrap().success());
    let (status, said) = verify(&file);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("connections lost: 2") && !said.contains("never ended"), "{said}");
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(hashes(&bytes), [hash(&picture()); 6]);
    assert!(!bytes.windows(6).any(|window| window == b"secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_tells_what_is_wrong() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.mkv");
    for name in ["yard.mkv", "yard.avi", "yard.zip"] {
        let file = folder.path().join(name);
        let recorded = output(camera.record("", &file, &["--duration", "2"])).await;
        assert!(recorded.status.success(), "{recorded:?}");
        let whole = std::fs::read(&file).unwrap();
        // A picture begins like this and nothing else does: SOI and another marker.
        let begins = whole.windows(3).enumerate().filter(|(_, bytes)| *bytes == [0xff, 0xd8, 0xff]);
        let pictures: Vec<usize> = begins.map(|(at, _)| at).collect();
        let mut changed = whole.clone();
        changed[pictures[3] + 1000] ^= 1;
        std::fs::write(&file, &changed).unwrap();
        let (status, said) = verify(&file);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("frame 3 differs"), "{said}");
        std::fs::write(&file, &whole[..pictures[4] + 10]).unwrap();
        let (status, said) = verify(&file);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("frame 4 and what followed are missing"), "{said}");
        // Its size set to unknown, nobody can know that it was ended once.
        let (mark, open) = match name {
            "yard.mkv" => (
                whole.windows(4).position(|id| id == b"\x18\x53\x80\x67").unwrap() + 4,
                &[1, 255, 255, 255, 255, 255, 255, 255][..],
            ),
            "yard.avi" => (4, &[0; 4][..]),
            _ => (30 + "recording.txt".len() + 4, &b"state=open "[..]),
        };
        let mut cut = whole[..pictures[4] + 10].to_vec();
        cut[mark..mark + open.len()].copy_from_slice(open);
        std::fs::write(&file, &cut).unwrap();
        let (status, said) = verify(&file);
        assert_eq!(status, Some(3), "{said}");
        assert!(said.contains("frames as recorded: 4") && said.contains("never ended"), "{said}");
        std::fs::write(&file, [&whole[..], b"more"].concat()).unwrap();
        let (status, said) = verify(&file);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("something was appended"), "{said}");
        std::fs::write(&file, [b"x", &whole[..]].concat()).unwrap();
        let (status, said) = verify(&file);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("something was put before it"), "{said}");
        let first_tag = whole.windows(14).position(|text| text == b"MULLION_LAYOUT").unwrap();
        let mut broken = whole.clone();
        broken[first_tag] = 0;
        std::fs::write(&file, &broken).unwrap();
        assert_eq!(verify(&file).0, Some(2), "{name}: a broken tag");
    }
    std::fs::write(&file, b"something else").unwrap();
    assert_eq!(verify(&file).0, Some(1));
    assert_eq!(verify(&folder.path().join("none.mkv")).0, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_that_was_noted_is_compared() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.mkv");
    let recorded = output(camera.record("", &file, &["--duration", "1"])).await;
    let told = String::from_utf8(recorded.stdout).unwrap();
    let seal = told.trim().rsplit(' ').next().unwrap();
    let check = |seal: &str| {
        let output = mullion().args(["verify", "--seal", seal]).arg(&file).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(check(seal).0, Some(0));
    assert_eq!(check(&seal.to_uppercase()).0, Some(0));
    assert_eq!(check(&format!(" \t{seal}\r\n")).0, Some(0), "as it comes from a clipboard");
    let other = format!("{}{}", if seal.starts_with('0') { '1' } else { '0' }, &seal[1..]);
    let (status, said) = check(&other);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("the seal differs from the noted one"), "{said}");
    for malformed in ["", "abc", &seal[1..], &format!("{seal}0"), &seal.replacen(&seal[..1], "g", 1)] {
        let (status, said) = check(malformed);
        assert_eq!(status, Some(64), "{malformed}: {said}");
        assert!(said.contains("64 hexadecimal digits"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_cannot_be_recorded_is_reported() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.mkv");
    std::fs::write(&file, b"somebody's").unwrap();
    let recorded = output(camera.record("", &file, &["--duration", "20"])).await;
    assert_eq!(recorded.status.code(), Some(1), "{recorded:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"somebody's");
    let unknown = folder.path().join("yard.mp4");
    let recorded = output(camera.record("", &unknown, &[])).await;
    let said = String::from_utf8(recorded.stderr).unwrap();
    assert!(recorded.status.code() == Some(1) && said.contains(".mkv, .avi or .zip"), "{said}");
    assert!(!unknown.exists());
    let other = folder.path().join("other.mkv");
    let mut refused = camera.record("", &other, &[]);
    refused.env("MULLION_PASSWORD", "wrong");
    let refused = output(refused).await;
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(!other.exists());
}

const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";

/// A part with a header field of its own.
fn part_with(field: &str, picture: &[u8]) -> Vec<u8> {
    let head =
        format!("--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n{field}\r\n\r\n", picture.len());
    [head.as_bytes(), picture, b"\r\n"].concat()
}

/// A camera that sends these parts and then nothing more.
fn sends(parts: Vec<Vec<u8>>) -> String {
    let body = [vec![STREAM.into()], parts, vec![b"--b\r\n".to_vec()]].concat().concat();
    let (address, _) = tcp::serve(move |_, stream| {
        stream.write_all(&body)?;
        tcp::hold(stream);
        Ok(())
    });
    format!("http://{address}/")
}

/// Records for a second. Gives what the program says on both outputs.
fn record(url: &str, file: &std::path::Path) -> String {
    let output = mullion().args(["record", url, "--duration", "1", "-o"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// A segment behind SOI.
fn with_segment(segment: &[u8]) -> Vec<u8> {
    let mut picture = picture();
    picture.splice(2..2, segment.iter().copied());
    picture
}

#[test]
fn pictures_that_were_cut_off_are_lost_and_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let whole = picture();
    let cut = &whole[..whole.len() / 2];
    let parts = [cut, &whole, &whole, cut, &whole, cut, cut, &whole].map(part).to_vec();
    let file = folder.path().join("yard.mkv");
    let said = record(&sends(parts), &file);
    assert_eq!(hashes(&std::fs::read(&file).unwrap()), [hash(&whole); 4], "{said}");
    assert!(said.contains("4 frames") && said.contains("4 lost"), "{said}");
    let (status, said) = verify(&file);
    assert!(status == Some(0) && said.contains("lost while recording: 4"), "{said}");
}

#[test]
fn a_camera_that_never_writes_an_end_marker_is_recorded_from_its_first_picture() {
    let folder = tempfile::tempdir().unwrap();
    let whole = picture();
    let endless = &whole[..whole.len() - 2];
    for pictures in [2, 5] {
        let file = folder.path().join(format!("yard{pictures}.mkv"));
        let said = record(&sends(vec![part(endless); pictures]), &file);
        assert_eq!(hashes(&std::fs::read(&file).unwrap()), vec![hash(endless); pictures], "{said}");
        assert!(said.contains(" 0 lost"), "{said}");
    }
}

#[test]
fn a_picture_whose_header_decoders_forgive_is_recorded_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    // The comment says that it is four bytes long, and is forty.
    let odd = with_segment(&[&b"\xff\xfe\x00\x04"[..], &[0; 38]].concat());
    for name in ["yard.mkv", "yard.avi", "yard.zip"] {
        let file = folder.path().join(name);
        let said = record(&sends(vec![part(&odd); 3]), &file);
        assert_eq!(hashes(&std::fs::read(&file).unwrap())[..3], [hash(&odd); 3], "{said}");
        assert!(said.contains(" 0 lost"), "{said}");
    }
}

#[test]
fn stamps_in_any_unit_make_one_file() {
    let folder = tempfile::tempdir().unwrap();
    for (unit, digits) in [("s", 0), ("ms", 3), ("us", 6), ("ns", 9)] {
        let stamp = |number: u64| {
            let nanoseconds = 1_795_366_800_000_000_000 + number * 40_000_000;
            (nanoseconds / 10_u64.pow(9 - digits)).to_string()
        };
        let parts = (0..25).map(|number| part_with(&format!("X-Timestamp: {}", stamp(number)), &picture()));
        let file = folder.path().join(unit).with_extension("mkv");
        let said = record(&sends(parts.collect()), &file);
        let bytes = std::fs::read(&file).unwrap();
        assert_eq!(hashes(&bytes).len(), 25, "{unit}: {said}");
        if digits >= 3 {
            assert!(
                times(&bytes).windows(2).all(|pair| pair[1] - pair[0] == 40),
                "{unit}: {:?}",
                times(&bytes)
            );
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "one file each");
}

#[test]
fn a_count_since_the_cameras_start_makes_no_date() {
    let folder = tempfile::tempdir().unwrap();
    for (name, count) in [("seconds", "6997.869066"), ("nanoseconds", "6997869066000"), ("start", "5.044673")]
    {
        let file = folder.path().join(name).with_extension("zip");
        let parts = vec![part_with(&format!("X-Timestamp: {count}"), &picture()); 3];
        let said = record(&sends(parts), &file);
        let bytes = std::fs::read(&file).unwrap();
        let is_named =
            |year: &[u8]| bytes.windows(11).any(|bytes| &bytes[..7] == b"000000_" && &bytes[7..] == year);
        assert!(!is_named(b"1970") && !is_named(b"2191"), "{said}");
        assert_eq!(verify(&file).0, Some(0));
    }
}

/// What the records of a camera say that stamps its pictures so: the last record, and the names of
/// an archive.
#[test]
fn a_stamp_is_kept_as_the_camera_wrote_it_and_is_a_time_only_where_that_is_certain() {
    let folder = tempfile::tempdir().unwrap();
    let stamps = [
        // Milliseconds, microseconds and nanoseconds since the camera's start; half an hour of nanoseconds.
        ("6997869", "", ""),
        ("6997869066", "", ""),
        ("6997869066000", "", ""),
        ("1100000000000", "", ""),
        ("12:34:56.789", "", ""),
        ("2026-11-22T17:00:00", "", ""),
        ("soon, maybe", "", ""),
        ("2096-01-01T00:00:00.500Z", " camera=3976214400500", "2096"),
        ("1970-01-01T00:00:05Z", "", "1970"),
        ("Sun, 22 Nov 2009 17:00:00 GMT", " camera=1258909200000", "2009"),
        ("6997.869066", " uptime=6997.869066", "1970"),
    ];
    for (index, (text, said, year)) in stamps.into_iter().enumerate() {
        let file = folder.path().join(format!("{index}.zip"));
        let parts = vec![part_with(&format!("X-Timestamp: {text}"), &picture()); 3];
        record(&sends(parts), &file);
        let bytes = std::fs::read(&file).unwrap();
        let all = String::from_utf8_lossy(&bytes);
        let word = text.replace(' ', "%20").replace(',', "%2C");
        assert!(all.contains(&format!(" stamp={word} lost=")), "{text}");
        let has_time = all.contains(" camera=") || all.contains(" uptime=");
        assert_eq!(has_time, !said.is_empty(), "{text}");
        assert!(all.contains(&format!("{said} stamp=")), "{text}");
        let misnamed = format!("000000_{year}-");
        assert!(year.is_empty() || !all.contains(&misnamed), "{text}");
        assert!(all.contains("camera_text"), "{text}");
        assert_eq!(verify(&file).0, Some(0), "{text}");
    }
}

#[test]
fn a_recording_that_rolls_over_passes_by_files_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("yard-2.mkv"), b"somebody's").unwrap();
    // Another size in the frame header, which a recording reads and a decoder would not like.
    let small = picture();
    let mut large = small.clone();
    let frame = large.windows(2).position(|bytes| bytes == b"\xff\xc0").unwrap();
    large[frame + 5] += 1;
    let said =
        record(&sends([&small, &large, &small].map(|picture| part(picture)).to_vec()), &path("yard.mkv"));
    assert_eq!(std::fs::read(path("yard-2.mkv")).unwrap(), b"somebody's");
    for (name, picture) in [("yard.mkv", &small), ("yard-3.mkv", &large), ("yard-4.mkv", &small)] {
        assert_eq!(hashes(&std::fs::read(path(name)).unwrap()), [hash(picture)], "{name} {said}");
        assert_eq!(verify(&path(name)).0, Some(0));
    }
}

#[test]
fn another_camera_at_the_same_address_has_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // The comment in which Axis cameras write product, firmware and serial number.
    let of = |serial: u8| {
        with_segment(
            &[&b"\xff\xfe\x00\x0f\x0a\x00\x00\xb3\x05\x28\x01\x00\x40\x8c\x01\x02"[..], &[serial]].concat(),
        )
    };
    let said =
        record(&sends([of(1), of(1), of(2)].map(|picture| part(&picture)).to_vec()), &path("yard.mkv"));
    for (name, serial, frames) in [("yard.mkv", 1, 2), ("yard-2.mkv", 2, 1)] {
        assert_eq!(hashes(&std::fs::read(path(name)).unwrap()), vec![hash(&of(serial)); frames], "{said}");
        let (status, said) = verify(&path(name));
        assert!(status == Some(0) && said.contains(&format!("00408C01020{serial}")), "{said}");
    }
}

/// The third connection is refused as a camera refuses while it starts, and then again.
#[test]
fn a_login_that_was_accepted_before_is_tried_again_after_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("yard.mkv");
    let streams = AtomicUsize::new(0);
    let (sent, recorded) = mpsc::channel();
    let (address, _) = tcp::serve(move |head, stream| {
        let refused = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\
            Content-Length: 0\r\nConnection: close\r\n\r\n";
        if !head.to_ascii_lowercase().contains("authorization: basic") {
            return stream.write_all(refused);
        }
        match streams.fetch_add(1, Ordering::Relaxed) {
            1 | 2 => stream.write_all(refused),
            number => {
                stream.write_all(&[STREAM.as_bytes(), &part(&picture()), b"--b\r\n"].concat())?;
                // A failure here is a test that has ended.
                let _ = sent.send(number);
                Ok(())
            }
        }
    });
    let url = format!("http://{address}/");
    let mut child = mullion()
        .args(["record", &url, "--user", "joe", "--duration", "60", "-o"])
        .arg(&file)
        .env("MULLION_PASSWORD", "hunter2")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let tries: Vec<_> = recorded.iter().take(2).collect();
    assert_eq!(tries, [0, 3]);
    while hashes(&std::fs::read(&file).unwrap()).len() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
