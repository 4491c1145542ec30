//! Any bytes in any chunks: the same events as at once, within the limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mjpeg::{Limits, Parser};

const TYPES: [Option<&str>; 4] = [
    Some("multipart/x-mixed-replace; boundary=foo"),
    Some("multipart/x-mixed-replace; boundary=\"--a b--\""),
    Some("image/jpeg"),
    None,
];

fuzz_target!(|data: &[u8]| {
    let [kind, size, program @ ..] = data else { return };
    let body = expanded(program);
    let content_type = TYPES[usize::from(*kind) % TYPES.len()];
    let at_once = events(content_type, &body, body.len().max(1));
    let piecemeal = events(content_type, &body, usize::from(*size) + 1);
    assert_eq!(at_once, piecemeal);
});

/// Repeats what came last: how much of it and how often follow. No marker of a picture and no text
/// has this byte.
const REPEAT: u8 = 0xf7;
/// Many times all limits: a run that the parser keeps shows in its memory, one that it looks at
/// again and again in the time.
const LONGEST: usize = 1 << 18;

/// A body of any length from few bytes: a fuzzer does not come upon a hundred thousand dashes by itself.
fn expanded(program: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut program = program.iter();
    while let Some(&byte) = program.next() {
        if byte != REPEAT {
            body.push(byte);
            continue;
        }
        let (Some(&length), Some(&times)) = (program.next(), program.next()) else { break };
        let run = body[body.len() - usize::from(length).min(body.len())..].to_vec();
        for _ in 0..1_usize << (times % 19) {
            if run.is_empty() || body.len() + run.len() > LONGEST {
                break;
            }
            body.extend_from_slice(&run);
        }
    }
    body
}

fn events(content_type: Option<&str>, body: &[u8], chunk: usize) -> Vec<String> {
    let limits = Limits::default().with_part(2000).with_header_block(300).with_look_ahead(1000);
    let mut parser = Parser::new(content_type, limits);
    let mut events = Vec::new();
    for chunk in body.chunks(chunk) {
        parser.push(chunk);
        while let Some(event) = parser.next_event() {
            events.push(format!("{event:?}"));
        }
        assert!(parser.memory() <= 2 * (2000 + 300 + 5120 + 2 * chunk.len()));
    }
    parser.finish();
    while let Some(event) = parser.next_event() {
        events.push(format!("{event:?}"));
    }
    events
}
