//! The connection methods in use, and logins.

use address::Understood;
use player::{Login, Problem, ReplayLimits, Source, State, StreamSource, Transport};
use vapix::query;

use super::{Sheet, Viewer};
use crate::model::routes::{self, Proxy};

/// The most hosts whose logins are kept.
const LOGINS: usize = 32;

/// Why the picture does not come on the best way.
#[derive(Clone, Debug, PartialEq)]
pub struct Detour {
    /// In one line.
    pub text: String,
    /// There is a better way, which may be tried.
    pub may_climb: bool,
}

impl Viewer {
    /// The source for the player; `None` while stopped.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        let opened = self.opened.as_ref().filter(|_| !self.stopped && !self.is_asking())?;
        let stream = StreamSource {
            routes: routes::routes(&opened.understood, self.transport, self.proxy.as_ref()),
            worked: opened.worked.filter(|_| self.transport.is_none()),
            fps: opened.understood.arguments().fps,
            keep_hidden: self.keep_hidden,
            stall: self.stall,
            // Nobody could look at it.
            replay: if self.controls { self.replay } else { ReplayLimits::NONE },
            paths: self.paths,
            proxy_login: self.proxy_may_log_in(),
        };
        Some(Source { stream, login: opened.login.clone(), in_clear: self.may_be_clear() })
    }

    /// Why the picture does not come on the best way, while it comes on another.
    #[must_use]
    pub fn detour(&self) -> Option<Detour> {
        if !matches!(self.report.state, State::Live | State::Replay | State::Unverified)
            || self.opened.is_none()
            || self.stopped
        {
            return None;
        }
        let taken = self.report.transport?;
        let best = self.best()?;
        let unverified = self.report.state == State::Unverified;
        if taken.alone() == best.alone() && !unverified {
            return None;
        }
        let mut text = String::from(match taken {
            Transport::Img => "Displayed by the browser itself, so nobody can know whether it is live.",
            Transport::Snapshots if unverified => {
                "Single pictures, displayed by the browser itself, so nobody can know whether they are recent."
            }
            Transport::Snapshots => "Single pictures instead of the stream.",
            Transport::Proxy => "Shown through a proxy.",
            _ => "Using a fallback connection.",
        });
        if let Some(Problem { message, .. }) = &self.report.detour {
            text.push(' ');
            text.push_str(message);
        }
        Some(Detour { text, may_climb: taken != best })
    }

    /// The way that worked, where that is not the best.
    pub(super) fn worked(&self) -> Option<Transport> {
        let shown = matches!(self.report.state, State::Live | State::Replay | State::Unverified);
        let before = self.opened.as_ref().and_then(|opened| opened.worked);
        if !shown || self.transport.is_some() {
            return before;
        }
        let best = self.best()?;
        self.report.transport.filter(|taken| *taken != best)
    }

    /// The way that is tried first.
    fn best(&self) -> Option<Transport> {
        Some(self.source()?.stream.routes.first()?.transport)
    }

    /// Tries all ways from the best.
    pub(super) fn climb(&mut self) {
        if let Some(opened) = &self.opened {
            let mut opened = (**opened).clone();
            opened.worked = None;
            self.opened = Some(opened.into());
        }
        self.play();
    }

    /// Only this way, through this proxy.
    pub(super) fn connect(&mut self, transport: Option<Transport>, proxy: Option<Proxy>) {
        if self.proxy != proxy {
            // The link leads through the same proxy.
            let mut other: Vec<String> =
                self.other.iter().filter(|pair| !pair.starts_with("proxy=")).cloned().collect();
            if let Some(proxy) = &proxy {
                let mut pair = String::new();
                query::push(&mut pair, "proxy", proxy.text());
                other.push(pair);
            }
            self.other = other.into();
        }
        self.transport = transport;
        self.name_proxy(proxy);
        self.sheet = self.sheet.filter(|_| self.opened.is_none());
        self.climb();
    }

    /// What is told to the camera that is open, now or until the page goes; `proxy`: through the proxy too.
    pub(super) fn log_in(&mut self, login: Option<Login>, keep: bool, proxy: bool) {
        if proxy {
            self.trust_proxy();
        }
        self.sheet = self.sheet.filter(|sheet| *sheet != Sheet::LogIn);
        let Some(opened) = &self.opened else { return };
        let mut opened = (**opened).clone();
        if let Some(origin) = origin(&opened.understood) {
            let mut logins: Vec<_> =
                self.logins.iter().filter(|(known, _)| known != origin).cloned().collect();
            if let Some(login) = login.clone().filter(|_| keep) {
                logins.insert(0, (origin.to_owned(), login));
                logins.truncate(LOGINS);
            }
            self.logins = logins.into();
        }
        opened.login = login;
        self.opened = Some(opened.into());
        self.climb();
    }

    /// The login that is kept for a camera that is opened. The gateway keeps those of its cameras.
    pub(super) fn login_at(&self, understood: &Understood) -> Option<Login> {
        let origin = origin(understood)?;
        self.logins.iter().find(|(known, _)| known == origin).map(|(_, login)| login.clone())
    }
}

/// Scheme, host and port of a camera that no gateway relays: a login is for these.
fn origin(understood: &Understood) -> Option<&str> {
    let is_address = matches!(understood.source, address::Source::Url(_));
    routes::origin(&understood.url).filter(|_| is_address)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use player::Report;
    use yew::Reducible;

    use super::*;
    use crate::state::{Action, Opened};
    use address::{Here, understand};

    fn opened(text: &str) -> Rc<Viewer> {
        let understood = understand(text, &Here { page: "http://host/", cameras: &[] }).unwrap();
        Rc::new(Viewer::default()).reduce(Action::Open(Box::new(Opened::new(understood, &[]))))
    }

    fn on(viewer: &Rc<Viewer>, state: State, transport: Transport) -> Rc<Viewer> {
        let report = Report { state, transport: Some(transport), ..Report::default() };
        Rc::clone(viewer).reduce(Action::Reported(Box::new(report)))
    }

    fn root() -> Login {
        Login::Password { user: "root".into(), password: "pass".into() }
    }

    #[test]
    fn the_best_way_needs_no_words() {
        assert_eq!(on(&opened("http://cam"), State::Live, Transport::Fetch).detour(), None);
    }

    #[test]
    fn another_way_is_explained_and_a_better_one_offered() {
        let viewer = on(&opened("http://cam"), State::Live, Transport::Snapshots);
        let detour = viewer.detour().unwrap();
        assert!(detour.text.starts_with("Single pictures") && detour.may_climb);
        assert_eq!(viewer.worked(), Some(Transport::Snapshots));
        let climbed = viewer.reduce(Action::Climb);
        assert_eq!(climbed.source().unwrap().stream.worked, None);
    }

    #[test]
    fn what_cannot_be_known_is_said_even_where_it_is_wanted() {
        let wanted =
            opened("http://cam").reduce(Action::Connect { transport: Some(Transport::Img), proxy: None });
        let detour = on(&wanted, State::Unverified, Transport::Img).detour().unwrap();
        assert!(detour.text.contains("nobody can know") && !detour.may_climb);
    }

    #[test]
    fn a_proxy_is_written_into_the_link_and_taken_out_again() {
        let connect = |viewer: Rc<Viewer>, proxy: &str| {
            viewer.reduce(Action::Connect { transport: None, proxy: Proxy::read(proxy, "") })
        };
        let viewer = connect(opened("http://cam"), "https://p/?url={url}");
        assert_eq!(viewer.source().unwrap().stream.routes[1].transport, Transport::Proxy);
        let query = viewer.query().unwrap();
        let read = crate::model::link::Asked::parse(&query).proxy();
        assert_eq!(read.as_deref(), Some("https://p/?url={url}"), "{query}");
        assert_eq!(connect(viewer, "").query().as_deref(), Some("?src=http://cam"));
    }

    #[test]
    fn a_way_chosen_before_any_camera_is_for_the_first_one() {
        let img = Some(Transport::Img);
        let viewer = Rc::new(Viewer::default()).reduce(Action::Connect { transport: img, proxy: None });
        let open = |viewer: Rc<Viewer>, text: &str| {
            let understood = understand(text, &Here::default()).unwrap();
            viewer.reduce(Action::Open(Box::new(Opened::new(understood, &[]))))
        };
        let first = open(viewer, "http://a");
        assert_eq!(first.transport, img);
        assert_eq!(open(first, "http://b").transport, None);
    }

    #[test]
    fn a_pasted_login_is_used() {
        let viewer = opened("http://root:pass@cam/axis-cgi/mjpg/video.cgi");
        assert_eq!(viewer.source().unwrap().login, Some(root()));
        assert!(!viewer.query().unwrap().contains("pass"));
        assert!(!format!("{viewer:?}").contains("pass@"));
    }

    #[test]
    fn a_login_is_kept_for_its_host_if_wanted() {
        for keep in [true, false] {
            let viewer =
                opened("http://cam").reduce(Action::LogIn { login: Some(root()), keep, proxy: false });
            assert_eq!(viewer.source().unwrap().login, Some(root()));
            let open = |viewer: Rc<Viewer>, text: &str| {
                let understood = understand(text, &Here::default()).unwrap();
                viewer.reduce(Action::Open(Box::new(Opened::new(understood, &[]))))
            };
            let elsewhere = open(viewer, "http://other");
            assert_eq!(elsewhere.source().unwrap().login, None);
            for other in ["https://cam", "http://cam:81"] {
                let other = open(Rc::clone(&elsewhere), other);
                assert_eq!(other.source().unwrap().login, None, "scheme and port belong to it");
            }
            let back = open(elsewhere, "http://cam/axis-cgi/mjpg/video.cgi?camera=2");
            assert_eq!(back.source().unwrap().login, keep.then(root));
        }
    }
}
