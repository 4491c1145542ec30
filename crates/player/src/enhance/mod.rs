//! What may be done to a picture on its way to the eye: the settings, and what each of them means.
//!
//! No browser in here. [`chain`] is the definition: it is what runs where there is no WebGL2, and what the shader in
//! `worker/enhancer` is tested against. The camera's own bytes are never touched.

pub(crate) mod chain;
pub(crate) mod mean;
mod settings;

pub use settings::{Enhancements, Setting};
