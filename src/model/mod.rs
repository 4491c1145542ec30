//! The viewer's logic without a browser: addresses, deep links, settings, parameter choices.

pub mod answer;
pub mod choices;
pub mod draft;
#[cfg(test)]
mod early;
pub mod link;
pub mod options;
pub mod routes;
pub mod settings;
