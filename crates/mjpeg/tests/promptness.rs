//! A frame is given out with its last byte, never with the next delimiter.

mod support;

use mjpeg::{Event, Limits, Parser};
use support::vectors::{captures, synthetic};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Bodies in which a Content-Length or an end marker leaves no doubt of the last byte.
const PROMPT: [&str; 12] = [
    "plain",
    "no_content_length",
    "first_delimiter_missing",
    "concat_motion_jpeg",
    "lf_only_no_length",
    "srv_axis",
    "srv_esp32cam",
    "mjpg_streamer",
    "ustreamer_advance",
    "flask_video_streaming",
    "ffmpeg_default",
    "motion",
];

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn each_frame_comes_with_its_last_byte() {
    let vectors: Vec<_> =
        captures().into_iter().chain(synthetic()).filter(|v| PROMPT.contains(&v.name.as_str())).collect();
    assert_eq!(vectors.len(), PROMPT.len());
    for vector in vectors {
        let mut parser = Parser::new(vector.content_type.as_deref(), Limits::default());
        for (at, byte) in vector.body.iter().enumerate() {
            parser.push(std::slice::from_ref(byte));
            while let Some(event) = parser.next_event() {
                if let Event::Frame(frame) = event {
                    let end = frame.offset() + frame.payload().len() as u64;
                    assert_eq!(end, at as u64 + 1, "frame {} of {}", frame.index(), vector.name);
                }
            }
        }
    }
}
