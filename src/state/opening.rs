//! Which camera is opened, and how it is displayed: by the page's address, by memory, by a person.

use std::rc::Rc;

use player::{Report, State};

use super::{Camera, Opened, Sheet, Viewer};
use crate::model::link::{self, Asked};
use crate::model::options::{Options, Zoom};
use crate::model::settings::{CameraSettings, Settings};
use crate::stage::{Size, View};
use address::{Here, Note, Source, Understood, understand};

/// The facts known when the page starts.
#[derive(Debug)]
pub struct Beginning {
    /// The absolute address of the folder that the page lies in.
    pub page: String,
    /// The arguments of the page's address.
    pub query: String,
    /// The gateway's cameras; none without a gateway.
    pub cameras: Vec<Camera>,
    /// The remembered cameras.
    pub settings: Settings,
    /// The proxy that the gateway offers, as an address relative to the page.
    pub proxy: Option<String>,
}

/// After another camera was opened, so many reports about the one before may still be under way.
const LATE_REPORTS: u8 = 8;

impl Viewer {
    /// Opens what the page's address names, else the only camera there is, else the sheet that asks.
    pub(super) fn begin(&mut self, beginning: Beginning) {
        let Beginning { page, query, cameras, settings, proxy } = beginning;
        let asked = Asked::parse(&query);
        for problem in &asked.problems {
            self.tell(problem.to_string(), true);
        }
        let ids: Vec<String> = cameras.iter().map(|camera| camera.id.clone()).collect();
        let only = ids.first().filter(|_| ids.len() == 1);
        let src = asked.src.clone().or_else(|| only.cloned());
        let read = src.map(|src| understand(&src, &Here { page: &page, cameras: &ids }));
        self.cameras = Some(cameras.into());
        self.settings = Rc::new(settings);
        self.other = asked.other.clone().into();
        self.consider_proxy(asked.proxy().as_deref(), proxy.as_deref(), &page);
        match read {
            Some(Ok(understood)) => return self.follow(understood, &asked),
            Some(Err(error)) => self.tell(format!("{error} {}", error.remedy()), true),
            None => {}
        }
        self.show_as(&asked.options);
        self.picture = Size::default();
        self.sheet = Some(Sheet::Open);
    }

    /// Opened by hand. Another camera than now is a visit, which can be gone back from.
    pub(super) fn visit(&mut self, opened: Opened) {
        if !self.shows(&opened.understood.source) {
            self.visits = self.visits.wrapping_add(1);
            self.leave_proxy_of_link();
        }
        self.choose(opened);
    }

    /// Opens what an entry of the browser's history names; the start page, if that is no camera.
    pub(super) fn go_to(&mut self, page: &str, query: &str) {
        let asked = Asked::parse(query);
        let cameras = self.cameras.clone().unwrap_or_default();
        let ids: Vec<String> = cameras.iter().map(|camera| camera.id.clone()).collect();
        let understood =
            asked.src.as_ref().and_then(|src| understand(src, &Here { page, cameras: &ids }).ok());
        match understood {
            Some(understood) if self.shows(&understood.source) => {
                self.show_as(&asked.options);
                self.ask(asked.arguments.or(&understood.arguments()));
            }
            Some(understood) => {
                self.sheet = None;
                self.follow(understood, &asked);
            }
            None => {
                self.opened = None;
                self.report = Rc::default();
                self.picture = Size::default();
                self.sheet = Some(Sheet::Open);
            }
        }
    }

    fn shows(&self, source: &Source) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.understood.source == *source)
    }

    /// Opened by hand: as it was shown before. Arguments in the address itself come before those remembered.
    pub(super) fn choose(&mut self, mut opened: Opened) {
        self.verdict = None;
        let remembered = self.settings.of(&opened.understood.source).cloned();
        let mut options = Options::default();
        if let Some(remembered) = remembered {
            options = remembered.options;
            if opened.understood.arguments().is_empty() {
                opened.understood = opened.understood.with_arguments(remembered.arguments);
            }
        }
        if self.opened.is_none() {
            options.transport = options.transport.or(self.transport);
        }
        // These belong to the page rather than to a camera.
        options.controls = self.controls;
        options.badge = self.badge;
        options.stats |= self.statistics;
        self.open(opened);
        self.show_as(&options);
    }

    /// Another stream.
    pub(super) fn open(&mut self, mut opened: Opened) {
        // The first one may be shown already: the player begins before the app.
        if self.opened.is_some() && !self.shows(&opened.understood.source) {
            // Neither the last picture of another camera nor its state must stand under this one's name.
            self.picture = Size::default();
            self.log = Rc::default();
            self.leave_proxy_of_link();
            self.report = Rc::new(Report { state: State::Connecting, ..Report::default() });
            self.late_reports = LATE_REPORTS;
        }
        let source = &opened.understood.source;
        if opened.login.is_none() {
            opened.login = self.login_at(&opened.understood);
        }
        opened.worked = self.settings.worked(source);
        self.opened = Some(Rc::new(opened));
        self.history = Rc::default();
        self.play();
    }

    /// How the picture is shown, as links and storage say it.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            fit: self.view.mode,
            orientation: self.view.orientation,
            zoom: Zoom::new(self.view.zoom(), self.view.centre()),
            stats: self.statistics,
            controls: self.controls,
            badge: self.badge,
            keep: self.keep_hidden,
            enhance: self.aids.enhancements,
            stall: self.stall,
            replay: self.replay,
            paths: self.paths,
            transport: self.transport,
        }
    }

    /// The arguments of the page's address that lead here again, with their `?`; `None` before a
    /// camera is opened.
    #[must_use]
    pub fn query(&self) -> Option<String> {
        let understood = &self.opened.as_ref()?.understood;
        let query =
            link::write(Some(&understood.source), &self.options(), &understood.arguments(), &self.other);
        Some(format!("?{query}"))
    }

    /// The address of the page, in the folder `page`, that leads here again.
    #[must_use]
    pub fn link(&self, page: &str) -> String {
        format!("{page}{}", self.query().unwrap_or_default())
    }

    /// A camera is worth remembering once it has shown a picture.
    #[must_use]
    pub fn to_remember(&self) -> Option<CameraSettings> {
        let opened = self.opened.as_ref().filter(|_| self.picture.is_visible())?;
        Some(CameraSettings {
            source: opened.understood.source.clone(),
            name: opened.name.clone(),
            options: self.options(),
            arguments: opened.understood.arguments(),
            worked: self.worked(),
        })
    }

    /// Opened by a link: what it says comes before what is remembered, and that only where it says
    /// nothing else.
    fn follow(&mut self, understood: Understood, asked: &Asked) {
        for note in
            understood.notes.iter().filter(|note| matches!(note, Note::LoginTakenOut | Note::Secret(_)))
        {
            self.tell(note.to_string(), false);
        }
        let own = understood.arguments();
        let mut opened = Opened::new(understood, self.cameras.as_deref().unwrap_or_default());
        if asked.names_only_the_camera() && own.is_empty() {
            return self.choose(opened);
        }
        opened.understood = opened.understood.with_arguments(asked.arguments.or(&own));
        self.open(opened);
        self.show_as(&asked.options);
    }

    fn show_as(&mut self, options: &Options) {
        let view = View::new(options.fit, options.orientation);
        self.view = view.zoomed_to(options.zoom.factor(), options.zoom.centre());
        self.statistics = options.stats;
        self.controls = options.controls;
        self.badge = options.badge;
        self.keep_hidden = options.keep;
        self.aids.enhancements = options.enhance;
        self.stall = options.stall;
        self.replay = options.replay;
        self.paths = options.paths;
        self.transport = options.transport;
    }
}

#[cfg(test)]
mod tests {
    use vapix::ImageArguments;

    use super::*;
    use crate::stage::{Mode, Orientation};

    fn cameras(ids: &[&str]) -> Vec<Camera> {
        ids.iter()
            .map(|id| Camera { id: (*id).into(), name: format!("The {id}"), is_recorded: false })
            .collect()
    }

    fn begun(query: &str, ids: &[&str], settings: Settings) -> Viewer {
        let page = "http://host/".to_owned();
        let mut viewer = Viewer::default();
        viewer.begin(Beginning { page, query: query.into(), cameras: cameras(ids), settings, proxy: None });
        viewer
    }

    fn remembering(source: &str, options: &str) -> Settings {
        let asked = Asked::parse(options);
        let mut settings = Settings::default();
        let (options, arguments) = (asked.options, asked.arguments);
        settings.remember(CameraSettings {
            source: Source::read(source),
            name: "n".into(),
            options,
            arguments,
            worked: None,
        });
        settings
    }

    fn chosen(viewer: &Viewer, opened: Opened) -> Viewer {
        let mut viewer = viewer.clone();
        viewer.choose(opened);
        viewer
    }

    fn url(viewer: &Viewer) -> String {
        viewer.source().unwrap().stream.url().to_owned()
    }

    #[test]
    fn the_only_camera_is_opened_at_once() {
        let viewer = begun("", &["demo"], Settings::default());
        assert_eq!(url(&viewer), "http://host/cameras/demo/axis-cgi/mjpg/video.cgi");
        assert_eq!((viewer.name(), viewer.sheet), ("The demo", None));
        assert_eq!(viewer.query().as_deref(), Some("?src=demo"));
    }

    #[test]
    fn with_several_cameras_or_none_the_page_asks() {
        for ids in [&[][..], &["a", "b"]] {
            let viewer = begun("?fit=fill", ids, Settings::default());
            assert_eq!((viewer.sheet, viewer.source()), (Some(Sheet::Open), None));
            assert_eq!(viewer.view.mode, Mode::Fill);
        }
    }

    #[test]
    fn a_link_is_followed_to_the_letter() {
        let link = "?src=http://cam&fit=fill&rotate=90&zoom=2,0.25,0.75&stats=1&keep=1&fps=5&theme=dark";
        let viewer = begun(link, &["demo"], remembering("http://cam", "resolution=640x480"));
        assert_eq!(url(&viewer), "http://cam/axis-cgi/mjpg/video.cgi?fps=5");
        assert_eq!(viewer.view.orientation, Orientation::new(90, false));
        assert!(viewer.statistics && viewer.keep_hidden);
        assert_eq!(viewer.query().as_deref(), Some(link), "and written back");
    }

    #[test]
    fn a_camera_alone_is_shown_as_it_was_before() {
        let viewer = begun("?src=gate", &["gate", "barn"], remembering("gate", "fit=1:1&flip=h&fps=2"));
        assert_eq!(viewer.query().as_deref(), Some("?src=gate&fit=1:1&flip=h&fps=2"));
    }

    #[test]
    fn arguments_of_a_pasted_address_come_before_those_remembered() {
        let viewer = begun("", &["a", "b"], remembering("http://cam", "fit=fill&fps=2"));
        let here = Here { page: "http://host/", cameras: &[] };
        let pasted = |text: &str| Opened::new(understand(text, &here).unwrap(), &[]);
        let plain = chosen(&viewer, pasted("http://cam"));
        assert_eq!(plain.query().as_deref(), Some("?src=http://cam&fit=fill&fps=2"));
        let exact = chosen(&viewer, pasted("http://cam/axis-cgi/mjpg/video.cgi?resolution=320x240"));
        assert_eq!(exact.query().as_deref(), Some("?src=http://cam&fit=fill&resolution=320x240"));
    }

    #[test]
    fn another_camera_starts_afresh() {
        let viewer = begun("?src=a&fit=fill&zoom=3&controls=0", &["a", "b"], Settings::default());
        let here = Here { page: "http://host/", cameras: &["b".to_owned()] };
        let other = chosen(&viewer, Opened::new(understand("b", &here).unwrap(), &[]));
        assert_eq!(other.query().as_deref(), Some("?src=b&controls=0"));
    }

    #[test]
    fn each_camera_opened_by_hand_can_be_gone_back_from() {
        let mut viewer = begun("?src=a&fit=fill", &["a", "b"], Settings::default());
        assert_eq!(viewer.visits, 0, "the first has the entry of the page");
        let ids = ["a".to_owned(), "b".to_owned()];
        let here = Here { page: "http://host/", cameras: &ids };
        let camera = |id| Opened::new(understand(id, &here).unwrap(), &[]);
        viewer.visit(camera("b"));
        viewer.visit(camera("b"));
        assert_eq!((viewer.visits, viewer.query().as_deref()), (1, Some("?src=b")));
        viewer.go_to("http://host/", "?src=a&fit=fill");
        assert_eq!((viewer.visits, viewer.query().as_deref()), (1, Some("?src=a&fit=fill")));
        let attempt = viewer.attempt;
        viewer.go_to("http://host/", "?src=a&fit=fill");
        assert_eq!(viewer.attempt, attempt, "what is shown already is not asked for again");
        viewer.go_to("http://host/", "");
        assert_eq!((viewer.source(), viewer.sheet), (None, Some(Sheet::Open)));
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        let viewer = begun("?src=ftp://cam/x", &["demo"], Settings::default());
        assert_eq!((viewer.sheet, viewer.toasts.len()), (Some(Sheet::Open), 1));
        let viewer = begun("?src=demo&fit=big", &["demo"], Settings::default());
        assert!(viewer.source().is_some() && viewer.toasts[0].failed);
    }

    #[test]
    fn a_password_in_a_link_is_taken_out_and_told() {
        let viewer = begun("?src=http://root:s3cret@cam/", &[], Settings::default());
        assert!(!viewer.query().unwrap().contains("s3cret"));
        assert_eq!(viewer.toasts.len(), 1);
    }

    #[test]
    fn only_a_camera_that_showed_a_picture_is_remembered() {
        let viewer = begun("?src=demo&fps=5", &["demo"], Settings::default());
        assert_eq!(viewer.to_remember(), None);
        let shown = Viewer { picture: Size::new(640.0, 480.0), ..viewer };
        let remembered = shown.to_remember().unwrap();
        assert_eq!(remembered.arguments, ImageArguments { fps: Some(5), ..ImageArguments::default() });
    }
}
