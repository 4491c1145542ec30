//! What an HTTP status other than success means here.

use super::{Failure, Retry, first_words};
use crate::{Blame, Transport};

/// The head of a response that is no success, and the beginning of its body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    /// The status code.
    pub(crate) status: u16,
    /// How it was asked for.
    pub(crate) transport: Transport,
    /// The value of `Retry-After`, if the browser shows it.
    pub(crate) retry_after: Option<&'a str>,
    /// The first bytes of the body.
    pub(crate) body: &'a [u8],
    /// Milliseconds since 1970, for a `Retry-After` that is a date; see [`retry_after`].
    pub(crate) now: f64,
    /// Reads an HTTP date as milliseconds since 1970.
    pub(crate) parse_date: fn(&str) -> f64,
}

impl From<Answer<'_>> for Failure {
    fn from(answer: Answer<'_>) -> Self {
        let mut failure = by_status(answer.status, answer.transport);
        let words = first_words(answer.body);
        if !words.is_empty() {
            failure.problem.message.push_str(" It says: ");
            failure.problem.message.push_str(&words);
        }
        if matches!(answer.status, 429 | 503)
            && let Some(value) = answer.retry_after
            && let Some(wait) = retry_after(value, answer.now, answer.parse_date)
        {
            failure.retry = Retry::After(wait);
        }
        failure
    }
}

fn by_status(status: u16, transport: Transport) -> Failure {
    match (status, transport) {
        (401, Transport::Fetch) => Failure {
            retry: Retry::Slowly,
            ..Failure::lasting(
                Blame::Settings,
                "login-needed",
                "The camera wants a login.",
                "Allow anonymous viewing on the camera, or view it through the gateway, which keeps the password.",
            )
        },
        (401, Transport::Relay) => Failure {
            retry: Retry::Slowly,
            ..Failure::lasting(
                Blame::Settings,
                "login-refused",
                "The camera refuses the gateway's login.",
                "Correct user and password of this camera in the gateway's configuration (mullion.toml).",
            )
        },
        (403, _) => Failure {
            retry: Retry::Slowly,
            ..Failure::lasting(
                Blame::Settings,
                "forbidden",
                "The camera forbids this (403).",
                "The account may lack the right to view, or this address is blocked by the camera's access list.",
            )
        },
        (404 | 410, _) => Failure::lasting(
            Blame::Settings,
            "not-found",
            "There is nothing at this address.",
            "Check the path. For Axis cameras it is /axis-cgi/mjpg/video.cgi.",
        ),
        (429 | 503, _) => Failure::passing(
            Blame::Camera,
            "busy",
            "The camera is busy and takes no further viewer.",
            "Close other viewers or ask for the same picture as they do. The player tries again by itself.",
        ),
        (502 | 504, Transport::Relay) => Failure::passing(
            Blame::Network,
            "camera-unreachable",
            "The gateway cannot reach the camera.",
            "Check the camera's address in mullion.toml, its power and its network.",
        ),
        (500.., _) => Failure::passing(
            Blame::Camera,
            "server-error",
            ["The camera failed with status ", &status.to_string(), "."].concat(),
            "The player tries again by itself. Restart the camera if this lasts.",
        ),
        (400..=499, _) => Failure::lasting(
            Blame::Settings,
            "refused",
            ["The camera refuses the request with status ", &status.to_string(), "."].concat(),
            "It may not know one of the parameters asked for, such as the resolution.",
        ),
        _ => Failure::lasting(
            Blame::Camera,
            "odd-status",
            ["The camera answers with status ", &status.to_string(), ", which is no video."].concat(),
            "Check the address.",
        ),
    }
}

/// Milliseconds to wait by a `Retry-After` field (RFC 9110, 10.2.3): seconds or a date, at most an hour.
/// `None` if it is neither.
pub(crate) fn retry_after(value: &str, now: f64, parse_date: fn(&str) -> f64) -> Option<f64> {
    const HOUR: f64 = 3_600_000.0;
    let value = value.trim();
    let wait = match value.parse::<u32>() {
        Ok(seconds) => f64::from(seconds) * 1000.0,
        Err(_) => parse_date(value) - now,
    };
    wait.is_finite().then(|| wait.clamp(0.0, HOUR))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Failure, retry_after};
    use crate::Transport;
    use crate::failure::Retry;

    fn failure(status: u16, transport: Transport, retry_after: Option<&str>, body: &str) -> Failure {
        let parse_date = |_: &str| f64::NAN;
        Answer { status, transport, retry_after, body: body.as_bytes(), now: 0.0, parse_date }.into()
    }

    #[test]
    fn a_refused_login_is_not_hammered() {
        for status in [401, 403] {
            for transport in [Transport::Fetch, Transport::Relay] {
                let failure = failure(status, transport, Some("1"), "");
                assert_eq!(failure.retry, Retry::Slowly, "{status}");
                assert!(failure.needs_person);
            }
        }
    }

    #[test]
    fn busy_waits_as_long_as_the_camera_says() {
        assert_eq!(failure(503, Transport::Fetch, Some("7"), "").retry, Retry::After(7000.0));
        assert_eq!(failure(503, Transport::Fetch, None, "").retry, Retry::Soon);
        assert_eq!(failure(503, Transport::Fetch, Some("soon"), "").retry, Retry::Soon);
        assert!(!failure(503, Transport::Fetch, None, "").needs_person);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let date = |text: &str| if text == "Fri, 31 Dec 1999 23:59:59 GMT" { 9000.0 } else { f64::NAN };
        assert_eq!(retry_after(" 120 ", 0.0, date), Some(120_000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 4000.0, date), Some(5000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 10_000.0, date), Some(0.0));
        assert_eq!(retry_after("4294967295", 0.0, date), Some(3_600_000.0));
        assert_eq!(retry_after("-1", 0.0, date), None);
    }

    #[test]
    fn every_status_has_a_code_a_message_and_a_hint() {
        for status in 100..=599 {
            for transport in [Transport::Fetch, Transport::Relay] {
                let problem = failure(status, transport, None, "").problem;
                assert!(!problem.code.is_empty() && !problem.message.is_empty() && !problem.hint.is_empty());
            }
        }
    }

    #[test]
    fn the_answers_own_words_are_quoted() {
        let problem = failure(404, Transport::Fetch, None, "<h1>No such CGI</h1>").problem;
        assert_eq!(problem.message, "There is nothing at this address. It says: No such CGI");
    }

    #[test]
    fn the_gateway_and_the_camera_are_told_apart() {
        assert_eq!(failure(502, Transport::Relay, None, "").problem.code, "camera-unreachable");
        assert_eq!(failure(502, Transport::Fetch, None, "").problem.code, "server-error");
        assert_eq!(failure(401, Transport::Relay, None, "").problem.code, "login-refused");
    }
}
