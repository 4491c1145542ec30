//! Everything that can keep a picture away: who is to blame, when to try again, and the words for it.
//!
//! A [`Cause`] is a fact about one stream. A [`Problem`] is the same in words that a person can act on.
#![forbid(unsafe_code)]

mod blame;
mod cause;
mod problem;
mod retry;
mod transport;

pub use blame::Blame;
pub use cause::{Cause, Content, Refusal};
pub use problem::Problem;
pub use retry::{Retry, retry_after};
pub use transport::Transport;
