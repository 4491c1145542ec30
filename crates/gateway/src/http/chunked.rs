//! Chunked transfer coding (RFC 9112 section 7.1), taken off a body.

/// Takes the coding off, in pieces of any size.
///
/// Bytes that do not begin with a chunk's size are passed through: cameras are known that announce
/// the coding and do not use it, and tools differ in whether the body that they save beside a head
/// is still coded.
#[derive(Debug)]
pub(crate) struct Dechunker {
    state: State,
    line: Vec<u8>,
    any: bool,
    fault: Option<Fault>,
}

/// The fault of the coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Lines end with a bare line feed, which curl and browsers take for a line end.
    LineEnds,
    /// There is none: the body does not begin with a chunk's size.
    Missing,
    /// It broke off. What follows is passed through as it is.
    Broken,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Size,
    Data(u64),
    DataEnd,
    Ended,
    Plain,
}

impl Dechunker {
    pub(crate) fn new() -> Self {
        Self { state: State::Size, line: Vec::new(), any: false, fault: None }
    }

    /// The worst fault found so far.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Whether the last chunk has come.
    pub(crate) fn is_over(&self) -> bool {
        self.state == State::Ended
    }

    /// Whether the next byte begins a chunk, after another one.
    pub(crate) fn is_between_chunks(&self) -> bool {
        self.any && self.state == State::Size && self.line.is_empty()
    }

    /// Appends the content of `bytes` to `out`.
    pub(crate) fn decode(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.state {
                State::Size => {
                    self.line.push(byte);
                    bytes = rest;
                    self.size_line(byte, out);
                }
                State::Data(left) => {
                    let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    out.extend_from_slice(&bytes[..taken]);
                    bytes = &bytes[taken..];
                    let left = left - taken as u64;
                    self.state = if left == 0 { State::DataEnd } else { State::Data(left) };
                }
                State::DataEnd => {
                    bytes = rest;
                    match byte {
                        b'\r' => {}
                        b'\n' => self.state = State::Size,
                        _ => {
                            out.push(byte);
                            self.state = State::Plain;
                            self.fault = Some(Fault::Broken);
                        }
                    }
                }
                State::Ended => return,
                State::Plain => {
                    out.extend_from_slice(bytes);
                    return;
                }
            }
        }
    }

    /// No more bytes come. Appends a line that never became one, of a body shorter than a chunk's
    /// size. Returns whether the coding had come to its end, where there is one.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) -> bool {
        if self.state == State::Size && !self.any && !self.line.is_empty() {
            out.append(&mut self.line);
            self.state = State::Plain;
        }
        matches!(self.state, State::Ended | State::Plain)
    }

    fn size_line(&mut self, byte: u8, out: &mut Vec<u8>) {
        const LINE: usize = 4096;
        if byte != b'\n' && self.line.len() < LINE && could_be_size(&self.line) {
            return;
        }
        let size = (byte == b'\n').then(|| size(&self.line)).flatten();
        let first = !std::mem::replace(&mut self.any, true);
        if size.is_some() && !self.line.ends_with(b"\r\n") {
            self.fault = Some(Fault::LineEnds);
        }
        self.state = match size {
            Some(0) => State::Ended,
            Some(size) => State::Data(size),
            None => {
                out.append(&mut self.line);
                self.state = State::Plain;
                self.fault = Some(if first { Fault::Missing } else { Fault::Broken });
                return;
            }
        };
        self.line.clear();
    }
}

fn could_be_size(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    (1..=16).contains(&digits) && line.get(digits).is_none_or(|byte| b"; \t\r".contains(byte))
}

fn size(line: &[u8]) -> Option<u64> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let rest = line[digits..].trim_ascii();
    if !rest.is_empty() && !rest.starts_with(b";") {
        return None;
    }
    u64::from_str_radix(std::str::from_utf8(&line[..digits]).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], step: usize) -> (Vec<u8>, Option<Fault>, bool) {
        let (mut dechunker, mut out) = (Dechunker::new(), Vec::new());
        bytes.chunks(step).for_each(|piece| dechunker.decode(piece, &mut out));
        let is_whole = dechunker.finish(&mut out);
        (out, dechunker.fault(), is_whole)
    }

    fn check(bytes: &[u8], expected: &[u8], fault: Option<Fault>, is_whole: bool) {
        for step in [1, 2, 3, 7, bytes.len()] {
            assert_eq!(decode(bytes, step), (expected.to_vec(), fault, is_whole), "in steps of {step}");
        }
    }

    #[test]
    fn takes_the_coding_off() {
        check(b"4\r\nabcd\r\nA;x=y\r\n0123456789\r\n000\r\n\r\nafter", b"abcd0123456789", None, true);
        check(b"3 \r\nabc\r\n", b"abc", None, false);
        check(b"5\nabcde\n0\n\n", b"abcde", Some(Fault::LineEnds), true);
    }

    #[test]
    fn passes_on_what_is_not_coded() {
        for body in [
            &b"--frame\r\nContent-Type: image/jpeg"[..],
            b"\r\n--b\r\n",
            b"Content-Type: x\r\n",
            b"\xff\xd8\xff",
            b"ad",
        ] {
            let fault = (body != b"ad").then_some(Fault::Missing);
            check(body, body, fault, true);
        }
        check(b"face it\r\n12\r\n", b"face it\r\n12\r\n", Some(Fault::Missing), true);
    }

    #[test]
    fn goes_on_after_broken_coding() {
        check(b"2\r\nab--b\r\n", b"ab--b\r\n", Some(Fault::Broken), true);
        check(b"2\r\nab\r\n--b\r\n", b"ab--b\r\n", Some(Fault::Broken), true);
        check(b"fffffffffffffffff\r\nab", b"fffffffffffffffff\r\nab", Some(Fault::Missing), true);
    }
}
