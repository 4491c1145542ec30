//! The state of the page: plain data, changed by named actions. No browser and no clock in here.

mod action;
mod aids;
mod connection;
mod consent;
mod history;
mod log;
mod opening;
mod recording;
mod verdict;

use std::rc::Rc;

use player::{Enhancements, Login, Paths, PlayerError, ReplayLimits, Report, State, Transport};
use vapix::ImageArguments;
use yew::Reducible;

pub use action::{Action, Camera, Examined, Panel, Sheet, Toast};
pub use aids::{Aid, Aids, MAGNIFICATIONS, Sampling};
pub use connection::Detour;
pub use consent::Consent;
pub use history::History;
pub use log::{Event, Log};
pub use opening::Beginning;
pub use recording::{PreRoll, RecordingChange, Recordings};
pub use verdict::Verdict;

use crate::marks::{Marks, is_dead, marks, marks_without_player};
use crate::model::options::Badge;
use crate::model::routes::Proxy;
use crate::model::settings::Settings;
use crate::stage::{Gesture, Placement, Point, Size, View, Viewport};
use address::Understood;

/// A step of the keys + and −.
const ZOOM_STEP: f64 = 1.25;
/// A step of the arrow keys, part of the stage.
const MOVE_STEP: f64 = 0.12;
/// The message after a worker has died.
const HISTORY_LOST: &str = "The player crashed and was restarted. Its buffered frames are lost.";
/// The most toasts at once; older ones go.
const TOASTS: usize = 3;

/// The camera that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Its name for a person: the gateway's, or its host.
    pub name: String,
    /// Its address and arguments.
    pub understood: Understood,
    /// The way to it that worked last time, where that was not the best.
    pub worked: Option<Transport>,
    /// Its login.
    pub login: Option<Login>,
}

/// All that the page knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewer {
    /// The camera that is shown, or was asked to be.
    pub opened: Option<Rc<Opened>>,
    /// A person stopped it.
    pub stopped: bool,
    /// The camera's connection is kept while the page is hidden.
    pub keep_hidden: bool,
    /// Seconds for which the last picture is called live at least, where somebody wants it so.
    pub stall: Option<u32>,
    /// How much is kept to be looked at again.
    pub replay: ReplayLimits,
    /// How pictures are decoded and shown, where somebody wants it so.
    pub paths: Paths,
    /// The only way to the camera that a person wants; otherwise the best that works.
    pub transport: Option<Transport>,
    /// The proxy that a person or the gateway names.
    pub proxy: Option<Proxy>,
    /// A person's consent.
    pub consent: Consent,
    /// Logins by scheme, host and port, for as long as the page is there.
    pub logins: Rc<[(String, Login)]>,
    /// Cameras opened by hand so far: each is an entry of the browser's history.
    pub visits: u32,
    /// A new number makes the player request the stream again.
    pub attempt: u32,
    /// The player's last report.
    pub report: Rc<Report>,
    /// Why there is no player.
    pub failure: Option<PlayerError>,
    /// How the picture is looked at.
    pub view: View,
    /// The stage's size in CSS pixels, and device pixels in each.
    pub stage: (Size, f64),
    /// The size of the picture on the canvas; nothing is there if it is zero.
    pub picture: Size,
    /// Frames a second, lately.
    pub history: Rc<History>,
    /// The log of this camera.
    pub log: Rc<Log>,
    /// The panel beside the picture.
    pub panel: Option<Panel>,
    /// The sheet over everything.
    pub sheet: Option<Sheet>,
    /// Progress of the diagnosis, while its sheet is open.
    pub examined: Option<Rc<Examined>>,
    /// A new number starts the diagnosis again.
    pub examinations: u32,
    /// The diagnosis of the present problem.
    pub verdict: Option<Verdict>,
    /// Aids for looking.
    pub aids: Aids,
    /// The menu of the snapshot is open.
    pub snapshot_menu: bool,
    /// The menu of the view is open.
    pub menu: bool,
    /// Figures are shown.
    pub statistics: bool,
    /// Whether the bars are shown; without them, only the picture and the problem.
    pub controls: bool,
    /// Where the state is shown while the bars are not.
    pub badge: Badge,
    /// The gateway's cameras; `None` until that is known.
    pub cameras: Option<Rc<[Camera]>>,
    /// The remembered cameras.
    pub settings: Rc<Settings>,
    /// Parameters of the page's address that mean nothing here, to be kept.
    pub other: Rc<[String]>,
    /// The state of recordings.
    pub recordings: Rc<Recordings>,
    /// Toasts, newest last.
    pub toasts: Vec<Toast>,
    next_toast: u32,
    late_reports: u8,
}

impl Default for Viewer {
    fn default() -> Self {
        Self {
            opened: None,
            stopped: false,
            keep_hidden: false,
            stall: None,
            replay: ReplayLimits::default(),
            paths: Paths::default(),
            transport: None,
            proxy: None,
            consent: Consent::default(),
            logins: Rc::default(),
            visits: 0,
            attempt: 0,
            report: Rc::default(),
            failure: None,
            view: View::default(),
            stage: (Size::default(), 1.0),
            picture: Size::default(),
            history: Rc::default(),
            log: Rc::default(),
            panel: None,
            sheet: None,
            examined: None,
            examinations: 0,
            verdict: None,
            aids: Aids::default(),
            snapshot_menu: false,
            menu: false,
            statistics: false,
            controls: true,
            badge: Badge::default(),
            cameras: None,
            settings: Rc::default(),
            other: Rc::default(),
            recordings: Rc::default(),
            toasts: Vec::new(),
            next_toast: 0,
            late_reports: 0,
        }
    }
}

impl Viewer {
    /// The camera's name for a person.
    #[must_use]
    pub fn name(&self) -> &str {
        self.opened.as_ref().map_or("Mullion", |opened| &opened.name)
    }

    /// The camera that is shown, if the gateway records it.
    #[must_use]
    pub fn recorded_camera(&self) -> Option<&Camera> {
        let address::Source::Camera(id) = &self.opened.as_ref()?.understood.source else { return None };
        self.cameras.as_ref()?.iter().find(|camera| camera.id == *id && camera.is_recorded)
    }

    /// Stage and picture.
    #[must_use]
    pub fn viewport(&self) -> Viewport {
        Viewport { stage: self.stage.0, picture: self.picture, pixel_ratio: self.stage.1 }
    }

    /// Where the picture stands.
    #[must_use]
    pub fn placement(&self) -> Option<Placement> {
        self.view.placed(&self.viewport())
    }

    /// The marks that say how the picture is; `None` before a camera is opened, where one can be.
    #[must_use]
    pub fn marks(&self) -> Option<Marks> {
        if let Some(error) = &self.failure {
            // Whatever is opened: no picture will come.
            return Some(marks_without_player(error, self.name()));
        }
        let opened = self.opened.as_ref()?;
        Some(marks(&self.explained(), &opened.name, self.stopped, self.picture.is_visible()))
    }

    /// Whether the page cannot read the frames it shows, so that they can be neither saved nor
    /// recorded: the browser displays them by itself.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.report.state == State::Unverified || self.report.transport == Some(Transport::Img)
    }

    /// Whether *Stop* does something: the page is at the camera, or says that it will try again.
    #[must_use]
    pub fn can_stop(&self) -> bool {
        self.marks().is_some_and(|marks| marks.can_stop)
    }

    /// Whether something lies on top that [`Action::CloseTopmost`] closes.
    #[must_use]
    pub fn has_topmost(&self) -> bool {
        self.snapshot_menu || self.menu || self.panel.is_some() || self.statistics
    }

    /// Whether the bars have to stay: something is open, or something is the matter.
    #[must_use]
    pub fn is_awake(&self) -> bool {
        let is_live = self.marks().is_some_and(|marks| marks.standing.is_live());
        self.sheet.is_some() || self.menu || self.snapshot_menu || !is_live
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Begin(beginning) => self.begin(*beginning),
            Action::Open(opened) => {
                self.sheet = None;
                self.visit(*opened);
            }
            Action::Return { page, query } => self.go_to(&page, &query),
            Action::SetArguments(arguments) => self.ask(arguments),
            Action::Play => self.play(),
            Action::PlayOrStop if !self.can_stop() => self.play(),
            Action::Stop | Action::PlayOrStop => self.stopped = true,
            Action::Climb => self.climb(),
            Action::LogIn { login, keep, proxy } => self.log_in(login, keep, proxy),
            Action::AnswerProxy(is_wanted) => self.answer_proxy(is_wanted),
            Action::AllowClear => self.allow_clear(),
            Action::Connect { transport, proxy } => self.connect(transport, proxy),
            Action::KeepHidden(keep_hidden) => self.keep_hidden = keep_hidden,
            Action::Reported(report) => self.report(*report),
            Action::Failed(error) => self.failure = Some(error),
            Action::Measured(size, pixel_ratio) => self.stage = (size, pixel_ratio),
            Action::SetMode(mode) => self.view = self.view.in_mode(mode),
            Action::Orient(turn) => self.view = self.view.oriented(turn(self.view.orientation)),
            Action::Touched(gesture) => self.touch(gesture),
            Action::Zoomed(factor, at) => self.view = self.view.zoomed(factor, at, &self.viewport()),
            Action::ZoomIn => self.view = self.view.zoomed(ZOOM_STEP, Point::CENTRE, &self.viewport()),
            Action::ZoomOut => self.view = self.view.zoomed(1.0 / ZOOM_STEP, Point::CENTRE, &self.viewport()),
            Action::Moved(right, down) => {
                let step = Size::new(self.stage.0.width * MOVE_STEP, self.stage.0.height * MOVE_STEP);
                self.view = self.view.moved(-right * step.width, -down * step.height, &self.viewport());
            }
            Action::Show(sheet) => {
                self.sheet = Some(sheet);
                self.menu = false;
                self.examined = None;
                // An examination that ended before told the card only: the sheet has one of its own.
                self.examinations = self.examinations.wrapping_add(u32::from(sheet == Sheet::Why));
            }
            Action::CloseSheet => self.sheet = None,
            Action::Examine => {
                self.examinations = self.examinations.wrapping_add(1);
                self.examined = None;
                self.verdict = None;
            }
            Action::Examined(examined) => {
                if let Some(diagnosis) = &examined.1 {
                    self.explain(diagnosis);
                }
                self.examined = Some(examined);
            }
            Action::TogglePanel(panel) => {
                self.panel = (self.panel != Some(panel)).then_some(panel);
                self.menu = false;
            }
            Action::Enhance(enhancements) => self.aids.enhancements = enhancements,
            Action::Unenhance => self.aids.enhancements = Enhancements::default(),
            Action::Compare if self.aids.enhancements.is_neutral() && !self.aids.has_split() => {
                self.tell("Nothing is enhanced yet. Open Enhance (E).".into(), false);
            }
            Action::Compare | Action::ToggleSplit => self.aids.toggle_split(),
            Action::ToggleAid(aid) => self.aids.toggle(aid, self.seen()),
            Action::Magnify(times) => {
                self.aids.magnification = times.clamp(MAGNIFICATIONS.0, MAGNIFICATIONS.1);
            }
            Action::Sample(sampling) => self.aids.sampling = sampling,
            Action::Measure(end, point) => self.aids.measure(end, point, self.picture),
            Action::ToggleSnapshotMenu => self.snapshot_menu = !self.snapshot_menu,
            Action::CloseSnapshotMenu => self.snapshot_menu = false,
            Action::ToggleMenu => self.menu = !self.menu,
            Action::CloseMenu => self.menu = false,
            Action::ToggleStatistics => self.statistics = !self.statistics,
            Action::CloseTopmost if self.snapshot_menu => self.snapshot_menu = false,
            Action::CloseTopmost if self.menu => self.menu = false,
            Action::CloseTopmost if self.panel.is_some() => self.panel = None,
            Action::CloseTopmost => self.statistics = false,
            Action::Remembered(settings) => self.settings = Rc::new(settings),
            Action::Recording(change) => Rc::make_mut(&mut self.recordings).change(change),
            Action::Tell(text) => self.tell(text, false),
            Action::TellFailure(text) => self.tell(text, true),
            Action::Forget(id) => self.toasts.retain(|toast| toast.id != id),
        }
    }

    /// Two corners of what is seen of the picture, in its pixels; all of it where nothing is known.
    fn seen(&self) -> [(f64, f64); 2] {
        let whole = [(0.0, 0.0), (self.picture.width, self.picture.height)];
        let Some(placement) = self.placement() else { return whole };
        let stage = self.stage.0;
        let corner = |at| placement.to_picture(self.picture, at);
        let [(ax, ay), (bx, by)] = [corner((0.0, 0.0)), corner((stage.width, stage.height))];
        [(ax.min(bx), ay.min(by)), (ax.max(bx), ay.max(by))]
    }

    fn play(&mut self) {
        self.stopped = false;
        self.attempt = self.attempt.wrapping_add(1);
    }

    fn ask(&mut self, arguments: ImageArguments) {
        let Some(opened) = self.opened.clone() else { return };
        let understood = opened.understood.clone().with_arguments(arguments);
        if understood != opened.understood {
            self.open(Opened { understood, ..(*opened).clone() });
        }
    }

    fn report(&mut self, report: Report) {
        let began = matches!(report.state, State::Idle | State::Connecting | State::Error | State::Ended);
        self.late_reports = if began { 0 } else { self.late_reports.saturating_sub(1) };
        if self.late_reports > 0 {
            return;
        }
        let shown = Size::new(report.statistics.width.into(), report.statistics.height.into());
        if shown.is_visible() {
            self.picture = shown;
        }
        if matches!(report.state, State::Live | State::Replay) {
            self.verdict = None;
            Rc::make_mut(&mut self.history).push(report.statistics.fps_received);
        }
        // What is drawn holds the log too, so that a change copies it.
        if self.opened.is_some() && self.log.is_news(&report) {
            Rc::make_mut(&mut self.log).note(&report);
        }
        if is_dead(&self.report) && !is_dead(&report) {
            // Another worker, on another canvas.
            self.picture = shown;
            if self.report.replay.is_some() {
                self.tell(HISTORY_LOST.into(), true);
            }
        }
        self.report = Rc::new(report);
        self.failure = None;
    }

    fn touch(&mut self, gesture: Gesture) {
        let port = self.viewport();
        match gesture {
            Gesture::Drag { dx, dy } => self.view = self.view.moved(dx, dy, &port),
            Gesture::Pinch { dx, dy, factor, at } => {
                self.view = self.view.moved(dx, dy, &port).zoomed(factor, at, &port);
            }
            Gesture::DoubleTap { at } => self.view = self.view.toggled(at, &port),
            Gesture::Tap => {
                self.menu = false;
                self.snapshot_menu = false;
            }
        }
    }

    fn tell(&mut self, text: String, failed: bool) {
        // The same message replaces the earlier one.
        self.toasts.retain(|toast| toast.text != text);
        self.toasts.push(Toast { id: self.next_toast, text, failed });
        let surplus = self.toasts.len().saturating_sub(TOASTS);
        self.toasts.drain(..surplus);
        self.next_toast = self.next_toast.wrapping_add(1);
    }
}

impl Reducible for Viewer {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        next.act(action);
        // The same state renders nothing.
        if next == *self { self } else { Rc::new(next) }
    }
}

impl Opened {
    /// The camera with the name that one of `cameras` has for it, else that of its host.
    #[must_use]
    pub fn new(understood: Understood, cameras: &[Camera]) -> Self {
        let name = match &understood.source {
            address::Source::Camera(id) => cameras
                .iter()
                .find(|camera| camera.id == *id)
                .map_or_else(|| id.clone(), |camera| camera.name.clone()),
            address::Source::Url(_) => understood.source.host().unwrap_or_default().to_owned(),
        };
        let login = understood.login.as_ref().map(|login| Login::Password {
            user: login.user().to_owned(),
            password: login.password().to_owned(),
        });
        Self { name, understood, worked: None, login }
    }
}

#[cfg(test)]
mod tests;
