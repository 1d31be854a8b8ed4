//! Mathematics that knows no customs.

mod isolation_forest;

pub use isolation_forest::{IsolationForest, IsolationForestError, IsolationForestParams, IsolationForestValidParams};
