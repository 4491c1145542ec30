//! The Mullion viewer: the visible page and its controls.
//!
//! Values flow one way: the [`player`] reports at most four times a second, the reducer in [`state`]
//! keeps what was reported and what was asked for, and the components draw it. No frame passes here.

pub mod components;
pub mod configuration;
mod diagnosis;
pub mod editor;
pub mod figures;
mod hooks;
pub mod keys;
pub mod kiosk;
pub mod marks;
pub mod model;
mod page;
pub mod replay;
pub mod snapshot;
pub mod stage;
pub mod state;
pub mod status;
pub mod wall;

use yew::BaseComponent;

/// Puts a page's component where the page has its place for it.
pub fn start<Page: BaseComponent<Properties = ()>>() {
    let document = web_sys::window().and_then(|window| window.document());
    match document.and_then(|document| document.get_element_by_id("app")) {
        Some(root) => drop(yew::Renderer::<Page>::with_root(root).render()),
        None => drop(yew::Renderer::<Page>::new().render()),
    }
}
