//! Splitting, bursts, control dates.

mod burst_of_lots;
mod lots_just_under_limit;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[&lots_just_under_limit::SIGNAL, &burst_of_lots::SIGNAL];
