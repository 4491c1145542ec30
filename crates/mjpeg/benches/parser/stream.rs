//! What is parsed: pictures as large as 1080p, framed as Axis cameras do.

/// Bytes that `fetch` delivers at a time.
pub(crate) const CHUNK: usize = 64 << 10;
/// Pictures of a stream.
pub(crate) const FRAMES: usize = 60;
/// Bytes of a picture, about.
pub(crate) const FRAME: usize = 165 << 10;
/// Its `Content-Type`.
pub(crate) const TYPE: Option<&str> = Some("multipart/x-mixed-replace; boundary=myboundary");

/// Entropy-coded data as encoders make it: every byte value is about as likely, and FF is stuffed.
fn picture(seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut jpeg =
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00\xff\xda\x00\x02".to_vec();
    while jpeg.len() < FRAME {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        for byte in state.to_le_bytes() {
            jpeg.push(byte);
            if byte == 0xff {
                jpeg.push(0);
            }
        }
    }
    jpeg.extend(b"\xff\xd9");
    jpeg
}

/// The body of a stream.
pub(crate) fn stream(with_length: bool) -> Vec<u8> {
    let mut body = Vec::new();
    for seed in 1..=FRAMES as u64 {
        let jpeg = picture(seed);
        body.extend_from_slice(b"--myboundary\r\nContent-Type: image/jpeg\r\n");
        if with_length {
            body.extend_from_slice(format!("Content-Length: {}\r\n", jpeg.len()).as_bytes());
        }
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(&jpeg);
        body.extend_from_slice(b"\r\n");
    }
    body
}
