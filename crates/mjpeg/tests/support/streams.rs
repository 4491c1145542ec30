//! Streams made up by property tests, and what is in them.

use proptest::prelude::*;

/// A part as a server may send it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) content: Content,
    pub(crate) length: Length,
    /// Bytes between the content and the next delimiter.
    pub(crate) gap: &'static [u8],
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Picture(Vec<u8>),
    /// A picture less its last bytes.
    Truncated(Vec<u8>),
    Text(&'static str),
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Length {
    Right,
    Missing,
    /// Off by so many bytes.
    Wrong(i64),
}

impl Part {
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Picture(bytes) | Content::Truncated(bytes) => bytes,
            Content::Text(text) => text.as_bytes(),
            Content::Empty => b"",
        }
    }

    /// The picture that must come out of this part whatever stands around it.
    pub(crate) fn good_picture(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Picture(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// The body of a stream of these parts.
pub(crate) fn body(boundary: &str, parts: &[Part], end: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}{end}").as_bytes());
        let media = if matches!(part.content, Content::Text(_)) { "text/plain" } else { "image/jpeg" };
        body.extend_from_slice(format!("Content-Type: {media}{end}").as_bytes());
        let length = i64::try_from(part.bytes().len()).unwrap();
        match part.length {
            Length::Missing => {}
            Length::Right => body.extend_from_slice(format!("Content-Length: {length}{end}").as_bytes()),
            Length::Wrong(by) => {
                body.extend_from_slice(format!("Content-Length: {}{end}", length + by).as_bytes());
            }
        }
        body.extend_from_slice(end.as_bytes());
        body.extend_from_slice(part.bytes());
        body.extend_from_slice(part.gap);
    }
    body
}

/// A picture of markers and noise: segments that hold anything, a thumbnail or a delimiter among them, and
/// entropy-coded data with stuffing and restarts.
pub(crate) fn picture() -> impl Strategy<Value = Vec<u8>> {
    let segment = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        Just(b"\xff\xd8\xff\xdb\x00\x02\xff\xd9".to_vec()),
        Just(b"\r\n--foo\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff".to_vec()),
    ];
    let markers = prop_oneof![Just(0xe0_u8), Just(0xe1), Just(0xfe), Just(0xdb), Just(0xc4), Just(0xc0)];
    let segments = proptest::collection::vec((markers, segment), 0..4);
    let data = proptest::collection::vec(
        prop_oneof![
            8 => (0..=0xfe_u8).prop_map(|byte| vec![byte]),
            1 => Just(vec![0xff, 0x00]),
            1 => (0xd0..=0xd7_u8).prop_map(|restart| vec![0xff, restart]),
        ],
        0..120,
    );
    (segments, data).prop_map(|(segments, data)| {
        let mut jpeg = vec![0xff, 0xd8];
        for (marker, content) in segments {
            push_segment(&mut jpeg, marker, &content);
        }
        push_segment(&mut jpeg, 0xda, &[]);
        jpeg.extend(data.concat());
        jpeg.extend([0xff, 0xd9]);
        jpeg
    })
}

fn push_segment(jpeg: &mut Vec<u8>, marker: u8, content: &[u8]) {
    jpeg.extend([0xff, marker]);
    jpeg.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    jpeg.extend_from_slice(content);
}

/// Parts as good servers send them.
pub(crate) fn good_part() -> impl Strategy<Value = Part> {
    let content = prop_oneof![
        6 => picture().prop_map(Content::Picture),
        1 => Just(Content::Text("hello: this is no picture")),
    ];
    (content, any::<bool>()).prop_map(|(content, declared)| {
        let mut part = Part { content, length: Length::Right, gap: b"\r\n" };
        // A naive parser finds the end of a picture without a length only if it holds no delimiter.
        if !declared && !part.bytes().windows(7).any(|window| window == b"--foo\r\n") {
            part.length = Length::Missing;
        }
        part
    })
}

/// Parts as bad servers send them. A wrong length ends in the next part's head or far away, never
/// by chance at an end marker, where it could not be told from a right one.
pub(crate) fn bad_part() -> impl Strategy<Value = Part> {
    let cut = picture().prop_map(|mut jpeg| {
        // Inside the scan: the data of `picture` may be empty, its markers are not.
        jpeg.truncate(jpeg.len() - 2);
        Content::Truncated(jpeg)
    });
    let content = prop_oneof![
        2 => picture().prop_map(Content::Picture),
        1 => cut,
        1 => Just(Content::Text("busy")),
        1 => Just(Content::Empty),
    ];
    let length = prop_oneof![
        2 => Just(Length::Right),
        2 => Just(Length::Missing),
        1 => (9..24_i64).prop_map(Length::Wrong),
        1 => (9_000..90_000_i64).prop_map(Length::Wrong),
    ];
    let gaps: [&'static [u8]; 4] = [b"\r\n", b"\r\n\r\n\r\n", b"\0\0\0\0\0\r\n", b"\r\nleft-over\r\n"];
    let gap = proptest::sample::select(gaps.to_vec());
    (content, length, gap).prop_map(|(content, length, gap)| Part { content, length, gap })
}

/// Where to cut a body.
pub(crate) fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    proptest::collection::vec(any::<prop::sample::Index>(), 0..40)
}

/// The body in the pieces that `cuts` make.
pub(crate) fn cut<'a>(body: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
    places.extend([0, body.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| &body[pair[0]..pair[1]]).collect()
}
