//! What the viewer knows without a browser: addresses, deep links, settings, parameter choices.

pub mod address;
