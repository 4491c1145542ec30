//! Any bytes as a recording, and any bytes in place of a part of one: checked to an end, and
//! nothing but the recording itself counts as recorded.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use recording::{About, CameraText, Container, Limits, Moment, Picture, Stamp, Verdict, Writer, verify};

static FILES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| Container::ALL.map(file));

fuzz_target!(|data: &[u8]| {
    let _ = verify(data);
    let [kind, at, at_low, removed, part @ ..] = data else { return };
    let file = &FILES[usize::from(*kind) % FILES.len()];
    let at = usize::from(u16::from_be_bytes([*at, *at_low])) % (file.len() + 1);
    let end = (at + usize::from(*removed)).min(file.len());
    let mut changed = file.clone();
    changed.splice(at..end, part.iter().copied());
    let as_recorded = verify(&changed[..]).is_ok_and(|findings| findings.verdict() == Verdict::AsRecorded);
    assert_eq!(as_recorded, changed == *file);
});

fn file(container: Container) -> Vec<u8> {
    let about = About {
        source: "http://192.0.2.1/".to_owned(),
        serial: None,
        firmware: None,
        begun: 1_795_366_800_000,
    };
    let limits = Limits { cluster_milliseconds: 80, ..Limits::default() };
    let mut writer = Writer::new(container, &about, (64, 48), limits);
    for number in 0..5 {
        let camera = (number > 1).then_some(Stamp::Uptime(number * 40_000));
        let moment = Moment { arrival: about.begun + number * 40, camera, text: CameraText::new("12:34") };
        let jpeg = [&[0xff, 0xd8][..], &[number as u8; 20], &[0xff, 0xd9]].concat();
        let picture = Picture {
            jpeg: &jpeg,
            size: (64, 48),
            time: number * 40,
            moment,
            lost: number,
            gap: number == 3,
        };
        let _ = writer.picture(&picture);
    }
    let mut file = writer.take();
    let ending = writer.finish(about.begun + 1000, 1);
    file.extend(ending.tail);
    for patch in ending.patches {
        let offset = patch.offset as usize;
        file[offset..offset + patch.bytes.len()].copy_from_slice(&patch.bytes);
    }
    file
}
