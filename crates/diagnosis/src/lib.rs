//! Why is there no picture? Which probe to run next, what each finding means, and what to do about it.
//!
//! An [`Examination`] of a [`Subject`] says which [`Probe`] to run [next](Examination::next); whoever runs it (a page
//! with `fetch`, a shell with sockets) gives back a [`Finding`], until nothing is left to ask. Then the
//! [`Diagnosis`] names one cause and one cure for this very camera and asker, with lines to copy. Nothing here
//! knows a browser, a socket or a clock, so both askers share the order and the words.
//!
//! ```
//! use diagnosis::{Asker, Examination, Failure, Finding, Page, Probe, Subject};
//!
//! let page = Page { origin: "http://viewer.example:8080".into(), ..Page::default() };
//! let address = "http://192.168.1.20/axis-cgi/mjpg/video.cgi";
//! let mut examination = Examination::new(Subject::new(address, Asker::Page(page)));
//! while let Some(probe) = examination.next() {
//!     let finding = match probe {
//!         Probe::Online => Finding::Online(true),
//!         Probe::Permission => Finding::Permission(diagnosis::Permission::Unknown),
//!         Probe::Ask => Finding::Failed(Failure::Rejected),
//!         Probe::Picture => Finding::Shown,
//!         other => unreachable!("{other:?} is not needed for this camera"),
//!     };
//!     examination.found(probe, finding);
//! }
//! let diagnosis = examination.diagnosis();
//! assert_eq!(diagnosis.code, "no-cors");
//! assert!(diagnosis.lines[0].text.contains("customhttpheader.cgi"));
//! ```
//!
//! # The causes
//!
//! | code | what keeps the picture away |
//! |---|---|
//! | `bad-address` | the address cannot be fetched |
//! | `incomplete-address` | the address names the host, not its stream |
//! | `credentials-in-address` | user and password stand in the address |
//! | `other-video` | RTSP, H.264, HLS or another video that is not MJPEG |
//! | `page-from-file` | the page was opened from a file |
//! | `mixed-content` | an https page may not read an http camera |
//! | `insecure-page` | a public http page may not reach a private network |
//! | `permission-needed` | the browser has yet to allow the local network |
//! | `permission-denied` | the browser was told to deny the local network |
//! | `page-policy` | the page's own Content-Security-Policy forbids the connection |
//! | `offline` | this device has no network |
//! | `no-such-host` | the name has no address (known in a shell only) |
//! | `connection-refused` | nothing listens there (known in a shell only) |
//! | `unreachable` | a browser could not connect; it does not tell pages more |
//! | `zone-missing` | an IPv6 address of the link without its interface (known in a shell only) |
//! | `no-answer` | no answer in time |
//! | `no-reply` | the camera closes the connection without an answer (known in a shell only) |
//! | `not-http` | what answers does not speak HTTP |
//! | `certificate` | the camera's certificate is not trusted |
//! | `tls-too-old` | the camera's TLS is older than what programs and browsers accept today |
//! | `tls-nothing-in-common` | no cipher or key exchange that both sides know (known in a shell only) |
//! | `tls-client-certificate` | the camera demands a certificate of the viewer (known in a shell only) |
//! | `tls-name` | the camera's TLS does not know the name that was asked for (known in a shell only) |
//! | `tls-failed` | the camera breaks off the start of TLS for another reason (known in a shell only) |
//! | `tls-port` | http asked for at a port for https (known in a shell only) |
//! | `plain-http` | https asked for at a port for http (known in a shell only) |
//! | `redirects` | redirects without end (known in a shell only) |
//! | `redirect-unusable` | a redirect to nowhere, or to something that is no web address (known in a shell only) |
//! | `head-too-long` | a head without end (known in a shell only) |
//! | `chunked-coding-broken` | chunked coding is announced and not kept (known in a shell only) |
//! | `content-length-wrong` | a picture with a wrong length (known in a shell only) |
//! | `empty-parts` | a stream of parts without content |
//! | `no-cors` | the camera does not allow this page to read its answer |
//! | `wildcard-cors` | the camera allows everybody, and so nobody who sends a login |
//! | `preflight-refused` | the camera refuses the question that a browser asks before it sends a login |
//! | `unreadable` | an answer that the page may neither read nor show, most often a demand for a login |
//! | `login-basic`, `login-digest` | a login is asked for |
//! | `login-hidden` | a login is asked for, by a challenge that the page may not read |
//! | `login-unannounced` | a login is asked for, without a challenge |
//! | `login-unsupported` | a login is asked for by another scheme or algorithm |
//! | `login-in-clear`, `login-not-offered`, `login-weaker` | the login that is asked for gets no answer, by the rules of the asker (known in a shell only) |
//! | `login-refused` | the login was given and refused |
//! | `login-page` | a login page in place of video |
//! | `forbidden` | 403 |
//! | `not-found` | 404 or 410 |
//! | `busy` | 503 or 429 |
//! | `server-error` | another 5xx |
//! | `refused` | another 4xx, such as for an argument that the camera does not know |
//! | `odd-status` | a status that is neither an error nor video |
//! | `web-page` | an HTML page in place of video |
//! | `camera-message` | a text in place of video |
//! | `not-video` | something else in place of video |
//! | `single-picture` | one picture, not a stream |
//! | `empty` | an answer without content |
//! | `silent` | a good answer that never begins |
//! | `no-picture` | bytes, but no whole picture in them |
//! | `interrupted` | an answer that breaks off |
//! | `stream-ends` | a stream that the camera ends after one picture (known in a shell only) |
//! | `stalled` | the stream stands still |
//! | `multipart-refused` | WebKit gives no multipart stream to pages |
//! | `connections-in-use` | all six connections that a browser opens to one host are in use |
//! | `gateway-no-answer` | the gateway hangs, or the browser has no connection left to ask it |
//! | `gateway-unreachable` | the gateway does not answer |
//! | `gateway-camera-unreachable`, `gateway-login`, `gateway-certificate`, `gateway-full`, `gateway-camera` | the gateway says why it has no picture |
//! | `proxy-refuses` | the proxy does not reach that host |
//! | `proxy-unreadable` | the proxy does not allow this page to read its answer |
//! | `playing` | nothing: the picture is there |
//! | `fine` | nothing that a probe could find: the stream comes |
#![forbid(unsafe_code)]

pub mod address;
mod backoff;
mod cause;
mod content;
mod decide;
mod examination;
mod facts;
mod finding;
mod gateway;
mod judge;
mod lines;
mod steps;
mod subject;
mod text;
mod words;

pub use backoff::Backoff;
pub use cause::Cause;
pub use causes::Blame;
pub use content::{Content, Parts, recognise};
pub use examination::{Diagnosis, Examination, Line};
pub use finding::{Answer, Body, Challenges, Failure, Finding, Permission, Probe};
pub use gateway::code as gateway_code;
pub use steps::{Step, Verdict};
pub use subject::{Asker, Login, Make, Page, Route, Seen, Subject, Told};
pub use text::{first_words, is_tls_port, without_echo};
