//! Splitting, bursts, control dates.

mod burst_of_lots;
mod consignee_surge_after_control;
mod declared_on_quiet_day;
mod like_lots_in_a_row;
mod lots_just_under_limit;
mod same_box_again;
mod same_mass_at_regular_interval;
mod surge_after_control;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &lots_just_under_limit::SIGNAL,
    &burst_of_lots::SIGNAL,
    &same_box_again::SIGNAL,
    &same_mass_at_regular_interval::SIGNAL,
    &surge_after_control::SIGNAL,
    &consignee_surge_after_control::SIGNAL,
    &like_lots_in_a_row::SIGNAL,
    &declared_on_quiet_day::SIGNAL,
];
