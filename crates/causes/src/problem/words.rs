//! Causes in words.

use super::Problem;
use crate::{Blame, Cause, Content, Refusal, Transport};

impl Problem {
    /// What a person is told of `cause`. `origin` is this page's.
    pub fn new(cause: &Cause, origin: &str) -> Self {
        let mut problem = match cause {
            Cause::BadAddress => settings(
                "bad-address",
                "This is not an address that can be fetched.",
                "It must begin with http:// or https:// and name a host.",
            ),
            Cause::CanvasLost => page(
                "canvas-lost",
                "The browser has lost what the picture is drawn on, as it does when the graphics driver restarts.",
                "It is drawn anew by itself.",
            ),
            Cause::ConnectTimeout => network(
                "connect-timeout",
                "The camera does not answer.",
                "Check the address, and that the camera is switched on and can be reached from here.",
            ),
            Cause::GatewayTimeout => network(
                "connect-timeout",
                "No answer comes through the gateway.",
                "The viewer checks whether the gateway, the camera or this browser is the reason.",
            ),
            Cause::CredentialsInAddress => settings(
                "credentials-in-address",
                "Browsers do not fetch addresses with a user and password in them.",
                "Take them out of the address, and view the camera through the gateway, which keeps the password.",
            ),
            Cause::Empty => camera(
                "empty",
                "The camera's answer has no picture in it.",
                "It may be starting, or the address is not one of MJPEG video.",
            ),
            Cause::Interrupted => network(
                "interrupted",
                "The connection to the camera broke.",
                "The player connects anew by itself.",
            ),
            Cause::LocalNetwork { denied: false } => settings(
                Self::LOCAL_NETWORK,
                "The camera is in your local network, and the browser wants you to allow this page to ask there.",
                "Press the button and allow it when the browser asks.",
            ),
            Cause::LocalNetwork { denied: true } => settings(
                "local-network-denied",
                "The browser was told not to let this page into your local network, where the camera is.",
                "Allow it in the browser's settings for this page (beside the address), or view the camera through the \
                 gateway.",
            ),
            Cause::LoginRefused { readable } => settings(
                Self::LOGIN_REFUSED,
                "The camera refuses this user or password. It is not asked again, because cameras lock accounts.",
                if *readable {
                    "Log in with another user or password."
                } else {
                    "Log in with another user or password. If they are right, the camera may want Digest, which this \
                     page can answer only if the camera sends `Access-Control-Expose-Headers: WWW-Authenticate`; or \
                     view it through the gateway."
                },
            ),
            Cause::LoginInClear => settings(
                Self::LOGIN_IN_CLEAR,
                "The camera asks for the password in clear text. It is not sent, because others on the network could \
                 read it.",
                "Use the camera's https address or set it to Digest. Where you trust the network, you may send it.",
            ),
            Cause::LoginProbable => settings(
                Self::LOGIN_PROBABLE,
                "This camera probably needs a login.",
                "It answers, but shows no picture, and does not let this page ask why. Let the gateway keep the login: \
                 put its lines into mullion.toml and open this page there.",
            ),
            Cause::LoginSuspended { .. } => camera(
                Self::LOGIN_REFUSED,
                "The camera refuses a login that it has accepted before.",
                "It may be starting. If its password was changed, log in with the new one.",
            ),
            Cause::LoginWeaker => camera(
                "login-weaker",
                "The camera has asked for a stronger login before, and what answers now gets no password.",
                "Somebody may stand between this page and the camera. If the camera was set up anew, reload the page.",
            ),
            Cause::LoginUnsupported => settings(
                "login-unsupported",
                "The camera asks for a login that is neither Basic nor Digest.",
                "Switch the camera to Digest, or view it through the gateway with a user of its own.",
            ),
            Cause::MixedContent => settings(
                "mixed-content",
                "This page came over https, and browsers do not let it read a camera over http.",
                "Use the camera's https address, open this page over http, or view the camera through the gateway.",
            ),
            Cause::MultipartRefused => page(
                "multipart-refused",
                "This browser does not let pages read video of this kind.",
                "View the camera through the gateway, or use Chromium or Firefox, for figures, age and recording.",
            ),
            Cause::NoData => camera(
                "no-data",
                "The camera accepted the request but sends nothing.",
                "It may be overloaded or starting. Restart it if this lasts.",
            ),
            Cause::NoPicture => camera(
                "no-picture",
                "Data arrives, but no whole picture.",
                "The address may not be one of MJPEG video, or the connection is too slow for this picture size.",
            ),
            Cause::NotAllowed => settings(
                "not-allowed",
                "The camera does not let this page read its video (CORS).",
                &format!(
                    "Let it send `Access-Control-Allow-Origin: {origin}`, or view it through the gateway, for figures, \
                     age and recording."
                ),
            ),
            Cause::NotVideo { content: Content::Video, format, .. } => settings(
                "other-video",
                &["The video there is not MJPEG (", format, ")."].concat(),
                "Use the camera's MJPEG address or set its profile to MJPEG if it has one, or let go2rtc turn this one \
                 into MJPEG.",
            ),
            Cause::NotVideo { content: Content::Picture, .. } => settings(
                "single-picture",
                "This is the address of one picture, not of a stream.",
                "Use the address of its stream, which the camera's manual tells.",
            ),
            Cause::NotVideo { content, format, words, redirected } => {
                let said =
                    if words.is_empty() { String::new() } else { [", and says: “", words, "”"].concat() };
                let message = match content {
                    Content::Page => ["The answer is a web page, not video", &said, "."].concat(),
                    Content::Text => {
                        ["The camera answers with a text in place of video", &said, "."].concat()
                    }
                    _ => ["The answer is no video (", format, ")."].concat(),
                };
                let hint = if *redirected {
                    "The camera redirected to another page, often its login. Check the address and log in there first."
                } else if *content == Content::Text {
                    "Check the number of the camera and the other parameters in the address."
                } else {
                    "Use the address of its stream, which the camera's manual tells."
                };
                settings("not-video", &message, hint)
            }
            Cause::Offline => network(
                "offline",
                "This device is offline.",
                "The picture comes back by itself with the network.",
            ),
            Cause::PageLeft => page("page-left", "The page was left.", ""),
            Cause::PreflightRefused => settings(
                "preflight-refused",
                "The camera wants a login, and does not let this page send one.",
                &format!(
                    "Let it answer OPTIONS with `Access-Control-Allow-Origin: {origin}` and \
                     `Access-Control-Allow-Headers: Authorization`; or view it through the gateway."
                ),
            ),
            Cause::SinglePicture => settings(
                "single-picture",
                "This is the address of one picture, not of a stream.",
                "Use the address of its stream, which the camera's manual tells.",
            ),
            Cause::Behind => network(
                "behind",
                "The pictures come too late: the network or this device is too slow for this stream.",
                "Ask the camera for fewer or smaller pictures. The player connects anew if this lasts.",
            ),
            Cause::Frozen => camera(
                "frozen",
                "The same picture comes again and again, or the camera's clock stands still.",
                "The camera may hang: restart it if this lasts. A scene in which nothing at all moves can look the same.",
            ),
            Cause::Stalled => camera(
                "stalled",
                "The connection stands, but the camera has stopped sending pictures.",
                "It may be overloaded or starting: close other viewers of it, and restart it if this lasts.",
            ),
            Cause::Status { status, transport, gateway: Some(refusal), .. } => {
                let Refusal { code, message, hint, detail } = &**refusal;
                let blame = by_status(*status, *transport).blame;
                let hint = if detail.is_empty() { hint.clone() } else { [hint, " ", detail].concat() };
                problem(blame, code, message, &hint)
            }
            Cause::Status { status, transport, .. } => by_status(*status, *transport),
            Cause::StreamEnded => camera(
                "stream-ended",
                "The camera ended the stream.",
                "The player connects anew by itself. Some cameras limit how long or how many may watch.",
            ),
            Cause::TooLarge { width, height } => camera(
                "picture-too-large",
                &format!("The picture claims to be {width} x {height} pixels; that is not decoded."),
                "Ask for a smaller resolution.",
            ),
            Cause::Undecodable => camera(
                "undecodable",
                "Pictures arrive, but the browser cannot decode them.",
                "Another resolution or a restart of the camera may help.",
            ),
            Cause::Unreachable(Transport::Relay) => network(
                "gateway-unreachable",
                "The gateway does not answer.",
                "Check that `mullion serve` is running and can be reached from here.",
            ),
            Cause::Unreachable(Transport::Proxy) => network(
                "proxy-unreachable",
                "The proxy does not answer, or does not allow this page to read its answer.",
                "Check its address in the settings of this page.",
            ),
            Cause::Unreachable(Transport::Img) => network(
                "unreachable",
                "The camera does not show a picture, and the browser does not tell why.",
                "Open the address in a tab of its own: that shows whether it answers, and with what.",
            ),
            Cause::Unreachable(Transport::Fetch | Transport::Snapshots) => network(
                "unreachable",
                "The camera cannot be reached, or it does not allow this page to read its answer. The browser \
                 does not tell which.",
                &format!(
                    "Open the address in a tab of its own. No picture there: check address, power and network. A \
                     picture there: let the camera send `Access-Control-Allow-Origin: {origin}`, or view it \
                     through the gateway."
                ),
            ),
            Cause::WorkerFailed(why) if tells_of_memory(why) => page(
                Self::WORKER_FAILED,
                &format!("The browser has no memory for another player: {why}."),
                "Close other pages or viewers. All viewers of one tab share what one process may have: in Chromium \
                 that is enough for about 60, each in a frame. The rest need a tab of their own.",
            ),
            Cause::WorkerFailed(why) => page(
                Self::WORKER_FAILED,
                &format!("The player stopped: {why}."),
                "If this comes again, reload the page. If it never starts, the page's files may be incomplete or \
                 blocked by a policy (worker-src, script-src).",
            ),
            Cause::WorkerOutdated => {
                page(Self::WORKER_OUTDATED, "The browser kept an old part of this page.", "Reload the page.")
            }
            Cause::WorkerSilent => page(
                "worker-silent",
                "The player does not answer; the picture may be old.",
                "The browser may be short of processor time or memory.",
            ),
        };
        if let Cause::Status { words, .. } = cause
            && !words.is_empty()
        {
            problem.message.push_str(" It says: ");
            problem.message.push_str(words);
        }
        problem
    }
}

/// Whether it is for want of memory that no worker runs. Engines have the same two words for it.
fn tells_of_memory(why: &str) -> bool {
    why.to_ascii_lowercase().contains("out of memory")
}

fn by_status(status: u16, transport: Transport) -> Problem {
    match (status, transport) {
        (401, Transport::Relay) => settings(
            "gateway-login-refused",
            "The camera refuses the gateway's login.",
            "Correct user and password of this camera in the gateway's configuration (mullion.toml).",
        ),
        (401, _) => settings(
            Problem::LOGIN_NEEDED,
            "The camera wants a login.",
            "Log in here, allow anonymous viewing on the camera, or view it through the gateway, which keeps the \
             password.",
        ),
        (403, _) => settings(
            "forbidden",
            "The camera forbids this (403).",
            "The account may lack the right to view, or the camera's access list does not have this address.",
        ),
        (404 | 410, _) => settings(
            "not-found",
            "There is nothing at this address.",
            "Check the path. For Axis cameras it is /axis-cgi/mjpg/video.cgi.",
        ),
        (429 | 503, _) => camera(
            "busy",
            "The camera is busy and takes no further viewer.",
            "Close other viewers, or ask for the same picture as they do. The player tries again by itself.",
        ),
        (502 | 504, Transport::Relay) => network(
            "camera-unreachable",
            "The gateway cannot reach the camera.",
            "Check the camera's address in mullion.toml, its power and its network.",
        ),
        (500.., _) => camera(
            "server-error",
            &format!("The camera failed with status {status}."),
            "The player tries again by itself. Restart the camera if this lasts.",
        ),
        (400..=499, _) => settings(
            "refused",
            &format!("The camera refuses the request with status {status}."),
            "It may not know one of the parameters asked for, such as the resolution.",
        ),
        _ => camera(
            "odd-status",
            &format!("The camera answers with status {status}, which is no video."),
            "Check the address.",
        ),
    }
}

fn camera(code: &str, message: &str, hint: &str) -> Problem {
    problem(Blame::Camera, code, message, hint)
}

fn network(code: &str, message: &str, hint: &str) -> Problem {
    problem(Blame::Network, code, message, hint)
}

fn settings(code: &str, message: &str, hint: &str) -> Problem {
    problem(Blame::Settings, code, message, hint)
}

fn page(code: &str, message: &str, hint: &str) -> Problem {
    problem(Blame::Page, code, message, hint)
}

fn problem(blame: Blame, code: &str, message: &str, hint: &str) -> Problem {
    Problem { blame, code: code.into(), message: message.into(), hint: hint.into() }
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
        assert_eq!(problem.message, "There is nothing at this address. It says: No such CGI");
        let (content, format) = (Content::Page, "text/html".into());
        let cause = Cause::NotVideo { content, format, words: "Login".into(), redirected: true };
        let problem = Problem::new(&cause, "");
        assert_eq!(problem.message, "The answer is a web page, not video, and says: “Login”.");
        assert!(problem.hint.contains("redirected"));
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
        assert_eq!((problem.blame, problem.code.as_str()), (Blame::Page, Problem::WORKER_FAILED));
        assert!(problem.message.contains(why) && problem.hint.starts_with("Close other"), "{problem:?}");
        let other = Problem::new(&Cause::WorkerFailed("it does not start".into()), "");
        assert!(other.hint.contains("worker-src"), "{other:?}");
    }

    #[test]
    fn the_end_of_the_worker_is_the_end_of_the_player() {
        assert!(Problem::new(&Cause::WorkerFailed("oh".into()), "").is_end_of_player());
        assert!(Problem::new(&Cause::WorkerOutdated, "").is_end_of_player());
        assert!(!Problem::new(&Cause::WorkerSilent, "").is_end_of_player());
    }
}
