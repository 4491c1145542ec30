//! Throughput of the parser beside plain copying of the same bytes.
//!
//! Streams of 1080p pictures of 165 kB, in the chunks that fetch delivers (64 kB). Run with
//! `cargo xtask bench parser`. Ratios travel between machines, GB/s do not; the figures of one run stand in
//! docs/ARCHITECTURE.md.
#![allow(missing_docs, reason = "criterion's macros make public items")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mjpeg::{Event, Limits, Parser};

#[path = "parser/stream.rs"]
mod stream;

use stream::{CHUNK, FRAME, FRAMES, TYPE, stream};

fn parse(body: &[u8]) -> usize {
    let mut parser = Parser::new(TYPE, Limits::default());
    let mut bytes = 0;
    for chunk in body.chunks(CHUNK) {
        parser.push(chunk);
        while let Some(event) = parser.next_event() {
            if let Event::Frame(frame) = event {
                bytes += black_box(frame.payload()).len();
            }
        }
    }
    bytes
}

/// The least that any parser with a buffer does: copy each chunk once.
fn copy(body: &[u8], buffer: &mut [u8]) {
    for chunk in body.chunks(CHUNK) {
        buffer[..chunk.len()].copy_from_slice(chunk);
        black_box(&buffer);
    }
}

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("1080p");
    for (name, with_length) in [("content-length", true), ("no-content-length", false)] {
        let body = stream(with_length);
        group.throughput(Throughput::Bytes(body.len() as u64));
        assert!(parse(&body) > FRAMES * FRAME);
        group.bench_function(format!("parser/{name}"), |bencher| bencher.iter(|| parse(black_box(&body))));
    }
    let body = stream(true);
    let mut buffer = vec![0; CHUNK];
    // As large as what a parser holds: a picture and a chunk.
    let mut ring = vec![0; FRAME + CHUNK];
    group.bench_function("memcpy/one-chunk", |bencher| bencher.iter(|| copy(black_box(&body), &mut buffer)));
    group.bench_function("memcpy/one-picture", |bencher| {
        bencher.iter(|| {
            for picture in body.chunks(FRAME) {
                ring[..picture.len()].copy_from_slice(picture);
                black_box(&ring);
            }
        });
    });
    let finder = memchr::memmem::Finder::new(b"\r\n--myboundary");
    group.bench_function("memmem", |bencher| bencher.iter(|| finder.find_iter(black_box(&body)).count()));
    group.finish();
}

criterion_group!(parser, benches);
criterion_main!(parser);
