//! Any bytes as requests of `/mux` and as its body: a request is read or refused, what was read is
//! written and read to the same, a session keeps to its list, and a body is cut or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mux::{Demultiplexer, Piece, Request, Wall};

fuzz_target!(|data: &[u8]| {
    let mut wall: Wall<usize, usize> = Wall::default();
    for json in data.split(|byte| *byte == 0) {
        let Ok(request) = Request::read(json, 16) else { continue };
        assert_eq!(Request::read(request.to_json().as_bytes(), 16).as_ref(), Ok(&request));
        let streams = request.streams.len();
        let Ok(changes) = wall.apply(request) else { continue };
        assert_eq!(wall.len(), streams);
        for (key, _) in changes.opened {
            wall.tell(key, 0);
            assert!(wall.offer(key, 1) && wall.offer(key, 2));
            wall.end(key, 3);
        }
        assert!(changes.closed.iter().all(|key| !wall.offer(*key, 1)));
    }
    assert!(std::iter::from_fn(|| wall.take()).count() <= 3 * 16);

    let size = data.first().map_or(1, |byte| usize::from(*byte) + 1);
    let (mut demultiplexer, mut begun, mut passed) = (Demultiplexer::default(), 0, 0);
    for chunk in data.chunks(size) {
        let read = demultiplexer.push(chunk, |piece| match piece {
            Piece::Begin { head, .. } => begun += head.len(),
            Piece::Content { bytes, .. } => passed += bytes.len(),
            Piece::Event { .. } => {}
        });
        if read.is_err() {
            break;
        }
    }
    assert!(begun + passed <= data.len());
});
