//! The player, made with its container and dropped with it.

use std::cell::RefCell;
use std::rc::Rc;

use player::{
    Enhancements, FeatureNews, PictureTime, Player, PlayerError, Program, RecordingNews, ReplayCommand,
    Report, Snapshot, Source, State, Thumbnail,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::{Callback, NodeRef, hook, use_effect_with, use_mut_ref, use_state};

use crate::page;

/// The player's message: a report, or why there is none.
pub(crate) type PlayerNews = Result<Report, PlayerError>;

/// The player of this page. Does nothing while there is none.
#[derive(Clone)]
pub(crate) struct PlayerHandle {
    player: Rc<RefCell<Option<Player>>>,
    is_there: bool,
}

impl PlayerHandle {
    /// Does something with the player, if there is one.
    pub(crate) fn with(&self, act: impl FnOnce(&Player)) {
        if let Some(player) = &*self.player.borrow() {
            act(player);
        }
    }

    /// Draws on the canvas of a wall, or on one of its own.
    pub(crate) fn share(&self, wall: Option<&player::Wall>) {
        self.with(|player| player.share(wall));
    }

    /// Whether there is one: until then nothing is heard.
    pub(crate) fn is_there(&self) -> bool {
        self.is_there
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

    /// Executes a replay command.
    pub(crate) fn replay(&self, command: ReplayCommand) {
        if let Some(player) = &*self.player.borrow() {
            player.replay(command);
        }
    }

    /// Asks when the pictures that are kept were taken and arrived.
    pub(crate) fn times(&self, done: impl FnOnce(Vec<PictureTime>) + 'static) {
        match &*self.player.borrow() {
            Some(player) => player.times(done),
            None => done(Vec::new()),
        }
    }

    /// Asks for a thumbnail of that time.
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

    /// Asks for the last drawn picture and, if `seen`, for the view of it.
    pub(crate) fn snapshot(&self, seen: bool, done: impl FnOnce(Result<Snapshot, PlayerError>) + 'static) {
        match &*self.player.borrow() {
            Some(player) => player.snapshot(seen, done),
            None => done(Err(PlayerError::NoPicture)),
        }
    }
}

impl PartialEq for PlayerHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player) && self.is_there == other.is_there
    }
}

/// Keeps a player in the second of `nodes`, while the first tells its state, playing `source` or
/// nothing. A source that changes, or another `attempt`, is played at once; the player closes the
/// old stream first.
///
/// The player's program is loaded before the app, and may play already, in the page's own
/// container: then its picture moves to that of the app. Nothing is asked of it before `has_begun`,
/// because what the app wants is not known.
#[hook]
pub(crate) fn use_player(
    nodes: [&NodeRef; 2],
    has_begun: bool,
    attempt: u32,
    source: Option<Source>,
    news: Callback<PlayerNews>,
    others: (Callback<RecordingNews>, Callback<FeatureNews>),
) -> PlayerHandle {
    let (recorded, loaded) = others;
    let player = use_mut_ref(|| None::<Player>);
    let is_there = use_state(|| false);
    {
        let player = Rc::clone(&player);
        let [element, container] = nodes.map(NodeRef::clone);
        let is_there = is_there.setter();
        use_effect_with((), move |()| {
            let slot = Rc::downgrade(&player);
            spawn_local(async move {
                let program = load().await;
                // The page may be gone.
                let (Some(player), Some(element), Some(container)) =
                    (slot.upgrade(), element.cast::<HtmlElement>(), container.cast::<HtmlElement>())
                else {
                    return;
                };
                let reports = news.clone();
                let reported = move |report| reports.emit(Ok(report));
                let begun = page::begun();
                let made = program.and_then(|program| {
                    Player::new(&program, &element, &container, begun.as_ref(), reported)
                });
                match made {
                    Ok(made) => {
                        made.on_feature(move |news| loaded.emit(news));
                        made.on_recording(move |news| recorded.emit(news));
                        *player.borrow_mut() = Some(made);
                        is_there.set(true);
                    }
                    Err(error) => {
                        // Otherwise the player's to keep.
                        let _ = element.set_attribute("data-state", State::Error.name());
                        news.emit(Err(error));
                    }
                }
                if let Some(begun) = begun {
                    begun.remove();
                }
            });
            move || drop(player.borrow_mut().take())
        });
    }
    {
        let player = Rc::clone(&player);
        let is_first = use_mut_ref(|| true);
        use_effect_with((*is_there, has_begun, attempt, source), move |(_, has_begun, _, source)| {
            let player = player.borrow();
            let (Some(player), true) = (&*player, *has_begun) else { return };
            match source {
                // It may be playing already.
                Some(source) if is_first.replace(false) => player.go_on(source),
                Some(source) => player.play(source),
                None => player.stop(),
            }
        });
    }
    PlayerHandle { player, is_there: *is_there }
}

#[cfg(not(test))]
async fn load() -> Result<Program, PlayerError> {
    Program::load().await
}

/// Tests of components have no server with the player's files: it loads for ever, as on a slow line.
#[cfg(test)]
async fn load() -> Result<Program, PlayerError> {
    std::future::pending().await
}
