//! The player, made with the canvas and dropped with it.

use std::cell::RefCell;
use std::rc::Rc;

use player::{
    Enhancements, FeatureNews, Host, KnownLogins, Player, PlayerError, RecordingNews, ReplayCommand, Report,
    Snapshot, Source, State, Thumbnail,
};
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::{Callback, NodeRef, hook, use_effect_with, use_memo, use_mut_ref};

/// What the player says: a report, or why there is none.
pub(crate) type PlayerNews = Result<Report, PlayerError>;

/// The player of this page. Does nothing while there is none.
#[derive(Clone)]
pub(crate) struct PlayerHandle {
    player: Rc<RefCell<Option<Player>>>,
}

impl PlayerHandle {
    /// Does something with the player, if there is one.
    pub(crate) fn with(&self, act: impl FnOnce(&Player)) {
        if let Some(player) = &*self.player.borrow() {
            act(player);
        }
    }

    /// Cuts a back-off short.
    pub(crate) fn retry(&self) {
        if let Some(player) = &*self.player.borrow() {
            player.retry();
        }
    }

    /// The login for one GET of `url`, where there is one.
    pub(crate) fn authorization(&self, url: &str) -> Option<String> {
        self.player.borrow().as_ref()?.authorization(url)
    }

    /// Moves in what is kept.
    pub(crate) fn replay(&self, command: ReplayCommand) {
        if let Some(player) = &*self.player.borrow() {
            player.replay(command);
        }
    }

    /// Asks for a small picture of what was shown then.
    pub(crate) fn thumbnail(&self, at_ms: f64, done: impl FnOnce(Option<Thumbnail>) + 'static) {
        if let Some(player) = &*self.player.borrow() {
            player.thumbnail(at_ms, done);
        }
    }

    /// Has the browser ask whether this page may ask in the local network.
    pub(crate) fn ask_for_network(&self) {
        if let Some(player) = &*self.player.borrow() {
            player.ask_for_network();
        }
    }

    /// Enhances the picture.
    pub(crate) fn enhance(&self, enhancements: Enhancements) {
        if let Some(player) = &*self.player.borrow() {
            player.enhance(enhancements);
        }
    }

    /// Asks for the last picture drawn, and whether also for what is `seen` of it.
    pub(crate) fn snapshot(&self, seen: bool, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        match &*self.player.borrow() {
            Some(player) => player.snapshot(seen, done),
            None => done(Err(PlayerError::NoPicture)),
        }
    }
}

impl PartialEq for PlayerHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
    }
}

/// Keeps a player on the canvas among `nodes` (the element that tells its state, the canvas, the place of the browser's own
/// display), playing `source` or nothing. `version` is the generation of the canvas and the attempt at
/// playing: with another generation there is another canvas, and the
/// player is made anew. A source that changes, or another `attempt`, is played at once; the player closes the old stream first.
#[hook]
pub(crate) fn use_player(
    nodes: [&NodeRef; 3],
    version: (u32, u32),
    source: Option<Source>,
    news: Callback<PlayerNews>,
    recorded: Callback<RecordingNews>,
    loaded: Callback<FeatureNews>,
) -> PlayerHandle {
    let player = use_mut_ref(|| None::<Player>);
    // A player in place of one that died knows what that one has learned.
    let logins = use_memo((), |()| KnownLogins::default());
    let host = use_memo((), |()| Host::default());
    {
        let player = Rc::clone(&player);
        let [element, canvas, display] = nodes.map(NodeRef::clone);
        use_effect_with(version.0, move |_| {
            if let (Some(element), Some(canvas), Some(display)) = (
                element.cast::<HtmlElement>(),
                canvas.cast::<HtmlCanvasElement>(),
                display.cast::<HtmlElement>(),
            ) {
                let reports = news.clone();
                let reported = move |report| reports.emit(Ok(report));
                match Player::new(&host, element.clone(), canvas, display, &logins, reported) {
                    Ok(made) => {
                        made.on_feature(move |news| loaded.emit(news));
                        made.on_recording(move |news| recorded.emit(news));
                        *player.borrow_mut() = Some(made);
                    }
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
