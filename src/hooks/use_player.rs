//! The player, made with the canvas and dropped with it.

use std::cell::RefCell;
use std::rc::Rc;

use player::{Player, PlayerError, Report, Snapshot, Source, State};
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::{Callback, NodeRef, hook, use_effect_with, use_mut_ref};

/// What the player says: a report, or why there is none.
pub(crate) type PlayerNews = Result<Report, PlayerError>;

/// The player of this page. Does nothing while there is none.
#[derive(Clone)]
pub(crate) struct PlayerHandle {
    player: Rc<RefCell<Option<Player>>>,
}

impl PlayerHandle {
    /// Cuts a back-off short.
    pub(crate) fn retry(&self) {
        if let Some(player) = &*self.player.borrow() {
            player.retry();
        }
    }

    /// Asks for the last picture drawn.
    pub(crate) fn snapshot(&self, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        match &*self.player.borrow() {
            Some(player) => player.snapshot(done),
            None => done(Err(PlayerError::NoPicture)),
        }
    }
}

impl PartialEq for PlayerHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
    }
}

/// Keeps a player on `canvas`, playing `source` or nothing. `version` is the generation of the canvas and the attempt at
/// playing: with another generation there is another canvas, and the
/// player is made anew. A source that changes, or another `attempt`, is played at once; the player closes the old stream first.
#[hook]
pub(crate) fn use_player(
    element: &NodeRef,
    canvas: &NodeRef,
    version: (u32, u32),
    source: Option<Source>,
    news: Callback<PlayerNews>,
) -> PlayerHandle {
    let player = use_mut_ref(|| None::<Player>);
    {
        let (player, element, canvas) = (Rc::clone(&player), element.clone(), canvas.clone());
        use_effect_with(version.0, move |_| {
            if let (Some(element), Some(canvas)) =
                (element.cast::<HtmlElement>(), canvas.cast::<HtmlCanvasElement>())
            {
                let reports = news.clone();
                match Player::new(element.clone(), canvas, move |report| reports.emit(Ok(report))) {
                    Ok(made) => *player.borrow_mut() = Some(made),
                    Err(error) => {
                        // Otherwise the player's to keep.
                        let _ = element.set_attribute("data-state", State::Error.name());
                        news.emit(Err(error));
                    }
                }
            }
            move || drop(player.borrow_mut().take())
        });
    }
    {
        let player = Rc::clone(&player);
        use_effect_with((version, source), move |(_, source)| match (&*player.borrow(), source) {
            (Some(player), Some(source)) => player.play(source.clone()),
            (Some(player), None) => player.stop(),
            (None, _) => {}
        });
    }
    PlayerHandle { player }
}
