//! All signals over a prepared batch.

use super::registry::catalogue;
use polars::prelude::{DataFrame, IntoLazy, PolarsResult};

/// The evidence of a batch: one 32-bit column a signal, under its id, null where nothing can be said. A row is measured
/// alike in any batch: no measure looks at another row.
pub fn measure(prepared: &DataFrame) -> PolarsResult<DataFrame> {
    prepared.clone().lazy().select(catalogue().map(|signal| signal.expr()).collect::<Vec<_>>()).collect()
}

/// The signals that said nothing on any row, with the columns they would have needed and that were empty throughout.
pub fn sleeping(prepared: &DataFrame, evidence: &DataFrame) -> PolarsResult<Vec<(&'static str, Vec<&'static str>)>> {
    let mut sleepers = Vec::new();
    for signal in catalogue() {
        if evidence.column(signal.id)?.null_count() < evidence.height() {
            continue;
        }
        let mut empty = Vec::new();
        for column in signal.reads {
            if prepared.column(column.name)?.null_count() == prepared.height() {
                empty.push(column.name);
            }
        }
        sleepers.push((signal.id, empty));
    }
    Ok(sleepers)
}
