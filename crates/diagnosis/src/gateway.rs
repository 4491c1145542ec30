//! What the gateway says when it has no picture: `{"code": ..., "message": ..., "hint": ..., "detail": ...}`.

use causes::{Row, table};

use crate::Route;

/// The cause that the gateway or its proxy names. `None` if this is none of its answers.
pub(crate) fn cause(route: &Route, body: &[u8]) -> Option<&'static Row> {
    if *route == Route::Direct {
        return None;
    }
    let code = field(body, "code")?;
    Some(table::of_gateway(&code, matches!(route, Route::Proxy(_))))
}

/// A text of the gateway's answer, a flat JSON object of ours: a full reader of JSON would weigh
/// more than all else in this crate.
pub(crate) fn field(body: &[u8], name: &str) -> Option<String> {
    let text = str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once(&["\"", name, "\":\""].concat())?;
    let mut value = String::new();
    let mut characters = rest.chars();
    loop {
        value.push(match characters.next()? {
            '"' => return Some(value),
            '\\' => match characters.next()? {
                'n' => '\n',
                't' => '\t',
                // No text of the gateway's has other control characters.
                'r' | 'b' | 'f' | 'u' => ' ',
                character => character,
            },
            character => character,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_gateway_are_read() {
        let body = br#"{"code":"camera-certificate","message":"A \"self-signed\" one.","hint":"",
            "detail":"a\nb = \"c\""}"#;
        let route = Route::Gateway("gate".into());
        assert_eq!(cause(&route, body), Some(&table::GATEWAY_CERTIFICATE));
        assert_eq!(field(body, "message").as_deref(), Some("A \"self-signed\" one."));
        assert_eq!(field(body, "detail").as_deref(), Some("a\nb = \"c\""));
        assert_eq!(field(body, "hint").as_deref(), Some(""));
    }

    #[test]
    fn what_is_cut_off_or_not_the_gateways_is_no_cause() {
        let route = Route::Gateway("gate".into());
        assert_eq!(cause(&route, br#"{"code":"camera-unre"#), None);
        assert_eq!(cause(&route, b"<html>502 Bad Gateway</html>"), None);
        assert_eq!(cause(&Route::Direct, br#"{"code":"camera-unreachable"}"#), None);
    }
}
