//! The words of a command line, as a shell splits it (POSIX, 2.2 and 2.3; ANSI-C quotes of bash;
//! `^` of Windows).

/// The words; `None` if a quote does not end.
pub(super) fn words(text: &str) -> Option<Vec<String>> {
    // Browsers copy requests for the Windows shell so: every quote has a caret before it.
    let plain =
        text.contains("^\"").then(|| text.replace("^^", "\u{0}").replace('^', "").replace('\u{0}', "^"));
    let mut rest = plain.as_deref().unwrap_or(text).chars();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => words.extend(word.take()),
            '\\' => match rest.next() {
                // A line that goes on.
                Some('\n' | '\r') | None => {}
                Some(c) => word.get_or_insert_default().push(c),
            },
            '^' | '`' if rest.as_str().starts_with(['\n', '\r']) => {}
            '$' if word.is_none() && rest.as_str().starts_with('\'') => {
                rest.next();
                escaped(&mut rest, word.get_or_insert_default())?;
            }
            '\'' => quoted(&mut rest, '\'', word.get_or_insert_default())?,
            '"' => quoted(&mut rest, '"', word.get_or_insert_default())?,
            // Typesetting programs make these of the others.
            '“' | '”' => quoted(&mut rest, '”', word.get_or_insert_default())?,
            '‘' | '’' => quoted(&mut rest, '’', word.get_or_insert_default())?,
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

/// Up to the closing quote. Between double ones a backslash escapes a few characters.
fn quoted(rest: &mut std::str::Chars<'_>, close: char, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            c if c == close => return Some(()),
            '\\' if close == '"' && rest.as_str().starts_with(['"', '\\', '$', '`']) => {
                word.extend(rest.next());
            }
            c => word.push(c),
        }
    }
}

/// Up to the closing quote of `$'…'`.
fn escaped(rest: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            '\'' => return Some(()),
            '\\' => match rest.next()? {
                'u' => {
                    let code = rest.as_str().get(..4)?;
                    word.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                    rest.nth(3);
                }
                c => word.push(c),
            },
            c => word.push(c),
        }
    }
}
