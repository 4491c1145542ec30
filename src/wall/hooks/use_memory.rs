//! The wall is written into the page's address.

use gloo::timers::callback::Timeout;
use yew::prelude::{hook, use_effect_with};

use crate::page;
use crate::wall::state::Wall;

/// After the last change, milliseconds. Browsers refuse an address that changes hundreds of times in a minute.
const SETTLES_MS: u32 = 400;

/// Keeps the page's address as the wall is. Credentials are not in it.
#[hook]
pub(in crate::wall) fn use_memory(wall: &Wall) {
    use_effect_with(wall.query(), |query| {
        let timer = query.clone().map(|query| Timeout::new(SETTLES_MS, move || page::set_query(&query)));
        move || drop(timer)
    });
}
