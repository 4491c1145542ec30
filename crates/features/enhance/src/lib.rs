//! Enhances pictures: from the camera's picture to the one that a person asked for, by the formulas of
//! the crate `enhancement`, on the graphics processor or by our own.
//!
//! A program of its own, with memory of its own: a trap in it ends enhancing and nothing else. One
//! instance serves all streams of a worker.

mod cpu;
mod enhancer;
mod gl;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;

pub use enhancer::{Enhancer, make_enhancer};
