//! Subjects and findings, in short.

use causes::Row;
use diagnosis::{
    Answer, Asker, Body, Challenges, Failure, Finding, Page, Permission, Probe, Route, Seen, Subject,
};

use crate::cases::Change;

pub(crate) const STREAM: &str = "http://192.168.1.20/axis-cgi/mjpg/video.cgi";
pub(crate) const VIEWER: &str = "http://viewer.lan.local:8080";
pub(crate) const MULTIPART: &str = "multipart/x-mixed-replace; boundary=myboundary";
pub(crate) const PART: &[u8] = b"--myboundary\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8";

pub(crate) const H264_PART: &[u8] =
    b"--b\r\nContent-Type: video/x-h264\r\nContent-Length: 908\r\n\r\n\0\0\0\x01\x67\x42";

pub(crate) const JP2_PART: &[u8] =
    b"--b\r\nContent-Type: image/jp2\r\nContent-Length: 908\r\n\r\n\0\0\0\x0cjP  \r\n\x87\n";

pub(crate) const JSON: Option<&str> = Some("application/json");

pub(crate) fn subject(change: Change) -> Subject {
    let page = Page { origin: VIEWER.into(), ..Page::default() };
    let mut subject = Subject::new(STREAM, Asker::Page(page));
    change(&mut subject);
    subject
}

pub(crate) fn set_page(subject: &mut Subject, origin: &str, is_secure: bool) {
    subject.asker = Asker::Page(Page { origin: origin.into(), is_secure, ..Page::default() });
}

pub(crate) fn https_from_afar(subject: &mut Subject) {
    set_page(subject, "https://viewer.example", true);
    subject.address = STREAM.replace("http", "https");
}

pub(crate) fn stalled_gateway(subject: &mut Subject) {
    subject.route = Route::Gateway("gate".into());
    subject.seen = Seen::Stalled;
}

pub(crate) fn bare(subject: &mut Subject) {
    subject.address = "http://192.168.1.20/".into();
}

pub(crate) fn online(then: Vec<(Probe, Finding)>) -> Vec<(Probe, Finding)> {
    [vec![(Probe::Online, Finding::Online(true))], then].concat()
}

pub(crate) fn permission(permission: Permission, then: Vec<(Probe, Finding)>) -> Vec<(Probe, Finding)> {
    online([vec![(Probe::Permission, Finding::Permission(permission))], then].concat())
}

pub(crate) fn asked(finding: Finding) -> Vec<(Probe, Finding)> {
    online(vec![(Probe::Ask, finding)])
}

pub(crate) fn known(cause: &'static Row) -> Vec<(Probe, Finding)> {
    failed(Failure::Known(cause, "in other words".into()))
}

pub(crate) fn faulty(cause: &'static Row) -> Vec<(Probe, Finding)> {
    let body = Body::Faulty(cause, "in other words".into());
    vec![(Probe::Ask, Finding::Answer(Answer { body, ..Answer::new(200) }))]
}

pub(crate) fn failed(failure: Failure) -> Vec<(Probe, Finding)> {
    vec![(Probe::Ask, Finding::Failed(failure))]
}

pub(crate) fn rejected(probe: Probe) -> (Probe, Finding) {
    (probe, Finding::Failed(Failure::Rejected))
}

pub(crate) fn timed_out(probe: Probe) -> (Probe, Finding) {
    (probe, Finding::Failed(Failure::TimedOut))
}

pub(crate) fn status(status: u16, kind: Option<&str>, bytes: &[u8]) -> Finding {
    let body = if bytes.is_empty() { Body::Unread } else { Body::Bytes(bytes.to_vec()) };
    let content_type = kind.map(str::to_owned);
    Finding::Answer(Answer { content_type, body, is_gateways: kind == JSON, ..Answer::new(status) })
}

pub(crate) fn body(kind: &str, body: Body) -> Finding {
    Finding::Answer(Answer { content_type: Some(kind.into()), body, ..Answer::new(200) })
}

pub(crate) fn part(kind: &str, bytes: &[u8]) -> Finding {
    body(MULTIPART, Body::Part { kind: kind.into(), bytes: bytes.to_vec() })
}

pub(crate) fn challenged(challenges: &[&str]) -> Finding {
    let challenges = Challenges::Read(challenges.iter().map(|&challenge| challenge.to_owned()).collect());
    Finding::Answer(Answer { challenges, ..Answer::new(401) })
}

pub(crate) fn redirected(to: &str, bytes: &[u8]) -> Finding {
    let Finding::Answer(answer) = status(200, Some("text/html"), bytes) else { panic!() };
    Finding::Answer(Answer { redirected_to: Some(to.into()), ..answer })
}

pub(crate) fn allowing(origin: &str) -> Finding {
    let Finding::Answer(answer) = status(200, Some(MULTIPART), PART) else { panic!() };
    Finding::Answer(Answer { allow_origin: Some(origin.into()), ..answer })
}
