//! Rows on their way into a file, a group at a time: no table stands in memory twice.

use crate::error::{Error, Result};
use polars::prelude::*;
use polars_io::parquet::write::BatchedWriter;
use std::fs::File;
use std::path::Path;

/// Rows that are written at once.
const GROUP: usize = 1 << 17;

/// A file of rows in the making: `key`, and `state` beside it.
pub(super) struct RowsWriter<'a> {
    writer: BatchedWriter<&'a File>,
    keys: Vec<u64>,
    states: BinaryChunkedBuilder,
}

impl<'a> RowsWriter<'a> {
    fn begin(file: &'a File) -> Result<Self> {
        let schema = Schema::from_iter([
            Field::new("key".into(), DataType::UInt64),
            Field::new("state".into(), DataType::Binary),
        ]);
        let writer = ParquetWriter::new(file).with_compression(ParquetCompression::Zstd(None)).batched(&schema)?;
        Ok(RowsWriter { writer, keys: Vec::new(), states: group() })
    }

    /// Adds a row.
    pub fn put(&mut self, key: u64, bytes: &[u8]) -> Result<()> {
        self.keys.push(key);
        self.states.append_value(bytes);
        if self.keys.len() == GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let keys = std::mem::take(&mut self.keys);
        if keys.is_empty() {
            return Ok(());
        }
        let states = std::mem::replace(&mut self.states, group()).finish();
        let columns = vec![Column::new("key".into(), &keys), states.into_series().into()];
        Ok(self.writer.write_batch(&DataFrame::new(keys.len(), columns)?)?)
    }
}

fn group() -> BinaryChunkedBuilder {
    BinaryChunkedBuilder::new("state".into(), 0)
}

/// Writes a file of the rows that `put` puts, synced.
///
/// # Errors
/// [`Error::Write`] where it cannot be written; what `put` tells.
pub(super) fn write_rows(path: &Path, put: impl FnOnce(&mut RowsWriter) -> Result<()>) -> Result<()> {
    let file = File::create(path).map_err(|cause| Error::write(path, cause))?;
    let mut rows = RowsWriter::begin(&file)?;
    put(&mut rows)?;
    rows.flush()?;
    rows.writer.finish()?;
    file.sync_all().map_err(|cause| Error::write(path, cause))
}
