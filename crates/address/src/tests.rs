//! What people paste, and what must come of it.

use super::*;

fn understood(pasted: &str) -> Understood {
    understand(pasted, &Here::default()).unwrap_or_else(|error| panic!("{pasted:?}: {error}"))
}

fn error(pasted: &str) -> AddressError {
    match understand(pasted, &Here::default()) {
        Ok(understood) => panic!("{pasted:?} is {}", understood.url),
        Err(error) => error,
    }
}

/// What is pasted, the address asked, and what is there.
const EXAMPLES: &[(&str, &str, &str)] = &[
    ("192.168.1.5", "http://192.168.1.5/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("cam.local:8080", "http://cam.local:8080/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("[fe80::1]", "http://[fe80::1]/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("fe80::1", "http://[fe80::1]/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("  HTTP://CAM/ ", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("https:/cam", "https://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("http//cam", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("htttp://cam", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    (r"http:\\cam\", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("http://cam/#view", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("http://cam/?camera=2", "http://cam/axis-cgi/mjpg/video.cgi?camera=2", "Axis stream"),
    ("http://cam/view/viewer_index.shtml?id=7", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    ("http://cam/camera/index.html#/video", "http://cam/axis-cgi/mjpg/video.cgi", "Axis stream"),
    (
        "<img src=\"http://cam/axis-cgi/mjpg/video.cgi?fps=5&amp;camera=1\">",
        "http://cam/axis-cgi/mjpg/video.cgi?camera=1&fps=5",
        "Axis stream",
    ),
    (
        "[Gate](http://cam/axis-cgi/jpg/image.cgi?resolution=640x480).",
        "http://cam/axis-cgi/mjpg/video.cgi?resolution=640x480",
        "Axis stream",
    ),
    (
        "rtsp://root:pass@cam:554/axis-media/media.amp?videocodec=h264&resolution=1280x720&fps=15",
        "http://cam/axis-cgi/mjpg/video.cgi?resolution=1280x720&fps=15",
        "Axis stream",
    ),
    ("http://cam/mjpg/video.mjpg?fps=5,", "http://cam/mjpg/video.mjpg?fps=5", "Axis stream"),
    ("pi.local:8080/?action=stream", "http://pi.local:8080/?action=stream", "stream of mjpg-streamer"),
    ("http://pi.local:8081", "http://pi.local:8081/", "stream of Motion"),
    ("esp32:81", "http://esp32:81/stream", "stream of ESP32-CAM"),
    (
        "http://octopi.local/webcam/?action=stream&1234",
        "http://octopi.local/webcam/?action=stream&1234",
        "stream of OctoPrint",
    ),
    (
        "rtsp://h/Streaming/Channels/101",
        "http://h/ISAPI/Streaming/channels/102/httpPreview",
        "stream of Hikvision",
    ),
    ("http://h/snap.jpg", "http://h/snap.jpg", "single picture of Bosch"),
    ("http://h/webcam/live", "http://h/webcam/live", "stream"),
    ("mjpeg+http://cam:2112/", "http://cam:2112/", "stream"),
    ("http://cam/?foo=1", "http://cam/?foo=1", "stream"),
];

#[test]
fn examples_are_understood() {
    for &(pasted, url, target) in EXAMPLES {
        let read = understood(pasted);
        assert_eq!((read.url.as_str(), read.target.to_string().as_str()), (url, target), "{pasted}");
    }
}

#[test]
fn what_is_written_into_a_link_leads_here_again() {
    for &(pasted, ..) in EXAMPLES {
        let first = understood(pasted);
        let again = understood(first.source.as_str()).with_arguments(first.arguments());
        assert_eq!((&again.url, &again.source), (&first.url, &first.source), "{pasted}");
    }
}

#[test]
fn the_link_names_an_axis_camera_by_its_address_alone() {
    assert_eq!(understood("cam/axis-cgi/mjpg/video.cgi?fps=5").source.as_str(), "http://cam");
    assert_eq!(understood("cam/mjpg/video.mjpg?fps=5").source.as_str(), "http://cam/mjpg/video.mjpg");
    // A bare address on Motion's port would be taken for Motion.
    let source = understood("cam:8081/axis-cgi/mjpg/video.cgi").source;
    assert_eq!(source.as_str(), "http://cam:8081/axis-cgi/mjpg/video.cgi");
    // Another make's stream at the bare address has to be marked.
    assert_eq!(understood("mjpeg+http://cam:2112/").source.as_str(), "mjpeg+http://cam:2112/");
}

#[test]
fn mending_is_told_in_sentences() {
    let notes = understood("192.168.1.5").notes;
    assert_eq!(notes, [Note::SchemeAdded("http"), Note::AxisAssumed]);
    assert_eq!(notes[0].to_string(), "Took the missing http:// to be meant.");
    assert_eq!(understood("http://cam/axis-cgi/mjpg/video.cgi").notes, []);
    assert_eq!(
        understood("rtsp://cam/axis-media/media.amp?audio=1&fps=5").notes,
        [Note::StreamForRtsp, Note::ArgumentsLeftOut("audio".to_owned())]
    );
    assert_eq!(understood("http://h/a/b").notes, [Note::UnknownPath]);
}

#[test]
fn a_login_comes_out_and_shows_nowhere() {
    let read = understood("http://root:s3cr/et@cam/axis-cgi/mjpg/video.cgi");
    let login = read.login.clone().unwrap();
    assert_eq!((login.user(), login.password()), ("root", "s3cr/et"));
    assert!(!read.url.contains("s3cr") && !format!("{read:?}").contains("s3cr"));
    assert_eq!(read.notes, [Note::LoginTakenOut]);
}

#[test]
fn the_login_of_a_pasted_command_or_setting_is_read() {
    for (pasted, user, password) in [
        ("curl -u root:s3cret --digest http://cam/axis-cgi/mjpg/video.cgi", "root", "s3cret"),
        ("wget --user=root --password='s3cret' http://cam/axis-cgi/mjpg/video.cgi", "root", "s3cret"),
        ("wget --password=s3cret http://root@cam/axis-cgi/mjpg/video.cgi", "root", "s3cret"),
        ("curl -u joe:s3cret http://root:other@cam/axis-cgi/mjpg/video.cgi", "joe", "s3cret"),
        ("mjpeg_url: http://cam/axis-cgi/mjpg/video.cgi\nusername: root\npassword: s3cret", "root", "s3cret"),
    ] {
        let read = understood(pasted);
        let login = read.login.clone().unwrap();
        assert_eq!((login.user(), login.password()), (user, password), "{pasted}");
        assert_eq!(
            (read.url.as_str(), read.source.as_str()),
            ("http://cam/axis-cgi/mjpg/video.cgi", "http://cam")
        );
        assert_eq!(read.notes, [Note::TakenOut, Note::LoginTakenOut], "{pasted}");
        let read = exact(pasted).unwrap();
        assert_eq!((read.url.as_str(), read.login), ("http://cam/axis-cgi/mjpg/video.cgi", Some(login)));
    }
}

#[test]
fn a_secret_among_the_arguments_is_used_but_not_written() {
    let read = understood("http://cam/videostream.cgi?user=admin&pwd=s3cret&rate=0");
    assert_eq!(read.url, "http://cam/videostream.cgi?user=admin&pwd=s3cret&rate=0");
    assert_eq!(read.source.as_str(), "http://cam/videostream.cgi?rate=0");
    assert_eq!(read.notes, [Note::Secret("user".to_owned())]);
    assert!(!format!("{read:?}").contains("s3cret"));
    let axis = understood("http://cam/axis-cgi/mjpg/video.cgi?token=s3cret");
    assert!(axis.url.contains("s3cret") && !format!("{axis:?}").contains("s3cret"));
}

#[test]
fn a_camera_of_the_gateway_is_an_axis_camera_below_the_page() {
    let cameras = ["gate".to_owned(), "tür 1".to_owned()];
    let here = Here { page: "http://host:8000/app/?src=x", cameras: &cameras };
    for (pasted, id, url) in [
        ("gate", "gate", "http://host:8000/app/cameras/gate/axis-cgi/mjpg/video.cgi"),
        (" \"gate?fps=5\" ", "gate", "http://host:8000/app/cameras/gate/axis-cgi/mjpg/video.cgi?fps=5"),
        ("tür 1", "tür 1", "http://host:8000/app/cameras/t%C3%BCr%201/axis-cgi/mjpg/video.cgi"),
        (
            "http://host:8000/app/cameras/gate/axis-cgi/jpg/image.cgi",
            "gate",
            "http://host:8000/app/cameras/gate/axis-cgi/mjpg/video.cgi",
        ),
    ] {
        let read = understand(pasted, &here).unwrap();
        assert_eq!((read.source, read.url), (Source::Camera(id.to_owned()), url.to_owned()), "{pasted}");
    }
    let other = understand("barn", &here).unwrap();
    assert_eq!(other.url, "http://barn/axis-cgi/mjpg/video.cgi");
    assert!(other.notes.contains(&Note::TakenForHost("barn".to_owned())));
}

#[test]
fn a_link_to_this_viewer_opens_its_camera() {
    let cameras = ["gate".to_owned()];
    let here = Here { page: "http://host/app/", cameras: &cameras };
    let read = understand("http://host/app/?src=gate&fit=fill&fps=5", &here).unwrap();
    assert_eq!(read.url, "http://host/app/cameras/gate/axis-cgi/mjpg/video.cgi?fps=5");
    let read = understand("http://host/app/?src=http://cam:8080/?action=stream", &here).unwrap();
    assert_eq!(read.url, "http://cam:8080/?action=stream");
    assert_eq!(read.notes, [Note::OwnLink]);
    // A link in a link is not followed: it is just an address.
    let nested = "http://host/app/?src=http%3A%2F%2Fhost%2Fapp%2F%3Fsrc%3Dgate";
    assert_eq!(understand(nested, &here).unwrap().target, Target::Stream { make: None });
}

#[test]
fn errors_say_what_is_wrong_and_how_to_mend_it() {
    for (pasted, message) in [
        ("", "There is no address."),
        (
            "192.168.1.500",
            "“192.168.1.500” is no IP address: that is four numbers of at most 255, such as 192.168.1.5.",
        ),
        ("/mjpg/video.mjpg", "The address does not say which camera: it has a path but no host."),
        (
            "http://cam:99999/",
            "What follows the colon after “cam” is no port: that is a number from 1 to 65535.",
        ),
        ("rtmp://cam/live", "No browser can play “rtmp://”."),
        ("data:image/jpeg;base64,AAAA", "“data:” does not lead to a camera."),
        ("blob:http://cam/1234", "“blob:” does not lead to a camera."),
        ("http://cam/live.m3u8", "This is the address of HLS video, not of an MJPEG stream."),
        ("the kitchen camera", "There is a space in the middle of the host name “the kitchen camera”."),
    ] {
        let error = error(pasted);
        assert_eq!(error.to_string(), message);
        assert!(error.remedy().ends_with(['.', '…', ':']), "{pasted}");
    }
}

#[test]
fn an_error_never_repeats_a_password() {
    for pasted in ["root:s3cret", "http://root:s3cret", "http://root:s3cret/axis-cgi/mjpg/video.cgi"] {
        assert!(!error(pasted).to_string().contains("s3cret"), "{pasted}");
    }
}

/// Lines that people have pasted out of settings, forums and the documentation of other programs: what is asked for, and
/// the link, which is the address unless it is given.
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
        r#"{"data":[{"id":1,"mjpegHttpPath":"http://192.168.1.200:5000/webapi/entry.cgi?cameraId=1&StmKey=\"0123\"","multicstPath":"rtsp://x"}]}"#,
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

#[test]
fn a_browser_takes_no_zones_and_a_program_does() {
    for pasted in ["http://[fe80::fc5c:44ff:febf:6974%eno0]/x", "http://[fe80::fc5c:44ff:febf:6974%25eno0]/x"]
    {
        assert_eq!(error(pasted), AddressError::Zone);
        let read = exact(pasted).unwrap();
        assert_eq!(
            (read.url.as_str(), read.zone.as_deref()),
            ("http://[fe80::fc5c:44ff:febf:6974]/x", Some("eno0"))
        );
    }
    assert_eq!(exact("http://[fe80::1]/x").unwrap().zone, None);
}

#[test]
fn a_program_asks_for_what_it_was_told() {
    for (told, asked) in [
        ("http://cam", "http://cam/"),
        ("http://cam:8081/", "http://cam:8081/"),
        ("http://cam/view/index.shtml", "http://cam/view/index.shtml"),
        ("http://cam/axis-cgi/param.cgi?action=list", "http://cam/axis-cgi/param.cgi?action=list"),
        ("rtsp://cam/axis-media/media.amp?fps=5", "http://cam/axis-cgi/mjpg/video.cgi?fps=5"),
    ] {
        assert_eq!(exact(told).unwrap().url, asked);
    }
    let read = exact("http://root:a#b/c@d%21@cam/x").unwrap();
    let login = read.login.as_ref().unwrap();
    assert_eq!((read.url.as_str(), login.user(), login.password()), ("http://cam/x", "root", "a#b/c@d!"));
    assert!(!format!("{read:?}").contains("root"));
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Pieces that addresses and their slips are made of, in any order.
    fn pasted() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => prop::sample::select(vec![
                "http", "https", "rtsp", "htttp", ":", "/", "//", "://", "@", "?", "#", "&", "&amp;", "=", ".", ",", ";",
                " ", "\n", "\\", "\"", "'", "<", ">", "(", ")", "[", "]", "](", "<img src=", "%", "%2F", "%40", "cam",
                "192.168.1.5", "fe80::1", "::", ":8080", ":81", ":8081", ":1984", "root", "pass", "axis-cgi/mjpg/video.cgi",
                "mjpg/video.mjpg", "jpg/2/image.jpg", "axis-media/media.amp", "view/view.shtml", "?action=stream", "stream",
                "snapshot", "api/stream.mjpeg?src=", "Streaming/Channels/101", "camera=1", "resolution=640x480", "token=x",
                "mjpeg+", "gate", "cameras/gate", "host/app/", "?src=", "tür", "\u{200b}", "{", "..", "*", "+",
            ]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
            1 => "[a-z0-9.:/?&=@%-]{0,12}",
        ];
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    /// A slip of the keyboard.
    #[derive(Debug, Clone)]
    enum Slip {
        None,
        Lost(usize),
        Doubled(usize),
        Swapped(usize),
        Mistyped(usize, char),
        Added(usize, char),
        Capital(usize),
    }

    impl Slip {
        fn of(&self, word: &str) -> String {
            let mut letters: Vec<char> = word.chars().collect();
            let count = letters.len();
            match *self {
                Self::None => {}
                Self::Lost(at) => drop(letters.remove(at % count)),
                Self::Doubled(at) => letters.insert(at % count, letters[at % count]),
                Self::Swapped(at) => letters.swap(at % count, (at + 1) % count),
                Self::Mistyped(at, c) => letters[at % count] = c,
                Self::Added(at, c) => letters.insert(at % count, c),
                Self::Capital(at) => letters[at % count] = letters[at % count].to_ascii_uppercase(),
            }
            letters.into_iter().collect()
        }
    }

    fn slip() -> impl Strategy<Value = Slip> {
        let at = 0..16_usize;
        let letter = prop::char::range('a', 'z');
        prop_oneof![
            Just(Slip::None),
            at.clone().prop_map(Slip::Lost),
            at.clone().prop_map(Slip::Doubled),
            at.clone().prop_map(Slip::Swapped),
            (at.clone(), letter.clone()).prop_map(|(at, c)| Slip::Mistyped(at, c)),
            (at.clone(), letter).prop_map(|(at, c)| Slip::Added(at, c)),
            at.prop_map(Slip::Capital),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_understood_or_refused(text in pasted()) {
            let cameras = ["gate".to_owned()];
            for here in [Here::default(), Here { page: "http://host/app/", cameras: &cameras }] {
                if let Err(error) = understand(&text, &here) {
                    prop_assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
                }
            }
        }

        #[test]
        fn what_was_understood_is_understood_the_same_again(text in pasted()) {
            let cameras = ["gate".to_owned()];
            let here = Here { page: "http://host/app/", cameras: &cameras };
            let Ok(first) = understand(&text, &here) else { return Ok(()) };
            let again = understand(first.source.as_str(), &here);
            prop_assert!(again.is_ok(), "{} from {text:?}: {again:?}", first.source);
            let again = again.unwrap().with_arguments(first.arguments());
            prop_assert_eq!(&again.source, &first.source);
            // What was known by an argument that holds a secret as well is not known by the rest.
            if !first.notes.iter().any(|note| matches!(note, Note::Secret(_))) {
                prop_assert_eq!(&again.target, &first.target, "{:?}", text);
            }
            // An argument may end in a full stop, which at the end of a text is taken for that of a sentence.
            if matches!(first.target, Target::Axis(_)) && !first.url.ends_with(['.', ',', ';']) {
                prop_assert_eq!(&again.url, &first.url);
                let url = understand(&first.url, &here).unwrap();
                prop_assert_eq!((url.url, url.source), (first.url, first.source));
            }
        }

        #[test]
        fn a_url_is_well_formed_and_holds_no_login(text in pasted()) {
            let Ok(read) = understand(&text, &Here::default()) else { return Ok(()) };
            let rest = read.url.strip_prefix("http://").or_else(|| read.url.strip_prefix("https://"));
            let authority = rest.unwrap().split('/').next().unwrap();
            prop_assert!(!authority.is_empty() && !authority.contains('@'), "{}", read.url);
            prop_assert!(!read.url.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>#\\".contains(c) && c != '\\'));
        }

        /// Whatever is done to the beginning, a password that was meant for TLS is never asked for in clear text.
        #[test]
        fn what_says_tls_is_never_read_as_clear_text(
            scheme in prop::sample::select(vec!["https", "httpx", "rtsps", "rtspx", "https+insecure", "mjpeg+https"]),
            slip in slip(),
            separator in prop::sample::select(vec!["://", ":/", "//", ";//", ":///", " ://", ":// "]),
            before in prop::sample::select(vec!["", "- ", "ffmpeg:", "url: ", "\"", "http://", "- ffmpeg:", "mjpeg+", "vlc://", "<img src=\""]),
            path in prop::sample::select(vec!["/", "/axis-media/media.amp", "/x.mjpg", ":8443/capture", "/Streaming/Channels/101", ""]),
        ) {
            let text = format!("{before}{}{separator}root:s3cret@cam.local{path}", slip.of(scheme));
            for (url, login) in [
                understand(&text, &Here::default()).ok().map(|read| (read.url, read.login)),
                exact(&text).ok().map(|read| (read.url, read.login)),
            ].into_iter().flatten() {
                prop_assert!(!url.contains("s3cret"), "{text:?} is {url}");
                let is_clear = url.starts_with("http://") && login.is_some();
                // One letter of the beginning that is lost so that nothing says TLS any more is no guess.
                let says_tls = !["http", "rtsp", "rtspt", "rtspu", "mjpeg+http"].contains(&slip.of(scheme).as_str());
                prop_assert!(!(is_clear && says_tls), "{text:?} is {url}");
            }
        }

        /// No secret survives in a link, in what is shown, or in a second reading of either.
        #[test]
        fn no_secret_survives(
            name in prop::sample::select(vec![
                "_sid", "StmKey", "u", "p", "userpwd", "usr", "authToken", "pwd", "PASSWORD", "loginuse", "token", "key",
                "-pwd", "p%77d", "session", "X-Amz-Signature", "url", "src",
            ]),
            wrap in 0..6_usize,
            host in prop::sample::select(vec!["cam", "192.168.1.5:8080", "[fe80::1]"]),
        ) {
            let secret = "Zq9s3cretZq9";
            let inner = match wrap {
                0 if !matches!(name, "url" | "src") => format!("{name}={secret}"),
                1 if !matches!(name, "url" | "src") => format!("{name}=%22{secret}%22"),
                2 => format!("url=http://root:{secret}@inner/"),
                3 => format!("x=1&src=http%3A%2F%2Froot%3A{secret}%40inner%2F&y=2"),
                4 => format!("url=http%3A%2F%2Finner%2F%3Fpwd%3D{secret}"),
                _ => format!("a=1&token={secret}&b=2"),
            };
            for text in [
                format!("http://{host}/video.cgi?fps=5&{inner}"),
                format!("http://root:{secret}@{host}/video.cgi?{inner}#{secret}"),
                format!("mjpeg+http://{host}/?{inner}"),
                format!("http://{host}/user=joe_password={secret}_channel=1.jpg"),
                format!("http://{host}/proxy/http://root:{secret}@inner/x.mjpg?{inner}"),
            ] {
                let read = understand(&text, &Here::default()).unwrap();
                let link = read.source.as_str();
                prop_assert!(!link.contains(secret), "{link} of {text}");
                let notes: String = read.notes.iter().map(ToString::to_string).collect();
                prop_assert!(!format!("{notes} {read:?}").contains(secret), "{notes}");
                for shown in [secret::shown(&text), secret::shown(&read.url)] {
                    prop_assert!(!shown.contains(secret), "{shown} of {text}");
                    prop_assert_eq!(secret::shown(&shown), shown);
                }
                let again = understand(link, &Here::default()).unwrap();
                prop_assert_eq!(again.source, read.source);
            }
        }

        #[test]
        fn what_a_program_reads_it_reads_the_same_again(text in pasted()) {
            let Ok(first) = exact(&text) else { return Ok(()) };
            let again = exact(&first.url);
            prop_assert_eq!(again.map(|again| again.url), Ok(first.url), "{:?}", text);
        }

        /// Whatever a password is made of, it is read whole and does not get into the URL, the link or the notes.
        #[test]
        fn a_password_stays_out(password in "[ -~]{1,10}", before in "[a-z]{0,3}", is_ip: bool) {
            let marked = format!("{before}Zq{password}Zq");
            // With a host name, an `@` before a slash ends the login, as browsers read it.
            let host = if is_ip { "192.168.1.5" } else { "cam.local" };
            let ends = marked.contains('@') && marked.contains(['/', '?', '#']);
            prop_assume!(!ends || is_ip && !marked.contains(['.', ':', '[']));
            let is_ambiguous = marked.contains("://") || marked.contains('@') && marked.contains(' ');
            prop_assume!(!is_ambiguous);
            let text = format!("http://root:{marked}@{host}/axis-cgi/mjpg/video.cgi?camera=1");
            for text in [text.clone(), format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))] {
                let read = understand(&text, &Here::default()).unwrap();
                prop_assert_eq!(read.url, format!("http://{host}/axis-cgi/mjpg/video.cgi?camera=1"));
                let login = read.login.unwrap();
                let told = vapix::query::decode(&marked.replace('+', "%2B"));
                prop_assert_eq!((login.user(), login.password()), ("root", told.as_str()), "{}", text);
                prop_assert_eq!(exact(&text).unwrap().login, Some(login));
            }
        }
    }
}
