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
    let [kind, size, body @ ..] = data else { return };
    let content_type = TYPES[usize::from(*kind) % TYPES.len()];
    let at_once = events(content_type, body, body.len().max(1));
    let piecemeal = events(content_type, body, usize::from(*size) + 1);
    assert_eq!(at_once, piecemeal);
});

fn events(content_type: Option<&str>, body: &[u8], chunk: usize) -> Vec<String> {
    let limits = Limits::default().with_part(2000).with_header_block(300).with_look_ahead(1000);
    let mut parser = Parser::new(content_type, limits);
    let mut events = Vec::new();
    for chunk in body.chunks(chunk) {
        parser.push(chunk);
        while let Some(event) = parser.next_event() {
            events.push(format!("{event:?}"));
        }
        assert!(parser.memory() <= 2 * (2000 + 300 + 4096 + 2 * chunk.len()));
    }
    parser.finish();
    while let Some(event) = parser.next_event() {
        events.push(format!("{event:?}"));
    }
    events
}
