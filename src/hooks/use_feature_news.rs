//! Parts of the player that are loaded when they are first used.

use player::{Feature, FeatureNews};
use yew::prelude::{Callback, UseReducerDispatcher, hook, use_callback};

use crate::state::{Action, Viewer};

/// Says which part is being loaded, or why it cannot be used.
#[hook]
pub(crate) fn use_feature_news(dispatch: &UseReducerDispatcher<Viewer>) -> Callback<FeatureNews> {
    use_callback(dispatch.clone(), |news, dispatch| {
        dispatch.dispatch(match news {
            FeatureNews::Loading(feature) => Action::Tell(loading(feature).into()),
            FeatureNews::Failed(problem) => {
                Action::TellFailure([&problem.message, " ", &problem.hint].concat())
            }
        });
    })
}

fn loading(feature: Feature) -> &'static str {
    match feature {
        Feature::Login => "Loading the login at cameras.",
        Feature::Record => "Loading the recorder.",
        Feature::Enhance => "Loading the image enhancement.",
        Feature::Small => "Loading the decoder for small pictures.",
    }
}
