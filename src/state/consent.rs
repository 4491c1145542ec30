//! A person's consent: to a proxy that a link names, and to where a login may go. It lasts as long
//! as the page.

use player::Problem;

use super::Viewer;
use crate::model::routes::{self, Proxy};
use crate::status::{Notice, Offer};

/// A person's consent, by the origins that they were shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Consent {
    /// The proxy that the page's link names, until somebody has answered. Nothing is asked of a
    /// camera meanwhile.
    asked: Option<Proxy>,
    /// The gateway's own, if it offers one.
    own: Option<Proxy>,
    /// Where a gateway that serves this page has its own, whether it offers it or not.
    usual: Option<Proxy>,
    /// The proxy in use is that of the link: it is for the link's camera only.
    is_of_link: bool,
    /// Proxies that may be used.
    proxies: Vec<String>,
    /// Proxies that may have logins.
    trusted: Vec<String>,
    /// Cameras that may have logins as they are, over plain http.
    clear: Vec<String>,
}

impl Consent {
    /// Whether that is exactly the proxy of the gateway that serves this page: a longer address may
    /// lead anywhere.
    fn is_own(&self, proxy: &Proxy) -> bool {
        [&self.own, &self.usual].into_iter().any(|own| own.as_ref() == Some(proxy))
    }
}

impl Viewer {
    /// Takes the gateway's own proxy, and asks whether that of the link may be used if it is another.
    pub(super) fn consider_proxy(&mut self, of_link: Option<&str>, own: Option<&str>, page: &str) {
        self.consent.own = own.and_then(|own| Proxy::read(own, page));
        self.consent.usual = Proxy::read("proxy/", page);
        self.proxy.clone_from(&self.consent.own);
        let Some(text) = of_link.filter(|text| !text.trim().is_empty()) else { return };
        match Proxy::read(text, page) {
            Some(proxy) if self.consent.is_own(&proxy) => self.proxy = Some(proxy),
            Some(proxy) => self.consent.asked = Some(proxy),
            None => self.tell("The proxy in this link is ignored: its address cannot be used.".into(), true),
        }
    }

    /// A person's answer about the proxy of the link.
    pub(super) fn answer_proxy(&mut self, is_wanted: bool) {
        let Some(proxy) = self.consent.asked.take() else { return };
        if is_wanted {
            self.consent.proxies.push(proxy.origin().to_owned());
            self.consent.is_of_link = true;
            self.proxy = Some(proxy);
        } else {
            self.forget_proxy_in_link();
        }
        self.climb();
    }

    /// A person has named the proxy.
    pub(super) fn name_proxy(&mut self, proxy: Option<Proxy>) {
        self.consent.asked = None;
        self.consent.is_of_link &= self.proxy == proxy;
        self.proxy = proxy;
    }

    /// Another camera is opened: the link said nothing about that one.
    pub(super) fn leave_proxy_of_link(&mut self) {
        if self.consent.asked.take().is_some() || self.consent.is_of_link {
            self.consent.is_of_link = false;
            self.proxy.clone_from(&self.consent.own);
            self.forget_proxy_in_link();
        }
    }

    fn forget_proxy_in_link(&mut self) {
        self.other = self.other.iter().filter(|pair| !pair.starts_with("proxy=")).cloned().collect();
    }

    /// Whether the question about the link's proxy is still open.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.consent.asked.is_some()
    }

    /// The question about the link's proxy, while there is one.
    #[must_use]
    pub fn question(&self) -> Option<Notice> {
        let proxy = self.consent.asked.as_ref().filter(|_| self.opened.is_some())?;
        // A path of this page's own origin may lead anywhere.
        let is_own = self.consent.usual.as_ref().is_some_and(|own| own.origin() == proxy.origin());
        let name = if is_own { proxy.text() } else { proxy.origin() };
        Some(Notice::Card {
            failed: true,
            title: "This link uses another server.".into(),
            text: vec![
                format!("It wants to load the pictures of {} through `{name}`.", self.name()),
                "The owner of that server can see the pictures and change them. Use it only if you trust it."
                    .into(),
            ],
            offers: vec![Offer::WithoutProxy, Offer::UseProxy],
        })
    }

    /// The proxy that does not get logins unless a person says so, by its origin.
    #[must_use]
    pub fn foreign_proxy(&self) -> Option<&str> {
        let proxy = self.proxy.as_ref().filter(|proxy| !self.consent.is_own(proxy))?;
        Some(proxy.origin())
    }

    /// Whether a login may go through the proxy.
    #[must_use]
    pub fn proxy_may_log_in(&self) -> bool {
        self.foreign_proxy().is_none_or(|origin| self.consent.trusted.iter().any(|trusted| trusted == origin))
    }

    /// A person has agreed that logins go through the proxy.
    pub(super) fn trust_proxy(&mut self) {
        if let Some(origin) = self.foreign_proxy().map(ToOwned::to_owned) {
            self.consent.trusted.push(origin);
        }
    }

    /// Scheme, host and port of the camera that is open.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        routes::origin(&self.opened.as_ref()?.understood.url)
    }

    /// Whether the open camera's login may go over plain http in clear text.
    pub(super) fn may_be_clear(&self) -> bool {
        self.origin().is_some_and(|origin| self.consent.clear.iter().any(|clear| clear == origin))
    }

    /// A person has agreed to that.
    pub(super) fn allow_clear(&mut self) {
        if let Some(origin) = self.origin().map(ToOwned::to_owned) {
            self.consent.clear.push(origin);
            self.climb();
        }
    }

    /// Lines for `mullion.toml` that bring a camera here which probably needs a login.
    #[must_use]
    pub fn camera_lines(&self) -> Option<String> {
        let problem = self.report.problem.as_ref().filter(|problem| problem.code == Problem::LOGIN_PROBABLE);
        let origin = problem.and(self.origin())?;
        let host = origin.split("://").nth(1).unwrap_or_default();
        let id: String =
            host.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(64).collect();
        let id = id.trim_matches('-');
        Some(format!(
            "[[camera]]\nid = \"{id}\"\nurl = \"{origin}\"\nuser = \"viewer\"\npassword_env = \"CAMERA_PASSWORD\""
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use player::{Login, Transport};
    use yew::Reducible;

    use super::*;
    use crate::model::settings::Settings;
    use crate::state::{Action, Beginning, Opened};

    const THIEF: &str = "?src=http://cam/&proxy=http://elsewhere/?u={url}";

    fn begun(query: &str) -> Rc<Viewer> {
        let beginning = Beginning {
            page: "http://host/".into(),
            query: query.into(),
            cameras: Vec::new(),
            settings: Settings::default(),
            proxy: Some("proxy/".into()),
        };
        Rc::new(Viewer::default()).reduce(Action::Begin(Box::new(beginning)))
    }

    fn asked(viewer: &Viewer) -> Vec<String> {
        let routes = viewer.source().map(|source| source.stream.routes).unwrap_or_default();
        routes.iter().map(|route| route.asked().to_owned()).collect()
    }

    fn through(viewer: &Viewer, origin: &str) -> bool {
        asked(viewer).iter().any(|url| url.starts_with(origin))
    }

    #[test]
    fn a_proxy_from_a_link_is_not_asked_for_anything_before_a_person_says_so() {
        for link in [
            THIEF.to_owned(),
            format!("{THIEF}&transport=proxy"),
            format!("{THIEF}&transport=snapshots"),
            THIEF.replace("http://cam", "http://root:pass@cam"),
            THIEF.replace("http://elsewhere", "http://host/proxy/http://elsewhere"),
        ] {
            let viewer = begun(&link);
            assert_eq!(viewer.source(), None, "{link}");
            let Some(Notice::Card { text, .. }) = viewer.question() else { panic!("no question: {link}") };
            assert!(text[0].contains("http://elsewhere"), "it names the origin: {text:?}");
            let without = Rc::clone(&viewer).reduce(Action::AnswerProxy(false));
            assert!(!through(&without, "http://elsewhere") && without.question().is_none());
            assert!(!without.query().unwrap().contains("elsewhere"));
            let with = viewer.reduce(Action::AnswerProxy(true));
            assert!(asked(&with).iter().any(|url| url.contains("elsewhere")), "{link}");
            assert!(!with.source().unwrap().stream.proxy_login, "no login goes there yet");
        }
    }

    #[test]
    fn the_gateways_own_proxy_needs_no_word() {
        let viewer = begun("?src=http://cam/&proxy=proxy/");
        assert!(through(&viewer, "http://host/proxy/") && viewer.source().unwrap().stream.proxy_login);
        assert_eq!(viewer.question(), None);
        let unreadable = begun("?src=http://cam/&proxy=http://cam@elsewhere/");
        assert!(unreadable.source().is_some() && unreadable.toasts[0].failed);
    }

    #[test]
    fn the_proxy_of_a_link_does_not_stay_for_other_cameras() {
        let open = |viewer: &Rc<Viewer>, text: &str| {
            let understood = address::understand(text, &address::Here::default()).unwrap();
            Rc::clone(viewer).reduce(Action::Open(Box::new(Opened::new(understood, &[]))))
        };
        let agreed = begun(THIEF).reduce(Action::AnswerProxy(true));
        for viewer in [begun(THIEF), agreed, begun("?proxy=http://elsewhere/")] {
            let other = open(&viewer, "http://other/");
            assert!(through(&other, "http://host/proxy/") && !through(&other, "http://elsewhere"));
            assert_eq!(other.query().as_deref(), Some("?src=http://other"));
        }
    }

    #[test]
    fn a_login_goes_to_another_origins_proxy_only_where_a_person_names_it() {
        let root = || Login::Password { user: "root".into(), password: "pass".into() };
        let log_in = |viewer: &Rc<Viewer>, proxy: bool| {
            Rc::clone(viewer).reduce(Action::LogIn { login: Some(root()), keep: true, proxy })
        };
        let viewer = begun(THIEF).reduce(Action::AnswerProxy(true));
        assert_eq!(viewer.foreign_proxy(), Some("http://elsewhere"));
        assert!(!log_in(&viewer, false).source().unwrap().stream.proxy_login);
        assert!(log_in(&viewer, true).source().unwrap().stream.proxy_login);
        // One that a person has typed in is no other.
        let proxy = Proxy::read("https://typed/", "");
        let typed = begun("?src=http://cam/").reduce(Action::Connect { transport: None, proxy });
        assert!(through(&typed, "https://typed/") && !typed.source().unwrap().stream.proxy_login);
        let trusted = log_in(&typed, true);
        let other = Proxy::read("https://typed:81/", "");
        let elsewhere = trusted.reduce(Action::Connect { transport: None, proxy: other });
        assert!(!elsewhere.source().unwrap().stream.proxy_login, "another port is another origin");
    }

    #[test]
    fn a_login_goes_in_clear_only_to_the_camera_that_a_person_allowed() {
        let viewer = begun("?src=http://cam/");
        assert!(!viewer.source().unwrap().in_clear);
        let allowed = viewer.reduce(Action::AllowClear);
        assert!(allowed.source().unwrap().in_clear);
        let understood = address::understand("http://cam:81/", &address::Here::default()).unwrap();
        let other = allowed.reduce(Action::Open(Box::new(Opened::new(understood, &[]))));
        assert!(!other.source().unwrap().in_clear);
    }

    #[test]
    fn a_camera_that_probably_needs_a_login_comes_with_its_lines() {
        let problem = Problem {
            blame: player::Blame::Settings,
            code: Problem::LOGIN_PROBABLE.into(),
            message: "This camera probably needs a login.".into(),
            hint: String::new(),
        };
        let report = player::Report {
            problem: Some(problem),
            transport: Some(Transport::Img),
            ..player::Report::default()
        };
        let viewer = begun("?src=http://192.168.0.90:81/").reduce(Action::Reported(Box::new(report)));
        assert_eq!(
            viewer.camera_lines().as_deref(),
            Some(
                "[[camera]]\nid = \"192-168-0-90-81\"\nurl = \"http://192.168.0.90:81\"\nuser = \"viewer\"\n\
                 password_env = \"CAMERA_PASSWORD\""
            )
        );
    }
}
