//! The page: state, player, and what is drawn of them.

use std::rc::Rc;

use vapix::Resolution;
use yew::prelude::{
    AttrValue, Callback, Html, UseReducerDispatcher, classes, component, html, use_callback, use_memo,
    use_node_ref, use_reducer,
};

use super::announcer::Announcer;
use super::bottom_bar::BottomBar;
use super::help_sheet::HelpSheet;
use super::notice::Notice;
use super::open_sheet::OpenSheet;
use super::panel::SidePanel;
use super::parameters::Parameters;
use super::share_sheet::ShareSheet;
use super::stage::Stage;
use super::statistics::Statistics;
use super::toasts::Toasts;
use super::top_bar::TopBar;
use crate::hooks::{
    PlayerNews, use_cameras, use_fullscreen, use_keys, use_memory, use_player, use_replacement, use_snapshot,
    use_stillness, use_title,
};
use crate::keys::Command;
use crate::model::address::Target;
use crate::page;
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
    let page = use_memo((), |()| AttrValue::from(page::folder()));

    let news = use_callback(dispatch.clone(), |news: PlayerNews, dispatch| {
        dispatch.dispatch(match news {
            Ok(report) => Action::Reported(Box::new(report)),
            Err(error) => Action::Failed(error),
        });
    });
    let player = use_player(&root, &canvas, viewer.generation, viewer.attempt, viewer.source(), news);
    let found = use_callback(dispatch.clone(), |cameras, dispatch| {
        let (page, query, settings) = (page::folder(), page::query(), page::settings());
        dispatch.dispatch(Action::Begin(Box::new(Beginning { page, query, cameras, settings })));
    });
    use_cameras(found);
    use_memory(&viewer);
    use_replacement(&viewer);
    let fullscreen = use_fullscreen(&root);
    let snapshot = use_snapshot(&player, viewer.name(), &dispatch);
    let still = use_stillness(FADE_AFTER_MS, viewer.is_awake());
    let commanded = {
        let handles = (dispatch.clone(), snapshot.clone(), fullscreen.toggle.clone());
        use_callback(handles, |command, (dispatch, snapshot, fullscreen)| {
            match action(command) {
                Some(action) => dispatch.dispatch(action),
                None if command == Command::Fullscreen => fullscreen.emit(()),
                None => snapshot.emit(()),
            }
            true
        })
    };
    use_keys(commanded);

    let status = viewer.status();
    let name = AttrValue::from(viewer.name().to_owned());
    use_title(&name);
    let take = use_callback((dispatch.clone(), player.clone()), |offer, (dispatch, player)| match offer {
        Offer::Retry => player.retry(),
        Offer::Play | Offer::PlayAgain => dispatch.dispatch(Action::Play),
        Offer::Open => dispatch.dispatch(Action::Show(Sheet::Open)),
        Offer::Reload => page::reload(),
    });
    let notice = match &status {
        Some(status) => status.notice.clone(),
        None => viewer.cameras.as_ref().map(|_| nothing_opened()),
    };
    let stale = status.as_ref().is_some_and(|status| status.stale);
    let class = classes!(
        "viewer",
        still.then_some("still"),
        stale.then_some("stale"),
        viewer.panel.is_some().then_some("has-panel"),
    );
    let placement = viewer.placement();
    let spoken = status.as_ref().map(|status| announcement(status, &name)).unwrap_or_default();
    html! {
        <main ref={root} {class}>
            <Stage
                {canvas}
                generation={viewer.generation}
                picture={viewer.picture}
                {placement}
                label={format!("Picture of {name}")}
                dispatch={dispatch.clone()}
            />
            if let Some(notice) = notice {
                <Notice {notice} take={take.clone()} />
            }
            if viewer.statistics && viewer.controls {
                <Statistics report={Rc::clone(&viewer.report)} history={Rc::clone(&viewer.history)} />
            }
            <div class="chrome" hidden={!viewer.controls}>
                <TopBar
                    {name}
                    {status}
                    panel={viewer.panel}
                    statistics={viewer.statistics}
                    {take}
                    dispatch={dispatch.clone()}
                />
                <BottomBar
                    resting={viewer.is_resting()}
                    {placement}
                    view={viewer.view}
                    menu={viewer.menu}
                    keep_hidden={viewer.keep_hidden}
                    fullscreen={fullscreen.on}
                    {snapshot}
                    toggle_fullscreen={fullscreen.toggle}
                    dispatch={dispatch.clone()}
                />
            </div>
            { panel(&viewer, &dispatch) }
            { sheet(&viewer, &dispatch, &page) }
            if viewer.sheet.is_none() {
                <Toasts toasts={viewer.toasts.clone()} dispatch={dispatch.clone()} />
            }
            <Announcer text={spoken} />
        </main>
    }
}

fn panel(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let Some(Panel::Parameters) = viewer.panel else { return Html::default() };
    let closed = {
        let dispatch = dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::TogglePanel(Panel::Parameters)))
    };
    html! {
        <SidePanel title="Picture parameters" {closed}>
            { parameters(viewer, dispatch) }
        </SidePanel>
    }
}

fn parameters(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let request = match viewer.opened.as_ref().map(|opened| &opened.understood.target) {
        Some(Target::Axis(request)) => request.clone(),
        Some(_) => {
            return html! { <p>{ "This camera takes no parameters in its address, or none that are known here." }</p> };
        }
        None => return html! { <p>{ "Open a camera first." }</p> },
    };
    let (ask, tell) = (dispatch.clone(), dispatch.clone());
    let copied = move |(what, worked): (&str, bool)| {
        tell.dispatch(if worked {
            Action::Tell(format!("{what} copied"))
        } else {
            Action::TellFailure("The browser refused to copy. Select the text and copy it by hand.".into())
        });
    };
    let figures = &viewer.report.statistics;
    let size = u16::try_from(figures.width).ok().zip(u16::try_from(figures.height).ok());
    html! {
        <Parameters
            {request}
            picture={size.and_then(|(width, height)| Resolution::new(width, height))}
            quality={viewer.report.picture.as_ref().and_then(|picture| picture.quality)}
            frame_bytes={figures.frame_bytes}
            on_change={Callback::from(move |arguments| ask.dispatch(Action::SetArguments(arguments)))}
            {copied}
        />
    }
}

fn sheet(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>, page: &AttrValue) -> Html {
    let act = dispatch.clone();
    let closed = Callback::from(move |()| act.dispatch(Action::CloseSheet));
    match viewer.sheet {
        None => Html::default(),
        Some(Sheet::Help) => html! { <HelpSheet {closed} /> },
        Some(Sheet::Share) => html! {
            <ShareSheet
                link={viewer.link(page)}
                request={viewer.opened.as_ref().map(|opened| AttrValue::from(opened.understood.url.clone()))}
                toasts={viewer.toasts.clone()}
                dispatch={dispatch.clone()}
            />
        },
        Some(Sheet::Open) => {
            let (open, forget) = (dispatch.clone(), dispatch.clone());
            html! {
                <OpenSheet
                    page={page.clone()}
                    cameras={viewer.cameras.clone().unwrap_or_default()}
                    settings={Rc::clone(&viewer.settings)}
                    current={viewer.opened.as_ref().map(|opened| opened.understood.source.clone())}
                    open={Callback::from(move |opened| open.dispatch(Action::Open(opened)))}
                    forget={Callback::from(move |source| {
                        let settings = page::change_settings(|settings| settings.forget(&source));
                        forget.dispatch(Action::Remembered(settings));
                    })}
                    {closed}
                />
            }
        }
    }
}

/// What a key does to the state; none for what the browser does.
fn action(command: Command) -> Option<Action> {
    use crate::stage::{Mode, Orientation};
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
        Command::Close => Action::CloseTopmost,
        Command::Fullscreen | Command::Snapshot => return None,
    })
}
