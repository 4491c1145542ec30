//! The page: state, player, and what is drawn of them.

use yew::prelude::{
    AttrValue, Html, NodeRef, UseReducerDispatcher, classes, component, html, use_callback, use_memo,
    use_node_ref, use_reducer,
};

use super::bottom_bar::{Handles, bottom_bar};
use super::notice::notice;
use super::overlays::{panel, sheet};
use super::stage::Stage;
use super::statistics::statistics;
use super::toasts::toasts;
use super::top_bar::top_bar;
use crate::hooks::{
    PlayerHandle, PlayerNews, use_cameras, use_focus_out, use_fullscreen, use_keys, use_memory, use_player,
    use_replacement, use_snapshot, use_stillness, use_title,
};
use crate::keys::Command;
use crate::page;
use crate::stage::{Mode, Orientation};
use crate::state::{Action, Beginning, Panel, Sheet, Viewer};
use crate::status::{Offer, announcement, nothing_opened};

/// How long the bars stay when nobody moves, milliseconds.
const FADE_AFTER_MS: u32 = 3_000;

/// Everything.
#[component]
pub fn App() -> Html {
    let viewer = use_reducer(Viewer::default);
    let dispatch = viewer.dispatcher();
    let root = use_node_ref();
    let canvas = use_node_ref();
    let menu = use_node_ref();
    let page = use_memo((), |()| page::folder());

    let player = use_the_player(&root, &canvas, &viewer, &dispatch);
    let found = use_callback(dispatch.clone(), |cameras, dispatch| {
        let (page, query, settings) = (page::folder(), page::query(), page::settings());
        dispatch.dispatch(Action::Begin(Box::new(Beginning { page, query, cameras, settings })));
    });
    use_cameras(found);
    use_memory(&viewer);
    use_replacement(&viewer);
    use_title(viewer.name());
    let still = use_stillness(FADE_AFTER_MS, viewer.is_awake());
    let left = use_callback(dispatch.clone(), |(), dispatch| dispatch.dispatch(Action::CloseMenu));
    use_focus_out(&menu, viewer.menu, left);

    let fullscreen = use_fullscreen(&root);
    let snapshot = use_snapshot(&player, viewer.name(), &dispatch);
    let commanded = use_callback(
        (dispatch.clone(), snapshot, fullscreen.toggle),
        |command, (dispatch, snapshot, fullscreen)| match action(command) {
            Some(action) => dispatch.dispatch(action),
            None if command == Command::Fullscreen => fullscreen.emit(()),
            None => snapshot.emit(()),
        },
    );
    use_keys(&commanded);
    let take = use_callback((dispatch.clone(), player), |offer, (dispatch, player)| match offer {
        Offer::Retry => player.retry(),
        Offer::Play | Offer::PlayAgain => dispatch.dispatch(Action::Play),
        Offer::Open => dispatch.dispatch(Action::Show(Sheet::Open)),
        Offer::Reload => page::reload(),
    });
    let keep_hidden =
        use_callback(dispatch.clone(), |keep, dispatch| dispatch.dispatch(Action::KeepHidden(keep)));

    let status = viewer.status();
    let told = match &status {
        Some(status) => status.notice.clone(),
        None => viewer.cameras.as_ref().map(|_| nothing_opened()),
    };
    let class = classes!(
        "viewer",
        still.then_some("still"),
        status.as_ref().is_some_and(|status| status.stale).then_some("stale"),
        viewer.panel.is_some().then_some("has-panel"),
    );
    let handles =
        Handles { menu: &menu, fullscreen: fullscreen.on, commanded: &commanded, keep_hidden: &keep_hidden };
    html! {
        <main ref={&root} {class}>
            <Stage
                canvas={&canvas}
                generation={viewer.generation}
                picture={viewer.picture}
                placement={viewer.placement()}
                label={AttrValue::from(format!("Picture of {}", viewer.name()))}
                dispatch={dispatch.clone()}
            />
            // Never `for` here: children that come and go would shift the stage, and so make another canvas.
            if let Some(told) = told {
                { notice(&told, &take) }
            }
            if viewer.statistics && viewer.controls {
                { statistics(&viewer.report, &viewer.history) }
            }
            <div class="chrome" hidden={!viewer.controls}>
                { top_bar(&viewer, status.as_ref(), &commanded, &take) }
                { bottom_bar(&viewer, &handles) }
            </div>
            { panel(&viewer, &dispatch) }
            { sheet(&viewer, &dispatch, &page) }
            if viewer.sheet.is_none() {
                { toasts(&viewer.toasts, &dispatch) }
            }
            // For screen readers, and only when the state changes.
            <div class="visually-hidden" role="status" aria-live="polite">
                { status.map(|status| announcement(&status, viewer.name())) }
            </div>
        </main>
    }
}

#[yew::hook]
fn use_the_player(
    root: &NodeRef,
    canvas: &NodeRef,
    viewer: &Viewer,
    dispatch: &UseReducerDispatcher<Viewer>,
) -> PlayerHandle {
    let news = use_callback(dispatch.clone(), |news: PlayerNews, dispatch| {
        dispatch.dispatch(match news {
            Ok(report) => Action::Reported(Box::new(report)),
            Err(error) => Action::Failed(error),
        });
    });
    use_player(root, canvas, (viewer.generation, viewer.attempt), viewer.source(), news)
}

/// What a command does to the state; none for what the browser does.
fn action(command: Command) -> Option<Action> {
    Some(match command {
        Command::Fit => Action::SetMode(Mode::Fit),
        Command::Fill => Action::SetMode(Mode::Fill),
        Command::Actual => Action::SetMode(Mode::Actual),
        Command::ZoomIn => Action::ZoomIn,
        Command::ZoomOut => Action::ZoomOut,
        Command::Left => Action::Moved(-1.0, 0.0),
        Command::Right => Action::Moved(1.0, 0.0),
        Command::Up => Action::Moved(0.0, -1.0),
        Command::Down => Action::Moved(0.0, 1.0),
        Command::TurnRight => Action::Orient(Orientation::turned_right),
        Command::TurnLeft => Action::Orient(Orientation::turned_left),
        Command::FlipHorizontally => Action::Orient(Orientation::flipped_horizontally),
        Command::FlipVertically => Action::Orient(Orientation::flipped_vertically),
        Command::PlayOrStop => Action::PlayOrStop,
        Command::Open => Action::Show(Sheet::Open),
        Command::Parameters => Action::TogglePanel(Panel::Parameters),
        Command::Statistics => Action::ToggleStatistics,
        Command::Share => Action::Show(Sheet::Share),
        Command::Help => Action::Show(Sheet::Help),
        Command::Menu => Action::ToggleMenu,
        Command::Close => Action::CloseTopmost,
        Command::Fullscreen | Command::Snapshot => return None,
    })
}
