//! Every body of the corpus gives its frames, however it is cut into chunks.

mod support;

use mjpeg::Limits;
use support::random::Random;
use support::vectors::{Vector, captures, synthetic};
use support::{frames, parse, parse_whole};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Fixed chunk sizes: one byte, primes, a network segment, what fetch delivers.
const SIZES: [usize; 8] = [1, 2, 3, 7, 61, 1460, 4096, 65536];

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn captures_of_real_servers_give_their_frames() {
    assert_answers(&captures());
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn made_bodies_give_their_frames() {
    assert_answers(&synthetic());
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn chunks_of_fixed_sizes_change_nothing() {
    for vector in captures().into_iter().chain(synthetic()) {
        let whole = parse_whole(vector.content_type.as_deref(), vector.body);
        for size in SIZES {
            let seen = parse(vector.content_type.as_deref(), Limits::default(), vector.body.chunks(size));
            assert_eq!(seen, whole, "{} in chunks of {size}", vector.name);
        }
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn random_chunks_change_nothing() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    for vector in captures().into_iter().chain(synthetic()) {
        let whole = parse_whole(vector.content_type.as_deref(), vector.body);
        for round in 0..6 {
            let chunks = random.cut(vector.body, 1 << 16);
            let seen = parse(vector.content_type.as_deref(), Limits::default(), chunks);
            assert_eq!(seen, whole, "{} in round {round} of MJPEG_SEED={seed}", vector.name);
        }
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_body_without_its_content_type_gives_the_same_frames() {
    for vector in captures() {
        let with = frames(&parse_whole(vector.content_type.as_deref(), vector.body));
        let without = frames(&parse_whole(None, vector.body));
        assert_eq!(without, with, "{}", vector.name);
    }
}

fn assert_answers(vectors: &[Vector]) {
    let wrong: Vec<_> = vectors
        .iter()
        .filter_map(|vector| {
            let seen = parse_whole(vector.content_type.as_deref(), vector.body);
            let sizes: Vec<_> = frames(&seen).into_iter().map(|(_, size)| size).collect();
            (!vector.answers.contains(&frames(&seen))).then(|| format!("{} {sizes:?} {seen:#?}", vector.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {}", wrong.len(), vectors.len(), wrong.join("\n"));
}
