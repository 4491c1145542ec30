//! HTTP/1.1, as much of it as a camera speaks, with every byte under control.

mod request;
mod response;

pub(crate) use request::{Request, RequestReader};
pub(crate) use response::{Response, status_line};
