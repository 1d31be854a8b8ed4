//! The risk profile: what was found so far at a line's parties, codes and places, and how much stands behind it.

mod columns;
mod counts;
mod fading;
mod keys;
mod learned;
mod lines;
mod outcomes;
mod rates;
mod rows;
mod view;

pub use columns::*;
pub use counts::{Observation, Profile};
pub use fading::HALF_LIFE_DAYS as PROFILE_HALF_LIFE_DAYS;
pub use keys::{PROFILE_KEYS, Traits, code, fold, near_duplicate};
pub use learned::RiskProfile;
pub use outcomes::{Finding, Findings, WEIGHT_MAX, outcome_weight};
pub use rates::PROFILE_N;
#[cfg(test)]
mod tests;
