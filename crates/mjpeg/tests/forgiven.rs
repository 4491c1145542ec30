//! Pictures whose headers are not as the standard has them, and which every decoder shows, are
//! whole, however they come.

mod support;

use mjpeg::Limits;
use mjpeg::jpeg::Facts;
use support::{Seen, errors, hash, parse, parse_whole, quirks};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TYPE: Option<&str> = Some("multipart/x-mixed-replace; boundary=foo");
const PICTURES: usize = 5;

/// A picture of 64x48 with these bytes behind SOI, and these before the frame header and before the scan.
fn picture(first: &[u8], middle: &[u8], last: &[u8]) -> Vec<u8> {
    let table = [&b"\xff\xdb\x00\x43\x00"[..], &[16; 64]].concat();
    let frame = b"\xff\xc0\x00\x0b\x08\x00\x30\x00\x40\x01\x01\x11\x00";
    let scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00picture\xff\x00data\xff\xd9";
    [b"\xff\xd8", first, &table, middle, frame, last, scan].concat()
}

/// Each fault is one that libjpeg-turbo decodes through, with a warning at most.
fn forgiven() -> Vec<(&'static str, Vec<u8>)> {
    let comment = [&b"\xff\xfe\x00\x10"[..], &[b'x'; 14], &[0; 608]].concat();
    let long = [
        &b"\xff\xe0\x00\x20JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"[..],
        b"\xff\xfe\x00\x20",
        &[b'y'; 30],
    ];
    vec![
        ("a comment longer than it says", picture(&comment, b"", b"")),
        ("a segment that says more than it has", picture(&long.concat(), b"", b"")),
        ("garbage behind SOI", picture(b"garbage", b"", b"")),
        ("zeros behind SOI", picture(&[0; 100], b"", b"")),
        ("garbage between segments", picture(b"", b"0123456789", b"")),
        ("garbage before the scan", picture(b"", b"", &[0; 4000])),
        ("a stuffed zero between segments", picture(b"", b"\xff\x00", b"")),
        ("lengths of zero and one", picture(b"\xff\xe5\x00\x00", b"\xff\xfe\x00\x01", b"")),
        ("restart markers in the header", picture(b"\xff\xd0x", b"\xff\xd7", b"")),
        ("fill bytes and garbage", picture(b"\xff\xff\xff\xfe\x00\x04abc", b"\xff\xff", b"z")),
    ]
}

fn check(name: &str, content_type: Option<&str>, body: &[u8], picture: &[u8], pictures: usize) {
    let seen = parse_whole(content_type, body);
    let whole = seen
        .iter()
        .filter(|seen| matches!(seen, Seen::Frame { jpeg, complete: true, .. } if *jpeg == hash(picture)));
    assert_eq!(whole.count(), pictures, "{name}: {seen:#?}");
    assert!(errors(&seen).is_empty(), "{name}: {seen:#?}");
    assert!(quirks(&seen).contains(&"picture-markers"), "{name}: {seen:#?}");
    assert!(!quirks(&seen).contains(&"picture-unterminated"), "{name}: {seen:#?}");
    for size in [1, 7, 1460] {
        assert_eq!(parse(content_type, Limits::default(), body.chunks(size)), seen, "{name} by {size}");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn pictures_that_every_decoder_shows_are_whole_however_they_come() {
    for (name, picture) in forgiven() {
        let facts = Facts::read(&picture).map(|facts| (facts.width, facts.height));
        assert_eq!(facts, Some((64, 48)), "{name}");
        let head = format!("--foo\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
        let with_length = [head.as_bytes(), &picture, b"\r\n"].concat().repeat(PICTURES);
        check(name, TYPE, &with_length, &picture, PICTURES);
        let part = [b"--foo\r\nContent-Type: image/jpeg\r\n\r\n", &picture[..], b"\r\n"].concat();
        check(name, TYPE, &part.repeat(PICTURES), &picture, PICTURES);
        check(name, Some("image/jpeg"), &picture, &picture, 1);
        check(name, None, &picture, &picture, 1);
        check(name, Some("video/x-motion-jpeg"), &picture.repeat(PICTURES), &picture, PICTURES);
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn damage_inside_a_part_whose_length_is_right_does_not_cut_it_off() {
    // A second SOI inside the scan, which decoders draw up to.
    let picture = picture(b"", b"", b"");
    let broken = [&picture[..picture.len() - 2], b"\xff\xd8more\xff\xd9"].concat();
    let head = format!("--foo\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", broken.len());
    let body = [head.as_bytes(), &broken, b"\r\n"].concat().repeat(PICTURES);
    check("an SOI in the scan", TYPE, &body, &broken, PICTURES);
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn bytes_that_only_look_like_a_picture_are_none() {
    let good = picture(b"", b"", b"");
    let page = [&b"some text \xff\xd8\xff\x00 and more of it"[..], &good, &good].concat();
    let seen = parse_whole(None, &page);
    let found = seen.iter().filter(|seen| matches!(seen, Seen::Frame { jpeg, .. } if *jpeg == hash(&good)));
    assert_eq!(found.count(), 2, "{seen:#?}");
    assert_eq!(quirks(&seen), ["preamble", "no-delimiters"], "{seen:#?}");
}
