//! Mathematics that knows no customs.

mod combine;
mod isolation_forest;
mod ranking;
mod sample;
mod tail;

pub use combine::{BrownNull, bayes_bound, cauchy};
pub use isolation_forest::{IsolationForest, IsolationForestError, IsolationForestParams, IsolationForestValidParams};
pub use ranking::{Auc, Top, ascending, auc, binomial_tail, mean_error_squared, rank_correlation, runs};
pub use sample::{BottomK, SampledRow};
pub use tail::{TailCounts, TailCurve};
