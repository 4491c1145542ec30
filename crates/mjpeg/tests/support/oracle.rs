//! The parser's job done naively on a whole body whose delimiters are right.

/// The pictures of `body`: with a Content-Length what it counts, else up to the line end before the next
/// delimiter.
pub(crate) fn pictures(body: &[u8], boundary: &str) -> Vec<Vec<u8>> {
    let delimiter = format!("--{boundary}\r\n").into_bytes();
    let mut pictures = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, &delimiter) {
        let part = &rest[at + delimiter.len()..];
        let Some(blank) = find(part, b"\r\n\r\n") else { break };
        let (head, content) = (String::from_utf8_lossy(&part[..blank]), &part[blank + 4..]);
        let length =
            head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok());
        let end = match length {
            Some(length) => length,
            None => find(content, &[b"\r\n", &delimiter[..]].concat()).unwrap_or(content.len() - 2),
        };
        if head.contains("image/jpeg") {
            pictures.push(content[..end].to_vec());
        }
        rest = &content[end..];
    }
    pictures
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
