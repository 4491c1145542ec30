//! The address in HTML, BBCode or Markdown.

use super::text::{address_at, behind_login, closing, find_ignoring_case};

/// The value of `src` (else `href`) if the text holds a tag, the target if it holds a Markdown
/// link; else the text.
pub(super) fn from_markup(text: &str) -> &str {
    let address = address_at(text).unwrap_or_default();
    let login = address..address + behind_login(&text[address..], None);
    let is_outside = |at: usize| !login.contains(&at);
    let is_tag = |at: usize| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic());
    if text.match_indices('<').any(|(at, _)| is_tag(at) && is_outside(at)) {
        return attribute(text, "src").or_else(|| attribute(text, "href")).unwrap_or(text);
    }
    if let Some((at, mark)) = text.match_indices("](").find(|&(at, _)| is_outside(at)) {
        let target = &text[at + mark.len()..];
        let from = behind_login(target, Some(')'));
        let rest = &target[from..];
        let end = closing(rest, '(', ')').or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
        // A title may follow the target: [text](target "title").
        let end = rest[..end].find(char::is_whitespace).unwrap_or(end);
        return &target[..from + end];
    }
    text
}

/// The value of an HTML attribute, quoted or not.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text;
    loop {
        let at = find_ignoring_case(rest, name)?;
        let separated = rest[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        let Some(value) = after.strip_prefix('=') else { continue };
        if !separated {
            continue;
        }
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        return Some(match quote {
            Some(quote) => value[1..].split(quote).next().unwrap_or_default(),
            None => {
                let value = value.split(char::is_whitespace).next().unwrap_or_default();
                let login = behind_login(value, Some('>'));
                let end = value[login..].find('>').map_or(value.len(), |at| login + at);
                &value[..end]
            }
        });
    }
}
