//! What the field has pasted.

use super::*;

/// Lines that people have pasted out of settings, forums and the documentation of other programs:
/// what is asked for, and the link, which is the address unless it is given.
const FIELD: &[(&str, &str, Option<&str>)] = &[
    (
        r#"http://192.168.1.200:5000/webapi/entry.cgi?version=1&method=Stream&cameraId=1&StmKey="0123456789abcdef""#,
        "http://192.168.1.200:5000/webapi/entry.cgi?version=1&method=Stream&cameraId=1&StmKey=%220123456789abcdef%22",
        Some("http://192.168.1.200:5000/webapi/entry.cgi?version=1&method=Stream&cameraId=1"),
    ),
    (
        "http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1&StmKey=%220123%22",
        "http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1&StmKey=%220123%22",
        Some("http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1"),
    ),
    (
        "http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1&_sid=Ab3dEfGh1jKlMn",
        "http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1&_sid=Ab3dEfGh1jKlMn",
        Some("http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1"),
    ),
    (
        concat!(
            r#"{"data":[{"id":1,"mjpegHttpPath":"http://192.168.1.200:5000/webapi/entry.cgi"#,
            r#"?cameraId=1&StmKey=\"0123\"","multicstPath":"rtsp://x"}]}"#
        ),
        "http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1&StmKey=%220123%22",
        Some("http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1"),
    ),
    ("http://user@domain.com:password!@192.168.1.8:8080/path", "http://192.168.1.8:8080/path", None),
    (
        "httpx://user:pass@192.168.1.9/axis-cgi/mjpg/video.cgi",
        "https://192.168.1.9/axis-cgi/mjpg/video.cgi",
        Some("https://192.168.1.9"),
    ),
    (
        "mjpeg://10.10.10.10:80/mjpeg.cgi",
        "http://10.10.10.10/mjpeg.cgi",
        Some("mjpeg+http://10.10.10.10/mjpeg.cgi"),
    ),
    ("mjpg://10.10.10.10/", "http://10.10.10.10/", Some("mjpeg+http://10.10.10.10/")),
    (
        "ffmpeg:http://192.168.1.9/axis-cgi/mjpg/video.cgi#video=h264",
        "http://192.168.1.9/axis-cgi/mjpg/video.cgi",
        Some("http://192.168.1.9"),
    ),
    (
        "- ffmpeg:http://192.168.1.9/axis-cgi/mjpg/video.cgi#video=h264",
        "http://192.168.1.9/axis-cgi/mjpg/video.cgi",
        Some("http://192.168.1.9"),
    ),
    (
        "      - ffmpeg:httpx://u:p@192.168.1.9/axis-cgi/mjpg/video.cgi#video=copy#hardware",
        "https://192.168.1.9/axis-cgi/mjpg/video.cgi",
        Some("https://192.168.1.9"),
    ),
    ("netcam_url http://192.168.1.9:8081/?action=stream", "http://192.168.1.9:8081/?action=stream", None),
    (
        "netcam_url mjpeg://192.168.1.9:8081/x",
        "http://192.168.1.9:8081/x",
        Some("mjpeg+http://192.168.1.9:8081/x"),
    ),
    (
        "https://me%40mail.example:c2VjcmV0@192.168.1.19:19443/https/stream/mixed?video=h264&audio=g711",
        "https://192.168.1.19:19443/https/stream/mixed?video=h264&audio=g711",
        None,
    ),
    (
        "http://10.0.0.21:2323?cmd=getCamshot&password=hunter2",
        "http://10.0.0.21:2323/?cmd=getCamshot&password=hunter2",
        Some("http://10.0.0.21:2323/?cmd=getCamshot"),
    ),
    (
        "http://192.168.30.114/cgi-bin/hi3510/mjpegstream.cgi?-chn=11",
        "http://192.168.30.114/cgi-bin/hi3510/mjpegstream.cgi?-chn=11",
        None,
    ),
    ("http://192.168.0.183:81/mjpg/Kitchen", "http://192.168.0.183:81/mjpg/Kitchen", None),
    (
        "http://192.168.0.114:80/Streaming/channels/1/preview",
        "http://192.168.0.114/Streaming/channels/1/preview",
        None,
    ),
    ("http://admin:admin@192.168.1.7/cgi/mjpg/mjpeg.cgi", "http://192.168.1.7/cgi/mjpg/mjpeg.cgi", None),
    ("10.0.9.17:3031/video", "http://10.0.9.17:3031/video", None),
    (
        "http://cam/cgi-bin/CGIStream.cgi?cmd=GetMJStream&usr=admin&pwd=pa#ss",
        "http://cam/cgi-bin/CGIStream.cgi?cmd=GetMJStream&usr=admin&pwd=pa%23ss",
        Some("http://cam/cgi-bin/CGIStream.cgi?cmd=GetMJStream"),
    ),
    (
        "http://cam/videostream.cgi?user=a&pwd=s#video=mjpeg",
        "http://cam/videostream.cgi?user=a&pwd=s",
        Some("http://cam/videostream.cgi"),
    ),
    ("http://root:caf%C3%A9@cam/mjpg/video.mjpg", "http://cam/mjpg/video.mjpg", None),
    (
        "http://192.168.1.112/snapshot.jpg?user=admin&pwd=admin&strm=1",
        "http://192.168.1.112/snapshot.jpg?user=admin&pwd=admin&strm=1",
        Some("http://192.168.1.112/snapshot.jpg?strm=1"),
    ),
    (r#"http://cam.example/View/"main door".mjpg"#, "http://cam.example/View/%22main%20door%22.mjpg", None),
    (
        r#"http://192.168.1.31:8081/1/stream?user="joe""#,
        "http://192.168.1.31:8081/1/stream?user=%22joe%22",
        Some("http://192.168.1.31:8081/1/stream"),
    ),
    ("https/mjpeg://u:p@cam/x.mjpg", "https://cam/x.mjpg", None),
    (
        "rtsps://root:pass@cam/axis-media/media.amp",
        "https://cam/axis-cgi/mjpg/video.cgi",
        Some("https://cam"),
    ),
    ("https+insecure://u:p@cam/x.mjpg", "https://cam/x.mjpg", None),
    (r#"mjpegUrl="http://cam/x.mjpg", pollTime=500"#, "http://cam/x.mjpg", None),
    (r#""source": "-re -f mjpeg -i http://u:p@cam/x.mjpg","#, "http://cam/x.mjpg", None),
    ("<tt:Uri>http://cam/x.mjpg?a=1&amp;b=2</tt:Uri>", "http://cam/x.mjpg?a=1&b=2", None),
    ("mjpeg_url: https://u:p@cam/x.mjpg", "https://cam/x.mjpg", None),
];

#[test]
fn what_the_field_pastes_is_understood_and_its_links_hold_no_secret() {
    for &(pasted, url, link) in FIELD {
        let read = understood(pasted);
        assert_eq!(read.url, url, "{pasted}");
        assert_eq!(read.source.as_str(), link.unwrap_or(url), "{pasted}");
        assert_eq!(exact(pasted).unwrap().url, url, "{pasted}");
    }
}

#[test]
fn what_the_field_pastes_and_cannot_be_shown_is_refused_without_its_secrets() {
    for pasted in [
        "rtsp://192.168.0.222/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream",
        "rtsp://admin:hunter2@10.132.250.29:554/profile2/media.smp",
        "httpd://root:hunter2@cam/x",
        "https://http://root:hunter2@cam/x",
        "exec:ffmpeg -i hunter2",
        "wget --user=root --password=hunter2",
        "mplayer -user root -passwd hunter2",
        "curl -u root:hunter2 rtmp://cam/x",
        "onvif://admin:hunter2@cam",
        "mjpeg+http://gateway/cameras/yard/axis-cgi/com/ptz.cgi?move=left",
        "http://root:hunter2@cam/cgi-bin/ptz.cgi?action=start",
    ] {
        let error = error(pasted);
        assert!(!format!("{error} {error:?} {}", error.remedy()).contains("hunter2"), "{pasted}: {error}");
        assert!(exact(pasted).is_err(), "{pasted}");
    }
}
