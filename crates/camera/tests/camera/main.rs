//! The simulated camera over real sockets.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

mod client;
mod connections;
mod faults;
mod login;
mod pages;
mod pictures;
mod streams;
