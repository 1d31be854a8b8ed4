//! The states a key can have. `merge` is associative and commutative, so the past can be folded in any order.

mod contract;
mod decayed;
mod digits;
mod distinct;
mod first_seen;
mod last_lots;
mod mean;
mod quantiles;
mod recent;
mod share;
mod sketch;

use contract::{MOST, is_day};

pub use contract::State;
pub use decayed::{Decayed, HALF_LIFE_DAYS};
pub use digits::Digits;
pub use distinct::Distinct;
pub use first_seen::FirstSeen;
pub use last_lots::{LastLots, Lot, Returns};
pub use mean::Mean;
pub use quantiles::{Quantiles, Summary};
pub use recent::Recent;
pub use share::Share;
