//! Why is there no picture? The checks, the cause and the cure.

use diagnosis::{Blame, Diagnosis, Step, Verdict};
use yew::prelude::{AttrValue, Callback, Html, UseReducerDispatcher, classes, html};

use super::copy_field::CopyField;
use super::dialog::Dialog;
use super::icon::{Icon, glyph};
use super::toasts::toasts;
use crate::hooks::copy;
use crate::state::{Action, Viewer};
use crate::status::Offer;

/// The steps as they come, then cause and cure.
pub(crate) fn why_sheet(
    viewer: &Viewer,
    dispatch: &UseReducerDispatcher<Viewer>,
    take: &Callback<Offer>,
    closed: Callback<()>,
) -> Html {
    let (steps, diagnosis) = match viewer.examined.as_deref() {
        Some((steps, diagnosis)) => (steps.as_slice(), diagnosis.as_ref()),
        None => (&[][..], None),
    };
    html! {
        <Dialog title={title(diagnosis)} class="why" {closed}>
            <div class="sheet-body" tabindex="0">
                <div class="why-verdict" role="status" data-code={diagnosis.map(|diagnosis| AttrValue::from(diagnosis.code.clone()))}>
                    if let Some(diagnosis) = diagnosis {
                        <p class="why-cause">{ &diagnosis.cause }</p>
                        <p class="why-cure">{ &diagnosis.cure }</p>
                    } else {
                        <p class="why-looking"><span class="spinner" aria-hidden="true"></span>{ "Looking for the cause" }</p>
                    }
                </div>
                if let Some(diagnosis) = diagnosis {
                    { for diagnosis.lines.iter().map(|line| html! {
                        <CopyField
                            key={line.label}
                            label={line.label}
                            value={AttrValue::from(line.text.clone())}
                        />
                    }) }
                    { actions(viewer, dispatch, take) }
                }
                <section class="sheet-section why-steps" aria-labelledby="why-steps">
                    <h3 id="why-steps">{ "Checks" }</h3>
                    <ol>{ for steps.iter().map(step) }</ol>
                </section>
            </div>
            { toasts(&viewer.toasts, dispatch) }
        </Dialog>
    }
}

/// A picture that is live needs no explanation.
fn title(diagnosis: Option<&Diagnosis>) -> &'static str {
    match diagnosis {
        Some(Diagnosis { blame: Blame::Nobody, .. }) => "Connection check",
        _ => "Why is there no picture?",
    }
}

fn actions(viewer: &Viewer, dispatch: &UseReducerDispatcher<Viewer>, take: &Callback<Offer>) -> Html {
    let (again, take) = (dispatch.clone(), take.clone());
    let again = Callback::from(move |_| {
        again.dispatch(Action::Examine);
        take.emit(Offer::Retry);
    });
    let (examined, tell) = (viewer.examined.clone(), dispatch.clone());
    let copying = Callback::from(move |_| {
        let tell = tell.clone();
        let Some(diagnosis) = examined.as_ref().and_then(|examined| examined.1.as_ref()) else { return };
        copy(&diagnosis.to_string(), move |worked| tell.dispatch(Action::copied("Diagnosis", worked)));
    });
    html! {
        <div class="why-actions">
            <button type="button" class="button primary" onclick={again}>{ "Try again" }</button>
            <button type="button" class="button" onclick={copying}>{ "Copy" }</button>
        </div>
    }
}

fn step(step: &Step) -> Html {
    let (icon, spoken) = match step.verdict {
        Verdict::Good => (Icon::Check, "Good: "),
        Verdict::Bad => (Icon::Close, "Bad: "),
        Verdict::Neutral => (Icon::Minus, ""),
    };
    html! {
        <li class={classes!("why-step", step.verdict.name())}>
            { glyph(icon) }
            <div>
                <span class="visually-hidden">{ spoken }</span>
                <strong>{ step.what }</strong>
                <p>{ &step.outcome }</p>
            </div>
        </li>
    }
}
