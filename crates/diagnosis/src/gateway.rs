//! What the gateway says when it has no picture: `{"code": ..., "message": ..., "hint": ..., "detail": ...}`.

use crate::{Cause, Route};

/// The codes by which the gateway refuses for causes that it shares with a shell.
const FAULTS: [(&str, Cause); 10] = [
    ("camera-head-too-long", Cause::HeadTooLong),
    ("camera-no-reply", Cause::NoReply),
    ("camera-plain-http", Cause::PlainHttp),
    ("camera-tls-client-certificate", Cause::TlsClientCertificate),
    ("camera-tls-failed", Cause::TlsFailed),
    ("camera-tls-name", Cause::TlsName),
    ("camera-tls-nothing-in-common", Cause::TlsNothingInCommon),
    ("camera-tls-port", Cause::TlsPort),
    ("camera-tls-too-old", Cause::TlsTooOld),
    ("camera-zone-missing", Cause::ZoneMissing),
];

/// The code by which the gateway refuses for this cause, if it shares it with a shell.
pub fn code(cause: Cause) -> Option<&'static str> {
    FAULTS.iter().find(|(_, known)| *known == cause).map(|(code, _)| *code)
}

/// The cause that the gateway or its proxy names. `None` if this is none of its answers.
pub(crate) fn cause(route: &Route, body: &[u8]) -> Option<Cause> {
    if *route == Route::Direct {
        return None;
    }
    let code = field(body, "code")?;
    if let Some((_, cause)) = FAULTS.iter().find(|(known, _)| *known == code) {
        return Some(*cause);
    }
    let is_proxied = matches!(route, Route::Proxy(_));
    Some(match code.as_str() {
        "camera-unreachable" | "camera-timeout" | "camera-unintelligible" => Cause::GatewayCameraUnreachable,
        "camera-certificate" => Cause::GatewayCertificate,
        "camera-login-needed" | "camera-login-failed" | "camera-login-unsupported" => Cause::GatewayLogin,
        "camera-busy" => Cause::Busy,
        "too-many-connections" | "too-many-requests" | "too-many-viewers" | "too-many-streams" => {
            Cause::GatewayFull
        }
        "camera-not-found" => Cause::NotFound,
        code if code.starts_with("proxy-") => Cause::ProxyRefuses,
        _ if is_proxied => Cause::ProxyRefuses,
        _ => Cause::GatewayCamera,
    })
}

/// A text of the gateway's answer, a flat JSON object of ours: a full reader of JSON would weigh more than all else in this
/// crate.
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
        let body = br#"{"code":"camera-certificate","message":"A \"self-signed\" one.","hint":"","detail":"a\nb = \"c\""}"#;
        let route = Route::Gateway("gate".into());
        assert_eq!(cause(&route, body), Some(Cause::GatewayCertificate));
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
