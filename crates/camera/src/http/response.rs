//! Responses.

use std::borrow::Cow;

use bytes::Bytes;

use crate::clock::http_date_now;

/// A response with a length. Streams write their own head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) body: Bytes,
}

impl Response {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("Content-Type".into(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// Plain text with status 200: how CGIs answer, errors among them.
    pub(crate) fn text(body: impl Into<String>) -> Self {
        Self::new(200, "text/plain", body.into())
    }

    /// JSON with status 200.
    pub(crate) fn json(value: &serde_json::Value) -> Self {
        Self::new(200, "application/json", value.to_string())
    }

    /// Status 204.
    pub(crate) fn empty() -> Self {
        Self { status: 204, headers: Vec::new(), body: Bytes::new() }
    }

    /// A small HTML page, as the camera's web server answers errors.
    pub(crate) fn page(status: u16, message: &str) -> Self {
        let title = format!("{status} {}", reason(status));
        let body = format!(
            "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{title}</title>\n\
             </head><body>\n<h1>{}</h1>\n<p>{message}</p>\n</body></html>\n",
            reason(status)
        );
        Self::new(status, "text/html; charset=iso-8859-1", body)
    }

    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The head, down to the empty line. `extra` are header fields that the camera adds to every answer.
    pub(crate) fn head(&self, keeps_alive: bool, extra: &[(String, String)]) -> Vec<u8> {
        let mut head = status_line(false, self.status);
        let own = self.headers.iter().map(|(name, value)| (name.as_ref(), value.as_str()));
        let extra = extra.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(extra) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str(if keeps_alive { "\r\n" } else { "Connection: close\r\n\r\n" });
        head.into_bytes()
    }
}

/// The status line and the date.
pub(crate) fn status_line(is_http10: bool, status: u16) -> String {
    let version = if is_http10 { "1.0" } else { "1.1" };
    format!("HTTP/{version} {status} {}\r\nDate: {}\r\n", reason(status), http_date_now())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_what_a_client_needs() {
        let response = Response::text("OK").with("X-A", "b");
        let head = String::from_utf8(response.head(true, &[("X-C".to_owned(), "d".to_owned())])).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\nDate: "));
        assert!(
            head.ends_with("\r\nContent-Type: text/plain\r\nX-A: b\r\nX-C: d\r\nContent-Length: 2\r\n\r\n")
        );
        let head = String::from_utf8(Response::empty().head(false, &[])).unwrap();
        assert!(!head.contains("Content-Length"));
        assert!(head.ends_with("Connection: close\r\n\r\n"));
    }
}
