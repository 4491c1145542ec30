//! A button over the picture. It executes a [`Command`], like a key.

use yew::prelude::{Callback, Html, classes, html};

use super::icon::{Icon, glyph};
use crate::keys::Command;

/// An icon to press.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    pub(crate) icon: Icon,
    /// Its label; with the key also its tooltip.
    pub(crate) label: &'static str,
    /// The key that does the same, if there is one.
    pub(crate) key: &'static str,
    pub(crate) command: Command,
    /// For a switch: whether it is on.
    pub(crate) pressed: Option<bool>,
    /// For a button that opens something: whether that is open.
    pub(crate) expanded: Option<bool>,
    pub(crate) disabled: bool,
    /// Why it is disabled, if a person may wonder.
    pub(crate) reason: Option<&'static str>,
    pub(crate) class: &'static str,
}

impl Tool {
    pub(crate) const fn new(icon: Icon, label: &'static str, key: &'static str, command: Command) -> Self {
        Self {
            icon,
            label,
            key,
            command,
            pressed: None,
            expanded: None,
            disabled: false,
            reason: None,
            class: "",
        }
    }

    pub(crate) fn view(self, commanded: &Callback<Command>) -> Html {
        let title = match (self.reason, self.key) {
            (Some(reason), _) => reason.to_owned(),
            (None, "") => self.label.to_owned(),
            (None, key) => format!("{} ({key})", self.label),
        };
        html! {
            <button
                type="button"
                class={classes!("tool", self.class)}
                aria-label={self.label}
                {title}
                aria-pressed={self.pressed.map(spelt)}
                aria-expanded={self.expanded.map(spelt)}
                disabled={self.disabled}
                onclick={commanded.reform(move |_| self.command)}
            >
                { glyph(self.icon) }
            </button>
        }
    }
}

/// A boolean as ARIA spells it.
pub(crate) fn spelt(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}
