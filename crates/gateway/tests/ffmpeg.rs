//! Recordings as ffmpeg reads them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use camera::Options;
use support::recorded::{Running, hash, hashes, output, start, times};

/// Runs one of ffmpeg's programs, which has to be there.
fn ffmpeg(program: &str, arguments: &[&str], file: &Path, further: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(["-v", "error"]).args(arguments).arg(file).args(further);
    command.output().unwrap_or_else(|error| panic!("{program}, which this test needs, does not run: {error}"))
}

/// The pictures of a file, one after the other, as ffmpeg copies them.
fn copied(file: &Path) -> Vec<u8> {
    ffmpeg("ffmpeg", &["-i"], file, &["-c", "copy", "-f", "image2pipe", "-"]).stdout
}

/// ffmpeg copies exactly these pictures out of `file` into `folder`, and `camera` has sent each of them.
fn assert_pictures_are_the_cameras(folder: &Path, file: &Path, hashes: &[[u8; 32]], camera: &Running) {
    let pattern = folder.join("%06d.jpg");
    let extracted =
        ffmpeg("ffmpeg", &["-i"], file, &["-c", "copy", "-f", "image2", pattern.to_str().unwrap()]);
    assert!(extracted.status.success() && extracted.stderr.is_empty(), "{extracted:?}");
    for (index, expected) in hashes.iter().enumerate() {
        let picture = std::fs::read(folder.join(format!("{:06}.jpg", index + 1))).unwrap();
        assert_eq!(&hash(&picture), expected, "frame {index}");
        assert!(camera.handle.find_sent(expected).is_some());
    }
    assert!(!folder.join(format!("{:06}.jpg", hashes.len() + 1)).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_reads_every_frame_as_the_camera_sent_it() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.mkv");
    let recorded = output(camera.record("", &file, &["--duration", "3"])).await;
    assert!(recorded.status.success(), "{recorded:?}");
    let bytes = std::fs::read(&file).unwrap();
    let (hashes, times) = (hashes(&bytes), times(&bytes));
    assert!(hashes.len() > 10, "{} frames", hashes.len());

    let probed = ffmpeg("ffprobe", &["-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"], &file, &[]);
    assert_eq!(String::from_utf8_lossy(&probed.stderr), "");
    let packets = String::from_utf8(probed.stdout).unwrap();
    let expected = times.iter().map(|time| format!("{}.{:03}000,K", time / 1000, time % 1000));
    // Side data, which is the evidence, makes a further, empty column.
    let given = packets
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.trim_end_matches(['_', ',']).to_owned());
    assert!(given.eq(expected), "{packets}");

    let entries = "stream=codec_name,width,height:format=duration,format_name";
    let probed = ffmpeg("ffprobe", &["-show_entries", entries, "-of", "default=nw=1"], &file, &[]);
    let said = String::from_utf8(probed.stdout).unwrap();
    for line in ["codec_name=mjpeg", "width=320", "height=240", "format_name=matroska,webm"] {
        assert!(said.contains(line), "{said}");
    }
    assert!(!said.contains("duration=N/A"), "{said}");

    assert_pictures_are_the_cameras(folder.path(), &file, &hashes, &camera);

    let decoded = ffmpeg("ffmpeg", &["-xerror", "-i"], &file, &["-f", "null", "-"]);
    assert!(decoded.status.success() && decoded.stderr.is_empty(), "{decoded:?}");
    let sought = ffmpeg(
        "ffmpeg",
        &["-ss", "1.5", "-i"],
        &file,
        &["-c", "copy", "-frames:v", "1", "-f", "image2pipe", "-"],
    );
    assert!(hashes.contains(&hash(&sought.stdout)), "{sought:?}");
}

/// An element that is wrong, or in the wrong place, is unknown to it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs mkvinfo; `cargo xtask test --only ffmpeg` brings it and runs this"]
async fn mkvinfo_knows_every_element_and_finds_every_frame() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.mkv");
    let recorded = output(camera.record("", &file, &["--duration", "3"])).await;
    assert!(recorded.status.success(), "{recorded:?}");
    let told = Command::new("mkvinfo").arg("--all").arg(&file).output().unwrap();
    let said = String::from_utf8(told.stdout).unwrap();
    assert!(told.status.success() && told.stderr.is_empty(), "{said}");
    assert!(!said.to_ascii_lowercase().contains("unknown"), "{said}");
    assert!(said.contains("Codec ID: V_MJPEG"), "{said}");

    let times = times(&std::fs::read(&file).unwrap());
    let blocks = said.lines().filter(|line| line.contains("+ Block: track number 1, 1 frame(s)"));
    let found: Vec<_> = blocks.filter_map(|line| line.split("timestamp ").nth(1)).collect();
    let expected: Vec<_> =
        times.iter().map(|time| format!("00:00:{:02}.{:03}000000", time / 1000, time % 1000)).collect();
    assert!(found.len() > 10, "{said}");
    assert_eq!(found, expected);
}

/// AVI's times are in steps of 10 ms.
#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_reads_every_frame_of_an_avi_at_its_time() {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("yard.avi");
    let recorded = output(camera.record("", &file, &["--duration", "3"])).await;
    assert!(recorded.status.success(), "{recorded:?}");
    let bytes = std::fs::read(&file).unwrap();
    let (hashes, times) = (hashes(&bytes), times(&bytes));
    assert!(hashes.len() > 10, "{} frames", hashes.len());

    let entries =
        ["-show_entries", "packet=pts_time:stream=codec_name,width,height", "-of", "default=nw=1:nk=1"];
    let probed = ffmpeg("ffprobe", &entries, &file, &[]);
    assert_eq!(String::from_utf8_lossy(&probed.stderr), "");
    let said = String::from_utf8(probed.stdout).unwrap();
    let mut steps = Vec::new();
    for time in times {
        let step = (time + 5) / 10;
        steps.push(steps.last().map_or(step, |last: &u64| step.max(last + 1)));
    }
    let steps = steps.iter().map(|step| format!("{}.{:02}0000", step / 100, step % 100));
    let expected = steps.chain(["mjpeg", "320", "240"].map(str::to_owned));
    assert!(said.lines().map(str::to_owned).eq(expected), "{said}");

    assert_pictures_are_the_cameras(folder.path(), &file, &hashes, &camera);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_cut_anywhere_plays_up_to_there() {
    for name in ["yard.mkv", "yard.avi"] {
        cut_anywhere(name).await;
    }
}

async fn cut_anywhere(name: &str) {
    let (camera, folder) = (start(Options::default()).await, tempfile::tempdir().unwrap());
    let file = folder.path().join(name);
    // Killed, so that nothing is written at its end.
    let mut child = camera.record("", &file, &[]).spawn().unwrap();
    while !file.exists() || hashes(&std::fs::read(&file).unwrap()).len() < 40 {
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let records: Vec<usize> =
        bytes.windows(8).enumerate().filter(|(_, b)| *b == b" sha256=").map(|(at, _)| at + 72).collect();
    // The last one may have been cut by the end of its program.
    let records: Vec<usize> = records.into_iter().filter(|&end| end <= bytes.len()).collect();
    bytes.truncate(*records.last().unwrap());
    std::fs::write(&file, &bytes).unwrap();
    let (all, lengths) = (copied(&file), lengths(&bytes));
    assert_eq!(all.len(), lengths.iter().sum::<usize>(), "of the whole {name}");
    let first = records[0];
    // Whole periods of a prime: beginnings, middles and ends of pictures, of records and of clusters.
    let step = (bytes.len() - first) / 40 | 1;
    let near_ends = records.iter().step_by(9).flat_map(|end| [end - 1, *end, end + 1, end + 7]);
    for cut in (first..bytes.len()).step_by(step).chain(near_ends).filter(|&cut| cut <= bytes.len()) {
        let part = folder.path().join(format!("cut-{name}"));
        std::fs::write(&part, &bytes[..cut]).unwrap();
        let whole: usize =
            records.iter().zip(&lengths).filter(|&(&end, _)| end <= cut).map(|(_, length)| length).sum();
        let played = copied(&part);
        assert!(played.len() >= whole, "{name} cut at {cut}: {} bytes of {whole}", played.len());
        assert_eq!(&played[..whole], &all[..whole], "{name} cut at {cut}");
    }
}

/// Bytes of each picture, by the records.
fn lengths(file: &[u8]) -> Vec<usize> {
    let places = file.windows(7).enumerate().filter(|(_, bytes)| *bytes == b" bytes=");
    let number = |at: usize| {
        let digits = file[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&file[at..at + digits]).unwrap().parse().unwrap()
    };
    places.map(|(at, _)| number(at + 7)).collect()
}
