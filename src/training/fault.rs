//! Faults of the mathematics below, as errors of the program.

use crate::error::Error;
use polars::prelude::PolarsError;

/// A library refused what it should take: always a fault here.
pub(super) fn refused(cause: impl std::fmt::Display) -> Error {
    Error::Engine(PolarsError::ComputeError(format!("the model cannot be fitted: {cause}").into()))
}
