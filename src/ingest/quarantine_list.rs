//! Every quarantined row in one CSV, for the people who must mend the source.

use crate::error::{Error, Result};
use polars::prelude::DataFrame;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Writes quarantined rows as they come; the file appears whole at the end, or not at all.
pub struct QuarantineList {
    writer: csv::Writer<File>,
    beside: PathBuf,
    path: PathBuf,
    headed: bool,
}

impl QuarantineList {
    /// Begins the list beside its place in the folder.
    ///
    /// # Errors
    /// `Error::Write` if the folder cannot be written.
    pub fn create(folder: &Path, name: &str) -> Result<QuarantineList> {
        let path = folder.join(name);
        let beside = folder.join(format!(".{name}.part"));
        let file = fs::create_dir_all(folder)
            .and_then(|()| File::create(&beside))
            .map_err(|cause| Error::write(&path, cause))?;
        Ok(QuarantineList { writer: csv::Writer::from_writer(file), beside, path, headed: false })
    }

    /// Adds a batch's quarantined rows.
    ///
    /// # Errors
    /// `Error::Write` if the disk is full or gone.
    pub fn add(&mut self, quarantined: &DataFrame) -> Result<()> {
        let fault = |path: &Path, cause: csv::Error| Error::write(path, io::Error::other(cause));
        if !self.headed {
            self.writer.write_record(quarantined.get_column_names()).map_err(|cause| fault(&self.path, cause))?;
            self.headed = true;
        }
        for row in 0..quarantined.height() {
            let mut record = Vec::with_capacity(quarantined.width());
            for column in quarantined.columns() {
                let value = column.get(row)?;
                record.push(value.get_str().map_or_else(|| value.to_string(), ToString::to_string));
            }
            self.writer.write_record(record).map_err(|cause| fault(&self.path, cause))?;
        }
        Ok(())
    }

    /// Syncs the list and puts it into its place.
    ///
    /// # Errors
    /// `Error::Write` if the disk is full or gone.
    pub fn finish(self) -> Result<()> {
        let fault = |cause: io::Error| Error::write(&self.path, cause);
        let file = self.writer.into_inner().map_err(|cause| fault(cause.into_error()))?;
        file.sync_all().map_err(fault)?;
        fs::rename(&self.beside, &self.path).map_err(fault)
    }
}
