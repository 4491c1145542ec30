//! A piece of a camera's body.

use bytes::{Bytes, BytesMut};

/// A piece of a camera's body, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The bytes: what stood before the part since the one before, its header block, and its
    /// content. Shared, not copied, when this is cloned.
    pub bytes: Bytes,
    /// How many of the last of them are the picture, if it is one.
    pub content: usize,
    /// How a lagging viewer gets it.
    pub kind: Kind,
}

/// How a lagging viewer gets a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole picture: of no use once there is a newer one.
    Picture,
    /// Anything else: another part, a piece of one, bytes that are no part. Given in order, and not left out.
    Other,
}

impl Part {
    /// The same with one more header field, after the camera's own; they and the content keep their
    /// bytes. Unchanged if there is no header block to add to. `name` and `value` must be fit for a
    /// header line.
    #[must_use]
    pub fn with_field(self, name: &str, value: u64) -> Self {
        let head = self.bytes.len().saturating_sub(self.content);
        let line_end: &[u8] = match &self.bytes[..head] {
            [.., b'\r', b'\n', b'\r', b'\n'] => b"\r\n",
            [.., b'\n', b'\n'] => b"\n",
            _ => return self,
        };
        let (own, rest) = self.bytes.split_at(head - line_end.len());
        let value = value.to_string();
        let pieces = [own, name.as_bytes(), b": ", value.as_bytes(), line_end, rest];
        let mut bytes = BytesMut::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
        pieces.iter().for_each(|piece| bytes.extend_from_slice(piece));
        Self { bytes: bytes.freeze(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stands_after_the_cameras_own_and_nothing_else_changes() {
        for (before, after) in [
            ("\r\n--b\r\nA: 1\r\n\r\nJPEG", "\r\n--b\r\nA: 1\r\nX: 7\r\n\r\nJPEG"),
            ("--b\nA: 1\n\nJPEG", "--b\nA: 1\nX: 7\n\nJPEG"),
            ("--b\r\n\r\nJPEG", "--b\r\nX: 7\r\n\r\nJPEG"),
            // There is no header block.
            ("--b\r\nJPEG", "--b\r\nJPEG"),
            ("JPEG", "JPEG"),
        ] {
            let part = Part { bytes: Bytes::from_static(before.as_bytes()), content: 4, kind: Kind::Picture };
            assert_eq!(
                part.with_field("X", 7),
                Part { bytes: after.into(), content: 4, kind: Kind::Picture }
            );
        }
    }
}
