//! Mathematics that knows no customs.

mod boosted;
mod bound;
mod error;
mod isolation_forest;
mod ranking;
mod sample;
mod survival;
mod tail;

pub use boosted::{Boosted, BoostedParams};
pub use bound::bayes_bound;
pub use error::ModelError;
pub use isolation_forest::{IsolationForest, IsolationForestError, IsolationForestParams, IsolationForestValidParams};
pub use ranking::{Auc, Top, ascending, auc, binomial_tail, mean_error_squared, rank_correlation, runs};
pub use sample::{BottomK, SampledRow};
pub use survival::Survival;
pub use tail::{TailCounts, TailCurve, bin_of};
