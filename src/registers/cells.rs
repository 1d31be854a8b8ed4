//! Cells of a frame by column name and row.

use chrono::NaiveDate;
use polars::prelude::{ChunkedArray, DataFrame, Float64Type, Int32Type, StringChunked};
use std::collections::HashMap;

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub column: &'static str,
    pub value: String,
    pub rule: &'static str,
    pub why: &'static str,
}

impl Fault {
    /// A value that is none of its column.
    pub fn value(column: &'static str, value: String, why: &'static str) -> Fault {
        Fault { column, value, rule: "register-value", why }
    }
}

/// Typed columns of a frame; an absent column is as one without values.
#[derive(Default)]
pub(super) struct Cells {
    texts: HashMap<String, StringChunked>,
    numbers: HashMap<String, ChunkedArray<Float64Type>>,
    wholes: HashMap<String, ChunkedArray<Int32Type>>,
    days: HashMap<String, ChunkedArray<Int32Type>>,
}

impl Cells {
    /// The columns of a frame.
    pub fn of(frame: &DataFrame) -> Cells {
        let mut cells = Cells::default();
        for column in frame.columns() {
            let (name, series) = (column.name().to_string(), column.as_materialized_series());
            if let Ok(texts) = series.str() {
                cells.texts.insert(name, texts.clone());
            } else if let Ok(numbers) = series.f64() {
                cells.numbers.insert(name, numbers.clone());
            } else if let Ok(wholes) = series.i32() {
                cells.wholes.insert(name, wholes.clone());
            } else if let Ok(days) = series.date() {
                cells.days.insert(name, days.physical().clone());
            }
        }
        cells
    }

    pub fn text(&self, column: &str, row: usize) -> Option<String> {
        self.texts.get(column)?.get(row).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A value that the row must have.
    pub fn must<T>(&self, value: Option<T>, column: &'static str) -> Result<T, Fault> {
        value.ok_or_else(|| Fault::value(column, String::new(), "is missing or cannot be read"))
    }

    /// A word of a fixed vocabulary, in small letters.
    pub fn word(&self, column: &str, row: usize) -> Option<String> {
        self.text(column, row).map(|text| text.to_lowercase())
    }

    /// A code without dots and spaces; `None` where it holds no digit.
    pub fn digits(&self, column: &str, row: usize) -> Option<String> {
        let digits: String = self.text(column, row)?.chars().filter(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    }

    /// An ISO 3166-1 alpha-2 code; another form of a country's name cannot be compared and is taken as absent.
    pub fn country(&self, column: &str, row: usize) -> Option<String> {
        let code = self.text(column, row)?.to_uppercase();
        (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(code)
    }

    pub fn number(&self, column: &str, row: usize) -> Option<f64> {
        self.numbers.get(column)?.get(row)
    }

    pub fn whole(&self, column: &str, row: usize) -> Option<i32> {
        self.wholes.get(column)?.get(row)
    }

    pub fn date(&self, column: &str, row: usize) -> Option<NaiveDate> {
        self.days.get(column)?.get(row).and_then(NaiveDate::from_epoch_days)
    }
}
