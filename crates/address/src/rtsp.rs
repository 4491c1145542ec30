//! RTSP addresses of makes whose HTTP stream is known.

use super::known::HIKVISION;
use super::url::Url;
use super::{AddressError, Note};

/// The HTTP stream of the camera that an RTSP address names. For Axis the address keeps its path,
/// for [`axis`](super::axis) to read.
pub(super) fn over_http(url: &Url, notes: &mut Vec<Note>) -> Result<Url, AddressError> {
    let http = url.over_http();
    let path = url.lower_path();
    let translated = if is_axis(&path) {
        http
    } else if path.starts_with("/streaming/channels/") || path.starts_with("/isapi/streaming/channels/") {
        let channel = path.rsplit('/').find_map(|part| part.parse::<u32>().ok()).unwrap_or(101);
        // 101 is the first stream of channel 1, 102 its second.
        let second = (channel / 100).max(1).saturating_mul(100).saturating_add(2);
        notes.push(Note::SecondStream("Hikvision"));
        http.at(&HIKVISION.replace("102", &second.to_string()), None)
    } else if path == "/cam/realmonitor" {
        let channel = vapix::query::pairs(url.query())
            .find(|(name, _)| name == "channel")
            .and_then(|(_, value)| value.parse::<u32>().ok())
            .unwrap_or(1);
        notes.push(Note::SecondStream("Dahua"));
        http.at("/cgi-bin/mjpg/video.cgi", Some(&format!("channel={channel}&subtype=1")))
    } else {
        return Err(AddressError::Rtsp);
    };
    notes.push(Note::StreamForRtsp);
    Ok(translated)
}

/// Whether an RTSP path is one of Axis.
pub(super) fn is_axis(path: &str) -> bool {
    path.ends_with("/media.amp") || path.ends_with("/media.3gp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(address: &str) -> Result<String, AddressError> {
        let (url, _) = Url::parse(address, &mut Vec::new()).unwrap();
        over_http(&url, &mut Vec::new()).map(|url| url.to_string())
    }

    #[test]
    fn makes_with_a_known_stream_are_translated() {
        for (rtsp, stream) in [
            ("rtsp://h:554/Streaming/Channels/101", "http://h/ISAPI/Streaming/channels/102/httpPreview"),
            ("rtsp://h/ISAPI/Streaming/channels/301/", "http://h/ISAPI/Streaming/channels/302/httpPreview"),
            (
                "rtsp://h/Streaming/Channels/4294967295",
                "http://h/ISAPI/Streaming/channels/4294967202/httpPreview",
            ),
            (
                "rtsp://h/cam/realmonitor?channel=2&subtype=0",
                "http://h/cgi-bin/mjpg/video.cgi?channel=2&subtype=1",
            ),
            ("rtsp://h:8554/axis-media/media.amp?fps=5", "http://h/axis-media/media.amp?fps=5"),
        ] {
            assert_eq!(http(rtsp), Ok(stream.to_owned()), "{rtsp}");
        }
    }

    #[test]
    fn others_are_refused() {
        assert_eq!(http("rtsp://h:8554/gate"), Err(AddressError::Rtsp));
        assert_eq!(http("rtsp://h"), Err(AddressError::Rtsp));
    }
}
