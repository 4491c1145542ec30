//! One argument with its label and the control that fits it.

use vapix::{Argument, ImageArguments};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::{
    AttrValue, Callback, Event, Html, InputEvent, Properties, TargetCast, UseStateHandle, classes, component,
    html, use_effect, use_node_ref, use_state_eq,
};

use crate::model::choices::{Choice, Control, Group};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub argument: Argument,
    pub control: Control,
    /// As a request spells it; `None` leaves it to the camera.
    pub value: Option<AttrValue>,
    /// The camera's default, as far as known.
    pub own: Option<AttrValue>,
    /// Where a slider stands then.
    #[prop_or_default]
    pub own_percent: Option<u8>,
    /// Why the argument has no effect.
    #[prop_or_default]
    pub dead: Option<AttrValue>,
    /// A hint.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    pub set: Callback<(Argument, Option<String>)>,
}

/// The argument. Every control can leave it to the camera.
#[component]
pub(super) fn Field(props: &Props) -> Html {
    let Props { argument, control, dead, hint, .. } = props;
    let id = format!("parameter-{}", argument.name());
    let described_by = hint.as_ref().map(|_| format!("{id}-hint"));
    let refused = use_state_eq(|| None::<Refused>);
    let wide = matches!(control, Control::Slider);
    let control = match control {
        Control::Select(groups) => html! {
            <Select id={id.clone()} {described_by} groups={groups.clone()} value={props.value.clone()} neutral={neutral(props)}
                chosen={chosen(props)} />
        },
        Control::Slider => slider(props, &id, described_by),
        Control::Number | Control::Text { .. } => input(props, &id, described_by, &refused),
    };
    html! {
        <div class={classes!("parameter", wide.then_some("wide"), dead.is_some().then_some("dead"))}>
            <label class="field-label" for={id.clone()} title={argument.help()}>{ argument.label() }</label>
            { control }
            if let Some(Refused { expected, .. }) = &*refused {
                <span class="parameter-error" role="alert">{ format!("This must be {expected}.") }</span>
            }
            if let Some(hint) = hint {
                <span class="field-hint" id={format!("{id}-hint")}>{ hint }</span>
            }
        </div>
    }
}

/// A text that is no value.
#[derive(Clone, PartialEq)]
struct Refused {
    text: AttrValue,
    expected: &'static str,
}

/// The words for leaving it to the camera.
fn neutral(props: &Props) -> AttrValue {
    match &props.own {
        Some(own) => format!("Default ({own})").into(),
        None => "Default".into(),
    }
}

/// Tells a choice; an empty text leaves it to the camera.
fn chosen(props: &Props) -> Callback<String> {
    let argument = props.argument;
    props.set.reform(move |value: String| (argument, Some(value).filter(|value| !value.is_empty())))
}

#[derive(Clone, PartialEq, Properties)]
struct SelectProps {
    id: String,
    described_by: Option<String>,
    groups: Vec<Group>,
    value: Option<AttrValue>,
    neutral: AttrValue,
    chosen: Callback<String>,
}

#[component]
fn Select(props: &SelectProps) -> Html {
    let select = use_node_ref();
    {
        let (select, value) = (select.clone(), props.value.clone().unwrap_or_default());
        // After the options are there, and whenever they were drawn anew: the attribute `selected`
        // only counts at first.
        use_effect(move || {
            if let Some(select) = select.cast::<HtmlSelectElement>() {
                select.set_value(&value);
            }
        });
    }
    let onchange = props.chosen.reform(|event: Event| {
        event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
    });
    html! {
        <select
            ref={select}
            class={classes!("input", props.value.is_none().then_some("neutral"))}
            id={props.id.clone()}
            aria-describedby={props.described_by.clone()}
            {onchange}
        >
            <option value="">{ &props.neutral }</option>
            { for props.groups.iter().map(group) }
        </select>
    }
}

fn group(group: &Group) -> Html {
    let options = group.choices.iter().map(|Choice { value, label }| {
        html! { <option value={value.clone()}>{ label }</option> }
    });
    if group.label.is_empty() {
        options.collect()
    } else {
        html! { <optgroup label={group.label.clone()}>{ for options }</optgroup> }
    }
}

fn slider(props: &Props, id: &str, described_by: Option<String>) -> Html {
    let argument = props.argument;
    let oninput = props.set.reform(move |event: InputEvent| (argument, text_of(&event)));
    let clear = props.set.reform(move |_| (argument, None));
    let standing = props.value.clone().unwrap_or_else(|| props.own_percent.unwrap_or(50).to_string().into());
    let said = props.value.clone().unwrap_or_else(|| neutral(props));
    html! {
        <>
            <output class="parameter-output" for={id.to_owned()}>{ &said }</output>
            <div class="parameter-slider">
                <input type="range" id={id.to_owned()} min="0" max="100" step="1" value={standing}
                    class={classes!(props.value.is_none().then_some("neutral"))}
                    aria-describedby={described_by} aria-valuetext={said.clone()} {oninput} />
                <button type="button" class="button" disabled={props.value.is_none()} onclick={clear}
                    aria-label={format!("Default {}", argument.label().to_ascii_lowercase())}>
                    { "Default" }
                </button>
            </div>
        </>
    }
}

fn input(
    props: &Props,
    id: &str,
    described_by: Option<String>,
    refused: &UseStateHandle<Option<Refused>>,
) -> Html {
    let argument = props.argument;
    // On `change`, not on `input`: half a number is no wish.
    let onchange = {
        let (set, setter) = (props.set.clone(), refused.setter());
        Callback::from(move |event: Event| {
            let text = text_of(&event).unwrap_or_default();
            let value = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            let error = value.as_ref().and_then(|value| ImageArguments::default().set(argument, value).err());
            setter.set(error.as_ref().map(|error| Refused { text: text.into(), expected: error.expected }));
            if error.is_none() {
                set.emit((argument, value));
            }
        })
    };
    let is_number = props.control == Control::Number;
    let longest = match props.control {
        Control::Text { longest } => longest,
        _ => 0,
    };
    // A refused text stays, so that the person can correct it.
    let value = refused.as_ref().map(|refused| refused.text.clone()).or_else(|| props.value.clone());
    html! {
        <input
            type={if is_number { "number" } else { "text" }}
            min={is_number.then_some("0")}
            step={is_number.then_some("1")}
            inputmode={is_number.then_some("numeric")}
            maxlength={(longest > 0).then(|| longest.to_string())}
            class="input" id={id.to_owned()} value={value.unwrap_or_default()}
            placeholder={neutral(props)}
            autocomplete="off" spellcheck="false"
            aria-describedby={described_by} aria-invalid={refused.as_ref().map(|_| "true")}
            {onchange}
        />
    }
}

fn text_of(event: &Event) -> Option<String> {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value())
}
