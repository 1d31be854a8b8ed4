//! A line's values by column, whatever their type; `None` is "not declared" or "cannot be said".

use crate::cases::Words;
use crate::error::Result;
use crate::schema::ACCEPTED_ON;
use crate::schema::Column as Declared;
use chrono::NaiveDate;
use polars::prelude::{AnyValue, Column, DataFrame, Int32Chunked};
use std::collections::HashMap;

/// Prepared lines, their columns found once.
pub(super) struct Cells<'a> {
    columns: HashMap<&'a str, &'a Column>,
    days: Int32Chunked,
}

/// One line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    cells: &'a Cells<'a>,
    pub row: usize,
}

impl<'a> Cells<'a> {
    pub fn of(frame: &'a DataFrame) -> Result<Self> {
        let days = frame.column(ACCEPTED_ON.name)?.as_materialized_series().date()?.physical().clone();
        let columns = frame.columns().iter().map(|column| (column.name().as_str(), column)).collect();
        Ok(Cells { columns, days })
    }

    pub fn line(&'a self, row: usize) -> Line<'a> {
        Line { cells: self, row }
    }
}

impl<'a> Line<'a> {
    /// A text that is not empty.
    pub fn text(&self, column: Declared) -> Option<&'a str> {
        let column = self.cells.columns.get(column.name)?;
        column.str().ok()?.get(self.row).filter(|text| !text.trim().is_empty())
    }

    /// A finite number.
    pub fn number(&self, column: Declared) -> Option<f64> {
        match self.value(column)? {
            // 0.1 as 32 bits is 0.1 to people.
            AnyValue::Float32(value) => figure(value.to_string().parse().ok()?),
            value => figure(value.extract::<f64>()?),
        }
    }

    /// A number above zero.
    pub fn positive(&self, column: Declared) -> Option<f64> {
        self.number(column).filter(|number| *number > 0.0)
    }

    /// The day of a column of days.
    pub fn date(&self, column: Declared) -> Option<NaiveDate> {
        match self.value(column)? {
            AnyValue::Date(day) => NaiveDate::from_epoch_days(day),
            _ => None,
        }
    }

    /// Day of acceptance.
    pub fn day(&self) -> NaiveDate {
        self.cells.days.get(self.row).and_then(NaiveDate::from_epoch_days).unwrap_or_default()
    }

    /// The value of any column.
    pub fn value(&self, column: Declared) -> Option<AnyValue<'a>> {
        let column = self.cells.columns.get(column.name)?;
        column.get(self.row).ok().filter(|value| !value.is_null())
    }
}

/// A number as it is written down: finite, and to twelve significant digits, so that every reader of the file reads the same.
pub(super) fn figure(value: f64) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    format!("{value:.11e}").parse().ok()
}

/// A sentence in both languages.
pub(super) fn words(en: impl Into<String>, zh: impl Into<String>) -> Words {
    Words { en: en.into(), zh: zh.into() }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_are_read_as_they_are_written() {
        for value in [0.1 + 0.2, 1.0 / 3.0, 123_456_789.123_456_79, 6.02e23, 1e-9, 0.0, -17.25] {
            let figure = figure(value).unwrap();
            let back: f64 = serde_json::from_str(&serde_json::to_string(&figure).unwrap()).unwrap();
            assert_eq!(back, figure, "{value}");
            assert!((figure - value).abs() <= value.abs() * 1e-11);
        }
        assert_eq!((figure(f64::NAN), figure(f64::INFINITY)), (None, None));
    }
}
