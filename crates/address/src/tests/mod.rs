//! What people paste, and what must come of it.

mod field;
#[cfg(not(target_arch = "wasm32"))]
mod properties;

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
    assert_eq!(notes[0].to_string(), "Added the missing http://.");
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
            "“192.168.1.500” is not an IP address: four numbers of at most 255, such as 192.168.1.5.",
        ),
        ("/mjpg/video.mjpg", "The address does not say which camera: it has a path but no host."),
        ("http://cam:99999/", "The text after the colon of “cam” is not a port, a number from 1 to 65535."),
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
