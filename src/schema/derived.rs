//! Derived columns that more than one room makes or reads.

use super::column::{Column, Kind, Unit};

/// How near a lot lies under a limit; made by the reference lists, counted by the baselines.
pub const LIMIT_SHARE: Column = Column::derived(
    "limit_share",
    Kind::Small,
    Unit::Ratio,
    "Largest share of an applicable limit that the declared mass or value fills, above 0 up to 1",
);
