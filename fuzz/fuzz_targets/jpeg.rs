//! Any bytes as a picture: facts or nothing, and tables only where a scan lacks them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mjpeg::jpeg::{Facts, with_standard_huffman_tables};

fuzz_target!(|data: &[u8]| {
    let facts = Facts::read(data);
    let with_tables = with_standard_huffman_tables(data);
    if let Some(facts) = facts {
        assert!(facts.width > 0);
        // What was added changes no other fact.
        if let Some(again) = Facts::read(&with_tables) {
            assert_eq!(
                (facts.width, facts.height, facts.quality),
                (again.width, again.height, again.quality)
            );
        }
    }
});
