//! The program that runs in the worker.

fn main() {}
