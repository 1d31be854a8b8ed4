//! The registry of baselines: what is learned, by which key, and the columns that carry it to the signals.

use super::{party, quantity, record, routing, timing, together, value, wording};
use crate::baselines::set::Baseline;
use crate::schema::{Column, Kind, Unit};

/// Days the baselines look back from a declaration.
pub const HISTORY_DAYS: Column =
    Column::derived("history_days", Kind::Small, Unit::Day, "Days of history the baselines have learned from");

/// Every baseline, knowing nothing yet.
pub(in crate::baselines) fn all() -> Vec<Box<dyn Baseline>> {
    let families =
        [value::all, quantity::all, routing::all, party::all, timing::all, record::all, wording::all, together::all];
    families.into_iter().flat_map(|family| family()).collect()
}
