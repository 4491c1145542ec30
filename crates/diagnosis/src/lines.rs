//! Lines to copy: switches of cameras and servers, lines of `mullion.toml`.

use causes::Lines;

use crate::facts::Facts;
use crate::{Line, Make, Route, gateway};

/// A label, and a text to be [filled](Facts::fill).
type Pair = (&'static str, &'static str);

const TOML: &str = "mullion.toml";

const AXIS_STREAM: Pair = ("Axis and its imitators", "$camera/axis-cgi/mjpg/video.cgi");
const PROXY: Pair = (TOML, "[proxy]\nhosts = [\"$host\"]");
const NGINX: Pair = ("nginx in front of it", "add_header Access-Control-Allow-Origin \"$page\" always;");

// curl asks for the password. Of the Custom HTTP header API, AXIS OS 9.80 and newer.
const AXIS_ALLOW: Pair = (
    "In a shell, for AXIS OS 9.80 or newer; then restart the camera",
    "curl --anyauth --user root --json '{\"apiVersion\":\"1.0\",\"method\":\"set\",\"params\":\
     {\"Access-Control-Allow-Origin\":\"$page\"}}' '$camera/axis-cgi/customhttpheader.cgi'",
);
const AXIS_ALLOW_LOGIN: Pair = (
    AXIS_ALLOW.0,
    "curl --anyauth --user root --json '{\"apiVersion\":\"1.0\",\"method\":\"set\",\"params\":\
     {\"Access-Control-Allow-Origin\":\"$page\",\"Access-Control-Allow-Credentials\":\"true\",\
     \"Access-Control-Allow-Headers\":\"authorization\",\"Access-Control-Expose-Headers\":\"WWW-Authenticate\"}}' \
     '$camera/axis-cgi/customhttpheader.cgi'",
);

/// The lines for this camera and page.
pub(crate) fn of(lines: Lines, facts: &Facts<'_>) -> Vec<Line> {
    let is_axis = facts.is_axis();
    // No browser opens an address with a zone (URL standard, "host parsing"), whatever the camera
    // allows: only the gateway brings it there.
    let is_for_browsers = !facts.address.is_some_and(|address| address.host.contains('%'));
    let pairs: [Option<Pair>; 2] = match lines {
        Lines::None => [None, None],
        Lines::One(label, text) => [Some((label, text)), None],
        Lines::Allow => [is_for_browsers.then(|| switch(facts)), relay(facts)],
        Lines::AllowLogin => [(is_axis && is_for_browsers).then_some(AXIS_ALLOW_LOGIN), relay(facts)],
        Lines::Certificate => [is_for_browsers.then_some(("Open in a new tab", "$camera/")), relay(facts)],
        Lines::Convert => [
            is_axis.then_some(AXIS_STREAM),
            Some(("go2rtc.yaml", "streams:\n  camera: ffmpeg:$address#video=mjpeg")),
        ],
        Lines::Https => {
            let https = ("The camera over https, if it has that", "https://$host/");
            [is_for_browsers.then_some(https), relay(facts)]
        }
        Lines::Proxy => [Some(PROXY), None],
        Lines::Relay => [relay(facts), None],
        Lines::Stream => match facts.subject.make.and_then(stream) {
            Some(stream) => [Some(stream), None],
            None => [Some(AXIS_STREAM), Some(("mjpg-streamer", "$camera/?action=stream"))],
        },
        Lines::Told => return told(facts),
    };
    pairs.into_iter().flatten().map(|(label, text)| Line { label, text: facts.fill(text) }).collect()
}

impl Facts<'_> {
    fn is_axis(&self) -> bool {
        let path = self.address.map(|address| address.path).unwrap_or_default();
        match self.subject.make {
            Some(make) => make == Make::Axis,
            None => path.starts_with("/axis-"),
        }
    }
}

/// The setting that lets a page of another origin read the pictures, by make.
fn switch(facts: &Facts<'_>) -> Pair {
    match facts.subject.make {
        _ if facts.is_axis() => AXIS_ALLOW,
        Some(Make::UStreamer) => ("Switch of ustreamer", "--allow-origin=$page"),
        Some(Make::Go2rtc) => ("go2rtc.yaml", "api:\n  origin: \"*\""),
        Some(Make::HomeAssistant) => ("configuration.yaml", "http:\n  cors_allowed_origins:\n    - $page"),
        Some(Make::Motion) => ("motion.conf", "stream_cors_header $page"),
        Some(Make::MotionEye) => ("Extra options of Motion", "stream_cors_header $page"),
        Some(Make::Esp32) => {
            ("In stream_handler", "httpd_resp_set_hdr(req, \"Access-Control-Allow-Origin\", \"*\");")
        }
        // New versions of these allow every page by themselves.
        Some(Make::MjpgStreamer) => ("A newer mjpg-streamer, or nginx in front of it", NGINX.1),
        Some(Make::CameraStreamer) => ("A newer camera-streamer, or nginx in front of it", NGINX.1),
        Some(Make::Axis | Make::SameOriginOnly) | None => NGINX,
    }
}

/// The address of a make's stream.
fn stream(make: Make) -> Option<Pair> {
    Some(match make {
        Make::Axis => AXIS_STREAM,
        Make::CameraStreamer => ("camera-streamer", "$camera/stream"),
        Make::UStreamer => ("uStreamer", "$camera/stream"),
        Make::Go2rtc => ("go2rtc", "$camera/api/stream.mjpeg?src=NAME"),
        Make::MjpgStreamer => ("mjpg-streamer", "$camera/?action=stream"),
        Make::Esp32 | Make::HomeAssistant | Make::Motion | Make::MotionEye | Make::SameOriginOnly => {
            return None;
        }
    })
}

/// The lines of `mullion.toml` that relay this camera to this page. None if the gateway relays
/// it already, or if the gateway cannot use the address.
fn relay(facts: &Facts<'_>) -> Option<Pair> {
    let address =
        facts.address.filter(|address| address.is_http() && facts.subject.route == Route::Direct)?;
    // The paths that the gateway relays are those of Axis cameras; the proxy fetches what the
    // viewer asks for.
    let is_relayed =
        ["/axis-", "/mjpg/"].iter().any(|start| address.path.starts_with(start)) || address.is_bare();
    Some(if is_relayed { (TOML, "[[camera]]\nid = \"$id\"\nurl = \"$camera\"") } else { PROXY })
}

/// The first line of the gateway's detail is for a person, the rest is for its file.
fn told(facts: &Facts<'_>) -> Vec<Line> {
    let detail = gateway::field(facts.bytes(), "detail").unwrap_or_default();
    let lines = detail.split_once('\n').map_or("tls = \"accept\"", |(_, lines)| lines);
    let text = [&facts.fill("[[camera]]\nid = \"$id\"\n"), lines].concat();
    vec![Line { label: TOML, text }]
}
