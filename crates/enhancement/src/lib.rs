//! Enhancements of a displayed picture: the settings and their formulas.
//!
//! No browser in here. [`chain`] is the definition: it runs where there is no WebGL2, and the
//! shader in `features/enhance` is tested against it. The camera's own bytes are never touched.
#![forbid(unsafe_code)]

pub mod chain;
pub mod mean;
mod settings;

pub use settings::{Enhancements, Setting};
