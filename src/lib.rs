//! The Mullion viewer: what a person sees and touches.
//!
//! Values flow one way: the [`player`] reports at most four times a second, the reducer in [`state`]
//! keeps what was reported and what was asked for, and the components draw it. No frame passes here.

pub mod components;
pub mod configuration;
mod diagnosis;
pub mod figures;
mod hooks;
pub mod keys;
pub mod marks;
pub mod model;
mod page;
pub mod replay;
pub mod snapshot;
pub mod stage;
pub mod state;
pub mod status;
