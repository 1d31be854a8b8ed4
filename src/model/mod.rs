//! Mathematics that knows no customs.

mod combine;
mod isolation_forest;
mod sample;
mod tail;

pub use combine::{BrownNull, bayes_bound, cauchy};
pub use isolation_forest::{IsolationForest, IsolationForestError, IsolationForestParams, IsolationForestValidParams};
pub use sample::{BottomK, SampledRow};
pub use tail::{TailCounts, TailCurve};
