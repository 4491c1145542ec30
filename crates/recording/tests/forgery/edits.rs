//! Anything at random that is done to bytes, elements, chunks or entries.

use std::ops::Range;

use proptest::prelude::*;
use recording::{Container, Verdict, VerifyError, verify};

use crate::has_traces;
use crate::support::{self, ended, recordings, units};

/// Something done to the bytes of a file, or to its elements, chunks or entries.
#[derive(Debug, Clone)]
enum Edit {
    Change { at: u32, mask: u8 },
    Insert { at: u32, bytes: Vec<u8> },
    Remove { at: u32, length: u32 },
    Copy { from: u32, length: u32, to: u32 },
    Swap { one: u32, other: u32, length: u32 },
    RemoveUnit(u32),
    CopyUnit(u32, u32),
    SwapUnits(u32, u32),
    Append(Vec<u8>),
    Prepend(Vec<u8>),
    Cut(u32),
}

fn edits() -> impl Strategy<Value = Edit> {
    let bytes = || {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 1..40),
            Just(b"\xec\x82\0\0".to_vec()),
            Just(b"JUNK\x02\0\0\0ab".to_vec()),
            Just(b"PK\x03\x04".to_vec()),
            (0_usize..200).prop_map(|length| vec![0; length]),
        ]
    };
    prop_oneof![
        (any::<u32>(), 1_u8..).prop_map(|(at, mask)| Edit::Change { at, mask }),
        (any::<u32>(), bytes()).prop_map(|(at, bytes)| Edit::Insert { at, bytes }),
        (any::<u32>(), 1_u32..2000).prop_map(|(at, length)| Edit::Remove { at, length }),
        (any::<u32>(), 1_u32..2000, any::<u32>()).prop_map(|(from, length, to)| Edit::Copy {
            from,
            length,
            to
        }),
        (any::<u32>(), any::<u32>(), 1_u32..500).prop_map(|(one, other, length)| Edit::Swap {
            one,
            other,
            length
        }),
        any::<u32>().prop_map(Edit::RemoveUnit),
        any::<(u32, u32)>().prop_map(|(unit, to)| Edit::CopyUnit(unit, to)),
        any::<(u32, u32)>().prop_map(|(one, other)| Edit::SwapUnits(one, other)),
        bytes().prop_map(Edit::Append),
        bytes().prop_map(Edit::Prepend),
        any::<u32>().prop_map(Edit::Cut),
    ]
}

impl Edit {
    fn apply(self, container: Container, file: &mut Vec<u8>) {
        let length = file.len();
        let place = |at: u32| at as usize % (length + 1);
        let part = |at: u32, bytes: u32| place(at)..(place(at) + bytes as usize).min(length);
        let units = units(container, file);
        let unit = |index: u32| units.get(index as usize % units.len().max(1)).cloned().unwrap_or(0..0);
        match self {
            Self::Change { at, mask } if length > 0 => file[at as usize % length] ^= mask,
            Self::Change { .. } => {}
            Self::Insert { at, bytes } => drop(file.splice(place(at)..place(at), bytes)),
            Self::Remove { at, length } => drop(file.drain(part(at, length))),
            Self::Copy { from, length, to } => {
                let copy = file[part(from, length)].to_vec();
                drop(file.splice(place(to)..place(to), copy));
            }
            Self::Swap { one, other, length } => swap(file, part(one, length), part(other, length)),
            Self::RemoveUnit(index) => drop(file.drain(unit(index))),
            Self::CopyUnit(index, to) => {
                let (copy, to) = (file[unit(index)].to_vec(), unit(to).end);
                drop(file.splice(to..to, copy));
            }
            Self::SwapUnits(one, other) => swap(file, unit(one), unit(other)),
            Self::Append(bytes) => file.extend(bytes),
            Self::Prepend(bytes) => drop(file.splice(..0, bytes)),
            Self::Cut(end) => file.truncate(place(end)),
        }
    }
}

/// Exchanges two parts that do not overlap.
fn swap(file: &mut Vec<u8>, one: Range<usize>, other: Range<usize>) {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end <= second.start {
        let [before, between, after] = [0..first.start, first.end..second.start, second.end..file.len()];
        *file = [before, second, between, first, after].map(|part| &file[part]).concat();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn nothing_done_to_a_recording_is_missed(recording in recordings(), edits in prop::collection::vec(edits(), 1..4)) {
        let file = ended(&recording);
        let mut forged = file.clone();
        edits.into_iter().for_each(|edit| edit.apply(recording.container, &mut forged));
        prop_assume!(forged != file);
        match verify(&forged[..]) {
            Ok(findings) => prop_assert_ne!(findings.verdict(), Verdict::AsRecorded),
            // Its version and its layout were changed both.
            Err(VerifyError::OtherVersion { .. }) => {}
            Err(_) => prop_assert!(!has_traces(&forged), "not taken for a recording"),
        }
    }

    #[test]
    fn every_recording_that_nobody_touched_is_as_recorded(recording in recordings()) {
        let file = ended(&recording);
        let findings = verify(&file[..]).unwrap();
        prop_assert_eq!(findings.verdict(), Verdict::AsRecorded);
        prop_assert_eq!(findings.frames, recording.pictures.len() as u64);
        let lost: u64 = recording.pictures.iter().map(|picture| picture.lost).sum();
        prop_assert_eq!(findings.lost, lost + recording.trailing);
        prop_assert_eq!(findings.gaps, recording.pictures.iter().filter(|picture| picture.gap).count() as u64);
    }

    #[test]
    fn a_recording_that_broke_off_anywhere_is_never_ended(recording in recordings(), cut: u32) {
        let whole = support::file(&recording, false);
        let cut = cut as usize % (whole.len() + 1);
        if let Ok(findings) = verify(&whole[..cut]) {
            prop_assert_eq!(findings.verdict(), Verdict::NeverEnded);
        }
    }
}
