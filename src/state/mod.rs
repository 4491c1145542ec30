//! The state of the page: plain data, changed by named actions. No browser and no clock in here.

mod action;
mod history;
mod opening;

use std::rc::Rc;

use player::{PlayerError, Report, Source, State, Transport};
use vapix::ImageArguments;
use yew::Reducible;

pub use action::{Action, Camera, Panel, Sheet, Toast};
pub use history::History;
pub use opening::Beginning;

use crate::model::address::{self, Understood};
use crate::model::settings::Settings;
use crate::stage::{Gesture, Placement, Point, Size, View, Viewport};
use crate::status::{Status, status, without_player};

/// A step of the keys + and −.
const ZOOM_STEP: f64 = 1.25;
/// A step of the arrow keys, part of the stage.
const MOVE_STEP: f64 = 0.12;
/// The most toasts at once; older ones go.
const TOASTS: usize = 3;

/// The camera that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What a person calls it: the gateway's name for it, or its host.
    pub name: String,
    /// Where it is and what is asked of it.
    pub understood: Understood,
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
    /// Asked to play again: another number makes the player ask anew.
    pub attempt: u32,
    /// Which canvas and player this is; both are replaced together.
    pub generation: u32,
    /// What the player said last.
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
    /// The panel beside the picture.
    pub panel: Option<Panel>,
    /// The sheet over everything.
    pub sheet: Option<Sheet>,
    /// The menu of the view is open.
    pub menu: bool,
    /// Figures are shown.
    pub statistics: bool,
    /// The bars are shown; otherwise nothing but the picture and what is the matter.
    pub controls: bool,
    /// The gateway's cameras; `None` until that is known.
    pub cameras: Option<Rc<[Camera]>>,
    /// What is remembered.
    pub settings: Rc<Settings>,
    /// Parameters of the page's address that mean nothing here, to be kept.
    pub other: Rc<[String]>,
    /// What has just been done, newest last.
    pub toasts: Vec<Toast>,
    next_toast: u32,
}

impl Default for Viewer {
    fn default() -> Self {
        Self {
            opened: None,
            stopped: false,
            keep_hidden: false,
            attempt: 0,
            generation: 0,
            report: Rc::default(),
            failure: None,
            view: View::default(),
            stage: (Size::default(), 1.0),
            picture: Size::default(),
            history: Rc::default(),
            panel: None,
            sheet: None,
            menu: false,
            statistics: false,
            controls: true,
            cameras: None,
            settings: Rc::default(),
            other: Rc::default(),
            toasts: Vec::new(),
            next_toast: 0,
        }
    }
}

impl Viewer {
    /// What the player should play: nothing while stopped.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        let opened = self.opened.as_ref().filter(|_| !self.stopped)?;
        Some(opened.source(self.keep_hidden))
    }

    /// The camera's name for a person.
    #[must_use]
    pub fn name(&self) -> &str {
        self.opened.as_ref().map_or("Mullion", |opened| &opened.name)
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

    /// What may be said about the picture; `None` before a camera is opened.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        let opened = self.opened.as_ref()?;
        match &self.failure {
            Some(error) => Some(without_player(error)),
            None => Some(status(&self.report, &opened.name, self.stopped, self.picture.is_visible())),
        }
    }

    /// Whether nothing is asked of a camera: stopped by hand, or ended.
    #[must_use]
    pub fn is_resting(&self) -> bool {
        self.stopped || self.report.state == State::Ended
    }

    /// Whether the bars have to stay: something is open, or something is the matter.
    #[must_use]
    pub fn is_awake(&self) -> bool {
        let at_rest = matches!(self.report.state, State::Live) && self.opened.is_some();
        self.stopped || self.sheet.is_some() || self.menu || !at_rest
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Begin(beginning) => self.begin(*beginning),
            Action::Open(opened) => {
                self.sheet = None;
                self.choose(opened);
            }
            Action::SetArguments(arguments) => self.ask(arguments),
            Action::Play => self.play(),
            Action::PlayOrStop if self.is_resting() => self.play(),
            Action::Stop | Action::PlayOrStop => self.stopped = true,
            Action::KeepHidden(keep_hidden) => self.keep_hidden = keep_hidden,
            Action::Reported(report) => self.report(*report),
            Action::Failed(error) => self.failure = Some(error),
            Action::Replace => {
                self.generation = self.generation.wrapping_add(1);
                self.picture = Size::default();
                self.failure = None;
            }
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
            }
            Action::CloseSheet => self.sheet = None,
            Action::TogglePanel(panel) => {
                self.panel = (self.panel != Some(panel)).then_some(panel);
                self.menu = false;
            }
            Action::ToggleMenu => self.menu = !self.menu,
            Action::CloseMenu => self.menu = false,
            Action::ToggleStatistics => self.statistics = !self.statistics,
            Action::CloseTopmost if self.menu => self.menu = false,
            Action::CloseTopmost if self.panel.is_some() => self.panel = None,
            Action::CloseTopmost => self.statistics = false,
            Action::Remembered(settings) => self.settings = Rc::new(settings),
            Action::Tell(text) => self.tell(text, false),
            Action::TellFailure(text) => self.tell(text, true),
            Action::Forget(id) => self.toasts.retain(|toast| toast.id != id),
        }
    }

    fn play(&mut self) {
        self.stopped = false;
        self.attempt = self.attempt.wrapping_add(1);
    }

    fn ask(&mut self, arguments: ImageArguments) {
        let Some(opened) = self.opened.clone() else { return };
        let understood = opened.understood.clone().with_arguments(arguments);
        if understood != opened.understood {
            self.open(Opened { name: opened.name.clone(), understood });
        }
    }

    fn report(&mut self, report: Report) {
        let shown = Size::new(report.statistics.width.into(), report.statistics.height.into());
        if shown.is_visible() {
            self.picture = shown;
        }
        if report.state == State::Live {
            Rc::make_mut(&mut self.history).push(report.statistics.fps_received);
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
            Gesture::Tap => self.menu = false,
        }
    }

    fn tell(&mut self, text: String, failed: bool) {
        // The same again replaces what stands there.
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
            address::Source::Url(url) => host(url).to_owned(),
        };
        Self { name, understood }
    }

    /// What the player is given.
    #[must_use]
    pub fn source(&self, keep_hidden: bool) -> Source {
        let transport = match self.understood.source {
            address::Source::Camera(_) => Transport::Relay,
            address::Source::Url(_) => Transport::Fetch,
        };
        Source { url: self.understood.url.clone(), transport, keep_hidden }
    }
}

/// Host and port of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests;
