//! One camera on the page: its player, its picture, and everything that a person does with both.

use player::{Player, Source};
use yew::prelude::{
    AttrValue, Callback, Classes, Html, NodeRef, UseReducerDispatcher, UseReducerHandle, classes, hook, html,
    use_callback, use_memo, use_node_ref,
};

use super::aids::{Aids, legend};
use super::badge::badge;
use super::bottom_bar::{Handles, bottom_bar};
use super::detour_line::detour_line;
use super::gateway_recording::GatewayMark;
use super::notice::notice;
use super::overlays::{panel, sheet};
use super::recording_mark::recording_mark;
use super::stage::Stage;
use super::statistics::statistics;
use super::toasts::toasts;
use super::top_bar::top_bar;
use super::transport_bar::transport_bar;
use crate::hooks::{
    PlayerHandle, PlayerNews, RecordingAct, copy, use_diagnosis, use_enhancements, use_feature_news,
    use_focus_out, use_fullscreen, use_keys, use_leave_guard, use_player, use_recording, use_recording_news,
    use_snapshot, use_stillness,
};
use crate::keys::Command;
use crate::page;
use crate::replay::{self, without_replay};
use crate::stage::{Mode, Orientation};
use crate::state::{Action, Aid, Panel, Sheet, Viewer};
use crate::status::{Notice, Offer, announcement, nothing_opened};

/// How long the bars stay when nobody moves, milliseconds.
const FADE_AFTER_MS: u32 = 3_000;

/// Why frames can be neither saved nor recorded while the browser displays them by itself.
pub(super) const UNREADABLE: &str = "The browser displays this camera itself: the page can neither save nor record frames. “Why?” says how to change that.";

/// How a camera stands on the page.
#[derive(Clone, PartialEq)]
pub(crate) struct Manner {
    /// It has the page to itself for now: bars, keys, gestures. Otherwise it is a tile, and what
    /// stands upon the picture is the wall's.
    pub(crate) is_whole: bool,
    /// For one that is a tile at other times: leads back to that.
    pub(crate) back: Option<Callback<()>>,
}

/// Actions on the camera.
pub(crate) struct Pane {
    /// What is drawn, for the element that carries the player's attributes.
    pub(crate) html: Html,
    /// The classes of that element.
    pub(crate) class: Classes,
    /// The notice instead of a live picture.
    pub(crate) told: Option<Notice>,
    /// Carries out commands.
    pub(crate) commanded: Callback<Command>,
    /// Carries out an offer.
    pub(crate) take: Callback<Offer>,
    /// The player.
    pub(crate) player: PlayerHandle,
}

/// Plays `source`, which is what `viewer` has opened, or as much of it as may be played now; and
/// draws it. `root` is the element that carries the player's attributes.
#[hook]
pub(crate) fn use_pane(
    viewer: &UseReducerHandle<Viewer>,
    source: Option<Source>,
    root: &NodeRef,
    manner: &Manner,
) -> Pane {
    let dispatch = viewer.dispatcher();
    let container = use_node_ref();
    let menu = use_node_ref();
    let snapshot_menu = use_node_ref();
    let page = use_memo((), |()| page::folder());

    let player = use_the_player([root, &container], viewer, source, &dispatch);
    use_leave_guard(viewer.recordings.progress.is_some());
    let marks = viewer.marks();
    use_enhancements(&player, viewer);
    use_diagnosis(viewer, &dispatch);
    let still = use_stillness(FADE_AFTER_MS, viewer.is_awake() || !manner.is_whole);
    let left = use_callback(dispatch.clone(), |(), dispatch| dispatch.dispatch(Action::CloseMenu));
    use_focus_out(&menu, viewer.menu, left);
    let left = use_callback(dispatch.clone(), |(), dispatch| dispatch.dispatch(Action::CloseSnapshotMenu));
    use_focus_out(&snapshot_menu, viewer.snapshot_menu, left);

    let fullscreen = use_fullscreen(root);
    let snapshot = use_snapshot(&player, viewer.name(), &dispatch);
    let kept = viewer.report.replay.as_ref().map(|replay| (replay.mode, replay.is_looping));
    let record = use_recording(&player, viewer, &dispatch);
    let space = marks.as_ref().map(|marks| marks.play.command());
    // One that is under way can be ended.
    let is_recording = viewer.recordings.progress.is_some();
    let allowed = (space, viewer.is_unreadable() && !is_recording);
    let back = manner.back.clone().filter(|_| manner.is_whole && !viewer.has_topmost());
    let commanded = use_callback(
        (dispatch.clone(), snapshot, fullscreen.toggle, player.clone(), kept, record.clone(), allowed, back),
        |command, (dispatch, snapshot, fullscreen, player, kept, record, (space, is_unreadable), back)| {
            let command = if command == Command::PauseOrResume { space.unwrap_or(command) } else { command };
            let command = if kept.is_some() { command } else { without_replay(command) };
            if *is_unreadable && command.needs_readable_frames() {
                return dispatch.dispatch(Action::TellFailure(UNREADABLE.into()));
            }
            if let Some(moved) = kept.and_then(|(mode, looping)| replay::command(command, mode, looping)) {
                return player.replay(moved);
            }
            if let Some(back) = back.as_ref().filter(|_| command == Command::Close) {
                return back.emit(());
            }
            match action(command) {
                Some(action) => dispatch.dispatch(action),
                None if command == Command::Fullscreen => fullscreen.emit(()),
                None if command == Command::PopOut => player.with(Player::pop_out),
                None if command == Command::Record => record.emit(RecordingAct::Toggle),
                None if command.is_snapshot() => snapshot.emit(command),
                None => {}
            }
        },
    );
    use_keys(&commanded, manner.is_whole);
    let lines = viewer.camera_lines();
    let taking = (dispatch.clone(), player.clone(), lines.clone());
    let take = use_callback(taking, |offer, (dispatch, player, lines)| match offer {
        Offer::Retry => player.retry(),
        Offer::Play | Offer::PlayAgain => dispatch.dispatch(Action::Play),
        Offer::Open => dispatch.dispatch(Action::Show(Sheet::Open)),
        Offer::Reload => page::reload(),
        Offer::AllowNetwork => player.ask_for_network(),
        Offer::LogIn => dispatch.dispatch(Action::Show(Sheet::LogIn)),
        Offer::Climb => dispatch.dispatch(Action::Climb),
        Offer::Why => dispatch.dispatch(Action::Show(Sheet::Why)),
        Offer::UseProxy => dispatch.dispatch(Action::AnswerProxy(true)),
        Offer::WithoutProxy => dispatch.dispatch(Action::AnswerProxy(false)),
        Offer::SendInClear => dispatch.dispatch(Action::AllowClear),
        Offer::CopyCamera => {
            let (told, lines) = (dispatch.clone(), lines.clone().unwrap_or_default());
            copy(&lines, move |worked| told.dispatch(Action::copied("Lines", worked)));
        }
    });
    let keep_hidden =
        use_callback(dispatch.clone(), |keep, dispatch| dispatch.dispatch(Action::KeepHidden(keep)));

    let told = match &marks {
        Some(marks) => marks.status.notice.clone(),
        None => viewer.cameras.as_ref().map(|_| nothing_opened()),
    };
    let told = viewer.question().or(told.map(|told| told.with_lines(lines)));
    let class = classes!(
        "viewer",
        still.then_some("still"),
        (!viewer.controls).then_some("bare"),
        told.is_some().then_some("has-notice"),
        marks.as_ref().is_some_and(|marks| marks.status.stale).then_some("stale"),
        viewer.panel.is_some().then_some("has-panel"),
    );
    let handles = Handles {
        menu: &menu,
        snapshot_menu: &snapshot_menu,
        fullscreen: fullscreen.on,
        commanded: &commanded,
        keep_hidden: &keep_hidden,
    };
    let is_whole = manner.is_whole;
    let html = html! {
        <>
            <Stage
                container={&container}
                picture={viewer.picture}
                placement={viewer.placement()}
                sampling={viewer.aids.sampling}
                label={AttrValue::from(format!("Picture of {}", viewer.name()))}
                dispatch={dispatch.clone()}
            />
            <Aids
                container={&container}
                picture={viewer.picture}
                placement={viewer.placement()}
                aids={viewer.aids}
                dispatch={dispatch.clone()}
            />
            // Never `for` here: children that come and go would shift the stage, and so make
            // another container, and another player.
            if let Some(told) = told.as_ref().filter(|_| is_whole) {
                { notice(told, &take) }
            }
            if let Some(detour) = viewer.detour().filter(|_| told.is_none() && is_whole) {
                { detour_line(&detour, viewer.controls, &take) }
            }
            if let Some(progress) = viewer.recordings.progress.as_ref().filter(|_| is_whole) {
                { recording_mark(progress, marks.as_ref().is_some_and(|marks| marks.records_frames), &commanded) }
            }
            if let Some(camera) = viewer.recorded_camera().filter(|_| viewer.controls && is_whole) {
                <GatewayMark camera={AttrValue::from(camera.id.clone())} commanded={commanded.clone()} />
            }
            if let Some(marks) = marks.as_ref().filter(|_| is_whole) {
                { badge(marks, viewer.badge) }
            }
            if viewer.statistics && viewer.controls && is_whole {
                { statistics(viewer, &dispatch) }
            }
            if is_whole {
            <div class="chrome" hidden={!viewer.controls}>
                { top_bar(viewer, marks.as_ref(), &commanded, &take, manner.back.as_ref()) }
                <div class="lower">
                    if let Some(marks) = &marks {
                        { transport_bar(viewer, marks, &player, &commanded) }
                    }
                    { bottom_bar(viewer, marks.as_ref(), &handles) }
                </div>
            </div>
            }
            if is_whole {
                { legend(viewer) }
                { panel(viewer, &player, &dispatch) }
            }
            { sheet(viewer, &dispatch, &page, &take, &record) }
            if viewer.sheet.is_none() {
                { toasts(&viewer.toasts, &dispatch) }
            }
            // For screen readers, and only when the state changes.
            <div class="visually-hidden" role="status" aria-live="polite">
                { marks.filter(|_| is_whole).map(|marks| announcement(&marks.status, viewer.name())) }
            </div>
        </>
    };
    Pane { html, class, told, commanded, take, player }
}

#[yew::hook]
fn use_the_player(
    nodes: [&NodeRef; 2],
    viewer: &Viewer,
    source: Option<Source>,
    dispatch: &UseReducerDispatcher<Viewer>,
) -> PlayerHandle {
    let news = use_callback(dispatch.clone(), |news: PlayerNews, dispatch| {
        dispatch.dispatch(match news {
            Ok(report) => Action::Reported(Box::new(report)),
            Err(error) => Action::Failed(error),
        });
    });
    let (recorded, loaded) = (use_recording_news(dispatch), use_feature_news(dispatch));
    use_player(nodes, viewer.cameras.is_some(), viewer.attempt, source, news, (recorded, loaded))
}

/// The action of a command; `None` if the browser or the player executes it.
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
        Command::Play => Action::Play,
        Command::PlayOrStop => Action::PlayOrStop,
        Command::Disconnect => Action::Stop,
        Command::Open => Action::Show(Sheet::Open),
        Command::Parameters => Action::TogglePanel(Panel::Parameters),
        Command::Enhance => Action::TogglePanel(Panel::Enhance),
        Command::Split => Action::Compare,
        Command::Magnifier => Action::ToggleAid(Aid::Magnifier),
        Command::Crosshair => Action::ToggleAid(Aid::Crosshair),
        Command::Grid => Action::ToggleAid(Aid::Grid),
        Command::Ruler => Action::ToggleAid(Aid::Ruler),
        Command::Time => Action::ToggleAid(Aid::Time),
        Command::SnapshotMenu => Action::ToggleSnapshotMenu,
        Command::Statistics => Action::ToggleStatistics,
        Command::Share => Action::Show(Sheet::Share),
        Command::Why => Action::Show(Sheet::Why),
        Command::Recordings => Action::Show(Sheet::Record),
        Command::Help => Action::Show(Sheet::Help),
        Command::Menu => Action::ToggleMenu,
        Command::Close => Action::CloseTopmost,
        // The browser's, or the player's.
        _ => return None,
    })
}
