//! A configuration small enough for a link, by the browser's own compression.

use std::fmt;

use configuration::{Configuration, MAX_LENGTH, link};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{Blob, ReadableStream, ReadableWritablePair};

use super::stream::{self, ReadError};

/// Why a configuration does not go into a link, or does not come out of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackError {
    /// This browser has no `CompressionStream`.
    Browser,
    /// The link was cut off or changed.
    Damaged,
    /// It is longer than any configuration.
    TooLong,
}

/// Raw DEFLATE (Compression Streams, section 3).
const FORMAT: &str = "deflate-raw";

// web-sys has them among what may still change.
#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The fragment of a link, without its `#`, that holds a configuration.
///
/// # Errors
/// If this browser cannot compress.
pub async fn packed(configuration: &Configuration) -> Result<String, PackError> {
    let compressor = CompressionStream::new(FORMAT).map_err(|_| PackError::Browser)?;
    let bytes = through(configuration.to_compact_json().as_bytes(), compressor.unchecked_ref()).await?;
    Ok(link::pack(&bytes))
}

/// The text that was compressed.
///
/// # Errors
/// If it was not, or this browser cannot undo it.
pub async fn unpacked(compressed: &[u8]) -> Result<String, PackError> {
    let decompressor = DecompressionStream::new(FORMAT).map_err(|_| PackError::Browser)?;
    let bytes = through(compressed, decompressor.unchecked_ref()).await?;
    String::from_utf8(bytes).map_err(|_| PackError::Damaged)
}

async fn through(bytes: &[u8], stream: &ReadableWritablePair) -> Result<Vec<u8>, PackError> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(|_| PackError::Browser)?;
    let readable: ReadableStream = blob.stream().pipe_through(stream);
    stream::read(&readable, MAX_LENGTH).await.map_err(|error| match error {
        ReadError::TooLong => PackError::TooLong,
        ReadError::Broken => PackError::Damaged,
    })
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Browser => "this browser cannot compress: pass the file on instead",
            Self::Damaged => "the link is damaged, or cut off",
            Self::TooLong => "the configuration in this link is longer than 1 MiB",
        })
    }
}

impl std::error::Error for PackError {}
