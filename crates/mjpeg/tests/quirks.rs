//! Each leniency is reported once, under its name, apart from errors.

mod support;

use std::collections::BTreeSet;

use mjpeg::QuirkKind;
use support::vectors::{captures, synthetic};
use support::{Seen, errors, frames, parse_announced, parse_whole, quirks};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TYPE: &str = "multipart/x-mixed-replace; boundary=foo";
const JPEG: &str = "JPEG";

/// The quirks of a body in which `JPEG` stands for a picture of 11 bytes.
fn of(content_type: &str, body: &str) -> Vec<String> {
    let picture = b"\xff\xd8\xff\xda\x00\x02abc\xff\xd9";
    let parts: Vec<_> = body.split(JPEG).map(str::as_bytes).collect();
    let seen = parse_whole(Some(content_type), &parts.join(&picture[..]));
    assert!(errors(&seen).is_empty(), "{seen:#?}");
    assert_eq!(frames(&seen).len(), body.matches(JPEG).count(), "{body:?} {seen:#?}");
    quirks(&seen).into_iter().map(str::to_owned).collect()
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn each_leniency_has_its_name() {
    let part = "--foo\r\nContent-Type: image/jpeg\r\nContent-Length: 11\r\n\r\nJPEG\r\n";
    let second = &part.repeat(2);
    for (content_type, body, expected) in [
        (TYPE, second.clone(), vec![]),
        ("multipart/x-mixed-replace; boundary=FOO", second.clone(), vec!["boundary-case"]),
        ("multipart/x-mixed-replace; boundary=--foo", second.clone(), vec!["boundary-dashes"]),
        ("multipart/x-mixed-replace", second.clone(), vec!["boundary-missing"]),
        ("multipart/x-mixed-replace; boundary=bar", second.clone(), vec!["boundary-mismatch"]),
        ("video/mpeg; boundary=foo", second.clone(), vec!["content-type-not-multipart"]),
        (TYPE, second.replace(": 11", ": eleven"), vec!["content-length-invalid"]),
        (TYPE, second.replace(": 11", ": 4"), vec!["content-length-wrong"]),
        (TYPE, second.replace("--foo", "foo"), vec!["delimiter-dashes"]),
        (TYPE, second.replace("--foo\r\n", "--foo--\r\n"), vec!["delimiter-dashes"]),
        (TYPE, second.replace("\r\n", "\r\r\n"), vec!["delimiter-no-line-end", "header-blank-line"]),
        ("multipart/x-mixed-replace; boundary='foo'", second.clone(), vec!["boundary-mismatch"]),
        (TYPE, second.replace("--foo\r\n", "--foo\r\n--foo\r\n"), vec!["delimiter-doubled"]),
        (TYPE, second.replace("JPEG\r\n", "JPEG"), vec!["delimiter-glued"]),
        (TYPE, second.replace("--foo\r\n", "--foo"), vec!["delimiter-no-line-end"]),
        (TYPE, second["--foo\r\n".len()..].to_owned(), vec!["first-delimiter-missing"]),
        (TYPE, second.replace("--foo\r\n", "--foo\r\n\r\n"), vec!["header-blank-line"]),
        (TYPE, second.replace("--foo\r\n", "--foo\r\nno colon\r\n"), vec!["header-malformed"]),
        (TYPE, second.replace("\r\n\r\n", "\r\n"), vec!["header-unterminated"]),
        (TYPE, second.replace("JPEG\r\n", "JPEGjunk\r\n"), vec!["junk-between-parts"]),
        (TYPE, second.replace("\r\n", "\n"), vec!["line-feed-only"]),
        (TYPE, "JPEGJPEG".to_owned(), vec!["no-delimiters"]),
        (TYPE, second.replace("Content-Length: 11\r\n", ""), vec!["no-content-length"]),
        (TYPE, second.replace("image/jpeg", "image/png"), vec!["part-type"]),
        (TYPE, second.replace(": 11\r\n\r\nJPEG", ": 13\r\n\r\nJPEG\0\0"), vec!["picture-padded"]),
        (TYPE, second.replace(": 11\r\n\r\nJPEG", ": 13\r\n\r\n\0\0JPEG"), vec!["picture-padded"]),
        (TYPE, format!("hello\r\n{second}"), vec!["preamble"]),
        ("image/jpeg", JPEG.to_owned(), vec!["single-picture"]),
        (TYPE, format!("{second}--foo\r\nContent-Length: 0\r\n\r\n\r\n{part}"), vec!["zero-length-part"]),
    ] {
        assert_eq!(of(content_type, &body), expected, "{content_type} {body:?}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_picture_that_a_length_and_a_delimiter_end_is_marked_incomplete() {
    let body = b"--foo\r\nContent-Length: 9\r\n\r\n\xff\xd8\xff\xda\x00\x02abc\r\n--foo\r\n";
    let seen = parse_whole(Some(TYPE), body);
    assert!(
        seen.iter().any(|seen| matches!(seen, Seen::Frame { complete: false, size: 9, .. })),
        "{seen:#?}"
    );
    assert!(quirks(&seen).contains(&"picture-unterminated"), "{seen:#?}");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_single_picture_that_the_announced_end_of_the_body_ends_is_marked_incomplete() {
    let picture = b"\xff\xd8\xff\xda\x00\x02abc";
    let seen = |content_type, body: &[u8]| parse_announced(content_type, body.chunks(4));
    for content_type in [Some("image/jpeg"), None] {
        let seen = seen(content_type, picture);
        assert!(
            seen.iter().any(|seen| matches!(seen, Seen::Frame { complete: false, size: 9, .. })),
            "{seen:#?}"
        );
        assert!(errors(&seen).is_empty(), "{seen:#?}");
        assert!(quirks(&seen).contains(&"picture-unterminated"), "{seen:#?}");
    }
    assert!(frames(&parse_whole(Some("image/jpeg"), picture)).is_empty(), "more may have been sent");
    // Of several, the last one may have been cut off; behind other bytes, it may be none.
    for body in [[&picture[..], b"\xff\xd9", picture].concat(), [b"text", &picture[..]].concat()] {
        let seen = seen(Some("image/jpeg"), &body);
        assert!(!seen.iter().any(|seen| matches!(seen, Seen::Frame { complete: false, .. })), "{seen:#?}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn no_quirk_is_reported_twice() {
    for vector in captures().into_iter().chain(synthetic()) {
        let seen = parse_whole(vector.content_type.as_deref(), vector.body);
        let names = quirks(&seen);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}: {names:?}", vector.name);
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn names_and_descriptions_are_fit_to_be_shown() {
    let names: BTreeSet<_> = QuirkKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), QuirkKind::ALL.len());
    assert!(QuirkKind::ALL.len() <= 32, "the parser keeps a bit for each in 32");
    for kind in QuirkKind::ALL {
        assert!(kind.description().ends_with('.'), "{kind}");
    }
}
