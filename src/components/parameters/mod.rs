//! The panel of image arguments, and the request that results.

mod field;
mod request;
mod use_choices;
mod use_draft;

use std::rc::Rc;

use vapix::{Argument, ImageArguments, ImageRequest, Percent, Resolution, Section};
use yew::prelude::{AttrValue, Callback, Html, Properties, component, html, use_state};

use crate::figures;
use crate::model::choices::Choices;
use field::Field;
use request::Request;
pub(crate) use use_choices::Access;
use use_choices::{Offer, use_choices};
use use_draft::use_draft;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// The present request.
    pub request: ImageRequest,
    /// The picture's size as delivered.
    #[prop_or_default]
    pub picture: Option<Resolution>,
    /// The quality of the delivered picture, 1 to 100.
    #[prop_or_default]
    pub quality: Option<u8>,
    /// Bytes of the delivered picture; 0 before the first.
    #[prop_or_default]
    pub frame_bytes: u64,
    /// How to ask the camera for its options.
    #[prop_or_default]
    pub access: Access,
    /// The login for one GET of an address.
    #[prop_or_else(|| Callback::from(|_| None))]
    pub authorize: Callback<String, Option<String>>,
    /// Gets the new arguments, a moment after the last change.
    pub on_change: Callback<ImageArguments>,
    /// Gets the name of the copied text, and whether copying worked.
    #[prop_or_default]
    pub copied: Callback<(&'static str, bool)>,
}

/// The panel's content.
#[component]
pub(crate) fn Parameters(props: &Props) -> Html {
    let base = &props.request.base;
    let (choices, offer) = use_choices(base, &props.access, &props.authorize);
    let draft = use_draft(base.as_str(), &props.request.arguments, &props.on_change);
    let shown = &draft.shown;
    let field = |argument: Argument| field(argument, props, &choices, shown, &draft.set);
    // Those that newer firmware ignores stand apart.
    let overlaid = || Section::Overlaid.arguments();
    let sections = Section::ALL.into_iter().filter(|section| *section != Section::Overlaid);
    let sections = sections.filter_map(|section| {
        let offered = section.arguments().filter(|&argument| choices.is_offered(argument, shown));
        let fields: Vec<Html> = offered.map(&field).collect();
        (!fields.is_empty())
            .then(|| html! { <fieldset><legend>{ section.title() }</legend>{ fields }</fieldset> })
    });
    let is_untouched = Argument::ALL.iter().all(|&argument| shown.value(argument).is_none());
    // Only at first: it must not close under the hand that clears its last value.
    let overlaid_is_open = *use_state(|| overlaid().any(|argument| shown.value(argument).is_some()));
    let dead = overlaid().next().and_then(|argument| choices.dead(argument));
    html! {
        // Another camera has other controls: none keeps what was written into it.
        <form key={base.as_str().to_owned()} class="parameters" onsubmit={Callback::from(|event: web_sys::SubmitEvent| event.prevent_default())}>
            { camera_line(&choices, &offer) }
            // A list of its own: spliced in, it would move the details below and make them anew.
            <>{ for sections }</>
            <details open={overlaid_is_open}>
                <summary>
                    { Section::Overlaid.title() }
                    if let Some(dead) = &dead {
                        <span class="parameter-dead">{ dead }</span>
                    }
                </summary>
                if dead.is_some() {
                    <p class="field-hint">
                        { "Newer firmware ignores these in a request. Set overlays on the camera’s own pages." }
                    </p>
                }
                <fieldset>
                    <legend class="visually-hidden">{ Section::Overlaid.title() }</legend>
                    { for overlaid().map(field) }
                </fieldset>
            </details>
            <button type="button" class="button" disabled={is_untouched} onclick={draft.reset.reform(|_| ())}>
                { "Reset to camera defaults" }
            </button>
            <Request url={ImageRequest { arguments: shown.clone(), ..props.request.clone() }.url()} copied={props.copied.clone()} />
        </form>
    }
}

/// Which camera this is, or why that is not known.
fn camera_line(choices: &Choices, offer: &Offer) -> Html {
    let line = match offer {
        Offer::Asking => "Asking the camera for its options…".to_owned(),
        Offer::Told => choices.product().unwrap_or_else(|| "The camera has listed its options.".to_owned()),
        Offer::Silent(silence) => {
            format!("The camera did not list its options: {silence}. These are the usual values.")
        }
    };
    html! { <p class="parameter-camera" role="status">{ line }</p> }
}

fn field(
    argument: Argument,
    props: &Props,
    choices: &Rc<Choices>,
    shown: &ImageArguments,
    set: &Callback<(Argument, Option<String>)>,
) -> Html {
    let value = shown.value(argument).map(AttrValue::from);
    html! {
        <Field
            key={argument.name()}
            {argument}
            control={choices.control(argument, shown, props.picture)}
            {value}
            own={choices.own(argument, shown).map(AttrValue::from)}
            own_percent={choices.own_percent(argument, shown)}
            dead={choices.dead(argument).map(AttrValue::from)}
            hint={hint(argument, props, shown)}
            set={set.clone()}
        />
    }
}

/// A hint about an argument before it is changed. The rest is in the label's title.
fn hint(argument: Argument, props: &Props, shown: &ImageArguments) -> Option<AttrValue> {
    match argument {
        Argument::Compression => Some(compression_hint(props, shown).into()),
        argument => argument.is_help_shown().then(|| argument.help().into()),
    }
}

/// What compression gives: the quality and size that come, or the quality to expect while a change
/// is on its way.
fn compression_hint(props: &Props, shown: &ImageArguments) -> String {
    let size =
        (props.frame_bytes > 0).then(|| format!("{} a frame", figures::bytes(props.frame_bytes as f64)));
    let quality = props.quality.map(|quality| format!("quality {quality}"));
    let delivered: Vec<String> = quality.into_iter().chain(size).collect();
    let is_waiting = shown.compression != props.request.arguments.compression;
    match shown.compression.map(Percent::estimated_quality).filter(|_| is_waiting || delivered.is_empty()) {
        Some(expected) => {
            format!("Quality usually about {expected}. 0 is the best picture, 100 the smallest.")
        }
        None if delivered.is_empty() => Argument::Compression.help().to_owned(),
        None => format!("Delivered: {}. 0 is the best picture, 100 the smallest.", delivered.join(", ")),
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
