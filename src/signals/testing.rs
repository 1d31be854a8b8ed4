//! How a signal's test reads: a table in, evidence out.

use super::form::Signal;
use crate::schema::{Column, Kind};
use expect_test::Expect;
use polars::prelude::{DataFrame, DataType, IntoColumn, IntoLazy, NamedFrom, Series};

/// Measures a table of `|`-separated columns; an empty cell is null. Columns the signal reads but the table lacks are null.
pub(super) fn check(signal: &Signal, table: &str, expected: Expect) {
    let lines: Vec<Vec<&str>> = table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let (header, rows) = lines.split_first().expect("a header row");
    let columns = signal.reads.iter().chain(signal.tells);
    let mut frame: Vec<polars::prelude::Column> = Vec::new();
    for column in columns {
        if frame.iter().any(|made| made.name() == column.name) {
            continue;
        }
        let place = header.iter().position(|name| *name == column.name);
        frame.push(series(*column, rows.iter().map(|row| place.and_then(|place| row.get(place)).copied())));
    }
    for name in header {
        assert!(frame.iter().any(|column| column.name() == name), "the signal does not read `{name}`");
    }
    let frame = DataFrame::new(rows.len(), frame).expect("columns of one length");
    let evidence = frame.lazy().select([signal.expr()]).collect().expect("the measure runs");
    let values = evidence.column(signal.id).expect("evidence").f32().expect("small numbers");
    let lines: Vec<String> = values
        .iter()
        .map(|value| match value {
            None => "null".into(),
            Some(value) if signal.alarm.rings(value) => format!("{value:.3} ALARM"),
            Some(value) => format!("{value:.3}"),
        })
        .collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

fn series<'a>(column: Column, cells: impl Iterator<Item = Option<&'a str>>) -> polars::prelude::Column {
    let cells: Vec<Option<&str>> = cells.map(|cell| cell.filter(|cell| !cell.is_empty())).collect();
    let text = Series::new(column.name.into(), cells);
    match column.kind {
        Kind::Text => text,
        Kind::Date => {
            let days: Vec<Option<i32>> = text
                .str()
                .expect("text")
                .iter()
                .map(|cell| cell.map(|cell| cell.parse::<chrono::NaiveDate>().expect("a date").to_epoch_days()))
                .collect();
            Series::new(column.name.into(), days).cast(&DataType::Date).expect("days")
        }
        _ => text.cast(&DataType::Float64).and_then(|number| number.cast(&column.dtype())).expect("a number"),
    }
    .into_column()
}
