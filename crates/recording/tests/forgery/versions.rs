//! Evidence of other versions, and recordings of earlier programs.

use recording::{Container, Fault, Verdict, VerifyError, verify};

use crate::{ten, verdict};

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

/// The files in `tests/files` were written when evidence became version 2. A program that finds
/// them changed writes and reads another version.
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
