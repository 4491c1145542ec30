//! The state of the picture in a corner of it, for as long as the bars are hidden.

use yew::prelude::{Html, classes, html};

use crate::marks::Marks;
use crate::model::options::Badge;

/// A dot and a word. The style sheets show it where the bars are not. Only a live picture may go without.
pub(crate) fn badge(marks: &Marks, wanted: Badge) -> Html {
    if wanted == Badge::None && marks.standing.is_live() {
        return Html::default();
    }
    let word = marks.status.word();
    let preposition = if word == marks.status.label { "" } else { "in " };
    html! {
        <p class={classes!("badge", marks.tone.class())}>
            // Where there is no room for the figure, the word stands alone.
            <span>{ word }</span>
            // The age of a live picture would only flicker.
            if let Some(detail) = marks.status.detail.as_ref().filter(|_| !marks.standing.is_live()) {
                <span class="age">{ [preposition, detail].concat() }</span>
            }
        </p>
    }
}
