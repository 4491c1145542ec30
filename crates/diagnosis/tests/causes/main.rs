//! Every cause is reached by the findings that it is about, and by no other probes than those.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;
mod findings;
mod words;

use causes::{Row, Tool, table};
use diagnosis::{Diagnosis, Examination, Probe};

use crate::cases::{Case, cases};
use crate::findings::subject;

#[test]
fn every_case_has_its_cause_by_its_own_probes() {
    for Case(code, change, findings) in cases() {
        let asked: Vec<Probe> = findings.iter().map(|(probe, _)| *probe).collect();
        let mut examination = Examination::new(subject(change));
        for (probe, finding) in findings {
            assert_eq!(examination.next(), Some(probe), "{code} {asked:?}");
            examination.found(probe, finding);
        }
        assert_eq!(examination.next(), None, "{code} {asked:?}");
        let diagnosis = examination.diagnosis();
        assert_eq!(diagnosis.code, code, "{asked:?} {diagnosis:?}");
        is_sound(&diagnosis);
        assert_eq!(diagnosis.steps.len(), asked.len() + 1);
    }
}

/// Whole sentences, and nothing secret.
fn is_sound(diagnosis: &Diagnosis) {
    let text = diagnosis.to_string();
    for sentence in [&diagnosis.cause, &diagnosis.cure] {
        assert!(sentence.ends_with('.') && sentence.len() > 10, "{sentence}");
        assert!(!sentence.contains('$'), "a place is not filled: {sentence}");
        assert!(text.contains(sentence.as_str()));
    }
    assert!(!text.contains("pass@") && !text.contains("root:pass"), "{text}");
    assert!(text.contains(&*diagnosis.code));
    assert!(diagnosis.lines.iter().all(|line| !line.label.is_empty() && text.contains(line.label)));
}

#[test]
fn every_cause_that_the_diagnosis_tells_has_a_case() {
    let told = |row: &&Row| row.tools.has(Tool::Diagnosis);
    let listed: Vec<&str> = table::all().filter(told).map(|row| row.code).collect();
    let tested: Vec<&str> = cases().iter().map(|case| case.0).collect();
    for code in &listed {
        assert!(tested.contains(code), "{code} has no case");
    }
    for code in tested {
        assert!(listed.contains(&code), "the table does not say that the diagnosis tells {code}");
    }
}
