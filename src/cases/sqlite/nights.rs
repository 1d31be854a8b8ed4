//! The nights that the store knows.

use super::time;
use crate::cases::night::NightKnown;
use crate::cases::night::NightRecord;
use crate::cases::refused::Answer;
use rusqlite::Transaction;

/// Youngest first.
pub(super) fn all(tx: &Transaction) -> Answer<Vec<NightKnown>> {
    let mut statement = tx.prepare_cached(
        "SELECT run_id, night, at, rows, capacity, scored_by, manifest_sha256, cases, superseded_by FROM nights \
         ORDER BY night DESC, id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut nights = Vec::new();
    while let Some(row) = rows.next()? {
        let (night, at): (String, String) = (row.get(1)?, row.get(2)?);
        let (lines, cases): (i64, i64) = (row.get(3)?, row.get(7)?);
        let record = NightRecord {
            run_id: row.get(0)?,
            night: time::day(&night)?,
            at: time::instant(&at)?,
            rows: lines.unsigned_abs(),
            capacity: row.get(4)?,
            scored_by: row.get(5)?,
            manifest_sha256: row.get(6)?,
        };
        nights.push(NightKnown { record, cases: cases.unsigned_abs(), superseded_by: row.get(8)? });
    }
    Ok(nights)
}
