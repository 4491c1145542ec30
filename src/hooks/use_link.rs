//! The page's own address: what it asks for is opened, and what is seen is written back.

use yew::prelude::{AttrValue, UseReducerHandle, hook, use_effect_with};

use crate::model::address::{Here, understand};
use crate::page;
use crate::state::{Action, Camera, Opened, Sheet, Viewer};

/// Opens what the address of the page names as soon as the gateway's cameras are known: its `src`, else the gateway's only
/// camera, else the sheet that asks. Afterwards the address follows what is seen.
#[hook]
pub(crate) fn use_link(viewer: &UseReducerHandle<Viewer>, page: &AttrValue) {
    {
        let (dispatch, page) = (viewer.dispatcher(), page.clone());
        use_effect_with(viewer.cameras.clone(), move |cameras| {
            let Some(cameras) = cameras else { return };
            for action in asked(&page::query(), &page, cameras) {
                dispatch.dispatch(action);
            }
        });
    }
    use_effect_with(viewer.query(), |query| {
        if let Some(query) = query {
            page::set_query(query);
        }
    });
}

fn asked(query: &str, page: &str, cameras: &[Camera]) -> Vec<Action> {
    let ids: Vec<String> = cameras.iter().map(|camera| camera.id.clone()).collect();
    let here = Here { page, cameras: &ids };
    let source = vapix::query::pairs(query.trim_start_matches('?')).find(|(name, _)| name == "src");
    let source = source.map(|(_, value)| value).filter(|value| !value.is_empty());
    match (source, cameras) {
        (Some(source), _) => match understand(&source, &here) {
            Ok(understood) => vec![Action::Open(Opened::new(understood, cameras))],
            Err(error) => vec![Action::Show(Sheet::Open), Action::TellFailure(error.to_string())],
        },
        (None, [only]) => match understand(&only.id, &here) {
            Ok(understood) => vec![Action::Open(Opened::new(understood, cameras))],
            Err(_) => vec![Action::Show(Sheet::Open)],
        },
        (None, _) => vec![Action::Show(Sheet::Open)],
    }
}
