//! Is the declared value believable?

mod first_digits_unlike_trade;
mod peers_again;
mod unit_value_above_peers;
mod unit_value_above_peers_again;
mod unit_value_below_peers;
mod unit_value_below_peers_again;
mod unit_value_off_own_past;
mod unit_value_off_pair_past;
mod unit_value_outside_reference;
mod unit_value_unlike_wording;
mod value_per_package_off_norm;
mod values_repeated;
mod values_rounded;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &first_digits_unlike_trade::SIGNAL,
    &unit_value_above_peers::SIGNAL,
    &unit_value_above_peers_again::SIGNAL,
    &unit_value_below_peers::SIGNAL,
    &unit_value_below_peers_again::SIGNAL,
    &unit_value_off_own_past::SIGNAL,
    &unit_value_off_pair_past::SIGNAL,
    &unit_value_outside_reference::SIGNAL,
    &unit_value_unlike_wording::SIGNAL,
    &value_per_package_off_norm::SIGNAL,
    &values_repeated::SIGNAL,
    &values_rounded::SIGNAL,
];
