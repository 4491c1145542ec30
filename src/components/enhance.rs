//! The panel of enhancements and aids.

use player::{EnhancedBy, Enhancements, Setting, Transport};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::{Callback, Event, Html, InputEvent, TargetCast, UseReducerDispatcher, html};

use crate::figures::fixed;
use crate::state::{Action, Aid, MAGNIFICATIONS, Sampling, Viewer};

type Dispatch = UseReducerDispatcher<Viewer>;

/// The panel's content.
pub(crate) fn enhance(viewer: &Viewer, dispatch: &Dispatch) -> Html {
    let enhancements = viewer.aids.enhancements;
    let slider = |setting, label, hint| slider(enhancements, setting, label, hint, dispatch);
    let switch = |setting, label, hint| switch(enhancements, setting, label, hint, dispatch);
    let aid = |aid, label, key| aid_switch(viewer, aid, label, key, dispatch);
    let reset = dispatch.clone();
    html! {
        <div class="parameters enhance">
            <p class="parameter-camera" role="status">{ said(viewer) }</p>
            <fieldset>
                <legend>{ "Light and colour" }</legend>
                { slider(Setting::Brightness, "Brightness", None) }
                { slider(Setting::Contrast, "Contrast", None) }
                { slider(Setting::Gamma, "Gamma", Some("Values above 1 brighten the shadows.")) }
                { slider(Setting::Saturation, "Saturation", None) }
                { switch(Setting::Invert, "Invert", None) }
            </fieldset>
            <fieldset>
                <legend>{ "Detail" }</legend>
                { slider(Setting::Sharpness, "Sharpness", None) }
                { slider(Setting::LocalContrast, "Local contrast", Some("Brings out details in haze and shadow.")) }
                { slider(Setting::Stack, "Stack", Some(
                    "The mean of the last pictures: reduces noise in a static scene, and blurs moving objects."
                )) }
                { switch(Setting::Edges, "Edges only", None) }
            </fieldset>
            <fieldset>
                <legend>{ "Compare" }</legend>
                <label class="menu-check">
                    <input
                        type="checkbox"
                        checked={enhancements.get(Setting::Split) != 0}
                        onchange={does(dispatch, |_| Action::ToggleSplit)}
                    />
                    <span>{ "Before and after, side by side (Y)" }</span>
                </label>
                <button
                    type="button"
                    class="button"
                    disabled={enhancements == Enhancements::default()}
                    onclick={move |_| reset.dispatch(Action::Unenhance)}
                >
                    { "Reset all" }
                </button>
            </fieldset>
            <fieldset>
                <legend>{ "Look closer" }</legend>
                { aid(Aid::Magnifier, "Magnifier under the pointer", "Z") }
                { magnification(viewer, dispatch) }
                { sampling(viewer, dispatch) }
            </fieldset>
            <fieldset>
                <legend>{ "On the picture" }</legend>
                { aid(Aid::Crosshair, "Crosshair", "U") }
                { aid(Aid::Grid, "Grid", "#") }
                { aid(Aid::Ruler, "Measure a distance", "D") }
                { aid(Aid::Time, "Time of the picture", "T") }
            </fieldset>
        </div>
    }
}

/// A note about the picture or, without one, about this page.
fn said(viewer: &Viewer) -> &'static str {
    let asked = !viewer.aids.enhancements.is_neutral();
    match viewer.report.enhanced.map(|enhanced| enhanced.by) {
        _ if viewer.report.transport == Some(Transport::Img) => {
            "The browser displays this stream itself, so it cannot be enhanced."
        }
        Some(EnhancedBy::Processor) => {
            "This page has no graphics processor. Enhancement is slow, and frames may be dropped."
        }
        None if asked && viewer.report.arrived_ms.is_some() => {
            "This picture is too large to be enhanced without a graphics processor."
        }
        _ => "Enhancement changes only the display. Snapshots and recordings stay as the camera sent them.",
    }
}

fn slider(
    enhancements: Enhancements,
    setting: Setting,
    label: &'static str,
    hint: Option<&'static str>,
    dispatch: &Dispatch,
) -> Html {
    let (least, most) = setting.range();
    let (value, neutral) = (enhancements.get(setting), setting.neutral());
    let id = ["enhance-", setting.name()].concat();
    let hint_id = hint.map(|_| [&id, "-hint"].concat());
    let said = words(setting, value);
    let set = {
        let dispatch = dispatch.clone();
        Callback::from(move |value| dispatch.dispatch(Action::Enhance(enhancements.with(setting, value))))
    };
    let oninput = set.reform(move |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        input.and_then(|input| input.value().parse().ok()).unwrap_or(neutral)
    });
    html! {
        <div class="parameter wide">
            <label class="field-label" for={id.clone()}>{ label }</label>
            <output class="parameter-output" for={id.clone()}>{ &said }</output>
            <div class="parameter-slider">
                <input
                    type="range" {id} min={least.to_string()} max={most.to_string()} step="1" value={value.to_string()}
                    aria-describedby={hint_id.clone()} aria-valuetext={said} {oninput}
                />
                <button
                    type="button" class="button" disabled={value == neutral} onclick={set.reform(move |_| neutral)}
                    aria-label={["Reset ", &label.to_ascii_lowercase()].concat()}
                >
                    { "Reset" }
                </button>
            </div>
            if let Some(hint) = hint {
                <span class="field-hint" id={hint_id}>{ hint }</span>
            }
        </div>
    }
}

/// A value as a person reads it.
fn words(setting: Setting, value: i16) -> String {
    match setting {
        Setting::Stack if value == 1 => "Off".to_owned(),
        Setting::Stack => [&value.to_string(), " pictures"].concat(),
        Setting::Gamma => fixed(f64::from(value) / 100.0, 2),
        Setting::Brightness if value > 0 => ["+", &value.to_string(), "\u{202f}%"].concat(),
        _ => [&fixed(f64::from(value), 0), "\u{202f}%"].concat(),
    }
}

fn switch(
    enhancements: Enhancements,
    setting: Setting,
    label: &'static str,
    hint: Option<&'static str>,
    dispatch: &Dispatch,
) -> Html {
    let onchange = does(dispatch, move |on| Action::Enhance(enhancements.with(setting, i16::from(on))));
    html! {
        <label class="menu-check" title={hint}>
            <input type="checkbox" checked={enhancements.get(setting) != 0} {onchange} />
            <span>{ label }</span>
        </label>
    }
}

fn aid_switch(
    viewer: &Viewer,
    aid: Aid,
    label: &'static str,
    key: &'static str,
    dispatch: &Dispatch,
) -> Html {
    html! {
        <label class="menu-check">
            <input type="checkbox" checked={viewer.aids.has(aid)} onchange={does(dispatch, move |_| Action::ToggleAid(aid))} />
            <span>{ [label, " (", key, ")"].concat() }</span>
        </label>
    }
}

fn magnification(viewer: &Viewer, dispatch: &Dispatch) -> Html {
    let times = viewer.aids.magnification;
    let said = [&times.to_string(), "\u{202f}×"].concat();
    let dispatch = dispatch.clone();
    let oninput = move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            dispatch.dispatch(Action::Magnify(input.value().parse().unwrap_or(times)));
        }
    };
    html! {
        <div class="parameter wide">
            <label class="field-label" for="magnification">{ "Magnification" }</label>
            <output class="parameter-output" for="magnification">{ &said }</output>
            <div class="parameter-slider">
                <input
                    type="range" id="magnification" min={MAGNIFICATIONS.0.to_string()} max={MAGNIFICATIONS.1.to_string()}
                    value={times.to_string()} aria-valuetext={said.clone()} {oninput}
                />
            </div>
        </div>
    }
}

fn sampling(viewer: &Viewer, dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let onchange = move |event: Event| {
        let index = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index());
        let chosen = index.and_then(|index| usize::try_from(index).ok());
        if let Some(&sampling) = chosen.and_then(|index| Sampling::ALL.get(index)) {
            dispatch.dispatch(Action::Sample(sampling));
        }
    };
    let words = |sampling| match sampling {
        Sampling::Automatic => "Automatic",
        Sampling::Pixels => "Sharp squares",
        Sampling::Smooth => "Smooth",
    };
    html! {
        <div class="parameter">
            <label class="field-label" for="sampling">{ "Pixels" }</label>
            <select class="input" id="sampling" {onchange}>
                { for Sampling::ALL.map(|sampling| html! {
                    <option selected={sampling == viewer.aids.sampling}>{ words(sampling) }</option>
                }) }
            </select>
        </div>
    }
}

fn does(dispatch: &Dispatch, action: impl Fn(bool) -> Action + 'static) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        dispatch.dispatch(action(on));
    })
}
