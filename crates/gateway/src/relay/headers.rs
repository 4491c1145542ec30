//! Header fields between camera and viewer.
//!
//! Both ways go by a list of what passes, so that nothing else does: hop-by-hop fields, cookies and
//! credentials of the browser, cookies, policies and redirects of the camera.

use std::time::Duration;

use axum::http::header::{
    ACCEPT, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE,
    DATE, LAST_MODIFIED, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::http::MENDED;

/// The camera's own Content-Type, where the answer has another.
pub const ORIGINAL_TYPE: HeaderName = HeaderName::from_static("x-mullion-content-type");

/// Milliseconds since the picture came with which a viewer joins a running stream.
pub(super) const AGE: HeaderName = HeaderName::from_static("x-mullion-age");

/// The quality of the stream, as a query, where it is not the one that was asked for.
pub(super) const SETTING: HeaderName = HeaderName::from_static("x-mullion-setting");

const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// Header fields of the answer to the viewer. `wanted` are the fields of its request.
pub(crate) fn answer(camera: &HeaderMap, wanted: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in [CONTENT_ENCODING, DATE, LAST_MODIFIED, MENDED] {
        if let Some(value) = camera.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    for (name, value) in camera {
        // Facts about a picture, by mjpg-streamer and uStreamer.
        if name == "x-timestamp" || name.as_str().starts_with("x-ustreamer-") {
            headers.append(name, value.clone());
        }
    }
    let original = camera.get(CONTENT_TYPE);
    // Some cameras announce a length for a stream that has none.
    if let Some(length) = camera.get(CONTENT_LENGTH).filter(|_| !original.is_some_and(is_multipart)) {
        headers.insert(CONTENT_LENGTH, length.clone());
    }
    headers.insert(VARY, HeaderValue::from_static("accept"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    // Asks a proxy in front (nginx) to pass on what comes as it comes.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "x-mullion-age, x-mullion-content-type, x-mullion-mended, x-mullion-setting",
        ),
    );
    if wants_octets(wanted) {
        headers.insert(CONTENT_TYPE, OCTETS);
        if let Some(original) = original {
            headers.insert(ORIGINAL_TYPE, original.clone());
        }
    } else if let Some(original) = original {
        headers.insert(CONTENT_TYPE, if is_script(original) { OCTETS } else { original.clone() });
    }
    headers
}

/// The value of [`AGE`].
pub(super) fn age(age: Duration) -> HeaderValue {
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX).into()
}

/// Whether the viewer asks for bytes: WebKit does not give scripts the body of a multipart answer.
pub(super) fn wants_octets(wanted: &HeaderMap) -> bool {
    let ranges = wanted.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    ranges.flat_map(|value| value.split(',')).any(|range| {
        let kind = range.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("application/octet-stream")
    })
}

/// Whether an answer of this Content-Type is a stream.
pub(crate) fn is_multipart(kind: &HeaderValue) -> bool {
    kind.as_bytes().trim_ascii_start().to_ascii_lowercase().starts_with(b"multipart/")
}

/// Whether an answer of this Content-Type is a picture of the kind that the gateway knows the end of.
pub(crate) fn is_image(kind: &HeaderValue) -> bool {
    let kind = kind.as_bytes().trim_ascii_start().to_ascii_lowercase();
    kind.starts_with(b"image/jpeg") || kind.starts_with(b"image/jpg") || kind.starts_with(b"image/pjpeg")
}

/// A camera has no business to hand the gateway's page a script.
fn is_script(kind: &HeaderValue) -> bool {
    let kind = String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase();
    ["javascript", "ecmascript", "wasm", "css"].iter().any(|part| kind.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |&(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        fields.iter().map(field).collect()
    }

    const STREAM: (&str, &str) = ("content-type", "multipart/x-mixed-replace; boundary=myboundary");

    #[test]
    fn passes_what_describes_the_picture_and_nothing_else() {
        let camera = headers(&[
            STREAM,
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            ("keep-alive", "timeout=5"),
            ("set-cookie", "session=1"),
            ("www-authenticate", "Basic realm=\"x\""),
            ("authorization", "Basic x"),
            ("location", "http://elsewhere/"),
            ("access-control-allow-origin", "*"),
            ("content-security-policy", "script-src *"),
            ("refresh", "0; url=http://elsewhere/"),
            ("clear-site-data", "*"),
            ("x-timestamp", "12.5"),
            ("x-ustreamer-online", "true"),
        ]);
        let answer = answer(&camera, &HeaderMap::new());
        let mut names: Vec<&str> = answer.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        let expected = [
            "access-control-expose-headers",
            "cache-control",
            "content-type",
            "vary",
            "x-accel-buffering",
            "x-timestamp",
            "x-ustreamer-online",
        ];
        assert_eq!(names, expected);
        assert_eq!(answer[CONTENT_TYPE], STREAM.1);
    }

    #[test]
    fn gives_octets_to_viewers_that_request_them() {
        let camera = headers(&[STREAM]);
        for accept in ["application/octet-stream", "image/webp, Application/Octet-Stream;q=0.9"] {
            let answer = answer(&camera, &headers(&[("accept", accept)]));
            assert_eq!(answer[CONTENT_TYPE], "application/octet-stream");
            assert_eq!(answer[ORIGINAL_TYPE], STREAM.1);
            assert_eq!(
                answer[ACCESS_CONTROL_EXPOSE_HEADERS],
                "x-mullion-age, x-mullion-content-type, x-mullion-mended, x-mullion-setting"
            );
        }
        for accept in ["*/*", "application/*", "image/jpeg"] {
            let answer = answer(&camera, &headers(&[("accept", accept)]));
            assert_eq!((answer[CONTENT_TYPE].to_str().unwrap(), answer.get(ORIGINAL_TYPE)), (STREAM.1, None));
        }
    }

    #[test]
    fn keeps_a_length_only_where_there_is_an_end() {
        let picture = headers(&[("content-type", "image/jpeg"), ("content-length", "5")]);
        assert_eq!(answer(&picture, &HeaderMap::new())[CONTENT_LENGTH], "5");
        let stream = headers(&[STREAM, ("content-length", "9999999")]);
        assert_eq!(answer(&stream, &HeaderMap::new()).get(CONTENT_LENGTH), None);
    }

    #[test]
    fn takes_scripts_from_no_camera() {
        let script = headers(&[("content-type", "text/JavaScript")]);
        assert_eq!(answer(&script, &HeaderMap::new())[CONTENT_TYPE], "application/octet-stream");
    }
}
