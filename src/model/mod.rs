//! Mathematics that knows no customs.

mod boosted;
mod bound;
mod calibration;
mod drift;
mod error;
mod isolation_forest;
mod metrics;
mod outcomes;
mod ranking;
mod rates;
mod sample;
mod survival;
mod tail;

pub use boosted::{Boosted, BoostedParams};
pub use bound::bayes_bound;
pub use calibration::{Calibration, CalibrationKind};
pub use drift::{Drift, DriftBins, DriftLevel, PSI_ALARM, PSI_MOVED, drift};
pub use error::ModelError;
pub use isolation_forest::{IsolationForest, IsolationForestError, IsolationForestParams, IsolationForestValidParams};
pub use metrics::{
    Bootstrap, Found, Interval, Ranked, Reliability, Stratum, brier, clopper_pearson, expected_error, log_loss, missed,
    reliability, upper_bound,
};
pub use ranking::{Auc, Top, ascending, auc, binomial_tail, mean_error_squared, rank_correlation, runs};
pub use rates::{ExpectedDrift, Hits, RATIO_ALARM, RATIO_MOVED, RateDrift, expected_drift, rate_drift};
pub use sample::{BottomK, SampledRow};
pub use survival::Survival;
pub use tail::{TailCounts, TailCurve, bin_of};
