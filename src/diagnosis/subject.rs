//! The subject of a diagnosis, from the state of the page.

use diagnosis::{Asker, Login, Make, Page, Route, Seen, Subject, Told};
use player::{Problem, Report, State, Transport};

use crate::model::link::Asked;
use crate::model::routes::routes;
use crate::page;
use crate::state::Viewer;
use address::{Here, Source, Target, Understood, understand};

/// The camera that is open; or what the page's address asked for and could not be read.
pub(crate) fn subject(viewer: &Viewer) -> Subject {
    let page = Page {
        origin: page::origin(),
        is_secure: page::is_secure(),
        // Whether this engine reads multipart is seen in the answer itself.
        reads_multipart: true,
        counts_by_name: !page::is_webkit(),
    };
    of(viewer, Asker::Page(page), || (page::folder(), Asked::parse(&page::query()).src.unwrap_or_default()))
}

/// `asked` gives the folder of the page and what its address asks for.
fn of(viewer: &Viewer, asker: Asker, asked: impl FnOnce() -> (String, String)) -> Subject {
    let begun;
    let understood = match &viewer.opened {
        Some(opened) => &opened.understood,
        None => {
            let (page, src) = asked();
            let Some(understood) = begun_with(viewer, &page, &src) else { return Subject::new(&src, asker) };
            begun = understood;
            &begun
        }
    };
    // The way that the player takes now; before it takes any, the best.
    let ways = routes(understood, viewer.transport, viewer.proxy.as_ref());
    // One picture tells nothing of the stream in whose place it is shown.
    let tells = |transport| transport != Transport::Snapshots && Some(transport) == viewer.report.transport;
    let taken = ways.iter().position(|way| tells(way.transport));
    let way = ways.get(taken.unwrap_or_default());
    let wants_picture = way.is_some_and(|way| way.transport == Transport::Snapshots);
    let address = way.map_or(understood.url.as_str(), |way| &way.url);
    Subject {
        make: make(&understood.target),
        route: match (&understood.source, way.and_then(|way| way.via.clone())) {
            (_, Some(proxy)) => Route::Proxy(proxy),
            (Source::Camera(id), None) => Route::Gateway(id.clone()),
            (Source::Url(_), None) => Route::Direct,
        },
        login: login(viewer),
        has_gateway: viewer.cameras.as_ref().is_some_and(|cameras| !cameras.is_empty()),
        wants_picture,
        seen: seen(viewer),
        told: told(viewer),
        ..Subject::new(address, asker)
    }
}

/// What the page is about to open. Until the gateway's cameras are known, a bare word is taken for
/// one of them.
fn begun_with(viewer: &Viewer, page: &str, src: &str) -> Option<Understood> {
    let is_begun = viewer.cameras.is_some();
    let word = (!is_begun && !src.contains(['.', ':', '/'])).then(|| src.to_owned());
    understand(src, &Here { page, cameras: word.as_slice() }).ok().filter(|_| !is_begun)
}

fn make(target: &Target) -> Option<Make> {
    match target {
        Target::Axis(_) => Some(Make::Axis),
        Target::Stream { make } | Target::Snapshot { make } => make.and_then(Make::from_name),
    }
}

/// The fate of the login that the player sent.
fn login(viewer: &Viewer) -> Login {
    let login = viewer.opened.as_ref().and_then(|opened| opened.login.as_ref());
    let problem = viewer.report.problem.as_ref();
    match (login, problem) {
        (Some(player::Login::Browser), _) => Login::Browser,
        (Some(_), Some(problem)) if problem.is_login_refused() => Login::Header,
        (Some(_), Some(problem)) if problem.code == Problem::PREFLIGHT_REFUSED => Login::Unsent,
        _ => Login::None,
    }
}

fn seen(viewer: &Viewer) -> Seen {
    let report = &viewer.report;
    let is_stream = matches!(
        report.transport,
        Some(Transport::Fetch | Transport::Relay | Transport::Mux | Transport::Proxy)
    );
    match report.state {
        _ if viewer.stopped => Seen::Nothing,
        State::Live | State::Replay if is_stream && has_one_picture(report) => Seen::LivePicture,
        State::Live | State::Replay => Seen::Live,
        State::Stalled => Seen::Stalled,
        _ => Seen::Nothing,
    }
}

fn has_one_picture(report: &Report) -> bool {
    report.quirks.iter().any(|quirk| quirk.name == "single-picture")
}

/// Facts that only the player knows and no request can find out.
fn told(viewer: &Viewer) -> Option<Told> {
    let problem = viewer.report.problem.as_ref().filter(|problem| problem.is_of_pictures())?;
    let Problem { code, blame, message, hint } = problem.clone();
    Some(Told { code, blame, cause: message, cure: hint })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use player::Report;
    use yew::Reducible;

    use super::*;
    use crate::model::routes::Proxy;
    use crate::state::{Action, Opened};

    fn examined(address: &str, state: State) -> Subject {
        let here = Here { page: "http://viewer/", cameras: &["gate".to_owned()] };
        let opened = Opened::new(understand(address, &here).unwrap(), &[]);
        let viewer = Rc::new(Viewer::default()).reduce(Action::Open(Box::new(opened)));
        let viewer = viewer.reduce(Action::Reported(Box::new(Report { state, ..Report::default() })));
        of(&viewer, Asker::Page(Page::default()), Default::default)
    }

    #[test]
    fn the_camera_that_is_open_is_examined_without_its_login() {
        let subject = examined("http://root:pass@192.168.1.20/axis-cgi/mjpg/video.cgi", State::Error);
        assert_eq!(subject.address, "http://192.168.1.20/axis-cgi/mjpg/video.cgi");
        assert_eq!(
            (subject.make, subject.route, subject.seen),
            (Some(Make::Axis), Route::Direct, Seen::Nothing)
        );
        assert_eq!(examined("http://h:8080/stream", State::Live).make, Some(Make::UStreamer));
        assert_eq!(examined("http://h:8080/stream", State::Live).seen, Seen::Live);
    }

    #[test]
    fn the_way_that_the_player_takes_is_examined() {
        let here = Here { page: "http://viewer/", cameras: &[] };
        let opened = Opened::new(understand("http://cam/axis-cgi/mjpg/video.cgi", &here).unwrap(), &[]);
        let mut viewer = Viewer::default();
        viewer.proxy = Proxy::read("http://p/", "");
        let viewer = Rc::new(viewer).reduce(Action::Open(Box::new(opened)));
        let examined = |transport, state| {
            let report = Report { state, transport: Some(transport), ..Report::default() };
            let viewer = Rc::clone(&viewer).reduce(Action::Reported(Box::new(report)));
            of(&viewer, Asker::Page(Page::default()), Default::default)
        };
        let failed = examined(Transport::Proxy, State::Reconnecting);
        let via = "http://p/http://cam/axis-cgi/mjpg/video.cgi".to_owned();
        assert_eq!((failed.route, failed.seen), (Route::Proxy(via), Seen::Nothing));
        // A live picture through a proxy is live: nothing is asked of the camera that has nothing
        // to do with it.
        assert_eq!(examined(Transport::Proxy, State::Live).seen, Seen::Live);
        assert_eq!(examined(Transport::Img, State::Unverified).route, Route::Direct);
        assert_eq!(examined(Transport::Snapshots, State::Reconnecting).route, Route::Direct);
    }

    #[test]
    fn a_camera_of_the_gateway_is_examined_there() {
        let subject = examined("gate", State::Stalled);
        assert_eq!((subject.route, subject.seen), (Route::Gateway("gate".into()), Seen::Stalled));
        assert!(subject.address.starts_with("http://viewer/cameras/gate/"));
    }

    #[test]
    fn what_could_not_be_read_is_examined_as_it_stands() {
        let asked = |src: &str| ("http://viewer/".to_owned(), src.to_owned());
        let of = |src: &str| of(&Viewer::default(), Asker::Page(Page::default()), || asked(src));
        assert_eq!(of("rtsp://cam/h264").address, "rtsp://cam/h264");
        // And what is about to be opened, as what it will be.
        assert_eq!(of("mjpeg+http://cam/x").address, "http://cam/x");
        assert_eq!(of("gate").route, Route::Gateway("gate".into()));
    }
}
