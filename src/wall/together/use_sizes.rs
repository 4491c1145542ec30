//! The sizes that a tile's camera offers.

use player::{Source, State};
use vapix::{Argument, BaseUrl, ImageRequest, Parameters, Resolution};
use wall::{Size, of_shape};
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
    let view = request.arguments.iter().find(|(argument, _)| *argument == Argument::Camera);
    Some((request.base, view.and_then(|(_, view)| view.parse().ok())))
}

/// Those of the shape that the camera's picture has by itself.
fn sizes(parameters: &Parameters, view: Option<u16>) -> Vec<Size> {
    let size = |size: Resolution| Size { width: size.width().into(), height: size.height().into() };
    let sizes: Vec<_> = parameters.sizes(view).into_iter().map(size).collect();
    let defaults = parameters.defaults(view);
    let own = defaults.iter().find(|(argument, _)| *argument == Argument::Resolution);
    match own.and_then(|(_, own)| own.parse().ok()) {
        Some(own) => of_shape(&sizes, size(own)),
        None => sizes,
    }
}
