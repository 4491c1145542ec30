//! Why is there no picture? The next probe to run, the meaning of each finding, and the cure.
//!
//! An [`Examination`] of a [`Subject`] says which [`Probe`] to run [next](Examination::next); the
//! program that runs it (a page with `fetch`, a shell with sockets) returns a [`Finding`], until
//! nothing is left to ask. Then the [`Diagnosis`] names one cause and one cure for this very camera
//! and asker, with lines to copy. Nothing here knows a browser, a socket or a clock, so both askers
//! share the order and the words.
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
//! The causes are rows of [`causes::table`]; `docs/CAUSES.md` lists them.
#![forbid(unsafe_code)]

pub mod address;
mod backoff;
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

pub use backoff::Backoff;
pub use causes::Blame;
pub use content::{Content, Parts, recognise};
pub use examination::{Diagnosis, Examination, Line};
pub use finding::{Answer, Body, Challenges, Failure, Finding, Permission, Probe};
pub use steps::{Step, Verdict};
pub use subject::{Asker, Login, Make, Page, Route, Seen, Subject, Told};
pub use text::{first_words, is_tls_port, without_echo};
