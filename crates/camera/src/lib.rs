//! A simulated Axis network camera, for demonstrations and tests.
#![forbid(unsafe_code)]

mod auth;
mod camera;
mod cgi;
mod clock;
mod connection;
mod device;
mod encoders;
mod fault;
mod handle;
mod http;
mod options;
mod picture;
mod renderer;
mod scene;
mod setting;
mod stream;

pub use camera::Camera;
pub use fault::{BoundaryFault, Fault, InvalidFault, StatusFault};
pub use handle::{Handle, SentFrame, Snapshot};
pub use options::{AuthPolicy, DigestAlgorithms, Options, User};
pub use picture::strip;
