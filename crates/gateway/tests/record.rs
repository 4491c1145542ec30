//! `mullion record` and `mullion verify`, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};
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
    let other = format!("{}{}", if seal.starts_with('0') { '1' } else { '0' }, &seal[1..]);
    let (status, said) = check(&other);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("the seal is not the one that was noted"), "{said}");
    for malformed in ["", "abc", &seal[1..], &format!("{seal}0"), &seal.replacen(&seal[..1], "g", 1)] {
        let (status, said) = check(malformed);
        assert_eq!(status, Some(64), "{malformed}: {said}");
        assert!(said.contains("64 hexadecimal digits"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_recorded_is_told() {
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
