//! What is too much gives a typed error, and the next good part comes through.

mod support;

use mjpeg::Limits;
use support::{Seen, errors, frames, parse};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TYPE: Option<&str> = Some("multipart/x-mixed-replace; boundary=foo");
const JPEG: &[u8] = b"\xff\xd8\xff\xda\x00\x02picture\xff\xd9";

fn limits() -> Limits {
    Limits::default().with_part(1000).with_header_block(200).with_look_ahead(500)
}

/// A good part, this, and a good part; the whole also byte by byte.
fn around(middle: &[u8]) -> Vec<Seen> {
    let good = [b"--foo\r\nContent-Type: image/jpeg\r\n\r\n", JPEG, b"\r\n"].concat();
    let body = [&good, middle, &good[..]].concat();
    let seen = parse(TYPE, limits(), [&body[..]]);
    assert_eq!(parse(TYPE, limits(), body.chunks(1)), seen);
    seen
}

fn assert_lost(middle: &[u8], error: &str) {
    let seen = around(middle);
    assert_eq!(errors(&seen), [error], "{seen:#?}");
    assert_eq!(frames(&seen).len(), 2, "{seen:#?}");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn an_endless_header_line_is_given_up() {
    let middle = [b"--foo\r\nX-Endless: ", &[b'x'; 700][..], b"\r\n"].concat();
    assert_eq!(errors(&around(&middle))[0], "a part's header block is longer than 200 bytes");
    assert_eq!(frames(&around(&middle)).len(), 2);
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn too_many_header_lines_are_given_up() {
    assert_lost(
        &[b"--foo\r\n", b"X-Line: 1\r\n".repeat(40).as_slice()].concat(),
        "a part's header block is longer than 200 bytes",
    );
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_picture_without_end_is_given_up() {
    let middle = [b"--foo\r\n\r\n\xff\xd8\xff\xda\x00\x02", &[b'x'; 1300][..], b"\r\n"].concat();
    assert_lost(&middle, "a part is longer than 1000 bytes");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_part_that_declares_too_much_is_read_by_its_markers() {
    let middle = [b"--foo\r\nContent-Length: 100000000\r\n\r\n", JPEG, b"\r\n"].concat();
    let seen = around(&middle);
    assert_eq!(frames(&seen).len(), 3, "{seen:#?}");
    assert!(seen.contains(&Seen::Quirk("content-length-invalid: 100000000".into())), "{seen:#?}");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_part_that_declares_too_much_is_not_kept_where_lengths_are_right() {
    let part = |picture: &[u8]| {
        let head = format!("--foo\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
        [head.as_bytes(), picture, b"\r\n"].concat()
    };
    let large = [&JPEG[..JPEG.len() - 2], &[b'x'; 400_000][..], b"\xff\xd9"].concat();
    let body = [part(JPEG), part(&large), part(JPEG)].concat();
    let seen = parse(TYPE, limits(), [&body[..]]);
    assert_eq!(errors(&seen)[0], "a part is longer than 1000 bytes", "{seen:#?}");
    assert_eq!(frames(&seen).len(), 2, "{seen:#?}");
    assert_eq!(parse(TYPE, limits(), body.chunks(1)), seen);
    let mut parser = mjpeg::Parser::new(TYPE, limits());
    let mut most = 0;
    for chunk in body.chunks(100) {
        parser.push(chunk);
        while parser.next_event().is_some() {}
        most = most.max(parser.memory());
    }
    assert!(most < 1000, "{most} bytes for what is thrown away");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_long_text_without_end_is_given_up() {
    let middle =
        [b"--foo\r\nContent-Type: text/plain\r\n\r\n", b"word ".repeat(260).as_slice(), b"\r\n"].concat();
    assert_lost(&middle, "a part is longer than 1000 bytes");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn long_junk_between_parts_is_reported_once() {
    assert_lost(&[b'x'; 2000], "nothing recognisable in 500 bytes");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_page_in_place_of_video_is_reported_with_its_first_words() {
    let page = b"<html><title>Login</title>".repeat(100);
    for body in [&page[..26], &page] {
        let seen = parse(Some("text/html"), limits(), body.chunks(9));
        assert_eq!(errors(&seen).len(), 1, "{seen:#?}");
        assert!(errors(&seen)[0].starts_with("the answer is not video: <html><title>Login"), "{seen:#?}");
    }
}
