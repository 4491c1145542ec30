//! The browser's policy for the gateway's answers.

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::config::Site;

/// Content-Security-Policy of answers that are no part of the app: they can do nothing.
pub(super) const INERT: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// Content-Security-Policy of the app's files; workers follow that of their own script. `html` is
/// the page itself: the scripts written in it are allowed by their hash.
///
/// `connect-src` and `img-src` name no hosts because a person may open any camera. `data:` is how
/// the player finds out what the browser reads.
pub(super) fn of_app(site: &Site, html: Option<&str>) -> String {
    let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
    for script in html.map(inline_scripts).unwrap_or_default() {
        scripts += &format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    }
    format!(
        "default-src 'none'; script-src {scripts}; worker-src 'self'; connect-src 'self' http: https: data:; \
         img-src 'self' http: https: blob: data:; style-src 'self'; font-src 'self'; manifest-src \
         'self'; base-uri 'self'; \
         form-action 'none'; frame-ancestors {}",
        site.frame_ancestors
    )
}

/// The texts of the scripts that stand in the page itself.
fn inline_scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = find(rest, "<script") {
        rest = &rest[start + "<script".len()..];
        let Some(tag_end) = rest.find('>') else { break };
        let (attributes, after) = rest.split_at(tag_end);
        let body = &after[1..];
        let Some(end) = find(body, "</script") else { break };
        let has_source = attributes.split_ascii_whitespace().any(|one| {
            let name = one.split('=').next().unwrap_or_default();
            name.eq_ignore_ascii_case("src")
        });
        if !has_source {
            scripts.push(&body[..end]);
        }
        rest = &body[end..];
    }
    scripts
}

fn find(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_the_scripts_of_the_page_by_hash() {
        let html = "<!DOCTYPE html><head><SCRIPT type=\"module\" nonce=\"x\">\nimport a from './a.js';\n</script>\
                    <script type=module src=\"./b.js\"></script><script>b()</SCRIPT></head><script>open";
        assert_eq!(inline_scripts(html), ["\nimport a from './a.js';\n", "b()"]);
        let policy = of_app(&Site::default(), Some(html));
        // echo -n 'b()' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains("'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc='"), "{policy}");
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn names_the_origins_that_may_frame_the_app() {
        let site = Site { frame_ancestors: "https://dashboard.example".to_owned(), ..Site::default() };
        assert!(of_app(&site, None).ends_with("frame-ancestors https://dashboard.example"));
        assert!(of_app(&Site::default(), None).ends_with("frame-ancestors 'self'"));
    }
}
