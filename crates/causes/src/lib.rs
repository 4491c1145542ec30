//! Everything that can keep a picture away: who is to blame, when to try again, and the words for it.
//!
//! Each cause is one [`Row`] of the [`table`]. The player, the diagnosis, the gateway and the probe
//! all read it, so that one cause has one code, one blame and one sentence whoever tells it. A
//! [`Cause`] is what the player knows about one stream; a [`Problem`] is the same in words that a
//! person can act on.
//!
//! Sentences have [places](Place) for what is known of one camera, such as `$status`; [`fill`] fills them.
#![forbid(unsafe_code)]

mod blame;
mod cause;
mod feature;
mod lines;
mod problem;
mod retry;
mod row;
pub mod table;
mod text;
mod transport;

pub use blame::Blame;
pub use cause::{Cause, Content, Refusal};
pub use feature::Feature;
pub use lines::Lines;
pub use problem::Problem;
pub use retry::{Retry, retry_after};
pub use row::{Row, Tool, Tools};
pub use text::{Place, decimal, error, fill, has, said, wait};
pub use transport::Transport;
