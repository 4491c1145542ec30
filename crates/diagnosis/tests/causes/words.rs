//! Causes and cures in words.

use diagnosis::{
    Answer, Asker, Blame, Diagnosis, Examination, Failure, Finding, Make, Permission, Probe, Route, Seen,
    Subject, Told,
};

use crate::cases::{Case, Change, cases};
use crate::findings::{
    H264_PART, JP2_PART, JSON, MULTIPART, PART, STREAM, VIEWER, allowing, https_from_afar, part, status,
    subject,
};

#[test]
fn the_cure_of_an_axis_camera_is_the_call_filled_in() {
    let diagnosis = without_cors(Some(Make::Axis));
    assert!(diagnosis.cause.contains(VIEWER));
    let call = &diagnosis.lines[0].text;
    for part in [
        "'http://192.168.1.20/axis-cgi/customhttpheader.cgi'",
        &format!("\"Access-Control-Allow-Origin\":\"{VIEWER}\""),
        "\"method\":\"set\"",
    ] {
        assert!(call.contains(part), "{call}");
    }
    assert_eq!(diagnosis.lines[1].label, "mullion.toml");
    assert_eq!(diagnosis.lines[1].text, "[[camera]]\nid = \"192-168-1-20\"\nurl = \"http://192.168.1.20\"");
}

#[test]
fn an_address_that_no_browser_can_open_gets_the_lines_of_the_gateway_alone() {
    for (zone, labels) in [("", 2), ("%25eth0", 1), ("%eth0", 1)] {
        let address = format!("http://[fe80::1{zone}]/video");
        let mut examination = Examination::new(Subject::new(&address, Asker::Shell(Some(VIEWER.into()))));
        let Finding::Answer(answer) = allowing("") else { panic!() };
        examination.found(Probe::Ask, Finding::Answer(answer));
        let diagnosis = examination.diagnosis();
        assert_eq!((&*diagnosis.code, diagnosis.lines.len()), ("no-cors", labels), "{diagnosis:?}");
        assert_eq!(diagnosis.lines.last().unwrap().label, "mullion.toml");
    }
}

#[test]
fn each_make_has_its_own_switch() {
    for (name, switch) in [
        ("uStreamer", "--allow-origin=http://viewer.lan.local:8080"),
        ("go2rtc", "origin: \"*\""),
        ("Home Assistant", "cors_allowed_origins:\n    - http://viewer.lan.local:8080"),
        ("Motion", "stream_cors_header http://viewer.lan.local:8080"),
        ("motionEye", "stream_cors_header http://viewer.lan.local:8080"),
        ("mjpg-streamer", "add_header Access-Control-Allow-Origin \"http://viewer.lan.local:8080\""),
        ("OctoPrint", "add_header Access-Control-Allow-Origin"),
        ("ESP32-CAM", "httpd_resp_set_hdr"),
        ("ZoneMinder", "add_header Access-Control-Allow-Origin"),
    ] {
        let make = Make::from_name(name);
        assert!(make.is_some(), "{name}");
        let diagnosis = without_cors(make);
        assert!(diagnosis.lines[0].text.contains(switch), "{name}: {:?}", diagnosis.lines);
    }
}

#[test]
fn the_server_tells_its_make() {
    let mut examination = Examination::new(Subject::new("http://cam/?action=stream", Asker::Shell(None)));
    let Finding::Answer(answer) = allowing("") else { panic!() };
    examination
        .found(Probe::Ask, Finding::Answer(Answer { server: Some("MJPG-Streamer/0.2".into()), ..answer }));
    assert!(examination.diagnosis().lines[0].label.contains("mjpg-streamer"));
}

#[test]
fn the_answers_first_words_are_quoted() {
    let mut examination = Examination::new(subject(|_| {}));
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, status(200, Some("text/plain"), b"Error:\r\n Camera 1 not available"));
    assert!(examination.diagnosis().cause.contains("Error: Camera 1 not available"));
}

#[test]
fn parts_that_are_no_jpeg_are_called_by_their_format() {
    for (finding, said) in [
        (part("video/x-h264", b"\0\0\0\x01\x67"), "(H.264, video/x-h264)"),
        (part("image/png", b"\x89PNG\r\n\x1a\n"), "(PNG, image/png)"),
        (part("image/jp2", b"\0\0\0\x0cjP  \r\n\x87\n"), "(JPEG 2000, image/jp2)"),
        (part("image/jpx", b"\x12\x34"), "(JPEG 2000, image/jpx)"),
        (part("image/jpeg", b"\xff\x4f\xff\x51\0\x2f"), "(JPEG 2000, image/jpeg)"),
        (part("image/x-portable-pixmap", b"P6\n8 8\n255\n\x80"), "(image/x-portable-pixmap)"),
        (status(200, Some(MULTIPART), JP2_PART), "(JPEG 2000, image/jp2)"),
        (part("audio/g711", b"\xd5"), "(audio/g711)"),
        (part("text/plain", b"No frames send."), "No frames send."),
        (status(200, Some(MULTIPART), H264_PART), "(H.264, video/x-h264)"),
    ] {
        let mut examination = Examination::new(subject(|_| {}));
        examination.found(Probe::Online, Finding::Online(true));
        examination.found(Probe::Ask, finding);
        let diagnosis = examination.diagnosis();
        assert!(diagnosis.cause.contains(said), "{diagnosis:?}");
    }
}

#[test]
fn the_gateways_own_words_and_lines_are_passed_on() {
    let said = br#"{"code":"camera-certificate","blame":"camera","message":"The camera's certificate is not accepted.",
        "hint":"Put the lines beside this under it.","detail":"self-signed\ntls = \"pin\"\npin = \"sha256:00\""}"#;
    let mut examination = Examination::new(subject(|subject| subject.route = Route::Gateway("gate".into())));
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, status(502, JSON, said));
    let diagnosis = examination.diagnosis();
    assert_eq!(diagnosis.cause, "The camera's certificate is not accepted.");
    assert_eq!(diagnosis.lines[0].text, "[[camera]]\nid = \"gate\"\ntls = \"pin\"\npin = \"sha256:00\"");
}

#[test]
fn a_camera_or_a_proxy_cannot_speak_as_the_gateway() {
    let said = br#"{"code":"camera-certificate","message":"Call this number.","hint":"At once.",
        "detail":"x\ntls = \"accept\""}"#;
    for route in [Route::Gateway("gate".into()), Route::Proxy("http://elsewhere/?u=".into()), Route::Direct] {
        let subject = Subject { route: route.clone(), ..subject(|_| {}) };
        let mut examination = Examination::new(subject);
        examination.found(Probe::Online, Finding::Online(true));
        let Finding::Answer(answer) = status(502, JSON, said) else { panic!() };
        let finding = Finding::Answer(Answer { is_gateways: false, ..answer });
        examination.found(Probe::Ask, finding);
        let diagnosis = examination.diagnosis();
        assert_eq!(diagnosis.code, "server-error", "{route:?}");
        assert!(!diagnosis.cause.starts_with("Call") && diagnosis.lines.is_empty(), "{diagnosis:?}");
    }
}

/// Whatever the cause, what a person may copy and post in a forum holds no secret of the address.
#[test]
fn no_diagnosis_repeats_a_secret_of_the_address() {
    let address = "http://192.168.1.20/user=a_password=s3cret_b=1/video.mp4?_sid=s3cret&StmKey=%22s3cret%22&u=s3cret\
                   &p=s3cret&userpwd=s3cret&usr=s3cret&authToken=s3cret&url=http%3A%2F%2Fa%3As3cret%40b%2F";
    for Case(code, change, findings) in cases() {
        let mut subject = subject(change);
        subject.address = address.to_owned();
        let mut examination = Examination::new(subject);
        for (probe, finding) in findings {
            let finding = match finding {
                Finding::Answer(answer) => {
                    Finding::Answer(Answer { redirected_to: Some(address.to_owned()), ..answer })
                }
                finding => finding,
            };
            examination.found(probe, finding);
        }
        let diagnosis = examination.diagnosis();
        assert!(!format!("{diagnosis} {diagnosis:?}").contains("s3cret"), "{code}: {diagnosis}");
    }
}

#[test]
fn what_only_the_player_can_know_is_said_if_a_request_finds_nothing() {
    let told = Told {
        code: "undecodable".into(),
        blame: Blame::Camera,
        cause: "Pictures arrive, but the browser cannot decode them.".into(),
        cure: "Restart the camera.".into(),
    };
    let mut examination = Examination::new(Subject { told: Some(told), ..subject(|_| {}) });
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, status(200, Some(MULTIPART), PART));
    let diagnosis = examination.diagnosis();
    assert_eq!((&*diagnosis.code, diagnosis.blame), ("undecodable", Blame::Camera));
    assert!(diagnosis.cause.contains("cannot decode") && diagnosis.to_string().contains("undecodable"));
}

#[test]
fn a_certificate_is_named_only_where_it_cannot_be_excluded() {
    let unreachable = |change: Change| {
        let mut examination = Examination::new(subject(change));
        while let Some(probe) = examination.next() {
            examination.found(
                probe,
                match probe {
                    Probe::Online => Finding::Online(true),
                    Probe::Permission => Finding::Permission(Permission::Granted),
                    _ => Finding::Failed(Failure::Rejected),
                },
            );
        }
        let diagnosis = examination.diagnosis();
        assert_eq!(diagnosis.code, "unreachable");
        diagnosis.cause.contains("certificate")
    };
    let usual: Change = |_| {};
    let https: Change = |subject| subject.address = STREAM.replace("http", "https");
    assert_eq!([usual, https, https_from_afar].map(unreachable), [false, false, true]);
}

#[test]
fn a_stream_that_plays_is_not_asked_for() {
    let examination = Examination::new(subject(|subject| subject.seen = Seen::Live));
    assert_eq!((examination.next(), examination.diagnosis().blame), (None, Blame::Nobody));
}

fn without_cors(make: Option<Make>) -> Diagnosis {
    let mut examination = Examination::new(Subject { make, ..subject(|_| {}) });
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, Finding::Failed(Failure::Rejected));
    examination.found(Probe::Picture, Finding::Shown);
    examination.diagnosis()
}
