//! From an older version of the file to this program's: one step a version, each in a transaction of its own.

use super::search;
use crate::cases::refused::Answer;
use crate::error::Error;
use rusqlite::Connection;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior::Immediate;
use std::path::Path;

/// `TWCA` as a number: what `file` and SQLite's own tools show of the file.
pub(super) const APPLICATION: i64 = 0x5457_4341;

/// A step from one version to the next.
pub(super) struct Step {
    pub sql: &'static str,
    /// What has to be made of the rows that are there already.
    pub fill: Option<fn(&Transaction) -> Answer<()>>,
}

/// Step `n` (from 0) leads to version `n + 1`. Steps are never edited once released: a change is a new step.
pub(super) static STEPS: &[Step] = &[
    Step { sql: include_str!("migrations/001_cases.sql"), fill: None },
    Step { sql: include_str!("migrations/002_search.sql"), fill: Some(search::index_all) },
];

/// Version of the files that this program writes.
pub(super) fn newest() -> i64 {
    STEPS.len() as i64
}

/// Version of a file, 0 where it is empty.
///
/// # Errors
/// `Broken(Error::Input)` where it is not a store of cases, or a newer one than this program knows.
pub(super) fn version(connection: &Connection, path: &Path) -> Answer<i64> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    if application != APPLICATION && (application != 0 || tables > 0) {
        let remedy = "name the file that `tidewaiter nightly` writes its cases into";
        return Err(Error::input(path, "it is an SQLite file, but not a store of cases", remedy).into());
    }
    if version > newest() {
        let why = format!("it is of version {version}, and this program knows versions up to {}", newest());
        return Err(Error::input(path, why, "use the newer program that wrote it, or a copy from before").into());
    }
    Ok(version)
}

/// Brings a file up to date; returns the version it had.
///
/// # Errors
/// As [`version`], and whatever a step meets: the step is then undone.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Answer<i64> {
    let before = version(connection, path)?;
    while version(connection, path)? < newest() {
        step(connection, path)?;
    }
    Ok(before)
}

/// Does the next step, if another process has not done it meanwhile.
pub(super) fn step(connection: &mut Connection, path: &Path) -> Answer<()> {
    let transaction = connection.transaction_with_behavior(Immediate)?;
    let at = version(&transaction, path)?;
    if let Some(step) = STEPS.get(at as usize) {
        transaction.execute_batch(step.sql)?;
        if let Some(fill) = step.fill {
            fill(&transaction)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", at + 1)?;
    }
    Ok(transaction.commit()?)
}
