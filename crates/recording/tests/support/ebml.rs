//! Matroska as a tree, to be changed with all sizes right.

use std::ops::Range;

pub(crate) const SEGMENT: u32 = 0x1853_8067;
pub(crate) const INFO: u32 = 0x1549_a966;
pub(crate) const TIMESTAMP_SCALE: u32 = 0x2a_d7b1;
pub(crate) const DURATION: u32 = 0x4489;
pub(crate) const TRACKS: u32 = 0x1654_ae6b;
pub(crate) const CLUSTER: u32 = 0x1f43_b675;
pub(crate) const BLOCK_GROUP: u32 = 0xa0;
pub(crate) const TAGS: u32 = 0x1254_c367;
pub(crate) const VOID: u32 = 0xec;

/// What is read as a tree.
const MASTERS: [u32; 9] = [SEGMENT, INFO, TRACKS, 0xae, CLUSTER, BLOCK_GROUP, TAGS, 0x7373, 0x67c8];

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) id: u32,
    /// Bytes that its size takes.
    pub(crate) size_bytes: usize,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Leaf(Vec<u8>),
    Master(Vec<Node>),
}

impl Node {
    pub(crate) fn leaf(id: u32, body: &[u8]) -> Self {
        let size_bytes = if body.len() < 127 { 1 } else { 2 };
        Self { id, size_bytes, content: Content::Leaf(body.to_vec()) }
    }

    pub(crate) fn master(id: u32, children: Vec<Self>) -> Self {
        Self { id, size_bytes: 2, content: Content::Master(children) }
    }

    pub(crate) fn children(&mut self) -> &mut Vec<Self> {
        let Content::Master(children) = &mut self.content else { panic!("{:x} is no master", self.id) };
        children
    }

    pub(crate) fn body(&mut self) -> &mut Vec<u8> {
        let Content::Leaf(body) = &mut self.content else { panic!("{:x} is a master", self.id) };
        body
    }
}

/// Reads a whole file with known sizes.
pub(crate) fn read(mut bytes: &[u8]) -> Vec<Node> {
    let mut nodes = Vec::new();
    while !bytes.is_empty() {
        let (id, size_bytes, body) = head(bytes).expect("an element");
        let content = &bytes[body.clone()];
        bytes = &bytes[body.end..];
        let content = if MASTERS.contains(&id) {
            Content::Master(read(content))
        } else {
            Content::Leaf(content.to_vec())
        };
        nodes.push(Node { id, size_bytes, content });
    }
    nodes
}

pub(crate) fn written(nodes: &[Node]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for node in nodes {
        let body = match &node.content {
            Content::Leaf(body) => body.clone(),
            Content::Master(children) => written(children),
        };
        let id = node.id.to_be_bytes();
        bytes.extend(id.iter().skip_while(|byte| **byte == 0));
        let fits = |bytes: &usize| body.len() < (1 << (7 * bytes)) - 1;
        let size_bytes = (node.size_bytes..8).find(fits).unwrap_or(8);
        let size = (body.len() as u64 | 1 << (7 * size_bytes)).to_be_bytes();
        bytes.extend(&size[8 - size_bytes..]);
        bytes.extend(body);
    }
    bytes
}

/// Where all elements are, masters and those in them.
pub(crate) fn places(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some((id, _, body)) = head(&bytes[at..]) {
        places.push(at..at + body.end);
        at += if MASTERS.contains(&id) { body.start } else { body.end };
    }
    places
}

/// ID, bytes of the size, and where the body is.
fn head(bytes: &[u8]) -> Option<(u32, usize, Range<usize>)> {
    let id_bytes = bytes.first()?.leading_zeros() as usize + 1;
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    let id = number(bytes.get(..id_bytes).filter(|_| id_bytes <= 4)?) as u32;
    let size_bytes = bytes.get(id_bytes)?.leading_zeros() as usize + 1;
    let begin = id_bytes + size_bytes;
    let size =
        number(bytes.get(id_bytes..begin).filter(|_| size_bytes <= 8)?) & ((1 << (7 * size_bytes)) - 1);
    let end = usize::try_from(size).ok()?.checked_add(begin).filter(|end| *end <= bytes.len())?;
    Some((id, size_bytes, begin..end))
}
