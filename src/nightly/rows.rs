//! Rows on disk: tables written whole, read again in batches.

use crate::detector::WholeTable;
use crate::error::{Error, Result};
use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows of a batch.
pub const BATCH_ROWS: usize = 32_768;

/// The rows of a table in batches; a table without rows gives one empty batch, so that its columns are known.
///
/// # Errors
/// [`Error::Input`] where the file is missing or damaged.
pub fn batches(path: &Path) -> Result<impl Iterator<Item = Result<DataFrame>> + Send + use<>> {
    let path: PathBuf = path.into();
    let rows = height(&path)?;
    Ok((0..rows.max(1)).step_by(BATCH_ROWS).map(move |from| {
        let rows = ParquetReader::new(open(&path)?).with_slice(Some((from, BATCH_ROWS))).finish();
        let mut rows = rows.map_err(|cause| damaged(&path, cause))?;
        // A table that several files were written into comes back in as many pieces; columns that are worked out later come in one.
        rows.rechunk_mut();
        Ok(rows)
    }))
}

/// How many rows a table has.
///
/// # Errors
/// As [`batches`].
pub fn height(path: &Path) -> Result<usize> {
    ParquetReader::new(open(path)?).num_rows().map_err(|cause| damaged(path, cause))
}

/// Some columns of a table.
///
/// # Errors
/// As [`batches`].
pub fn columns(path: &Path, names: &[&str]) -> Result<DataFrame> {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let read = ParquetReader::new(open(path)?).with_columns(Some(names)).finish();
    read.map_err(|cause| damaged(path, cause))
}

/// Writes a table at once, whole or not at all.
///
/// # Errors
/// [`Error::Write`] where it cannot be written.
pub fn write(path: &Path, rows: &DataFrame) -> Result<()> {
    let mut table = WholeTable::at(path);
    table.append(rows)?;
    table.publish()
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|cause| Error::input(path, cause, "run the night again"))
}

fn damaged(path: &Path, cause: PolarsError) -> Error {
    Error::input(path, cause, "run the night again")
}
