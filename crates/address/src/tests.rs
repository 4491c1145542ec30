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
            prop_assert_eq!(&again.target, &first.target, "{:?}", text);
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

        /// Whatever a password is made of, it does not get into the URL, the link or the notes.
        #[test]
        fn a_password_stays_out(password in "[a-zA-Z0-9/?#:%&=+]{1,10}") {
            let marked = format!("Zq{password}Zq");
            let text = format!("http://root:{marked}@cam.local/axis-cgi/mjpg/video.cgi?camera=1");
            let read = understand(&text, &Here::default()).unwrap();
            prop_assert_eq!(&read.url, "http://cam.local/axis-cgi/mjpg/video.cgi?camera=1");
            prop_assert!(read.login.is_some_and(|login| login.password().starts_with("Zq")));
        }
    }
}
