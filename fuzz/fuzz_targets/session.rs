//! Any bytes as a camera's streams: whatever is recorded of them is as recorded, and every picture
//! is counted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mjpeg::{Event, Parser};
use recording::session::{Effect, Options, Received, Session};
use recording::{Container, Limits, Verdict, verify};

/// Between two connections.
const BREAK: &[u8] = b"\n\x00break\n";
/// November 2026.
const BEGUN: u64 = 1_795_366_800_000;

fuzz_target!(|data: &[u8]| {
    let [kind, step, body @ ..] = data else { return };
    let container = Container::ALL[usize::from(*kind) % Container::ALL.len()];
    let segment = (kind % 2 == 1).then_some(1000);
    let options = Options { container, source: "http://yard/".to_owned(), segment };
    let limits = Limits { file_bytes: 50_000, ..Limits::default() };
    let mut session = Session::new(options).with_limits(limits);
    let (mut files, mut now, mut came) = (Vec::new(), 0, 0);
    for part in split(body) {
        let mut parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), mjpeg::Limits::default());
        parser.push(part);
        parser.finish();
        while let Some(event) = parser.next_event() {
            match event {
                Event::Frame(frame) => {
                    came += 1;
                    now += u64::from(*step);
                    let received = Received::new(now, BEGUN + now, &frame);
                    apply(session.frame(received, &frame), &mut files);
                }
                Event::Error(_) => {
                    came += 1;
                    session.lose(1);
                }
                _ => {}
            }
        }
        session.interrupted();
    }
    apply(session.finish(now, BEGUN + now), &mut files);
    let mut frames = 0;
    for file in &files {
        let findings = verify(&file[..]).expect("a recording");
        assert_eq!(findings.verdict(), Verdict::AsRecorded);
        frames += findings.frames;
    }
    let totals = session.totals();
    assert_eq!((frames, frames + totals.lost), (totals.frames, came));
});

fn split(mut body: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = body.windows(BREAK.len()).position(|bytes| bytes == BREAK) {
        parts.push(&body[..at]);
        body = &body[at + BREAK.len()..];
    }
    parts.push(body);
    parts
}

fn apply(effects: Vec<Effect>, files: &mut Vec<Vec<u8>>) {
    for effect in effects {
        match effect {
            Effect::Begin(_) => files.push(Vec::new()),
            Effect::Append(bytes) => files.last_mut().expect("a file").extend(bytes),
            Effect::End(_, ending) => {
                let file = files.last_mut().expect("a file");
                file.extend(ending.tail);
                for patch in ending.patches {
                    let offset = patch.offset as usize;
                    file[offset..offset + patch.bytes.len()].copy_from_slice(&patch.bytes);
                }
            }
            Effect::Note(_) => {}
        }
    }
}
