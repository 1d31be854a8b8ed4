//! The stage `learn`: the evening of the night, made of the evening before and the night's own lines, and of nothing else.

use super::arrivals::{Arrived, Sorted};
use super::journal::Journal;
use super::lines::LINES;
use super::rows;
use super::stay::Stay;
use super::watching;
use crate::detector::{Context, Days};
use crate::error::{Error, Result};
use crate::folder;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub rows: u64,
    /// SHA-256 of every file of the snapshot.
    pub snapshot: BTreeMap<String, String>,
}

/// Where the snapshot is staged.
pub fn folder(journal: &Journal) -> PathBuf {
    journal.work.join("snapshot")
}

/// Learns the days of the night in order, each measured with what was known the evening before it; then the lines that came in late, measured
/// with `past`. Repeated and corrected lines are not learned: what was counted cannot be taken back.
///
/// # Errors
/// Where the lines cannot be read, or the snapshot not be written.
pub fn learn(
    night: NaiveDate,
    arrived: &Arrived,
    context: &mut Context,
    past: Option<&Context>,
    journal: &Journal,
    stay: &Stay,
) -> Result<Learned> {
    if let Some(done) = journal.done("learn") {
        stay.again("learn");
        return Ok(done);
    }
    let place = journal.fresh(&folder(journal))?;
    let sorted = Sorted::of(journal);
    let mut days = Days::new(&journal.work);
    if arrived.rows_fresh > 0 {
        rows::batches(&sorted.learned(false))?.try_for_each(|batch| days.push(&batch?))?;
    }
    for day in days.in_order() {
        let (day, declarations) = day?;
        context.learn(day, &declarations)?;
    }
    if let Some(past) = past.filter(|_| arrived.rows_late > 0) {
        for batch in rows::batches(&sorted.learned(true))? {
            context.learn_late(past, &batch?)?;
        }
    }
    context.close(night);
    let snapshot = context.write_with(&place, |beside| {
        let copy = |from: PathBuf, name: &str| {
            let to = beside.join(name);
            std::fs::copy(&from, &to).map(drop).map_err(|cause| Error::write(to, cause))
        };
        copy(sorted.lines(), LINES)?;
        for file in folder::files(&watching::flows(journal))? {
            copy(watching::flows(journal).join(&file), &file.to_string_lossy())?;
        }
        Ok(())
    })?;
    let learned =
        Learned { rows: arrived.rows_fresh + arrived.rows_late, snapshot: crate::detector::hashes(&snapshot.folder)? };
    journal.finish("learn", &[&place], &learned)?;
    Ok(learned)
}
