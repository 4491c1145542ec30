//! A stream of bytes, read up to a bound.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult};

/// Why a stream was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadError {
    /// It is longer than it may be.
    TooLong,
    /// It ends with an error.
    Broken,
}

/// All of a stream, if that is at most `most` bytes. A longer one is let go of at once.
pub(super) async fn read(stream: &ReadableStream, most: usize) -> Result<Vec<u8>, ReadError> {
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| ReadError::Broken)?;
    let mut bytes = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(|_| ReadError::Broken)?;
        let part: ReadableStreamReadResult = part.unchecked_into();
        if part.get_done().unwrap_or(true) {
            return Ok(bytes);
        }
        let chunk = Uint8Array::new(&part.get_value());
        if bytes.len() + chunk.length() as usize > most {
            // It ends by itself; nobody waits for that.
            let _ = reader.cancel();
            return Err(ReadError::TooLong);
        }
        bytes.extend(chunk.to_vec());
    }
}
