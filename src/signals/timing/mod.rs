//! Splitting, bursts, control dates.

mod burst_of_lots;
mod lots_just_under_limit;
mod same_box_again;
mod same_mass_at_regular_interval;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &lots_just_under_limit::SIGNAL,
    &burst_of_lots::SIGNAL,
    &same_box_again::SIGNAL,
    &same_mass_at_regular_interval::SIGNAL,
];
