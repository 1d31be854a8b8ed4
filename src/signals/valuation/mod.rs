//! Is the declared value believable?

mod unit_value_above_peers;
mod unit_value_above_peers_again;
mod unit_value_below_peers;
mod unit_value_below_peers_again;
mod unit_value_off_own_past;
mod unit_value_outside_reference;
mod unit_value_unlike_wording;
mod value_per_package_off_norm;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &unit_value_above_peers::SIGNAL,
    &unit_value_above_peers_again::SIGNAL,
    &unit_value_below_peers::SIGNAL,
    &unit_value_below_peers_again::SIGNAL,
    &unit_value_off_own_past::SIGNAL,
    &unit_value_outside_reference::SIGNAL,
    &unit_value_unlike_wording::SIGNAL,
    &value_per_package_off_norm::SIGNAL,
];
