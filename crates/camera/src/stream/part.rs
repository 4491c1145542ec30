//! The bytes of a stream: head and parts, right and wrong.

use bytes::Bytes;

use super::script::Action;
use crate::clock::Timestamp;
use crate::http::status_line;
use crate::picture::{Frame, with_time};
use crate::{BoundaryFault, Fault};

/// The name in the head and in the delimiters, which is what Axis cameras use.
const BOUNDARY: &str = "myboundary";

/// How the parts of a stream look, from its first byte to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether there are delimiters and part headers at all.
    delimited: bool,
    line_end: &'static str,
}

impl Style {
    /// The style of a stream that begins with this fault.
    pub(crate) fn of(fault: Option<Fault>) -> Self {
        Self {
            delimited: fault != Some(Fault::Boundary(BoundaryFault::None)),
            line_end: if fault == Some(Fault::LineFeeds) { "\n" } else { "\r\n" },
        }
    }
}

/// The head of a stream that begins with this fault. `extra` are header fields that the camera adds to every
/// answer.
pub(crate) fn head(fault: Option<Fault>, is_http10: bool, extra: &[(String, String)]) -> Vec<u8> {
    let boundary = match fault {
        Some(Fault::Boundary(BoundaryFault::Dashes)) => format!("; boundary=--{BOUNDARY}"),
        Some(Fault::Boundary(BoundaryFault::Missing)) => String::new(),
        Some(Fault::Boundary(BoundaryFault::Quoted)) => format!("; boundary=\"{BOUNDARY}\""),
        Some(Fault::Boundary(BoundaryFault::Wrong)) => "; boundary=anotherboundary".to_owned(),
        _ => format!("; boundary={BOUNDARY}"),
    };
    let mut head = status_line(is_http10, 200);
    head.push_str("Cache-Control: no-cache\r\nPragma: no-cache\r\nConnection: close\r\n");
    head.push_str(&format!("Content-Type: multipart/x-mixed-replace{boundary}\r\n"));
    for (name, value) in extra {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A part with everything that an action does to it. `index` counts the parts of the stream.
pub(super) fn bytes(style: Style, action: Action, frame: &Frame, index: u64) -> Bytes {
    let mut jpeg = frame.jpeg.clone();
    match action {
        Action::Truncate { every } if index % u64::from(every.max(1)) == u64::from(every.max(1)) - 1 => {
            jpeg.truncate(jpeg.len() / 2);
        }
        Action::Undecodable { every } if index % u64::from(every.max(1)) == u64::from(every.max(1)) - 1 => {
            jpeg = with_twelve_bits(&jpeg);
        }
        Action::Clock { seconds } => {
            let seconds = frame.time.seconds.saturating_add_signed(seconds);
            jpeg = with_time(&jpeg, Timestamp { seconds, ..frame.time }).into();
        }
        _ => {}
    }
    if !style.delimited {
        return jpeg;
    }
    let mut part = Vec::with_capacity(jpeg.len() + 128);
    if let Action::Garbage { bytes } = action {
        part.extend(garbage(index, bytes));
        part.extend_from_slice(style.line_end.as_bytes());
    }
    let end = style.line_end;
    part.extend_from_slice(format!("--{BOUNDARY}{end}Content-Type: image/jpeg{end}").as_bytes());
    if action == Action::EndlessPart {
        return part.into();
    }
    let length = match action {
        Action::NoLength => None,
        Action::Length { by } => Some((jpeg.len() as i64 + i64::from(by)).max(0)),
        _ => Some(jpeg.len() as i64),
    };
    if let Some(length) = length {
        part.extend_from_slice(format!("Content-Length: {length}{end}").as_bytes());
    }
    part.extend_from_slice(end.as_bytes());
    part.extend_from_slice(&jpeg);
    part.extend_from_slice(end.as_bytes());
    part.into()
}

/// The head of a part of so many bytes that has no picture.
pub(super) fn empty_head(length: u32) -> Bytes {
    format!("--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n").into()
}

/// The same picture, said to have twelve bits a sample.
fn with_twelve_bits(jpeg: &[u8]) -> Bytes {
    let mut jpeg = jpeg.to_vec();
    // Segments: FF, marker, length of two bytes that counts itself. SOF0 begins with the precision.
    let mut at = 2;
    while let Some(&[0xff, marker, high, low, precision]) = jpeg.get(at..at + 5) {
        if marker == 0xc0 && precision == 8 {
            jpeg[at + 4] = 12;
            break;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    jpeg.into()
}

/// Bytes without meaning, the same for the same part: neither markers of a JPEG nor ends of lines.
fn garbage(index: u64, count: u32) -> impl Iterator<Item = u8> {
    let mut state = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        match (state >> 56) as u8 {
            0xff | b'\r' | b'\n' | b'-' => b'x',
            byte => byte,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let jpeg = Bytes::from_static(b"\xff\xd8 a picture \xff\xd9");
        Frame { number: 1, time: Timestamp { seconds: 1000, hundredths: 5 }, jpeg, sha256: [0; 32] }
    }

    fn part(fault: Option<Fault>, action: Action, index: u64) -> Vec<u8> {
        bytes(Style::of(fault), action, &frame(), index).to_vec()
    }

    fn content_type(fault: Option<Fault>) -> String {
        let head = String::from_utf8(head(fault, false, &[])).unwrap();
        head.lines().find_map(|line| line.strip_prefix("Content-Type: ")).unwrap().to_owned()
    }

    #[test]
    fn a_part_is_that_of_an_axis_camera() {
        assert_eq!(
            part(None, Action::Send, 0),
            b"--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: 15\r\n\r\n\xff\xd8 a picture \xff\xd9\r\n"
        );
    }

    #[test]
    fn a_head_has_the_boundary_that_was_asked_for() {
        let plain = "multipart/x-mixed-replace; boundary=myboundary";
        assert_eq!(content_type(None), plain);
        assert_eq!(content_type(Some(Fault::LineFeeds)), plain);
        let wrong = |boundary| content_type(Some(Fault::Boundary(boundary)));
        assert_eq!(wrong(BoundaryFault::None), plain);
        assert_eq!(wrong(BoundaryFault::Quoted), "multipart/x-mixed-replace; boundary=\"myboundary\"");
        assert_eq!(wrong(BoundaryFault::Dashes), "multipart/x-mixed-replace; boundary=--myboundary");
        assert_eq!(wrong(BoundaryFault::Missing), "multipart/x-mixed-replace");
        assert_eq!(wrong(BoundaryFault::Wrong), "multipart/x-mixed-replace; boundary=anotherboundary");
        let extra = [("X-A".to_owned(), "b".to_owned())];
        let head = String::from_utf8(head(None, true, &extra)).unwrap();
        assert!(head.starts_with("HTTP/1.0 200 OK\r\n") && head.ends_with("X-A: b\r\n\r\n"));
    }

    #[test]
    fn an_undecodable_picture_differs_in_its_precision_alone() {
        let start = [0xff, 0xd8, 0xff, 0xfe, 0, 4, 0xff, 0xc0, 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1];
        let changed: Vec<_> = with_twelve_bits(&start).to_vec();
        let differing: Vec<_> = (0..start.len()).filter(|&at| start[at] != changed[at]).collect();
        assert_eq!((differing.as_slice(), changed[12]), ([12].as_slice(), 12));
    }

    #[test]
    fn parts_go_wrong_as_asked() {
        assert!(!part(Some(Fault::LineFeeds), Action::Send, 0).contains(&b'\r'));
        let bare = part(Some(Fault::Boundary(BoundaryFault::None)), Action::Send, 0);
        assert_eq!(bare, frame().jpeg);
        let text = |action, index| String::from_utf8_lossy(&part(None, action, index)).into_owned();
        assert!(!text(Action::NoLength, 0).contains("Content-Length"));
        assert!(text(Action::Length { by: -5 }, 0).contains("Content-Length: 10\r\n"));
        assert!(text(Action::Length { by: -50 }, 0).contains("Content-Length: 0\r\n"));
        assert!(text(Action::Truncate { every: 2 }, 0).contains("Content-Length: 15\r\n"));
        assert!(text(Action::Truncate { every: 2 }, 1).contains("Content-Length: 7\r\n"));
        assert!(text(Action::EndlessPart, 0).ends_with("image/jpeg\r\n"));
        assert_eq!(
            empty_head(7).as_ref(),
            b"--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: 7\r\n\r\n"
        );
        let dirty = part(None, Action::Garbage { bytes: 500 }, 3);
        assert_eq!(dirty.len(), part(None, Action::Send, 3).len() + 502);
        assert_ne!(dirty, part(None, Action::Garbage { bytes: 500 }, 4));
    }
}
