//! Builds the derived columns row by row, in their declared order.

use super::columns::REFERENCE_COLUMNS;
use crate::error::Result;
use crate::schema::{Column as Declared, Kind};
use chrono::NaiveDate;
use polars::prelude::*;

/// Builders of all derived columns of one run of rows.
pub(super) struct Writer {
    builders: Vec<Builder>,
    next: usize,
}

enum Builder {
    Text(StringChunkedBuilder),
    Small(PrimitiveChunkedBuilder<Float32Type>),
    Day(PrimitiveChunkedBuilder<Int32Type>),
}

/// Days from the epoch to a date, the physical form of a date column.
pub(super) fn days(on: NaiveDate) -> i32 {
    on.signed_duration_since(NaiveDate::default()).num_days() as i32
}

/// The date of a physical day.
pub(super) fn date(days: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(i64::from(days)))
}

impl Writer {
    pub fn new(rows: usize) -> Writer {
        let builder = |column: &Declared| {
            let name = PlSmallStr::from_static(column.name);
            match column.kind {
                Kind::Text => Builder::Text(StringChunkedBuilder::new(name, rows)),
                Kind::Date => Builder::Day(PrimitiveChunkedBuilder::new(name, rows)),
                Kind::Small | Kind::Number | Kind::Whole => Builder::Small(PrimitiveChunkedBuilder::new(name, rows)),
            }
        };
        Writer { builders: REFERENCE_COLUMNS.iter().map(builder).collect(), next: 0 }
    }

    fn turn(&mut self, column: Declared) -> &mut Builder {
        let at = self.next;
        debug_assert_eq!(REFERENCE_COLUMNS[at].name, column.name, "columns are written in their declared order");
        self.next = (at + 1) % self.builders.len();
        &mut self.builders[at]
    }

    pub fn text(&mut self, column: Declared, value: Option<&str>) {
        if let Builder::Text(builder) = self.turn(column) {
            builder.append_option(value);
        }
    }

    pub fn small(&mut self, column: Declared, value: Option<f64>) {
        if let Builder::Small(builder) = self.turn(column) {
            builder.append_option(value.filter(|value| value.is_finite()).map(|value| value as f32));
        }
    }

    pub fn flag(&mut self, column: Declared, value: Option<bool>) {
        self.small(column, value.map(|value| if value { 1.0 } else { 0.0 }));
    }

    pub fn day(&mut self, column: Declared, value: Option<NaiveDate>) {
        if let Builder::Day(builder) = self.turn(column) {
            builder.append_option(value.map(days));
        }
    }

    /// The finished columns.
    pub fn finish(self, rows: usize) -> Result<DataFrame> {
        let finish = |builder| -> Result<Column> {
            Ok(match builder {
                Builder::Text(builder) => builder.finish().into_column(),
                Builder::Small(builder) => builder.finish().into_column(),
                Builder::Day(builder) => builder.finish().into_column().cast(&DataType::Date)?,
            })
        };
        let columns = self.builders.into_iter().map(finish).collect::<Result<Vec<_>>>()?;
        Ok(DataFrame::new(rows, columns)?)
    }
}
