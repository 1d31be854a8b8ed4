//! Small worlds that tests share.

use polars::prelude::*;
use std::sync::Arc;
use tidewaiter::detector::{Context, Days};
use tidewaiter::reference::Reference;
use tidewaiter::registers::Registers;
use tidewaiter::schema::{
    ACCEPTED_ON, DECLARATION, DECLARATION_ID, DESTINATION_COUNTRY, EXPORTER_ID, HS_CODE, ITEM_NO, NET_MASS_KG,
    STATISTICAL_VALUE_USD,
};

/// (id, day of 2025, HS code, destination, exporter, net mass kg, value USD).
pub type Row<'a> = (&'a str, i32, &'a str, &'a str, &'a str, f64, f64);

/// First day of 2025, days since 1970-01-01.
pub const NEW_YEAR: i32 = 20_089;

/// Declarations with all columns of the schema; what a row does not give is null.
pub fn frame(rows: &[Row]) -> DataFrame {
    let text =
        |name: &str, pick: fn(&Row) -> String| Column::new(name.into(), rows.iter().map(pick).collect::<Vec<_>>());
    let number =
        |name: &str, pick: fn(&Row) -> f64| Column::new(name.into(), rows.iter().map(pick).collect::<Vec<_>>());
    let days: Vec<i32> = rows.iter().map(|row| NEW_YEAR + row.1).collect();
    let known = [
        text(DECLARATION_ID.name, |row| row.0.into()),
        Column::new(ITEM_NO.name.into(), vec![1i32; rows.len()]),
        Column::new(ACCEPTED_ON.name.into(), days).cast(&DataType::Date).unwrap(),
        text(HS_CODE.name, |row| row.2.into()),
        text(DESTINATION_COUNTRY.name, |row| row.3.into()),
        text(EXPORTER_ID.name, |row| row.4.into()),
        number(NET_MASS_KG.name, |row| row.5),
        number(STATISTICAL_VALUE_USD.name, |row| row.6),
    ];
    let columns = DECLARATION
        .iter()
        .map(|column| {
            let given = known.iter().find(|given| given.name() == column.name);
            given.cloned().unwrap_or_else(|| Column::full_null(column.name.into(), rows.len(), &column.dtype()))
        })
        .collect();
    DataFrame::new(rows.len(), columns).unwrap()
}

/// Lists, and no past.
pub fn empty_context() -> Context {
    Context::empty(Arc::new(Reference::shipped().unwrap()))
}

/// The shipped sample as declarations, in file order.
pub fn sample() -> DataFrame {
    let mapping = tidewaiter::ingest::Mapping::load("tidewaiter").unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/declarations.parquet").to_string();
    let reader = tidewaiter::ingest::Reader::open(&[path], &mapping, Default::default()).unwrap();
    let mut all: Option<DataFrame> = None;
    for batch in reader {
        let batch = batch.unwrap().declarations;
        match &mut all {
            Some(all) => {
                all.vstack_mut(&batch).unwrap();
            }
            None => all = Some(batch),
        }
    }
    let mut all = all.unwrap();
    all.rechunk_mut();
    all
}

/// Days of history before the scored week.
const HISTORY: i32 = 50;

/// A context that has learned seven weeks of the sample with its registers, and the week after them.
pub fn week() -> (Context, DataFrame) {
    let all = sample();
    let days = all.column("accepted_on").unwrap().as_materialized_series().date().unwrap().physical().clone();
    let last = days.max().unwrap();
    let registers = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/sample");
    let registers = Registers::beside(&registers).unwrap();
    let mut context = empty_context().with_registers(Arc::new(registers));
    let folder = tempfile::tempdir().unwrap();
    let mut history = Days::new(folder.path());
    history.push(&all.filter(&(days.gt(last - 7 - HISTORY) & days.lt_eq(last - 7))).unwrap()).unwrap();
    for day in history.in_order() {
        let (day, rows) = day.unwrap();
        context.learn(day, &rows).unwrap();
    }
    let mut week = all.filter(&days.gt(last - 7)).unwrap();
    week.rechunk_mut();
    (context, week)
}
