//! Chunked transfer coding (RFC 9112 section 7.1), taken off a saved body.

/// Takes the coding off, in pieces of any size.
///
/// Tools differ in whether the body that they save beside a head is still coded: bytes that do not begin
/// with a chunk's size are passed through.
#[derive(Debug)]
pub(super) struct Dechunker {
    state: State,
    line: Vec<u8>,
    any: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Size,
    Data(u64),
    DataEnd,
    Ended,
    Plain,
}

/// The coding broke off: what follows is passed through as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

impl Dechunker {
    pub(super) fn new() -> Self {
        Self { state: State::Size, line: Vec::new(), any: false }
    }

    /// Appends to `out` what `bytes` carry.
    pub(super) fn decode(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
        let mut result = Ok(());
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.state {
                State::Size => {
                    self.line.push(byte);
                    bytes = rest;
                    result = result.and(self.size_line(byte, out));
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
                            result = Err(Broken);
                        }
                    }
                }
                State::Ended => return result,
                State::Plain => {
                    out.extend_from_slice(bytes);
                    return result;
                }
            }
        }
        result
    }

    /// A line that never became one: the body was shorter than a chunk's size.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.state == State::Size && !self.any {
            out.append(&mut self.line);
        }
    }

    fn size_line(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), Broken> {
        const LINE: usize = 256;
        if byte != b'\n' && self.line.len() < LINE && could_be_size(&self.line) {
            return Ok(());
        }
        let size = (byte == b'\n').then(|| size(&self.line)).flatten();
        let first = !std::mem::replace(&mut self.any, true);
        self.state = match size {
            Some(0) => State::Ended,
            Some(size) => State::Data(size),
            None => {
                out.append(&mut self.line);
                self.state = State::Plain;
                return if first { Ok(()) } else { Err(Broken) };
            }
        };
        self.line.clear();
        Ok(())
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

    fn decode(bytes: &[u8], step: usize) -> (Vec<u8>, bool) {
        let (mut dechunker, mut out, mut broken) = (Dechunker::new(), Vec::new(), false);
        for piece in bytes.chunks(step) {
            broken |= dechunker.decode(piece, &mut out).is_err();
        }
        dechunker.finish(&mut out);
        (out, broken)
    }

    fn check(bytes: &[u8], expected: &[u8], broken: bool) {
        for step in [1, 2, 3, 7, bytes.len()] {
            assert_eq!(decode(bytes, step), (expected.to_vec(), broken), "in steps of {step}");
        }
    }

    #[test]
    fn takes_the_coding_off() {
        check(b"4\r\nabcd\r\nA;x=y\r\n0123456789\r\n000\r\n\r\nafter", b"abcd0123456789", false);
        check(b"3 \r\nabc\r\n", b"abc", false);
        check(b"5\nabcde\n", b"abcde", false);
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
            check(body, body, false);
        }
        check(b"face it\r\n12\r\n", b"face it\r\n12\r\n", false);
    }

    #[test]
    fn goes_on_after_broken_coding() {
        check(b"2\r\nab--b\r\n", b"ab--b\r\n", true);
        check(b"2\r\nab\r\n--b\r\n", b"ab--b\r\n", true);
        check(b"fffffffffffffffff\r\nab", b"fffffffffffffffff\r\nab", false);
    }
}
