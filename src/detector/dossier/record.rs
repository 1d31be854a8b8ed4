//! The record as it was read, and every signal that could be measured on it.

use super::cells::{Line, figure, words};
use crate::cases::{Declared, Measured};
use crate::schema::{Column, DECLARATION, Unit};
use crate::signals::Signal;
use polars::prelude::{AnyValue, DataFrame};

/// The declared columns that have a value, in the order of the schema.
pub(super) fn record(line: &Line) -> Vec<Declared> {
    DECLARATION.iter().filter_map(|column| declared(line, column)).collect()
}

fn declared(line: &Line, column: &Column) -> Option<Declared> {
    let value = match line.value(*column)? {
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Date(_) => line.date(*column)?.to_string(),
        AnyValue::Int32(number) => number.to_string(),
        number => number.extract::<f64>().filter(|number| number.is_finite())?.to_string(),
    };
    // A count or a flag needs no unit beside its name.
    let unit = if column.unit == Unit::Count { "" } else { column.unit.symbol() };
    (!value.is_empty()).then(|| Declared {
        column: column.name.to_owned(),
        sad_box: column.boxes.sad.to_owned(),
        unit: unit.to_owned(),
        value,
    })
}

/// Every signal that was measured on the row, in the order of the catalogue; `surprises` are −ln p by signal.
pub(super) fn measured(
    signals: &[&'static Signal],
    evidence: &DataFrame,
    row: usize,
    surprises: &[f32],
) -> Vec<Measured> {
    let told = |(signal, surprise): (&&'static Signal, &f32)| {
        let value = evidence.column(signal.id).ok()?.f32().ok()?.get(row)?;
        let value = figure(value.to_string().parse().ok()?)?;
        let p_value = (!surprise.is_nan()).then(|| figure(f64::from(-surprise).exp())).flatten();
        Some(Measured {
            signal: signal.id.to_owned(),
            family: signal.family.name().to_owned(),
            value,
            p_value,
            title: words(signal.title.en, signal.title.zh),
        })
    };
    signals.iter().zip(surprises).filter_map(told).collect()
}
