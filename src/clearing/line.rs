//! One row of a prepared batch, as proposals read it.

use crate::schema::Column;
use polars::prelude::DataFrame;

/// A line with all that is known about it; what is null, empty or not finite is `None`.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    frame: &'a DataFrame,
    row: usize,
}

impl<'a> Line<'a> {
    /// Row `row` of a prepared batch.
    pub fn new(frame: &'a DataFrame, row: usize) -> Self {
        Line { frame, row }
    }

    /// A number.
    pub fn number(&self, column: Column) -> Option<f64> {
        let value = self.frame.column(column.name).ok()?.get(self.row).ok()?.extract::<f64>()?;
        value.is_finite().then_some(value)
    }

    /// A number above zero.
    pub fn positive(&self, column: Column) -> Option<f64> {
        self.number(column).filter(|value| *value > 0.0)
    }

    /// A text that says something.
    pub fn text(&self, column: Column) -> Option<&'a str> {
        self.frame.column(column.name).ok()?.str().ok()?.get(self.row).filter(|text| !text.trim().is_empty())
    }
}
