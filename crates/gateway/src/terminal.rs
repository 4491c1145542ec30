//! Printing for people. Cameras and servers send much of the text, and none of it is for a
//! terminal to obey: whatever goes to the standard output, the standard error or the log goes
//! through [`Plain`].

use std::fmt;
use std::io::{self, Write};

/// Writes text with its control characters escaped (`\u001b`, as JSON has it), line breaks and tabs
/// excepted. Characters that turn the direction of text or break lines unseen are escaped as well.
#[derive(Debug)]
pub(crate) struct Plain<W>(pub(crate) W);

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut rest = &*text;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_obeyed(c)) {
            self.0.write_all(&rest.as_bytes()[..at])?;
            write!(self.0, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        self.0.write_all(rest.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Prints an error to the standard error, on a line that begins with the program's name.
pub(crate) fn complain(text: fmt::Arguments<'_>) {
    // Nobody is left to tell if this fails.
    let _ = writeln!(Plain(io::stderr().lock()), "mullion: {}", unnumbered(&text.to_string()));
}

/// The text without the numbers that the standard library puts behind the system's words for an
/// error.
pub(crate) fn unnumbered(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.trim_start_matches('-').trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(')')
        {
            Some(rest) => plain += rest,
            None => plain.extend([" (os error ", part]),
        }
    }
    plain
}

/// Whether a terminal obeys a character instead of showing it.
fn is_obeyed(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\n' | '\t');
    let breaks_lines = matches!(c, '\u{2028}' | '\u{2029}');
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_control || breaks_lines || turns || c == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let mut out = Plain(Vec::new());
        write!(out, "{text}").unwrap();
        String::from_utf8(out.0).unwrap()
    }

    #[test]
    fn a_terminal_is_told_nothing_but_text() {
        assert_eq!(printed("caf\u{e9}, \u{4e2d}\u{6587}\n\tx"), "caf\u{e9}, \u{4e2d}\u{6587}\n\tx");
        assert_eq!(printed("\u{1b}]0;owned\u{7}\u{1b}[2J"), "\\u001b]0;owned\\u0007\\u001b[2J");
        assert_eq!(printed("a\rb\u{9b}31m\u{7f}\u{202e}gpj"), "a\\u000db\\u009b31m\\u007f\\u202egpj");
    }

    #[test]
    fn numbers_of_the_system_are_left_out() {
        let refused = io::Error::from_raw_os_error(2).to_string();
        assert!(refused.contains("(os error 2)"), "{refused}");
        assert_eq!(
            unnumbered(&format!("a: {refused}; b")),
            format!("a: {}; b", refused.replace(" (os error 2)", ""))
        );
        assert_eq!(unnumbered("x (os error y) (os error"), "x (os error y) (os error");
    }

    #[test]
    fn what_is_escaped_in_json_is_still_json() {
        let mut out = Plain(Vec::new());
        serde_json::to_writer(&mut out, "x\u{9b}\u{7f}\u{1b}").unwrap();
        assert_eq!(serde_json::from_slice::<String>(&out.0).unwrap(), "x\u{9b}\u{7f}\u{1b}");
        assert!(out.0.is_ascii());
    }
}
