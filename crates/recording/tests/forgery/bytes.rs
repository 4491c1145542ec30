//! Bytes that are changed, cut off or appended.

use recording::{Container, Fault, Verdict, VerifyError, verify};

use crate::support::{self, Recording, ended};
use crate::{assert_found, ten, verdict};

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
fn appended_bytes_are_found() {
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
fn a_text_about_a_recording_is_not_a_recording() {
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
