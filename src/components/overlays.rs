//! The open panel and the open sheet.

use std::rc::Rc;

use player::{Problem, Transport};
use vapix::Resolution;
use yew::prelude::{AttrValue, Callback, Html, UseReducerDispatcher, html};

use super::connection::Connection;
use super::enhance::enhance;
use super::help_sheet::help_sheet;
use super::login_sheet::LoginSheet;
use super::open_sheet::OpenSheet;
use super::panel::SidePanel;
use super::parameters::{Access, Parameters};
use super::record_sheet::record_sheet;
use super::share_sheet::share_sheet;
use super::why_sheet::why_sheet;
use crate::hooks::{PlayerHandle, RecordingAct};
use crate::model::routes::Proxy;
use crate::page;
use crate::state::{Action, Panel, Sheet, Viewer};
use crate::status::Offer;
use address::Target;

/// The panel that is open.
pub(crate) fn panel(viewer: &Viewer, player: &PlayerHandle, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let Some(panel) = viewer.panel else { return Html::default() };
    let close = dispatch.clone();
    let closed = Callback::from(move |()| close.dispatch(Action::TogglePanel(panel)));
    let (title, content) = match panel {
        Panel::Parameters => ("Picture parameters", parameters(viewer, player, dispatch)),
        Panel::Enhance => ("Enhance", enhance(viewer, dispatch)),
    };
    // Another panel is another element: it takes the focus as the first did.
    html! { <SidePanel key={title} {title} {closed}>{ content }</SidePanel> }
}

/// The sheet that is open. `page`: the folder of the page.
pub(crate) fn sheet(
    viewer: &Viewer,
    dispatch: &UseReducerDispatcher<Viewer>,
    page: &str,
    take: &Callback<Offer>,
    record: &Callback<RecordingAct>,
) -> Html {
    match viewer.sheet {
        None => Html::default(),
        Some(Sheet::Help) => help_sheet(closed(dispatch)),
        Some(Sheet::LogIn) => {
            let done = dispatch.clone();
            html! {
                <LoginSheet
                    camera={AttrValue::from(viewer.name().to_owned())}
                    origin={AttrValue::from(viewer.origin().unwrap_or_default().to_owned())}
                    proxy={viewer.foreign_proxy().map(|origin| AttrValue::from(origin.to_owned()))}
                    refused={viewer.report.problem.as_ref().is_some_and(Problem::is_login_refused)}
                    done={Callback::from(move |(login, keep, proxy)| {
                        done.dispatch(Action::LogIn { login: Some(login), keep, proxy });
                    })}
                    closed={closed(dispatch)}
                />
            }
        }
        Some(Sheet::Record) => record_sheet(viewer, dispatch, record, closed(dispatch)),
        Some(Sheet::Why) => why_sheet(viewer, dispatch, take, closed(dispatch)),
        Some(Sheet::Share) => share_sheet(viewer, page, dispatch),
        Some(Sheet::Open) => {
            let (open, forget) = (dispatch.clone(), dispatch.clone());
            html! {
                <OpenSheet
                    page={AttrValue::from(page.to_owned())}
                    cameras={viewer.cameras.clone().unwrap_or_default()}
                    settings={Rc::clone(&viewer.settings)}
                    current={viewer.opened.as_ref().map(|opened| opened.understood.source.clone())}
                    open={Callback::from(move |opened| open.dispatch(Action::Open(Box::new(opened))))}
                    transport={viewer.transport}
                    proxy={AttrValue::from(viewer.proxy.as_ref().map(Proxy::text).unwrap_or_default().to_owned())}
                    connect={
                        let (connect, page) = (dispatch.clone(), page.to_owned());
                        Callback::from(move |(transport, proxy): Connection| {
                            connect.dispatch(Action::Connect { transport, proxy: Proxy::read(&proxy, &page) });
                        })
                    }
                    forget={Callback::from(move |source| {
                        let settings = page::change_settings(|settings| settings.forget(&source));
                        forget.dispatch(Action::Remembered(settings));
                    })}
                    closed={closed(dispatch)}
                />
            }
        }
    }
}

fn closed(dispatch: &UseReducerDispatcher<Viewer>) -> Callback<()> {
    let dispatch = dispatch.clone();
    Callback::from(move |()| dispatch.dispatch(Action::CloseSheet))
}

fn parameters(viewer: &Viewer, player: &PlayerHandle, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let request = match viewer.opened.as_ref().map(|opened| &opened.understood.target) {
        Some(Target::Axis(request)) => request.clone(),
        Some(_) => {
            return html! { <p>{ "This camera takes no known parameters in its address." }</p> };
        }
        None => return html! { <p>{ "Open a camera first." }</p> },
    };
    let (ask, tell) = (dispatch.clone(), dispatch.clone());
    let figures = &viewer.report.statistics;
    let size = u16::try_from(figures.width).ok().zip(u16::try_from(figures.height).ok());
    html! {
        <Parameters
            {request}
            picture={size.and_then(|(width, height)| Resolution::new(width, height))}
            quality={viewer.report.picture.as_ref().and_then(|picture| picture.quality)}
            frame_bytes={figures.frame_bytes}
            access={Access {
                proxy: viewer.proxy.clone().filter(|_| viewer.report.transport == Some(Transport::Proxy)),
                login: viewer.opened.as_ref().and_then(|opened| opened.login.clone()),
            }}
            authorize={
                let player = player.clone();
                let may_log_in = viewer.report.transport != Some(Transport::Proxy) || viewer.proxy_may_log_in();
                Callback::from(move |url: String| player.authorization(&url).filter(|_| may_log_in))
            }
            on_change={Callback::from(move |arguments| ask.dispatch(Action::SetArguments(arguments)))}
            copied={Callback::from(move |(what, worked): (&str, bool)| tell.dispatch(Action::copied(what, worked)))}
        />
    }
}
