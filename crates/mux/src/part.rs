//! The parts of the body: their delimiter and header fields, written and read.

use crate::StreamId;

/// Bytes of a camera's own header fields that are passed on, at most.
const CAMERA_FIELDS: usize = 2048;

/// The bytes between two parts.
const DELIMITER: &str = "\r\n--mullion-mux\r\n";

/// An event of the gateway between frames, as a part of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first part: `session` is the name of the session, `version` that of the protocol.
    Session,
    /// A stream begins. `setting`, if there, is the quality that the gateway gives in place of the
    /// one that was requested.
    Started,
    /// A stream has ended, or does not begin: `code`, `blame`, `message`, `hint` and `detail` as in
    /// a refusal of the gateway, and `status` as its status would be.
    Ended,
    /// Nothing has happened for some seconds, and the connection holds.
    Alive,
}

/// The header of a part, for the viewer's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Bytes of the part's content.
    pub(crate) length: usize,
    /// The stream that it is of. `None` for the session as a whole.
    pub(crate) stream: Option<StreamId>,
    /// The kind of event. `None` for a frame.
    pub(crate) event: Option<Event>,
    /// Of a frame, the milliseconds between its arrival at the gateway and its departure.
    pub(crate) age: Option<u32>,
}

/// The header field with the time of a frame's arrival at the gateway, milliseconds since 1970.
pub const ARRIVED: &str = "X-Mullion-Arrived";

/// The header field that tells a viewer how many frames were left out before this one.
pub const SKIPPED: &str = "X-Mullion-Skipped";

/// Names of the other header fields that the gateway adds to parts.
pub(crate) mod field {
    pub(crate) const AGE: &str = "X-Mullion-Age";
    pub(crate) const CAMERA: &str = "X-Mullion-Camera";
    pub(crate) const CAPTURED: &str = "X-Mullion-Captured";
    pub(crate) const EVENT: &str = "X-Mullion-Event";
    pub(crate) const SEQUENCE: &str = "X-Mullion-Sequence";
    pub(crate) const STREAM: &str = "X-Mullion-Stream";
}

impl Event {
    const ALL: [Self; 4] = [Self::Session, Self::Started, Self::Ended, Self::Alive];

    /// Its name in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Started => "started",
            Self::Ended => "ended",
            Self::Alive => "alive",
        }
    }

    /// The whole part of an event: its delimiter, header and content.
    pub fn part(self, stream: Option<&StreamId>, json: &str) -> Vec<u8> {
        let mut part = [DELIMITER, "Content-Type: application/json\r\n"].concat();
        push_field(&mut part, "Content-Length", &json.len().to_string());
        push_field(&mut part, field::EVENT, self.name());
        if let Some(stream) = stream {
            push_field(&mut part, field::STREAM, stream.as_str());
        }
        part.push_str("\r\n");
        part.push_str(json);
        part.into_bytes()
    }
}

/// The facts of a frame for all its viewers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts<'a> {
    /// The id of the camera.
    pub camera: &'a str,
    /// The number of the frame on the gateway's connection to the camera.
    pub sequence: u64,
    /// When it arrived at the gateway, milliseconds since 1970.
    pub arrived: u64,
    /// When the camera took it, by the camera's clock, milliseconds since 1970.
    pub captured: Option<u64>,
    /// Bytes of its content.
    pub length: usize,
    /// The camera's own header fields: see [`camera_fields`].
    pub own: &'a [u8],
}

impl Facts<'_> {
    /// The header fields that are the same for all viewers, written once per frame.
    pub fn fields(&self) -> Vec<u8> {
        let mut fields = "Content-Type: image/jpeg\r\n".to_owned();
        push_field(&mut fields, "Content-Length", &self.length.to_string());
        push_field(&mut fields, field::CAMERA, self.camera);
        push_field(&mut fields, field::SEQUENCE, &self.sequence.to_string());
        push_field(&mut fields, ARRIVED, &self.arrived.to_string());
        if let Some(captured) = self.captured {
            push_field(&mut fields, field::CAPTURED, &captured.to_string());
        }
        [fields.as_bytes(), self.own].concat()
    }
}

/// Delimiter and header of a frame for one viewer. `age` is in milliseconds, `fields` are
/// [`Facts::fields`].
pub fn frame_head(stream: &StreamId, age: u64, skipped: u64, fields: &[u8]) -> Vec<u8> {
    let mut head = DELIMITER.to_owned();
    push_field(&mut head, field::STREAM, stream.as_str());
    push_field(&mut head, field::AGE, &age.to_string());
    if skipped > 0 {
        push_field(&mut head, SKIPPED, &skipped.to_string());
    }
    [head.as_bytes(), fields, b"\r\n"].concat()
}

/// The camera's own header fields of a part, to be passed on: all but type and length, which the
/// gateway tells itself, and those that only the gateway may say. `head` is everything that comes
/// before the part's content.
pub fn camera_fields(head: &[u8]) -> Vec<u8> {
    let mut fields = Vec::new();
    for line in head.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { continue };
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let is_value = |byte: u8| byte == b'\t' || (b' '..0x7f).contains(&byte);
        let is_own = !name.is_empty()
            && !name.starts_with(b"--")
            && name.iter().all(|&byte| is_name(byte))
            && value.iter().all(|&byte| is_value(byte))
            && !is_gateways(name);
        if is_own && fields.len() + line.len() + 2 <= CAMERA_FIELDS {
            fields.extend_from_slice(line);
            fields.extend_from_slice(b"\r\n");
        }
    }
    fields
}

/// Whether a field of this name is the gateway's to write.
fn is_gateways(name: &[u8]) -> bool {
    const OWN: &[u8] = b"x-mullion-";
    name.eq_ignore_ascii_case(b"content-length")
        || name.eq_ignore_ascii_case(b"content-type")
        || name.eq_ignore_ascii_case(b"transfer-encoding")
        || name.get(..OWN.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(OWN))
}

fn push_field(text: &mut String, name: &str, value: &str) {
    for piece in [name, ": ", value, "\r\n"] {
        text.push_str(piece);
    }
}

impl Head {
    /// Reads the header block at the begin of `bytes`, with the delimiter before it and the empty
    /// line after it. Gives its length too. `None` while it is not complete.
    pub(crate) fn read(bytes: &[u8]) -> Option<Result<(Self, usize), NoHead>> {
        /// Bytes of a header block: more than the gateway ever writes.
        const LONGEST: usize = 2 * CAMERA_FIELDS;
        const END: &[u8] = b"\r\n\r\n";
        let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
        let common = bytes.len().min(DELIMITER.len());
        if bytes[..common] != DELIMITER.as_bytes()[..common] {
            return Some(Err(NoHead));
        }
        let block = bytes.get(DELIMITER.len()..)?;
        let Some(end) = block.windows(END.len()).position(|window| window == END) else {
            return (bytes.len() == LONGEST).then_some(Err(NoHead));
        };
        let head = Self::of_block(&block[..end]).ok_or(NoHead);
        Some(head.map(|head| (head, DELIMITER.len() + end + END.len())))
    }

    fn of_block(block: &[u8]) -> Option<Self> {
        let (mut length, mut stream, mut event, mut age) = (None, None, None, None);
        for line in block.split(|&byte| byte == b'\n') {
            let Some((name, value)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once(':'))
            else {
                continue;
            };
            let value = value.trim_ascii();
            if name.eq_ignore_ascii_case("Content-Length") {
                length = Some(value.parse().ok()?);
            } else if name.eq_ignore_ascii_case(field::STREAM) {
                stream = Some(value.parse().ok()?);
            } else if name.eq_ignore_ascii_case(field::EVENT) {
                // One of a later version means nothing here.
                event =
                    Some(Event::ALL.into_iter().find(|event| event.name() == value).unwrap_or(Event::Alive));
            } else if name.eq_ignore_ascii_case(field::AGE) {
                age = value.parse().ok();
            }
        }
        Some(Self { length: length?, stream, event, age })
    }
}

/// The bytes are no header block of this protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoHead;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_a_header_of_its_own_beside_the_cameras() {
        let own = camera_fields(
            b"\r\n--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: 9\r\nX-Timestamp: 12.5\r\n\r\n",
        );
        let facts =
            Facts { camera: "yard", sequence: 7, arrived: 1000, captured: Some(990), length: 9, own: &own };
        let head = frame_head(&"a".parse().unwrap(), 3, 2, &facts.fields());
        assert_eq!(
            String::from_utf8(head.clone()).unwrap(),
            "\r\n--mullion-mux\r\nX-Mullion-Stream: a\r\nX-Mullion-Age: 3\r\nX-Mullion-Skipped: 2\r\n\
             Content-Type: image/jpeg\r\nContent-Length: 9\r\nX-Mullion-Camera: yard\r\nX-Mullion-Sequence: 7\r\n\
             X-Mullion-Arrived: 1000\r\nX-Mullion-Captured: 990\r\nX-Timestamp: 12.5\r\n\r\n"
        );
        let (read, length) = Head::read(&head).unwrap().unwrap();
        let stream = Some("a".parse().unwrap());
        assert_eq!((read, length), (Head { length: 9, stream, event: None, age: Some(3) }, head.len()));
    }

    #[test]
    fn a_camera_cannot_speak_as_the_gateway() {
        let forged = b"--b\r\nX-Mullion-Stream: b\r\nx-mullion-age: 0\r\ncontent-LENGTH: 1\r\nX: a\x0bb\r\n\
                       X-Mullion-Event : ended\r\nX-Y: z\r\nno field\r\n--b: c\r\n: d\r\nE:f\n\r\n";
        assert_eq!(String::from_utf8(camera_fields(forged)).unwrap(), "X-Y: z\r\nE:f\r\n");
        let many = b"X-Long: 0123456789\r\n".repeat(1000);
        assert!(camera_fields(&many).len() <= CAMERA_FIELDS);
    }

    #[test]
    fn a_header_block_is_read_when_it_is_complete_and_refused_when_it_is_none() {
        let part = Event::Ended.part(Some(&"a".parse().unwrap()), "{}");
        let length = part.len() - 2;
        for end in 0..length {
            assert_eq!(Head::read(&part[..end]), None, "{end}");
        }
        let (head, end) = Head::read(&part).unwrap().unwrap();
        assert_eq!((head.event, head.length, end), (Some(Event::Ended), 2, length));
        for text in ["<html>", "\r\n--other\r\n", "\r\n--mullion-mux\r\nX-Mullion-Stream: a\r\n\r\n"] {
            assert_eq!(Head::read(text.as_bytes()), Some(Err(NoHead)), "{text:?}");
        }
        let endless = [DELIMITER.as_bytes(), &[b'x'; 10_000]].concat();
        assert_eq!(Head::read(&endless), Some(Err(NoHead)));
    }
}
