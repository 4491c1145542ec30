//! What is on the page: one file for each part a person sees.

pub mod parameters;
