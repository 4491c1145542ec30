//! The page's side: owns the worker and everything that listens for it.

use web_sys::{HtmlCanvasElement, HtmlElement};

use crate::{Blame, Problem, Report, Snapshot, Source, State};

/// Owns the worker, its closures and its listeners. Dropping it terminates the worker and thereby closes
/// the camera's connection.
pub struct Player {
    on_report: Box<dyn Fn(Report)>,
}

impl Player {
    /// A player that draws on `canvas` and keeps the documented `data-*` attributes of `element`.
    ///
    /// `canvas` is given to the worker for good (`transferControlToOffscreen`): it must be new, and can
    /// be used for one player only.
    pub fn new(
        element: HtmlElement,
        canvas: HtmlCanvasElement,
        on_report: impl Fn(Report) + 'static,
    ) -> Result<Self, PlayerError> {
        let _ = (element, canvas);
        Ok(Self { on_report: Box::new(on_report) })
    }

    /// Plays `source`. A running stream is closed first; the same source again means reconnect now.
    pub fn play(&self, source: Source) {
        let problem = Problem {
            blame: Blame::Page,
            code: "not-built".into(),
            message: "The player is not built yet.".into(),
            hint: String::new(),
        };
        (self.on_report)(Report {
            state: State::Error,
            transport: Some(source.transport),
            problem: Some(problem),
            ..Report::default()
        });
    }

    /// Closes the connection. The last picture stays.
    pub fn stop(&self) {}

    /// Cuts a back-off short.
    pub fn retry(&self) {}

    /// Asks for the last picture drawn. `done` is not called if the player is dropped first.
    pub fn snapshot(&self, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        done(Err(PlayerError::NoPicture));
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player").finish_non_exhaustive()
    }
}

/// Why a [`Player`] could not be made, or gives no snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayerError {
    /// The browser lacks something without which nothing can be shown.
    #[error("this browser has no {0}; a current Chromium, Firefox or Safari is needed")]
    Unsupported(&'static str),
    /// The canvas could not be given to the worker: it was given away before, or has been drawn on.
    #[error("the canvas cannot be given to the worker: {0}")]
    Canvas(String),
    /// The worker could not be started.
    #[error("the player's worker cannot be started: {0}")]
    Worker(String),
    /// No picture has been drawn yet.
    #[error("no picture has been shown yet")]
    NoPicture,
}
