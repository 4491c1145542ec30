//! The state of the page: plain data, changed by named actions. No browser and no clock in here.

mod action;
mod history;
mod opening;

use std::rc::Rc;

use player::{PlayerError, Report, Source, State, Transport};
use yew::Reducible;

pub use action::{Action, Camera, Panel, Sheet, Toast};
pub use history::History;
pub use opening::Beginning;

use crate::model::address::{self, Understood};
use crate::model::settings::Settings;
use crate::stage::{Gesture, Mode, Placement, Point, Size, View, Viewport};
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

    fn reported(&self, report: Report) -> Self {
        let shown = Size::new(report.statistics.width.into(), report.statistics.height.into());
        let history = if report.state == State::Live {
            self.history.with(report.statistics.fps_received)
        } else {
            (*self.history).clone()
        };
        Self {
            picture: if shown.is_visible() { shown } else { self.picture },
            history: Rc::new(history),
            report: Rc::new(report),
            failure: None,
            ..self.clone()
        }
    }

    fn looked(&self, change: impl FnOnce(View, &Viewport) -> View) -> Self {
        Self { view: change(self.view, &self.viewport()), ..self.clone() }
    }

    fn touched(&self, gesture: Gesture) -> Self {
        match gesture {
            Gesture::Drag { dx, dy } => self.looked(|view, port| view.moved(dx, dy, port)),
            Gesture::Pinch { dx, dy, factor, at } => {
                self.looked(|view, port| view.moved(dx, dy, port).zoomed(factor, at, port))
            }
            Gesture::DoubleTap { at } => self.looked(|view, port| view.toggled(at, port)),
            Gesture::Tap => Self { menu: false, ..self.clone() },
        }
    }

    fn moved(&self, right: f64, down: f64) -> Self {
        let stage = self.stage.0;
        self.looked(|view, port| {
            view.moved(-right * stage.width * MOVE_STEP, -down * stage.height * MOVE_STEP, port)
        })
    }

    fn told(&self, text: String, failed: bool) -> Self {
        let mut toasts = self.toasts.clone();
        // The same again replaces what stands there.
        toasts.retain(|toast| toast.text != text);
        toasts.push(Toast { id: self.next_toast, text, failed });
        let surplus = toasts.len().saturating_sub(TOASTS);
        toasts.drain(..surplus);
        Self { toasts, next_toast: self.next_toast.wrapping_add(1), ..self.clone() }
    }
}

impl Reducible for Viewer {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let now = &*self;
        let next = match action {
            Action::Begin(beginning) => now.begun(*beginning),
            Action::Open(opened) => Self { sheet: None, ..now.chosen(opened) },
            Action::SetArguments(arguments) => match &now.opened {
                Some(opened) => {
                    let understood = opened.understood.clone().with_arguments(arguments);
                    if understood == opened.understood {
                        return self;
                    }
                    now.opening(Opened { name: opened.name.clone(), understood })
                }
                None => return self,
            },
            Action::Play => Self { stopped: false, attempt: now.attempt.wrapping_add(1), ..now.clone() },
            Action::Stop => Self { stopped: true, ..now.clone() },
            Action::PlayOrStop => {
                let action = if now.is_resting() { Action::Play } else { Action::Stop };
                return self.reduce(action);
            }
            Action::KeepHidden(keep_hidden) => Self { keep_hidden, ..now.clone() },
            Action::Reported(report) => now.reported(*report),
            Action::Failed(error) => Self { failure: Some(error), ..now.clone() },
            Action::Replace => Self {
                generation: now.generation.wrapping_add(1),
                picture: Size::default(),
                failure: None,
                ..now.clone()
            },
            Action::Measured(size, pixel_ratio) => Self { stage: (size, pixel_ratio), ..now.clone() },
            Action::SetMode(mode) => Self { view: now.view.in_mode(mode), ..now.clone() },
            Action::Orient(turn) => {
                Self { view: now.view.oriented(turn(now.view.orientation)), ..now.clone() }
            }
            Action::Touched(gesture) => now.touched(gesture),
            Action::Zoomed(factor, at) => now.looked(|view, port| view.zoomed(factor, at, port)),
            Action::ZoomIn => now.looked(|view, port| view.zoomed(ZOOM_STEP, Point::CENTRE, port)),
            Action::ZoomOut => now.looked(|view, port| view.zoomed(1.0 / ZOOM_STEP, Point::CENTRE, port)),
            Action::Moved(right, down) => now.moved(right, down),
            Action::Show(sheet) => Self { sheet: Some(sheet), menu: false, ..now.clone() },
            Action::CloseSheet => Self { sheet: None, ..now.clone() },
            Action::TogglePanel(panel) => {
                Self { panel: (now.panel != Some(panel)).then_some(panel), menu: false, ..now.clone() }
            }
            Action::ToggleMenu => Self { menu: !now.menu, ..now.clone() },
            Action::CloseMenu => Self { menu: false, ..now.clone() },
            Action::ToggleStatistics => Self { statistics: !now.statistics, ..now.clone() },
            Action::CloseTopmost if now.menu => Self { menu: false, ..now.clone() },
            Action::CloseTopmost if now.panel.is_some() => Self { panel: None, ..now.clone() },
            Action::CloseTopmost => Self { statistics: false, ..now.clone() },
            Action::Remembered(settings) => Self { settings: Rc::new(settings), ..now.clone() },
            Action::Tell(text) => now.told(text, false),
            Action::TellFailure(text) => now.told(text, true),
            Action::Forget(id) => {
                let toasts = now.toasts.iter().filter(|toast| toast.id != id).cloned().collect();
                Self { toasts, ..now.clone() }
            }
        };
        if next == *now { self } else { Rc::new(next) }
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

impl Mode {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Fit => "Fit",
            Self::Fill => "Fill",
            Self::Actual => "1:1",
        }
    }
}

/// Host and port of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests;
