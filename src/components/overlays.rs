//! What is open beside the picture or over it.

use std::rc::Rc;

use vapix::Resolution;
use yew::prelude::{AttrValue, Callback, Html, UseReducerDispatcher, html};

use super::help_sheet::help_sheet;
use super::open_sheet::OpenSheet;
use super::panel::SidePanel;
use super::parameters::Parameters;
use super::share_sheet::share_sheet;
use crate::model::address::Target;
use crate::page;
use crate::state::{Action, Panel, Sheet, Viewer};

/// The panel that is open.
pub(crate) fn panel(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let Some(Panel::Parameters) = viewer.panel else { return Html::default() };
    let close = dispatch.clone();
    let closed = Callback::from(move |()| close.dispatch(Action::TogglePanel(Panel::Parameters)));
    html! { <SidePanel title="Picture parameters" {closed}>{ parameters(viewer, dispatch) }</SidePanel> }
}

/// The sheet that is open. `page`: the folder of the page.
pub(crate) fn sheet(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>, page: &str) -> Html {
    match viewer.sheet {
        None => Html::default(),
        Some(Sheet::Help) => help_sheet(closed(dispatch)),
        Some(Sheet::Share) => share_sheet(viewer, page, dispatch),
        Some(Sheet::Open) => {
            let (open, forget) = (dispatch.clone(), dispatch.clone());
            html! {
                <OpenSheet
                    page={AttrValue::from(page.to_owned())}
                    cameras={viewer.cameras.clone().unwrap_or_default()}
                    settings={Rc::clone(&viewer.settings)}
                    current={viewer.opened.as_ref().map(|opened| opened.understood.source.clone())}
                    open={Callback::from(move |opened| open.dispatch(Action::Open(opened)))}
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

fn parameters(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let request = match viewer.opened.as_ref().map(|opened| &opened.understood.target) {
        Some(Target::Axis(request)) => request.clone(),
        Some(_) => {
            return html! { <p>{ "This camera takes no parameters in its address, or none that are known here." }</p> };
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
            on_change={Callback::from(move |arguments| ask.dispatch(Action::SetArguments(arguments)))}
            copied={Callback::from(move |(what, worked): (&str, bool)| tell.dispatch(Action::copied(what, worked)))}
        />
    }
}
