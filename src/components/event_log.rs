//! The log of events, for reading and copying.

use std::rc::Rc;

use yew::prelude::{Html, UseReducerDispatcher, html};

use crate::hooks::copy;
use crate::page;
use crate::state::{Action, Event, Log, Viewer};

/// The events, newest first, closed at first. Copied are all of them, oldest first.
pub(super) fn event_log(log: &Rc<Log>, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let (all, tell) = (Rc::clone(log), dispatch.clone());
    let copying = move |_| {
        let tell = tell.clone();
        let text = all.to_text(|at_ms| page::local_time(at_ms).to_string());
        copy(&text, move |worked| tell.dispatch(Action::copied("Events", worked)));
    };
    html! {
        <details class="event-log">
            <summary>{ "Events" }</summary>
            <button type="button" class="pill-action" onclick={copying}>{ "Copy events" }</button>
            <ol>{ for log.newest().map(event) }</ol>
        </details>
    }
}

fn event(event: &Event) -> Html {
    html! {
        <li>
            <time>{ page::local_time(event.at_ms).time_of_day() }</time>
            { " " }
            <strong>{ event.state.name() }</strong>
            if let Some(cause) = &event.cause {
                { " " }
                <span>{ cause }</span>
            }
        </li>
    }
}
