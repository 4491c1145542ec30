//! The sizes that a tile's camera offers.

use player::{Source, State};
use vapix::{BaseUrl, ImageRequest, Parameters};
use wall::Size;
use yew::prelude::{hook, use_effect_with, use_state};

use crate::hooks::{PlayerHandle, Question};
use crate::wall::state::Sizes;

/// Asks the camera of `source` once, and once more when it is live: by then it may know the login.
#[hook]
pub(crate) fn use_sizes(source: Option<&Source>, state: State, player: &PlayerHandle) -> Sizes {
    let camera = source.and_then(camera);
    // Of which camera, and what it has told; and whether it was asked while it was live.
    let answer = use_state(|| (None::<Camera>, Sizes::Unknown));
    let is_live = state == State::Live;
    let is_told = answer.0 == camera && matches!(answer.1, Sizes::Told(_));
    {
        let (setter, player) = (answer.setter(), player.clone());
        // A live camera that has told is not asked again, however often it is lost.
        use_effect_with((camera.clone(), is_live || is_told), move |(camera, _)| {
            let question = camera.clone().filter(|_| !is_told).map(|camera| {
                let url = camera.0.parameters_url(&["Properties.Image", "Image"]);
                let login = player.authorization(&url);
                Question::new(url, login, move |parameters| {
                    let sizes = parameters.ok().map(|parameters| sizes(&parameters, camera.1));
                    let sizes = sizes.filter(|sizes| !sizes.is_empty());
                    let sizes = sizes.map_or(Sizes::Unknown, |sizes| Sizes::Told(sizes.into()));
                    setter.set((Some(camera), sizes));
                })
            });
            move || drop(question)
        });
    }
    match camera {
        None => Sizes::Unknown,
        camera if answer.0 == camera => answer.1.clone(),
        Some(_) => Sizes::Asking,
    }
}

/// A camera, and its view area.
type Camera = (BaseUrl, Option<u16>);

fn camera(source: &Source) -> Option<Camera> {
    let request = ImageRequest::parse(&source.stream.routes.first()?.url)?;
    let view = request.arguments.iter().find(|(argument, _)| argument.name() == "camera");
    Some((request.base, view.and_then(|(_, view)| view.parse().ok())))
}

fn sizes(parameters: &Parameters, view: Option<u16>) -> Vec<Size> {
    let sizes = parameters.sizes(view).into_iter();
    sizes.map(|size| Size { width: size.width().into(), height: size.height().into() }).collect()
}
