//! Every row of the table can be told to a person, and the documents know the same rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use causes::{Blame, Cause, Place, Problem, Row, Tool, Transport, table};

/// The places in a text, by name.
fn places(text: &str) -> Vec<&str> {
    let names = text.split('$').skip(1);
    names.map(|part| &part[..part.bytes().take_while(u8::is_ascii_lowercase).count()]).collect()
}

fn tools(row: &Row) -> Vec<Tool> {
    Tool::ALL.into_iter().filter(|&tool| row.tools.has(tool)).collect()
}

fn texts(row: &Row) -> [&'static str; 2] {
    [row.sentence, row.cure]
}

#[test]
fn each_code_names_one_cause() {
    let mut known = HashSet::new();
    for row in table::all() {
        assert!(known.insert(row.code), "{} stands twice", row.code);
        let at_gateway = table::code_at_gateway(row);
        assert!(at_gateway == row.code || known.insert(at_gateway), "{at_gateway} stands twice");
        let is_kebab = row.code.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(is_kebab && Tool::ALL.iter().any(|&tool| row.tools.has(tool)), "{row:?}");
    }
}

#[test]
fn each_cause_has_a_sentence_and_a_cure() {
    for row in table::all() {
        for text in texts(row) {
            let begins = text.starts_with(|first: char| first.is_uppercase() || first == '$');
            let ends = text.ends_with(['.', ')']) || text.ends_with("$said") || text.ends_with("$digest");
            assert!(begins && ends && text.len() <= 320, "{row:?}: {text}");
            assert!(!text.contains("  ") && !text.contains('!'), "{row:?}: {text}");
        }
    }
}

/// The patterns that `CONTRIBUTING.md` keeps out of sentences, as far as a program can see them.
#[test]
fn the_words_are_plain() {
    const ODD: [&str; 14] = [
        "what ",
        "who ",
        "whoever",
        "anew",
        "comes about",
        "come about",
        "is to be",
        "are to be",
        "of which",
        "be it",
        "therein",
        "thereof",
        "not un",
        "nobody who",
    ];
    for row in table::all() {
        for text in texts(row) {
            let lower = text.to_lowercase();
            let odd = ODD.iter().find(|odd| lower.starts_with(**odd) || lower.contains(&format!(" {odd}")));
            assert!(odd.is_none(), "{row:?}: “{odd:?}” in: {text}");
        }
    }
}

#[test]
fn every_place_is_one_that_each_tool_can_fill() {
    let player = ["content", "digest", "error", "page", "part", "said", "size", "status", "wait"].as_slice();
    let diagnosis = [
        "address", "camera", "content", "digest", "distrust", "error", "host", "id", "page", "said",
        "status", "wait",
    ]
    .as_slice();
    let probe = ["digest", "distrust", "error", "host", "said", "status", "wait", "page"].as_slice();
    for row in table::all() {
        for name in texts(row).into_iter().flat_map(places) {
            assert!(Place::from_name(name).is_some(), "{row:?}: ${name}");
            for tool in tools(row) {
                let known = match tool {
                    Tool::Player => player,
                    Tool::Diagnosis => diagnosis,
                    Tool::Gateway => &["error"],
                    Tool::Probe => probe,
                };
                assert!(known.contains(&name), "{row:?}: {tool:?} does not know ${name}");
            }
        }
    }
}

#[test]
fn nobody_is_blamed_only_where_nothing_is_wrong() {
    for row in table::all() {
        assert_eq!(row.blame == Blame::Nobody, ["fine", "playing"].contains(&row.code), "{row:?}");
        // A request is to blame only at the gateway, which sees requests of anybody.
        let is_at_gateway = matches!(row.blame, Blame::Gateway | Blame::Request);
        assert!(!is_at_gateway || tools(row) == [Tool::Gateway], "{row:?}");
    }
}

#[test]
fn a_page_blames_for_a_refusal_of_the_gateway_as_the_gateway_does() {
    for row in table::all().filter(|row| row.tools.has(Tool::Gateway)) {
        let shown = table::of_gateway(table::code_at_gateway(row), false);
        // These two are the page's words for many causes of the gateway.
        let is_general = *shown == table::GATEWAY_CAMERA || *shown == table::PROXY_REFUSES;
        assert!(is_general || shown.blame == row.blame, "{row:?} is blamed otherwise as {shown:?}");
    }
}

#[test]
fn a_status_is_the_same_cause_for_the_player_and_for_a_shell() {
    for status in 100..=599 {
        let (transport, words) = (Transport::Fetch, String::new());
        let cause = Cause::Status { status, transport, words, retry_after: None, gateway: None };
        assert_eq!(Problem::new(&cause, "").code, table::of_status(status).code, "{status}");
    }
}

/// `docs/CAUSES.md` is written from the table: `WRITE_DOCS=1 cargo test --workspace --test table`.
#[test]
fn the_list_of_causes_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CAUSES.md");
    let written = document();
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == written,
        "docs/CAUSES.md is not the table: WRITE_DOCS=1 cargo test --workspace --test table"
    );
}

#[test]
fn the_gateways_document_names_only_causes_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/GATEWAY.md");
    let text = std::fs::read_to_string(path).unwrap();
    let codes: HashSet<_> = table::all().flat_map(|row| [row.code, table::code_at_gateway(row)]).collect();
    let starts = ["camera-", "proxy-", "too-many-", "gateway-"];
    for quoted in text.split('`').skip(1).step_by(2) {
        let is_code = starts.iter().any(|start| quoted.starts_with(start))
            && quoted.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(!is_code || codes.contains(quoted), "{quoted}");
    }
}

fn document() -> String {
    let mut text = String::from(
        "# Causes\n\n\
         Everything that can keep a picture away. The player, the diagnosis (\"Why?\" and `mullion probe --diagnose`), the\n\
         gateway and `mullion probe` read the same table, [crates/causes](../crates/causes/src/table). Codes are stable.\n\
         This page is written from the table, and a test compares them.\n\n\
         `$` and a name is a place that is filled for one camera. *Retry*: `soon` is after the usual back-off, `slowly` is\n\
         after minutes, because each attempt may be a refused login, and `never` waits for a person.\n\n\
         | code | blame | retry | told by | cause | cure |\n|---|---|---|---|---|---|\n",
    );
    let mut rows: Vec<_> = table::all().collect();
    rows.sort_by_key(|row| row.code);
    for row @ Row { code, blame, retry, sentence, cure, .. } in rows {
        let at_gateway = table::code_at_gateway(row);
        let name = |tool: &Tool| match tool {
            Tool::Gateway if at_gateway != *code => format!("gateway (`{at_gateway}`)"),
            tool => format!("{tool:?}").to_lowercase(),
        };
        let told_by: Vec<_> = tools(row).iter().map(name).collect();
        let (blame, retry) = (blame.name(), format!("{retry:?}").to_lowercase());
        let [sentence, cure] = [sentence, cure].map(|text| text.replace('|', "\\|"));
        writeln!(text, "| `{code}` | {blame} | {retry} | {} | {sentence} | {cure} |", told_by.join(", "))
            .unwrap();
    }
    text
}
