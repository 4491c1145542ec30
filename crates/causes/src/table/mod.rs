//! The table of causes.
//! Each row is a separate static: a program that names a row contains its words, and no others.
//! Nothing but tests may walk the whole table.

mod address;
mod answer;
mod displays;
mod gateway;
mod login;
mod network;
mod page;
mod proxy;
mod recording;
mod source;
mod stream;

pub use address::*;
pub use answer::*;
pub use displays::*;
pub use gateway::*;
pub use login::*;
pub use network::*;
pub use page::*;
pub use proxy::*;
pub use recording::*;
pub use source::*;
pub use stream::*;

use crate::Row;

/// All rows.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [
        address::ALL,
        answer::ALL,
        displays::ALL,
        gateway::ALL,
        login::ALL,
        network::ALL,
        page::ALL,
        proxy::ALL,
        recording::ALL,
        source::ALL,
        stream::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

const CLOSE_VIEWERS: &str = "Close other viewers of it, or ask for the same picture as they do$wait.";
const KEEP_LOGIN: &str = "Enter the user name and password, or let the gateway keep them.";
const MANUAL: &str = "Use the address of its stream; the camera's manual gives it.";
const OVERLOADED: &str =
    "It may be overloaded or starting: close other viewers of it, and restart it if this lasts.";
