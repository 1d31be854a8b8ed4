//! Publishes a file whole or not at all: written beside, synced, renamed.

use crate::error::Error;
use crate::error::Result;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that appears under its name only when it is complete.
pub(super) struct Pending {
    target: PathBuf,
    beside: PathBuf,
    writer: BufWriter<File>,
}

impl Pending {
    /// Opens the file beside its target; the folder is made where it is missing.
    pub fn open(folder: &Path, name: &str) -> Result<Pending> {
        fs::create_dir_all(folder).map_err(|cause| Error::write(folder, cause))?;
        let target = folder.join(name);
        let beside = folder.join(format!(".{name}.{}.part", std::process::id()));
        let file = File::create(&beside).map_err(|cause| Error::write(&beside, cause))?;
        Ok(Pending { target, beside, writer: BufWriter::new(file) })
    }

    /// The writer of the file.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.writer
    }

    /// Where the file will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Syncs the file and gives it its name.
    pub fn publish(mut self) -> Result<PathBuf> {
        let fault = |cause| Error::write(&self.target, cause);
        self.writer.flush().map_err(fault)?;
        self.writer.get_ref().sync_all().map_err(fault)?;
        fs::rename(&self.beside, &self.target).map_err(fault)?;
        if let Some(folder) = self.target.parent().and_then(|folder| File::open(folder).ok()) {
            folder.sync_all().map_err(fault)?;
        }
        Ok(self.target.clone())
    }
}

impl Drop for Pending {
    /// What was not published is taken away; after publication there is nothing under the name beside.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}
