//! Where cameras and servers of other makes have their streams.
//!
//! One line of the table for each address that people paste. Makers share firmware, so a name is
//! that of the best known of them.

use super::url::Url;
use super::{AddressError, Note};

/// The stream or picture at an address of another make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// An endless stream.
    Stream(Option<&'static str>),
    /// One picture.
    Snapshot(Option<&'static str>),
}

/// Finds the stream that an address means. `None` if it could be an Axis camera as well as any
/// other.
pub(super) fn find(url: &Url, notes: &mut Vec<Note>) -> Result<Option<(Found, Url)>, AddressError> {
    let path = url.lower_path();
    if let Some(known) = KNOWN.iter().find(|known| known.fits(&path, url.query())) {
        return Ok(Some(known.apply(url, notes)));
    }
    if path == "/" && url.without_secrets().query.is_none() {
        return bare(url, notes);
    }
    match url.port {
        Some(1984) => return Err(AddressError::WhichCamera("go2rtc")),
        Some(8123) => return Err(AddressError::WhichCamera("Home Assistant")),
        _ => {}
    }
    by_ending(&path).map(|found| found.map(|found| (found, url.clone())))
}

/// The single picture of a server whose stream is at `url`: what leads to that very stream.
pub(super) fn picture_of(url: &Url) -> Option<Url> {
    KNOWN.iter().find_map(|known| {
        let Leads::Picture(from, to, None) = known.leads else { return None };
        if to.is_empty() {
            return None;
        }
        let picture = replaced(url, to, from);
        if picture == *url || !known.fits(&picture.lower_path(), picture.query()) {
            return None;
        }
        let (_, stream) = known.apply(&picture, &mut Vec::new());
        (stream == *url).then_some(picture)
    })
}

/// Servers that are known by their port alone.
fn bare(url: &Url, notes: &mut Vec<Note>) -> Result<Option<(Found, Url)>, AddressError> {
    let (make, path) = match url.port {
        Some(81) => ("ESP32-CAM", "/stream"),
        Some(1984) => return Err(AddressError::WhichCamera("go2rtc")),
        Some(3031) => ("Elegoo Centauri", "/video"),
        Some(4747) => ("DroidCam", "/video"),
        Some(8081) => return Ok(Some((Found::Stream(Some("Motion")), url.clone()))),
        Some(8123) => return Err(AddressError::WhichCamera("Home Assistant")),
        _ => return Ok(None),
    };
    notes.push(Note::Page(make));
    Ok(Some((Found::Stream(Some(make)), url.at(path, url.query.as_deref()))))
}

/// The kind that the file name suggests if the make is unknown.
fn by_ending(path: &str) -> Result<Option<Found>, AddressError> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, ending)) = name.rsplit_once('.') else { return Ok(None) };
    match ending {
        "mjpg" | "mjpeg" => Ok(Some(Found::Stream(None))),
        "jpg" | "jpeg" => Ok(Some(Found::Snapshot(None))),
        "m3u8" => Err(AddressError::OtherVideo("HLS")),
        "mpd" => Err(AddressError::OtherVideo("DASH")),
        "mp4" | "m4v" | "3gp" => Err(AddressError::OtherVideo("MP4")),
        "webm" | "mkv" => Err(AddressError::OtherVideo("Matroska")),
        "flv" => Err(AddressError::OtherVideo("Flash")),
        "asf" | "wmv" => Err(AddressError::OtherVideo("Windows Media")),
        "264" | "h264" | "265" | "h265" => Err(AddressError::OtherVideo("H.264 or H.265")),
        _ => Ok(None),
    }
}

struct Known {
    make: &'static str,
    /// The end of the path, in lower case; `*` stands for any part of a segment.
    path: &'static str,
    /// What the query has to begin an argument with; empty for any query.
    query: &'static str,
    leads: Leads,
}

/// The contents of a known address.
enum Leads {
    Stream,
    Snapshot,
    /// A picture; the stream is at the same address with the first text replaced by the second, on
    /// the port.
    Picture(&'static str, &'static str, Option<u16>),
    /// A page; likewise.
    Page(&'static str, &'static str),
}

const fn known(make: &'static str, path: &'static str, query: &'static str, leads: Leads) -> Known {
    Known { make, path, query, leads }
}

/// A stream with any query.
const fn stream(make: &'static str, path: &'static str) -> Known {
    known(make, path, "", Leads::Stream)
}

/// A single picture of a make whose stream is not known, with any query.
const fn snapshot(make: &'static str, path: &'static str) -> Known {
    known(make, path, "", Leads::Snapshot)
}

impl Known {
    fn fits(&self, path: &str, query: &str) -> bool {
        let asked = self.query;
        let has_query = asked.is_empty() || query.split(['&', '?']).any(|pair| pair.starts_with(asked));
        has_query && ends_with(path, self.path)
    }

    fn apply(&self, url: &Url, notes: &mut Vec<Note>) -> (Found, Url) {
        let make = Some(make_at(self.make, url.port));
        match self.leads {
            Leads::Stream => (Found::Stream(make), url.clone()),
            Leads::Snapshot => (Found::Snapshot(make), url.clone()),
            Leads::Picture(from, to, port) => {
                notes.push(Note::StreamForSnapshot);
                let mut stream = replaced(url, from, to);
                stream.port = port.or(stream.port);
                (Found::Stream(make), stream)
            }
            Leads::Page(from, to) => {
                notes.push(Note::Page(self.make));
                if to == HIKVISION {
                    notes.push(Note::SecondStream(self.make));
                }
                (Found::Stream(make), replaced(url, from, to))
            }
        }
    }
}

/// Servers that share a path and differ in their usual port.
fn make_at(make: &'static str, port: Option<u16>) -> &'static str {
    match (make, port) {
        ("uStreamer", Some(81)) => "ESP32-CAM",
        ("uStreamer", Some(8081)) => "Motion",
        ("IP Webcam", Some(3031)) => "Elegoo Centauri",
        ("IP Webcam", Some(4747)) => "DroidCam",
        _ => make,
    }
}

/// The second stream of a Hikvision camera's first channel: the first stream is never MJPEG.
pub(super) const HIKVISION: &str = "/ISAPI/Streaming/channels/102/httpPreview";

#[rustfmt::skip]
const KNOWN: &[Known] = {
    use Leads::{Page, Picture, Snapshot, Stream};
    &[
        known("OctoPrint", "/webcam/", "action=stream", Stream),
        known("OctoPrint", "/webcam/", "action=snapshot", Picture("action=snapshot", "action=stream", None)),
        known("mjpg-streamer", "/", "action=stream", Stream),
        known("mjpg-streamer", "/", "action=snapshot", Picture("action=snapshot", "action=stream", None)),
        known("mjpg-streamer", "/stream_simple.html", "", Page("/stream_simple.html", "/?action=stream")),
        known("mjpg-streamer", "/javascript*.html", "", Page("/javascript", "/?action=stream")),
        known("go2rtc", "/api/stream.mjpeg", "src=", Stream),
        known("go2rtc", "/api/stream.m*", "src=", Page("/api/stream.", "/api/stream.mjpeg")),
        known("go2rtc", "/api/frame.*", "src=", Picture("/api/frame.", "/api/stream.mjpeg", None)),
        known("go2rtc", "/stream.html", "src=", Page("/stream.html", "/api/stream.mjpeg")),
        known("go2rtc", "/webrtc.html", "src=", Page("/webrtc.html", "/api/stream.mjpeg")),
        known("mjpg-streamer", "/stream.html", "", Page("/stream.html", "/?action=stream")),
        stream("Home Assistant", "/api/camera_proxy_stream/*"),
        known(
            "Home Assistant",
            "/api/camera_proxy/*",
            "",
            Picture("/api/camera_proxy/", "/api/camera_proxy_stream/", None),
        ),
        known("Frigate", "/api/*/latest.jpg", "", Picture("/latest.jpg", "", None)),
        known("ZoneMinder", "/cgi-bin/*zms*", "mode=single", Picture("mode=single", "mode=jpeg", None)),
        stream("ZoneMinder", "/cgi-bin/*zms*"),
        known("ROS web_video_server", "/stream", "topic=", Stream),
        known("ROS web_video_server", "/snapshot", "topic=", Picture("/snapshot", "/stream", None)),
        known("ROS web_video_server", "/stream_viewer", "topic=", Page("/stream_viewer", "/stream")),
        stream("Motion", "/*/mjpg/stream"),
        snapshot("motionEye", "/picture/*/current/"),
        snapshot("motionEye", "/picture/*/current"),
        stream("PiKVM", "/streamer/stream"),
        known("PiKVM", "/streamer/snapshot", "", Picture("/snapshot", "/stream", None)),
        known("ESP32-CAM", "/capture", "", Picture("/capture", "/stream", Some(81))),
        stream("Tasmota", "/wc.mjpeg"),
        known("Tasmota", "/wc.jpg", "", Picture("/wc.jpg", "/wc.mjpeg", None)),
        stream("IP Webcam", "/videofeed"),
        known("IP Webcam", "/shot.jpg", "", Picture("/shot.jpg", "/video", None)),
        known("IP Webcam", "/browserfs.html", "", Page("/browserfs.html", "/video")),
        known("IP Webcam", "/jsfs.html", "", Page("/jsfs.html", "/video")),
        stream("DroidCam", "/mjpegfeed"),
        stream("Hikvision", "/streaming/channels/*/httppreview"),
        snapshot("Hikvision", "/streaming/channels/*/picture"),
        known("Hikvision", "/doc/page/*.asp", "", Page("/doc/page/", HIKVISION)),
        stream("Dahua", "/cgi-bin/mjpg/video.cgi"),
        snapshot("Dahua", "/cgi-bin/snapshot.cgi"),
        stream("Foscam", "/videostream.cgi"),
        known("Foscam", "/videostream.asf", "", Page("/videostream.asf", "/videostream.cgi")),
        stream("Foscam", "/cgi-bin/cgistream.cgi"),
        snapshot("Foscam", "/cgi-bin/cgiproxy.fcgi"),
        stream("D-Link", "/video/mjpg.cgi"),
        snapshot("D-Link", "/image/jpeg.cgi"),
        snapshot("D-Link", "/dms"),
        stream("TRENDnet", "/cgi/mjpg/mj*g.cgi"),
        stream("TRENDnet", "/anony/mjpg.cgi"),
        stream("Linksys", "/img/video.mjpeg"),
        stream("Linksys", "/img/mjpeg.cgi"),
        known("Linksys", "/img/mjpeg.htm", "", Page("/img/mjpeg.htm", "/img/video.mjpeg")),
        snapshot("Linksys", "/img/snapshot.cgi"),
        stream("Panasonic", "/nphmotionjpeg"),
        stream("Panasonic", "/cgi-bin/mjpeg"),
        known("Panasonic", "/snapshotjpeg", "", Picture("/SnapshotJPEG", "/nphMotionJpeg", None)),
        snapshot("Sony", "/oneshotimage*"),
        stream("Mobotix", "/faststream.jpg"),
        snapshot("Mobotix", "/record/current.jpg"),
        known("Hanwha (Samsung)", "/stw-cgi/video.cgi", "msubmenu=snapshot", Snapshot),
        stream("Hanwha (Samsung)", "/stw-cgi/video.cgi"),
        known("Canon", "/-wvhttp-01-/getoneshot", "frame_count=no_limit", Stream),
        snapshot("Canon", "/-wvhttp-01-/getoneshot"),
        stream("Canon", "/-wvhttp-01-/video.cgi"),
        snapshot("Canon", "/-wvhttp-01-/image.cgi"),
        stream("TP-Link", "/stream/video/mjpeg"),
        stream("TP-Link", "/stream/getvideo"),
        known("TP-Link", "/stream/snapshot.jpg", "", Picture("/stream/snapshot.jpg", "/stream/video/mjpeg", None)),
        stream("webcamXP", "/cam_*.cgi"),
        known("webcamXP", "/cam_*.jpg", "", Picture(".jpg", ".cgi", None)),
        stream("Blue Iris", "/mjpg/*/video.mjp*g"),
        known("Reolink", "/cgi-bin/api.cgi", "cmd=snap", Snapshot),
        snapshot("Ubiquiti", "/snap.jpeg"),
        snapshot("Bosch", "/snap.jpg"),
        snapshot("Vivotek", "/cgi-bin/viewer/video.jpg"),
        stream("Vivotek", "/video*.mjpg"),
        // Short paths that many use come last.
        stream("IP Webcam", "/video"),
        known("uStreamer", "/snapshot", "", Picture("/snapshot", "/stream", None)),
        stream("uStreamer", "/stream"),
        snapshot("Foscam", "/snapshot.cgi"),
        stream("D-Link", "/mjpeg.cgi"),
        stream("D-Link", "/video.cgi"),
        stream("Sony", "/mjpeg"),
        stream("Sony", "/image"),
    ]
};

/// Whether the path ends in the pattern's segments.
pub(super) fn ends_with(path: &str, pattern: &str) -> bool {
    let mut segments = path.rsplit('/');
    let mut patterns = pattern.rsplit('/').peekable();
    while let Some(pattern) = patterns.next() {
        // The empty piece before the pattern's first slash.
        if patterns.peek().is_none() {
            return true;
        }
        if !segments.next().is_some_and(|segment| fits(segment, pattern)) {
            return false;
        }
    }
    true
}

/// Whether a segment fits a pattern in which each `*` stands for any text. An empty segment fits
/// only its like.
fn fits(segment: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => segment == pattern,
        Some((start, rest)) => segment.strip_prefix(start).is_some_and(|tail| {
            let mut places = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
            !segment.is_empty() && (rest.is_empty() || places.any(|at| fits(&tail[at..], rest)))
        }),
    }
}

/// The URL with the last `from` replaced; what stood behind it in the same segment goes if `to` is
/// a whole address.
fn replaced(url: &Url, from: &str, to: &str) -> Url {
    let (is_query, text) = match url.query.as_deref() {
        Some(query) if from.contains('=') => (true, query),
        _ => (false, url.path.as_str()),
    };
    let Some(at) = text.to_ascii_lowercase().rfind(&from.to_ascii_lowercase()) else { return url.clone() };
    let (before, after) = (&text[..at], &text[at + from.len()..]);
    if is_query {
        return url.at(&url.path, Some(&format!("{before}{to}{after}")));
    }
    match to.split_once('?') {
        Some((path, query)) => url.at(&format!("{before}{path}"), Some(query)),
        // A prefix such as `/api/frame.` or `/doc/page/` stands for the rest of its address too.
        None if from.ends_with(['.', '/']) && !to.ends_with('/') => {
            let query = if to == HIKVISION { None } else { url.query.as_deref() };
            url.at(&format!("{before}{to}"), query)
        }
        None => url.at(&format!("{before}{to}{after}"), url.query.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(address: &str) -> Option<(Found, String)> {
        let (url, _) = Url::parse(address, &mut Vec::new()).unwrap();
        find(&url, &mut Vec::new()).unwrap().map(|(found, url)| (found, url.to_string()))
    }

    #[test]
    fn streams_stay_as_they_are() {
        for (address, make) in [
            ("http://h:8080/?action=stream", "mjpg-streamer"),
            ("http://h:8080/?action=stream_1", "mjpg-streamer"),
            ("http://h/webcam/?action=stream", "OctoPrint"),
            ("http://h/octo/webcam/?action=stream", "OctoPrint"),
            ("http://h:8080/stream", "uStreamer"),
            ("http://h:8081/", "Motion"),
            ("http://h:8081/101/mjpg/stream", "Motion"),
            ("http://h:81/stream", "ESP32-CAM"),
            ("http://h:4747/video", "DroidCam"),
            ("http://h:1984/api/stream.mjpeg?src=gate", "go2rtc"),
            ("http://h/ISAPI/Streaming/channels/102/httpPreview", "Hikvision"),
            ("http://h/cgi-bin/mjpg/video.cgi?channel=1&subtype=1", "Dahua"),
            ("http://h/videostream.cgi", "Foscam"),
            ("http://h/cgi-bin/CGIStream.cgi?cmd=GetMJStream", "Foscam"),
            ("http://h/video/mjpg.cgi", "D-Link"),
            ("http://h:8080/video", "IP Webcam"),
            ("http://h:8123/api/camera_proxy_stream/camera.gate?token=x", "Home Assistant"),
            ("http://h/nphMotionJpeg?Resolution=640x480&Quality=Standard", "Panasonic"),
            ("http://h/zm/cgi-bin/nph-zms?mode=jpeg&monitor=1", "ZoneMinder"),
            ("http://h/stream?topic=/usb_cam/image_raw", "ROS web_video_server"),
            ("http://h/mjpg/gate/video.mjpg", "Blue Iris"),
            ("http://h/control/faststream.jpg?stream=full", "Mobotix"),
            ("http://h/video2.mjpg", "Vivotek"),
        ] {
            assert_eq!(found(address), Some((Found::Stream(Some(make)), address.to_owned())), "{address}");
        }
    }

    #[test]
    fn pages_and_pictures_lead_to_their_stream() {
        for (address, stream) in [
            ("http://h:8080/?action=snapshot_1", "http://h:8080/?action=stream_1"),
            ("http://h/webcam/?action=snapshot", "http://h/webcam/?action=stream"),
            ("http://h:8080/stream_simple.html", "http://h:8080/?action=stream"),
            ("http://h:8080/javascript_simple.html", "http://h:8080/?action=stream"),
            ("http://h:8080/stream.html", "http://h:8080/?action=stream"),
            ("http://h:1984/stream.html?src=gate", "http://h:1984/api/stream.mjpeg?src=gate"),
            ("http://h:1984/api/frame.jpeg?src=gate", "http://h:1984/api/stream.mjpeg?src=gate"),
            ("http://h:1984/api/stream.m3u8?src=gate", "http://h:1984/api/stream.mjpeg?src=gate"),
            (
                "http://h:8123/api/camera_proxy/camera.a?token=x",
                "http://h:8123/api/camera_proxy_stream/camera.a?token=x",
            ),
            ("http://h:5000/api/gate/latest.jpg", "http://h:5000/api/gate"),
            ("http://h/capture", "http://h:81/stream"),
            ("http://h:81", "http://h:81/stream"),
            ("http://h:4747/", "http://h:4747/video"),
            ("http://h:8080/shot.jpg", "http://h:8080/video"),
            ("http://h:8080/browserfs.html", "http://h:8080/video"),
            ("http://h:8080/snapshot", "http://h:8080/stream"),
            ("http://h/streamer/snapshot", "http://h/streamer/stream"),
            ("http://h/doc/page/preview.asp", "http://h/ISAPI/Streaming/channels/102/httpPreview"),
            ("http://h/SnapshotJPEG?Resolution=640x480", "http://h/nphMotionJpeg?Resolution=640x480"),
            ("http://h:8080/cam_1.jpg", "http://h:8080/cam_1.cgi"),
            ("http://h/zm/cgi-bin/zms?mode=single&monitor=1", "http://h/zm/cgi-bin/zms?mode=jpeg&monitor=1"),
        ] {
            let (kind, url) = found(address).unwrap();
            assert!(matches!(kind, Found::Stream(Some(_))), "{address}");
            assert_eq!(url, stream, "{address}");
            assert_eq!(found(stream).map(|(_, url)| url).as_deref().unwrap_or(stream), stream, "{stream}");
        }
    }

    #[test]
    fn single_pictures_are_told_apart() {
        for address in
            ["http://h/snap.jpg", "http://h/a/b.jpeg", "http://h/ISAPI/Streaming/channels/101/picture"]
        {
            assert!(matches!(found(address), Some((Found::Snapshot(_), _))), "{address}");
        }
    }

    #[test]
    fn endings_tell_where_makes_do_not() {
        assert_eq!(found("http://h/x/y.mjpeg").unwrap().0, Found::Stream(None));
        assert_eq!(found("http://h/x/y"), None);
        assert_eq!(found("http://h/"), None);
    }

    #[test]
    fn other_video_and_missing_names_are_refused() {
        let error = |address: &str| {
            let (url, _) = Url::parse(address, &mut Vec::new()).unwrap();
            find(&url, &mut Vec::new()).err()
        };
        assert_eq!(error("http://h/live/index.m3u8"), Some(AddressError::OtherVideo("HLS")));
        assert_eq!(error("http://h:1984/"), Some(AddressError::WhichCamera("go2rtc")));
        assert_eq!(error("http://h:8123/lovelace/0"), Some(AddressError::WhichCamera("Home Assistant")));
    }

    #[test]
    fn patterns_fit_whole_segments() {
        assert!(ends_with("/a/b/video.cgi", "/video.cgi"));
        assert!(!ends_with("/a/myvideo.cgi", "/video.cgi"));
        assert!(ends_with("/mjpg/x/video.mjpeg", "/mjpg/*/video.mjp*g"));
        assert!(!ends_with("/mjpg//video.mjpg", "/mjpg/*/video.mjpg"));
        assert!(!ends_with("/b", "/a/b"));
    }

    /// Every line of the table can be reached: none before it takes its addresses.
    #[test]
    fn no_line_hides_another() {
        for (at, line) in KNOWN.iter().enumerate() {
            let path = line.path.replace('*', "zz");
            let first = KNOWN.iter().position(|known| known.fits(&path, line.query));
            assert_eq!(first, Some(at), "{path}?{} is taken by an earlier line", line.query);
        }
    }
}
