//! Throughput of the parser in a browser, beside what pages do in JavaScript. Run with `cargo xtask
//! bench parser`; no other run measures anything.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../benches/parser/stream.rs"]
mod stream;

use std::hint::black_box;

use js_sys::{Array, Uint8Array};
use mjpeg::{Event, Limits, Parser};
use stream::{CHUNK, FRAME, FRAMES, TYPE, stream};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
export function now() { return performance.now(); }

// Looks at each byte, as most copies do, for the end of a head; then takes as many as it says.
export function byteLoop(chunks, useLength) {
    let head = '', left = 0, pictures = 0, last = 0;
    for (const chunk of chunks) {
        for (let index = 0; index < chunk.length; index++) {
            const byte = chunk[index];
            if (left > 0) { if (--left === 0) pictures++; continue; }
            if (!useLength) { if (last === 0xff && byte === 0xd9) pictures++; last = byte; continue; }
            head += String.fromCharCode(byte);
            if (byte === 10 && head.endsWith('\r\n\r\n')) {
                left = Number(/content-length: *(\d+)/i.exec(head)[1]);
                head = '';
            }
        }
    }
    return pictures;
}

// Looks for the delimiter by the browser's own search for its first byte, in each chunk with the
// end of the one before.
export function indexOf(chunks, delimiter) {
    let found = 0, rest = new Uint8Array(0);
    for (const chunk of chunks) {
        const bytes = new Uint8Array(rest.length + chunk.length);
        bytes.set(rest);
        bytes.set(chunk, rest.length);
        let at = bytes.indexOf(delimiter[0]);
        const end = bytes.length - delimiter.length;
        while (at >= 0 && at <= end) {
            let length = 1;
            while (length < delimiter.length && bytes[at + length] === delimiter[length]) length++;
            if (length === delimiter.length) found++;
            at = bytes.indexOf(delimiter[0], at + 1);
        }
        rest = bytes.slice(Math.max(0, end + 1));
    }
    return found;
}
"#)]
extern "C" {
    fn now() -> f64;
    #[wasm_bindgen(js_name = byteLoop)]
    fn byte_loop(chunks: &Array, use_length: bool) -> u32;
    #[wasm_bindgen(js_name = indexOf)]
    fn index_of(chunks: &Array, delimiter: &[u8]) -> u32;
}

#[wasm_bindgen_test]
#[ignore = "a measurement"]
fn in_this_browser() {
    let pictures = FRAMES as u32;
    for with_length in [true, false] {
        let body = stream(with_length);
        let chunks: Array = body.chunks(CHUNK).map(Uint8Array::from).collect();
        let ours = best(body.len(), || assert_eq!(parse(&chunks), pictures));
        let copy = best(body.len(), || copy_all(&chunks));
        let bytes = best(body.len(), || assert!(byte_loop(&chunks, with_length) >= pictures));
        let search = best(body.len(), || assert!(index_of(&chunks, b"\r\n--myboundary") >= pictures - 1));
        let title = if with_length { "with Content-Length" } else { "without Content-Length" };
        console_log!("\n{title}, GB/s in chunks of {} kB", CHUNK >> 10);
        for (name, speed) in
            [("parser", ours), ("copy into wasm", copy), ("byte loop", bytes), ("indexOf", search)]
        {
            console_log!("{name:>16} {speed:7.3}   parser is {:.1} x", ours / speed);
        }
    }
}

/// As the worker does: a copy into our memory, and each picture as a slice of it.
fn parse(chunks: &Array) -> u32 {
    let mut parser = Parser::new(TYPE, Limits::default());
    let mut pictures = 0;
    for chunk in chunks.iter() {
        let chunk = Uint8Array::from(chunk);
        let length = chunk.length() as usize;
        chunk.copy_to(parser.space(length));
        parser.filled(length);
        while let Some(event) = parser.next_event() {
            if let Event::Frame(frame) = event {
                pictures += u32::from(black_box(frame.payload()).len() >= FRAME);
            }
        }
    }
    pictures
}

/// The least that any parser in wasm does.
fn copy_all(chunks: &Array) {
    let mut buffer = vec![0; CHUNK];
    for chunk in chunks.iter() {
        let chunk = Uint8Array::from(chunk);
        chunk.copy_to(&mut buffer[..chunk.length() as usize]);
        black_box(&buffer);
    }
}

/// GB/s of the best of several runs, each long enough for the browser's coarse clock.
fn best(bytes: usize, mut run: impl FnMut()) -> f64 {
    const RUNS: u32 = 5;
    const LONG_MS: f64 = 100.0;
    run();
    let mut best = 0.0_f64;
    for _ in 0..RUNS {
        let begun = now();
        let mut times = 0;
        while now() - begun < LONG_MS {
            run();
            times += 1;
        }
        let seconds = (now() - begun) / 1000.0;
        best = best.max(f64::from(times) * bytes as f64 / seconds / 1e9);
    }
    best
}
