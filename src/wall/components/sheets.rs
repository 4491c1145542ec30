//! The wall's dialogs.

use yew::prelude::{Callback, Html, UseReducerDispatcher, html};

use super::add_sheet::AddSheet;
use super::list_keys::KEYS;
use super::requests_sheet::requests_sheet;
use crate::components::dialog::Dialog;
use crate::wall::state::{Action, Sheet, Wall};

/// The one that is open.
pub(super) fn sheet(wall: &Wall, dispatch: &UseReducerDispatcher<Wall>) -> Html {
    let closed = {
        let dispatch = dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Show(None)))
    };
    match wall.sheet {
        None => Html::default(),
        Some(Sheet::Add) => {
            let dispatch = dispatch.clone();
            html! {
                <AddSheet
                    cameras={wall.cameras.clone().unwrap_or_default()}
                    add={Callback::from(move |text| dispatch.dispatch(Action::Add(text)))}
                    {closed}
                />
            }
        }
        Some(Sheet::Requests) => requests_sheet(wall, &closed, dispatch),
        Some(Sheet::Problems) => html! {
            <Dialog title="Ignored in mullion.json" {closed}>
                <div class="sheet-body" tabindex="0">
                    <ul class="wall-problems">
                        { for wall.problems.iter().map(|problem| html! { <li>{ problem.clone() }</li> }) }
                    </ul>
                </div>
            </Dialog>
        },
        Some(Sheet::Help) => html! {
            <Dialog title="Keys" {closed}>
                <div class="sheet-body" tabindex="0">
                    <div class="keys"><dl>
                        { for KEYS.iter().map(|(keys, does)| html! {
                            <div>
                                <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                                <dd>{ *does }</dd>
                            </div>
                        }) }
                    </dl></div>
                </div>
            </Dialog>
        },
    }
}
