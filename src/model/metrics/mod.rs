//! How good answers are: order, probabilities, and how sure one can be of it.

mod bootstrap;
mod bounds;
mod order;
mod probability;

pub use bootstrap::{Bootstrap, Interval};
pub use bounds::{Stratum, clopper_pearson, missed, upper_bound};
pub use order::{Found, Ranked};
pub use probability::{Reliability, brier, expected_error, log_loss, reliability};
