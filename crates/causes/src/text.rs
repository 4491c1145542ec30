//! Sentences with placeholders for the facts of one camera, page and answer.

/// A place in a sentence: `$` and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `$address`: the camera's address, without login.
    Address,
    /// `$camera`: the camera's origin, `http://192.168.1.20`.
    Camera,
    /// `$content`: the kind of content that came.
    Content,
    /// `$digest`: the advice that the camera may want Digest, introduced; or nothing.
    Digest,
    /// `$distrust`: that the certificate may not be trusted, where an https page cannot exclude it;
    /// or nothing.
    Distrust,
    /// `$error`: the error in the words of the program that met it, introduced; or nothing.
    Error,
    /// `$host`: the camera's host and port.
    Host,
    /// `$id`: an id for the camera in `mullion.toml`.
    Id,
    /// `$page`: this page's origin.
    Page,
    /// `$part`: the part of the player.
    Part,
    /// `$said`: the first words of the answer, introduced; or nothing.
    Said,
    /// `$size`: the size of the picture.
    Size,
    /// `$status`: the status of the answer.
    Status,
    /// `$wait`: how long the camera wants to be left alone, introduced; or nothing.
    Wait,
}

impl Place {
    const ALL: [(&'static str, Self); 14] = [
        ("address", Self::Address),
        ("camera", Self::Camera),
        ("content", Self::Content),
        ("digest", Self::Digest),
        ("distrust", Self::Distrust),
        ("error", Self::Error),
        ("host", Self::Host),
        ("id", Self::Id),
        ("page", Self::Page),
        ("part", Self::Part),
        ("said", Self::Said),
        ("size", Self::Size),
        ("status", Self::Status),
        ("wait", Self::Wait),
    ];

    /// The place of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, place)| *place)
    }
}

/// `template` with each place filled.
pub fn fill(template: &str, value: &dyn Fn(Place) -> String) -> String {
    let mut parts = template.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
        if let Some(place) = part.strip_suffix(rest).and_then(Place::from_name) {
            text.push_str(&value(place));
        }
        text.push_str(rest);
    }
    text
}

/// An error's own words for [`Place::Error`].
pub fn error(words: &str) -> String {
    introduced(": ", words.trim_end_matches('.'), "")
}

/// The first words of an answer for [`Place::Said`].
pub fn said(words: &str) -> String {
    introduced(" It says: “", words, "”.")
}

/// Whole seconds, as digits, for [`Place::Wait`].
pub fn wait(seconds: &str) -> String {
    introduced("; it asks to be left alone for ", seconds, " seconds")
}

/// A number in digits, without the machinery of formatting.
pub fn decimal(number: u32) -> String {
    let mut digits = Vec::new();
    let mut rest = number;
    while rest > 0 || digits.is_empty() {
        digits.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    digits.iter().rev().map(|&digit| char::from(digit)).collect()
}

/// Whether the ASCII `words` are in `text`, in upper or lower case. (The search of the standard library
/// would be two kilobytes of the player.)
pub fn has(text: &str, words: &str) -> bool {
    text.as_bytes().windows(words.len()).any(|part| part.eq_ignore_ascii_case(words.as_bytes()))
}

/// `text` between its introduction and its end; nothing if there is no text.
fn introduced(before: &str, text: &str, after: &str) -> String {
    if text.is_empty() { String::new() } else { [before, text, after].concat() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_all_else_stays() {
        let value = |place| match place {
            Place::Host => "cam:81".to_owned(),
            Place::Said => said("No"),
            _ => String::new(),
        };
        assert_eq!(fill("Nothing at $host.$said", &value), "Nothing at cam:81. It says: “No”.");
        assert_eq!(fill("{\"a\":\"$host\"}$wait", &value), "{\"a\":\"cam:81\"}");
        assert_eq!((decimal(0), decimal(404), decimal(65_535)), ("0".into(), "404".into(), "65535".into()));
    }
}
