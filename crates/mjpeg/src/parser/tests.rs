//! Whatever comes, the parser's memory is bounded and its work grows with the bytes, not with their square.

use super::{Parser, work};
use crate::Limits;

const TYPE: &str = "multipart/x-mixed-replace; boundary=foo";

/// What a body may begin with, so that what follows meets each state of the parser.
const BEGINNINGS: [&[u8]; 7] = [
    b"",
    b"--foo\r\n",
    b"--foo\r\nX-Field: ",
    b"--foo\r\nContent-Type: image/jpeg\r\n\r\n",
    b"--foo\r\nContent-Type: text/plain\r\nContent-Length: 1500\r\n\r\n",
    b"--foo\r\nContent-Length: 1500\r\n\r\n\xff\xd8\xff\xda\x00\x02ab",
    b"--foo\r\n\r\n\xff\xd8\xff\xda\x00\x02ab\xff\xd9",
];

/// What is repeated without end.
const RUNS: [&[u8]; 30] = [
    b"-",
    b"\r",
    b"\n",
    b"\xff",
    b"\x00",
    b" ",
    b"a",
    b":",
    b"\r\n",
    b"\n-",
    b"-\n",
    b"\n--",
    b"--f",
    b"--fo",
    b"--foo",
    b"--foo-",
    b"--foo ",
    b"\n--fo",
    b"\n--foo\n",
    b"\n--bar\n",
    b"foo\n",
    b"a:\n",
    b"\n:",
    b"content-",
    b"\xff\xd8",
    b"\xff\xd8\xff",
    b"\xff\xd8\xff\xe0\x00\x04",
    b"\xff\xd8\xff\xff\xda\x00\x02",
    b"\xff\xd9",
    b"--------------------------------------------------------------------------------\n",
];

fn limits() -> Limits {
    Limits::default().with_part(2_000).with_header_block(300).with_look_ahead(1_000)
}

/// The bytes looked at and the most memory held for a body pushed `chunk` bytes at a time.
fn cost(content_type: Option<&str>, limits: Limits, body: &[u8], chunk: usize) -> (u64, usize) {
    let mut parser = Parser::new(content_type, limits);
    let mut most = 0;
    work::take();
    for bytes in body.chunks(chunk) {
        parser.push(bytes);
        while parser.next_event().is_some() {}
        most = most.max(parser.memory());
    }
    parser.finish();
    while parser.next_event().is_some() {}
    (work::take(), most)
}

fn repeated(beginning: &[u8], run: &[u8], length: usize) -> Vec<u8> {
    beginning.iter().chain(run.iter().cycle().take(length)).copied().collect()
}

#[test]
fn a_run_of_anything_takes_bounded_memory_and_linear_work() {
    for content_type in [Some(TYPE), None] {
        for beginning in BEGINNINGS {
            for run in RUNS {
                for (chunk, length) in [(1, 20_000), (100, 40_000), (40_000, 40_000)] {
                    let of = |length| cost(content_type, limits(), &repeated(beginning, run, length), chunk);
                    let ((short, _), (long, memory)) = (of(length), of(2 * length));
                    let name = format!("{} {} by {chunk}", beginning.escape_ascii(), run.escape_ascii());
                    // What is held, and room for as much again as came last.
                    assert!(memory <= 2_000 + 300 + 5_200 + 2 * chunk, "{name}: {memory} bytes held");
                    // A part's end falls elsewhere in the longer body: some slack. A square would
                    // be four times as much.
                    assert!(long <= 2 * short + short / 2 + 20_000, "{name}: {short} steps, then {long}");
                    let per_byte = long / (2 * length as u64);
                    assert!(
                        per_byte <= if chunk == 1 { 2_000 } else { 100 },
                        "{name}: {per_byte} steps a byte"
                    );
                }
            }
        }
    }
}

/// Each place begins like a picture whose segments fit until the last one.
#[test]
fn pictures_within_mistaken_pictures_take_linear_work() {
    let of = |length: usize| {
        let body = repeated(b"", b"\xff\xd8\xff\xe0\x00\x04", length);
        let body = [&body[..], b"no picture"].concat().repeat(2);
        cost(None, Limits::default(), &body, 65_536).0
    };
    let (short, long) = (of(60_000), of(120_000));
    assert!(long <= 2 * short + short / 2, "{short} steps, then {long}");
}

#[test]
fn dashes_beyond_any_delimiter_do_not_hide_the_next_one() {
    let picture = b"\xff\xd8\xff\xda\x00\x02ab\xff\xd9";
    for dashes in [2, 100, 128, 129, 1_000, 100_000] {
        let delimiter =
            [&b"-".repeat(dashes)[..], b"foo\r\nContent-Type: image/jpeg\r\n\r\n", picture].concat();
        for chunk in [1, 50, 1 << 20] {
            let mut parser = Parser::new(Some(TYPE), Limits::default());
            for bytes in [&delimiter[..], b"\r\n", &delimiter].concat().chunks(chunk) {
                parser.push(bytes);
                while parser.next_event().is_some() {}
            }
            assert_eq!(parser.frames(), 2, "{dashes} dashes by {chunk}");
        }
    }
}
