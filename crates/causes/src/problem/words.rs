//! Causes in words.

use super::Problem;
use crate::{Blame, Cause, Place, Refusal, decimal, error, fill, has, said, table, wait};

impl Problem {
    /// Puts `cause` into words. `origin` is this page's.
    pub fn new(cause: &Cause, origin: &str) -> Self {
        let row = match cause {
            Cause::Status { gateway: Some(refusal), .. } => {
                return told_by_gateway(refusal, cause.row().blame);
            }
            Cause::WorkerFailed(why) if tells_of_memory(why) => &table::WORKER_OUT_OF_MEMORY,
            _ => cause.row(),
        };
        let value = |place| value(place, cause, origin);
        Self {
            blame: row.blame,
            code: row.code.into(),
            message: fill(row.sentence, &value),
            hint: fill(row.cure, &value),
        }
    }
}

/// The gateway's own sentences are nearer to the truth than ours, and a newer one may have causes
/// that this page does not know.
fn told_by_gateway(refusal: &Refusal, by_status: Blame) -> Problem {
    let Refusal { code, blame, message, hint, detail } = refusal;
    let space = if detail.is_empty() { "" } else { " " };
    Problem {
        blame: blame.unwrap_or(by_status),
        code: code.clone(),
        message: message.clone(),
        hint: [hint, space, detail].concat(),
    }
}

/// The text of this cause for a place.
fn value(place: Place, cause: &Cause, origin: &str) -> String {
    match (place, cause) {
        (Place::Content, Cause::NotVideo { format, .. }) => format.clone(),
        (Place::Digest, Cause::LoginRefused { readable: false }) => table::PERHAPS_DIGEST.into(),
        (
            Place::Error,
            Cause::WorkerFailed(why) | Cause::FeatureFailed { why, .. } | Cause::FeatureMissing { why, .. },
        ) => error(why),
        (Place::Page, _) => origin.into(),
        (Place::Part, Cause::FeatureFailed { feature, .. } | Cause::FeatureMissing { feature, .. }) => {
            feature.title().into()
        }
        (Place::Said, Cause::NotVideo { words, .. } | Cause::Status { words, .. }) => said(words),
        (Place::Size, Cause::TooLarge { width, height }) => {
            [&decimal(*width), " x ", &decimal(*height)].concat()
        }
        (Place::Status, Cause::Status { status, .. }) => decimal((*status).into()),
        (Place::Wait, Cause::Status { retry_after: Some(milliseconds), .. }) => {
            wait(&decimal((milliseconds / 1000.0) as u32))
        }
        _ => String::new(),
    }
}

/// Whether it is for want of memory that no worker runs. Engines have the same two words for it.
fn tells_of_memory(why: &str) -> bool {
    has(why, "out of memory")
}

#[cfg(test)]
mod tests {
    use super::Problem;
    use crate::{Blame, Cause, Content, Transport};

    fn by_status(status: u16, transport: Transport, words: &str) -> Problem {
        Problem::new(
            &Cause::Status { status, transport, words: words.into(), retry_after: None, gateway: None },
            "",
        )
    }

    #[test]
    fn every_status_has_a_code_a_message_and_a_hint() {
        for status in 100..=599 {
            for transport in Transport::ALL {
                let problem = by_status(status, transport, "");
                assert!(!problem.code.is_empty() && !problem.message.is_empty() && !problem.hint.is_empty());
            }
        }
    }

    #[test]
    fn the_answers_own_words_are_quoted() {
        let problem = by_status(404, Transport::Fetch, "No such CGI");
        assert_eq!(problem.message, "The camera has nothing at this address (404). It says: “No such CGI”.");
        let (content, format) = (Content::Page, "text/html".into());
        let cause = Cause::NotVideo { content, format, words: "Login".into(), redirected: true };
        let problem = Problem::new(&cause, "");
        assert_eq!((problem.code.as_str(), problem.blame), ("redirected", Blame::Settings));
        assert!(problem.message.ends_with("It says: “Login”."), "{problem:?}");
    }

    #[test]
    fn the_gateway_and_the_camera_are_told_apart() {
        assert_eq!(by_status(502, Transport::Relay, "").code, "camera-unreachable");
        assert_eq!(by_status(502, Transport::Fetch, "").code, "server-error");
        assert_eq!(by_status(401, Transport::Relay, "").code, "gateway-login-refused");
        assert_eq!(by_status(401, Transport::Fetch, "").code, "login-needed");
    }

    #[test]
    fn the_cure_for_a_camera_that_allows_nobody_names_this_page() {
        let problem = Problem::new(&Cause::Unreachable(Transport::Fetch), "http://viewer:8080");
        assert!(problem.hint.contains("Access-Control-Allow-Origin: http://viewer:8080"));
        assert_eq!(problem.blame, Blame::Network);
    }

    #[test]
    fn want_of_memory_is_no_fault_of_the_pages_files() {
        let why =
            "Uncaught RangeError: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory";
        let problem = Problem::new(&Cause::WorkerFailed(why.into()), "");
        assert!(problem.is_end_of_worker() && problem.blame == Blame::Page);
        assert!(problem.message.contains(why) && problem.hint.starts_with("Close other"), "{problem:?}");
        let other = Problem::new(&Cause::WorkerFailed("it does not start".into()), "");
        assert!(other.hint.contains("worker-src"), "{other:?}");
    }
}
