//! Asks the camera for its options.

use std::rc::Rc;

use player::Login;
use vapix::{BaseUrl, Parameters};
use yew::prelude::{Callback, hook, use_effect_with, use_state};

use crate::hooks::Question;
use crate::model::answer::Silence;
use crate::model::choices::Choices;
use crate::model::routes::Proxy;

/// How a camera is asked.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Access {
    /// Through this, where its pictures come that way.
    pub proxy: Option<Proxy>,
    /// By this person. Another one may be told more.
    pub login: Option<Login>,
}

/// The state of the question for a camera's options.
#[derive(Clone, PartialEq)]
pub(super) enum Offer {
    /// It was asked.
    Asking,
    /// It told.
    Told,
    /// It did not tell.
    Silent(Silence),
}

/// What the camera at `base` offers, asked once for each camera and access; the usual until it
/// tells and if it does not.
#[hook]
pub(super) fn use_choices(
    base: &BaseUrl,
    access: &Access,
    authorize: &Callback<String, Option<String>>,
) -> (Rc<Choices>, Offer) {
    let state = use_state(|| (Rc::new(Choices::usual()), Offer::Asking));
    {
        let setter = state.setter();
        let authorize = authorize.clone();
        use_effect_with((base.clone(), access.clone()), move |(base, access)| {
            let url = base.parameters_url(Parameters::GROUPS);
            let login = authorize.emit(url.clone());
            let url = access.proxy.as_ref().map_or_else(|| url.clone(), |proxy| proxy.via(&url));
            setter.set((Rc::new(Choices::usual()), Offer::Asking));
            let question = Question::new(url, login, move |answer| {
                setter.set(match answer {
                    Ok(parameters) => (Rc::new(Choices::told(parameters)), Offer::Told),
                    Err(silence) => (Rc::new(Choices::usual()), Offer::Silent(silence)),
                });
            });
            move || drop(question)
        });
    }
    (*state).clone()
}
