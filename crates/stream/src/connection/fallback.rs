//! The ways to a camera, tried from the best to the next, without browser and clock.

use causes::Cause;

use causes::Transport;

use super::Sharing;
use crate::{Route, StreamSource};

/// The current route, and why no better one works.
#[derive(Debug, Default)]
pub struct RouteFallback {
    routes: Vec<Route>,
    /// The route that worked last time. Better ones are still tried first, because their obstacle
    /// may be gone, but none of their failures may prevent trying this one.
    worked: Option<usize>,
    at: usize,
    /// The present route has delivered a picture, so it stays.
    proven: bool,
    /// The failures of the routes tried so far, in order.
    failures: Vec<(Transport, Cause)>,
}

/// What to do after a failure.
#[derive(Debug, PartialEq)]
pub enum Fallback {
    /// Try the next way at once.
    Next,
    /// Report this cause; wait, then try again.
    Fail(Cause),
}

impl RouteFallback {
    /// The routes of `source`, best first.
    pub fn new(source: &StreamSource) -> Self {
        let worked = source
            .worked
            .map(Transport::alone)
            .and_then(|worked| source.routes.iter().position(|route| route.transport.alone() == worked));
        Self { routes: source.routes.clone(), worked, ..Self::default() }
    }

    /// The current route.
    pub fn route(&self) -> Option<&Route> {
        self.routes.get(self.at)
    }

    /// Whether the stream may come in one response with others on this route. If a person restricts
    /// the source to this route, it gets its own response.
    pub fn sharing(&self) -> Sharing {
        match self.route().map(|route| route.transport) {
            Some(Transport::Mux) => Sharing::Always,
            Some(Transport::Relay) if self.routes.len() > 1 => Sharing::WithOthers,
            _ => Sharing::Never,
        }
    }

    /// A person wants another try: restart from the best route.
    pub fn restart(&mut self) {
        self.at = 0;
        self.worked = None;
        self.proven = false;
        self.failures.clear();
    }

    /// The present route delivers pictures; if not `readable`, through the browser's own display.
    pub fn works(&mut self, readable: bool) {
        self.proven = true;
        // The camera answers after all: only its permission was missing.
        if let Some((_, cause @ Cause::Unreachable(Transport::Fetch))) =
            self.failures.first_mut().filter(|_| !readable)
        {
            *cause = Cause::NotAllowed;
        }
    }

    /// The present route has failed.
    pub fn failed(&mut self, cause: Cause) -> Fallback {
        let Some(route) = self.routes.get(self.at) else { return Fallback::Fail(cause) };
        let worked = self.worked.filter(|worked| *worked > self.at);
        // Where the page may read the camera's answers, it can send the login that the browser's
        // display lacks.
        let is_of_display = cause == Cause::LoginProbable && self.may_read();
        let is_final = !is_of_display && !cause.may_differ_elsewhere();
        if self.proven || is_final && (worked.is_none() || cause.is_same_everywhere()) {
            return Fallback::Fail(cause);
        }
        // If the page could read the answer, the browser's display would show nothing more.
        let readable = !cause.may_be_displayed() && !cause.is_of_proxy();
        let later = self.routes.iter().enumerate().skip(self.at + 1);
        let is_useless = |next: &Route| readable && next.transport == Transport::Img && next.url == route.url;
        let next = later
            .filter(|(index, next)| worked == Some(*index) || !is_useless(next))
            .map(|(index, _)| index)
            .next();
        self.failures.push((route.transport, cause));
        if let Some(next) = next {
            self.at = next;
            return Fallback::Next;
        }
        let cause = self.telling();
        self.restart();
        Fallback::Fail(cause)
    }

    /// Whether the camera lets this page read its answers: only the engine stood in the way.
    fn may_read(&self) -> bool {
        self.failures.iter().any(|(_, failure)| *failure == Cause::MultipartRefused)
    }

    /// Why no better route is in use; `None` on the best one.
    pub fn detour(&self) -> Option<&Cause> {
        self.failures.first().map(|(_, cause)| cause)
    }

    /// The most informative failure: readable answers first, then the best route.
    fn telling(&self) -> Cause {
        let tells = |cause: &Cause| !matches!(cause, Cause::Unreachable(_)) && !cause.is_about_proxy();
        let read = self.failures.iter().find(|(_, cause)| tells(cause));
        let (_, cause) = read.or(self.failures.first()).cloned().unwrap_or((Transport::Fetch, Cause::Empty));
        // An engine that cannot read multipart learns nothing about the camera; the other routes
        // did.
        if cause == Cause::MultipartRefused && self.failures.len() > 1 {
            Cause::Unreachable(Transport::Img)
        } else {
            cause
        }
    }
}

#[cfg(test)]
mod tests {
    use causes::{Content, Refusal};

    use super::*;

    const ALL: [Transport; 4] = [Transport::Fetch, Transport::Proxy, Transport::Img, Transport::Snapshots];

    #[test]
    fn a_login_that_the_browsers_display_lacks_goes_with_single_pictures_where_the_page_may_read_them() {
        let ways = [Transport::Fetch, Transport::Img, Transport::Snapshots];
        let mut engine_refuses = RouteFallback::new(&source(&ways));
        assert_eq!(engine_refuses.failed(Cause::MultipartRefused), Fallback::Next);
        assert_eq!(engine_refuses.failed(Cause::LoginProbable), Fallback::Next);
        let mut camera_refuses = RouteFallback::new(&source(&ways));
        assert_eq!(camera_refuses.failed(Cause::Unreachable(Transport::Fetch)), Fallback::Next);
        assert_eq!(camera_refuses.failed(Cause::LoginProbable), Fallback::Fail(Cause::LoginProbable));
    }

    fn source(transports: &[Transport]) -> StreamSource {
        let route = |transport: &Transport| {
            let path = if *transport == Transport::Snapshots { "image" } else { "video" };
            Route::new(*transport, &format!("http://cam/{path}"))
        };
        StreamSource {
            routes: transports.iter().map(route).collect(),
            ..StreamSource::new(Transport::Fetch, "")
        }
    }

    fn at(fallback: &RouteFallback) -> Transport {
        fallback.route().unwrap().transport
    }

    fn unreachable(fallback: &RouteFallback) -> Cause {
        Cause::Unreachable(at(fallback))
    }

    #[test]
    fn each_way_is_tried_once_and_then_the_best_reason_is_told() {
        let mut fallback = RouteFallback::new(&source(&ALL));
        for transport in ALL {
            assert_eq!(at(&fallback), transport);
            let step = fallback.failed(unreachable(&fallback));
            let last = transport == Transport::Snapshots;
            assert_eq!(
                step,
                if last { Fallback::Fail(Cause::Unreachable(Transport::Fetch)) } else { Fallback::Next }
            );
        }
        assert_eq!(
            (at(&fallback), fallback.detour()),
            (Transport::Fetch, None),
            "the next attempt begins anew"
        );
    }

    #[test]
    fn the_reason_for_a_lower_way_stays_known() {
        let mut fallback = RouteFallback::new(&source(&ALL));
        for _ in 0..2 {
            assert_eq!(fallback.failed(unreachable(&fallback)), Fallback::Next);
        }
        fallback.works(false);
        assert_eq!(at(&fallback), Transport::Img);
        assert_eq!(fallback.detour(), Some(&Cause::NotAllowed), "it shows: so it is there");
    }

    #[test]
    fn a_way_that_worked_is_kept_through_failures_until_a_person_says_so() {
        let mut fallback = RouteFallback::new(&source(&ALL));
        fallback.failed(unreachable(&fallback));
        fallback.works(true);
        for _ in 0..3 {
            let cause = unreachable(&fallback);
            assert_eq!(fallback.failed(cause.clone()), Fallback::Fail(cause));
            assert_eq!(at(&fallback), Transport::Proxy);
        }
        fallback.restart();
        assert_eq!((at(&fallback), fallback.detour()), (Transport::Fetch, None));
    }

    #[test]
    fn a_failure_that_all_routes_share_is_not_tried_on_each() {
        for cause in [Cause::ConnectTimeout, Cause::Offline, Cause::BadAddress] {
            let mut fallback = RouteFallback::new(&source(&ALL));
            assert_eq!(fallback.failed(cause.clone()), Fallback::Fail(cause));
            assert_eq!(at(&fallback), Transport::Fetch);
        }
    }

    #[test]
    fn an_answer_that_could_be_read_is_not_given_to_the_browsers_display() {
        let (content, format) = (Content::Page, "text/html".into());
        let words = Cause::NotVideo { content, format, words: "Login".into(), redirected: false };
        let mut fallback =
            RouteFallback::new(&source(&[Transport::Fetch, Transport::Img, Transport::Snapshots]));
        assert_eq!(fallback.failed(words.clone()), Fallback::Next);
        assert_eq!(at(&fallback), Transport::Snapshots);
        assert_eq!(
            fallback.failed(unreachable(&fallback)),
            Fallback::Fail(words),
            "what was read tells more"
        );
    }

    /// The gateway's proxy has no answer of the camera's.
    fn refused(status: u16, code: &str) -> Cause {
        let [message, hint, detail, words] = [const { String::new() }; 4];
        let gateway = Some(Refusal { code: code.into(), blame: None, message, hint, detail }.into());
        Cause::Status { status, transport: Transport::Proxy, words, retry_after: None, gateway }
    }

    #[test]
    fn a_camera_that_the_proxy_cannot_reach_may_be_there_for_the_browser() {
        let mut fallback = RouteFallback::new(&source(&ALL[..3]));
        fallback.failed(unreachable(&fallback));
        assert_eq!(fallback.failed(refused(502, "camera-unreachable")), Fallback::Next);
        assert_eq!(at(&fallback), Transport::Img);
        let told = fallback.failed(unreachable(&fallback));
        assert_eq!(told, Fallback::Fail(refused(502, "camera-unreachable")), "who could ask tells more");
    }

    #[test]
    fn a_proxy_that_is_not_for_this_camera_says_nothing_about_it() {
        let refused = refused(403, "proxy-host-not-listed");
        let mut fallback = RouteFallback::new(&source(&ALL[..3]));
        fallback.failed(unreachable(&fallback));
        assert_eq!(fallback.failed(refused), Fallback::Next);
        assert_eq!(at(&fallback), Transport::Img);
        assert_eq!(
            fallback.failed(unreachable(&fallback)),
            Fallback::Fail(Cause::Unreachable(Transport::Fetch))
        );
    }

    /// All ways to a camera, of which one worked last time.
    fn remembering(worked: Transport) -> RouteFallback {
        RouteFallback::new(&StreamSource { worked: Some(worked), ..source(&ALL) })
    }

    #[test]
    fn better_ways_come_before_the_one_that_worked_last_time() {
        let mut fallback = remembering(Transport::Img);
        assert_eq!((at(&fallback), fallback.detour()), (Transport::Fetch, None));
        // The camera allows this page by now.
        fallback.works(true);
        assert_eq!((at(&fallback), fallback.detour()), (Transport::Fetch, None));
    }

    #[test]
    fn nothing_on_a_better_way_keeps_from_the_one_that_worked_last_time() {
        let login = Cause::Status {
            status: 401,
            transport: Transport::Fetch,
            words: String::new(),
            retry_after: None,
            gateway: None,
        };
        for cause in [Cause::ConnectTimeout, login, Cause::LoginUnsupported, Cause::Interrupted] {
            let mut fallback = remembering(Transport::Img);
            assert_eq!(fallback.failed(cause.clone()), Fallback::Next);
            assert_eq!(fallback.failed(unreachable(&fallback)), Fallback::Next);
            assert_eq!((at(&fallback), fallback.detour()), (Transport::Img, Some(&cause)));
            // That failed as well: from here on it is like any other.
            assert_eq!(fallback.failed(cause.clone()), Fallback::Fail(cause));
        }
    }

    #[test]
    fn what_a_person_is_asked_for_comes_before_the_way_that_worked_last_time() {
        for cause in
            [Cause::LoginRefused { readable: true }, Cause::LocalNetwork { denied: false }, Cause::Offline]
        {
            assert_eq!(remembering(Transport::Img).failed(cause.clone()), Fallback::Fail(cause));
        }
    }

    #[test]
    fn a_way_that_is_not_there_any_more_is_forgotten() {
        let mut fallback = remembering(Transport::Relay);
        assert_eq!(fallback.failed(Cause::ConnectTimeout), Fallback::Fail(Cause::ConnectTimeout));
    }

    #[test]
    fn a_picture_that_is_no_jpeg_is_given_to_the_browsers_display() {
        let (content, format) = (Content::Picture, "PNG, image/png".into());
        let png = Cause::NotVideo { content, format, words: String::new(), redirected: false };
        let mut fallback = RouteFallback::new(&source(&[Transport::Fetch, Transport::Img]));
        assert_eq!(fallback.failed(png.clone()), Fallback::Next);
        assert_eq!(at(&fallback), Transport::Img);
        assert_eq!(fallback.failed(unreachable(&fallback)), Fallback::Fail(png));
    }

    #[test]
    fn an_engine_without_multipart_has_not_found_out_about_the_camera() {
        let mut fallback = RouteFallback::new(&source(&[Transport::Fetch, Transport::Img]));
        assert_eq!(fallback.failed(Cause::MultipartRefused), Fallback::Next);
        assert_eq!(
            fallback.failed(unreachable(&fallback)),
            Fallback::Fail(Cause::Unreachable(Transport::Img))
        );
        let mut alone = RouteFallback::new(&source(&[Transport::Fetch]));
        assert_eq!(alone.failed(Cause::MultipartRefused), Fallback::Fail(Cause::MultipartRefused));
    }

    #[test]
    fn no_way_at_all_is_an_answer_too() {
        let mut fallback = RouteFallback::new(&source(&[]));
        assert_eq!(fallback.failed(Cause::BadAddress), Fallback::Fail(Cause::BadAddress));
    }
}
