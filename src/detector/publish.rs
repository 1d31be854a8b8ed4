//! A night's outputs appear whole or not at all: written beside, synced, renamed.

use super::rules::Rules;
use super::settings::Settings;
use crate::error::Error;
use crate::error::Result;
use crate::fault;
use crate::folder;
use crate::learned::Head;
use crate::registers::RegisterFile;
use polars::prelude::*;
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Everything that goes into a night, and the hashes of everything that came out.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    /// SHA-256 over all that goes in: the same run id gives the same bytes.
    pub run_id: String,
    pub program: String,
    pub scored_by: String,
    /// Of the trained model that spoke; null where the label-free one did.
    pub model_sha256: Option<String>,
    /// Where the log of the models ended that evening: a hash to hold the log against later.
    pub models_log: Head,
    /// Evening whose knowledge was used; null without baselines.
    pub context_as_of: Option<chrono::NaiveDate>,
    /// Which rows of the inputs this night holds: all of them, or those of one day (`--each-day`), and what had been learned
    /// since the snapshot.
    pub rows: String,
    /// SHA-256 of each file of the baselines' snapshot.
    pub baselines: BTreeMap<String, String>,
    /// SHA-256 over all reference tables.
    pub reference: String,
    /// The registers used beside the declarations.
    pub registers: Vec<RegisterFile>,
    /// SHA-256 of the mapping with its code tables and rates.
    pub mapping: String,
    pub settings: Settings,
    /// What is so in this country and office.
    pub rules: Rules,
    /// (file name, SHA-256) of the inputs, in the order read.
    pub inputs: Vec<(String, String)>,
    /// SHA-256 of each output but this file and the run results.
    pub outputs: BTreeMap<String, String>,
}

/// What happened, for whoever was not there.
#[derive(Debug, Clone, Serialize)]
pub struct RunResults {
    pub run_id: String,
    /// `done`, or `done-with-quarantine`.
    pub status: &'static str,
    pub exit_code: u8,
    pub rows_read: u64,
    pub rows_scored: u64,
    pub rows_quarantined: u64,
    /// Rows by quarantine rule.
    pub quarantine: BTreeMap<String, u64>,
    /// Lines by lane.
    pub lanes: BTreeMap<String, u64>,
    /// Probability with which each line was drawn for the audit lane.
    pub audit_probability: f64,
    pub signals: Vec<SignalResult>,
    pub notes: Vec<String>,
    /// Wall-clock seconds; the only figures that differ between two runs of the same night.
    pub seconds: f64,
}

/// How a signal fared.
#[derive(Debug, Clone, Serialize)]
pub struct SignalResult {
    pub id: String,
    pub measured: u64,
    pub alarms: u64,
    /// Why it said nothing, where it said nothing.
    pub slept: Option<String>,
}

/// A folder in the making inside the place where it will stand; one run at a time writes into a place.
pub struct Staging {
    beside: PathBuf,
    parent: PathBuf,
    /// Released when the run ends, however it ends.
    _lock: File,
}

impl Staging {
    /// Opens `parent/.NAME.part`; what an earlier, broken run left there is removed.
    ///
    /// # Errors
    /// [`Error::Busy`] while another run writes into `parent`.
    pub fn open(parent: &Path, name: &str) -> Result<Self> {
        let beside = parent.join(format!(".{name}.part"));
        let failed = |cause| Error::write(&beside, cause);
        fs::create_dir_all(parent).map_err(failed)?;
        let lock = File::create(parent.join(".lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Error::Busy(format!("another run is writing into `{}`", parent.display())));
            }
            Err(fs::TryLockError::Error(cause)) => return Err(failed(cause)),
        }
        folder::recover(parent)?;
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(failed)?;
        }
        fs::create_dir_all(&beside).map_err(failed)?;
        Ok(Staging { beside, parent: parent.into(), _lock: lock })
    }

    /// Path of a file in the making.
    pub fn path(&self, name: &str) -> PathBuf {
        self.beside.join(name)
    }

    /// Opens a table that is written batch by batch.
    pub fn table(&self, name: &str) -> Result<Table> {
        Ok(Table { path: self.path(name), writer: None })
    }

    /// Writes a small file whole.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(name);
        fault::point().and_then(|()| fs::write(&path, bytes)).map_err(|cause| Error::write(path, cause))
    }

    /// SHA-256 of every file in the making, by name.
    pub fn hashes(&self) -> Result<BTreeMap<String, String>> {
        hashes(&self.beside)
    }

    /// Syncs everything and renames the folder to `parent/NAME`; an older folder of that name makes way.
    pub fn publish_as(&self, name: &str) -> Result<PathBuf> {
        folder::publish(&self.beside, &self.parent, name)?;
        Ok(self.parent.join(name))
    }
}

impl Drop for Staging {
    /// A night that failed leaves nothing behind; after `publish` there is nothing left to remove.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.beside);
    }
}

/// SHA-256 of every file in a folder, by name.
pub fn hashes(folder: &Path) -> Result<BTreeMap<String, String>> {
    let failed = |cause| Error::input(folder, cause, "check the folder and its permissions");
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>).map_err(failed)?;
    let files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.par_iter().map(|path| Ok((name(path), sha256(path)?))).collect()
}

fn sha256(path: &Path) -> Result<String> {
    let failed = |cause| Error::input(path, cause, "check the file and its permissions");
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut bytes).map_err(failed)?;
        if n == 0 {
            break;
        }
        hasher.update(&bytes[..n]);
    }
    Ok(hex(&hasher.finalize()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A Parquet table written batch by batch, one row group a batch.
pub struct Table {
    path: PathBuf,
    writer: Option<polars::io::parquet::write::BatchedWriter<File>>,
}

impl Table {
    /// Appends a batch; all batches have the same columns.
    pub fn append(&mut self, batch: &DataFrame) -> Result<()> {
        if self.writer.is_none() {
            let file = fault::point().and_then(|()| File::create(&self.path));
            let file = file.map_err(|cause| Error::write(&self.path, cause))?;
            let writer = ParquetWriter::new(file).with_compression(ParquetCompression::Lz4Raw);
            self.writer = Some(writer.batched(batch.schema())?);
        }
        match &mut self.writer {
            Some(writer) if batch.height() > 0 => {
                fault::point().map_err(|cause| Error::write(&self.path, cause))?;
                writer.write_batch(batch).map_err(|cause| full(&self.path, cause))
            }
            _ => Ok(()),
        }
    }

    /// Ends the table; an empty one has the columns of its first (empty) batch.
    pub fn finish(self) -> Result<()> {
        if let Some(writer) = self.writer {
            fault::point().map_err(|cause| Error::write(&self.path, cause))?;
            writer.finish().map_err(|cause| full(&self.path, cause))?;
        }
        Ok(())
    }
}

/// What the disk refused, told with the file it refused.
fn full(path: &Path, cause: PolarsError) -> Error {
    match Error::from(cause) {
        Error::Write { cause, .. } => Error::write(path, cause),
        other => other,
    }
}

/// One Parquet file that is written batch by batch beside its place and renamed when it is whole.
pub struct WholeTable {
    place: PathBuf,
    beside: PathBuf,
    table: Table,
    rows: usize,
}

impl WholeTable {
    /// A file that will stand at `place`.
    pub fn at(place: &Path) -> Self {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let beside = place.with_file_name(format!(".{name}.part"));
        WholeTable { place: place.into(), table: Table { path: beside.clone(), writer: None }, beside, rows: 0 }
    }

    /// Appends a batch; all batches have the same columns.
    pub fn append(&mut self, batch: &DataFrame) -> Result<()> {
        self.rows += batch.height();
        self.table.append(batch)
    }

    /// Rows that were appended.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Ends the file, syncs it and renames it into place.
    pub fn publish(mut self) -> Result<()> {
        self.table.append(&DataFrame::empty())?;
        std::mem::replace(&mut self.table, Table { path: PathBuf::new(), writer: None }).finish()?;
        let synced = File::open(&self.beside).and_then(|file| file.sync_all());
        synced.and_then(|()| fs::rename(&self.beside, &self.place)).map_err(|cause| Error::write(&self.place, cause))
    }
}

impl Drop for WholeTable {
    /// What was not published leaves nothing behind; after `publish` there is nothing left to remove.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("words.parquet");
        let files = || fs::read_dir(folder.path()).unwrap().count();
        let batch = |n: i32| df!("n" => [n, n + 1]).unwrap();
        let mut broken = WholeTable::at(&place);
        broken.append(&batch(0)).unwrap();
        assert!(!place.exists() && files() == 1);
        drop(broken);
        assert_eq!(files(), 0);
        let mut whole = WholeTable::at(&place);
        [0, 2, 4].iter().for_each(|n| whole.append(&batch(*n)).unwrap());
        assert_eq!(whole.rows(), 6);
        whole.publish().unwrap();
        assert_eq!(files(), 1);
        let mut read = ParquetReader::new(File::open(&place).unwrap());
        assert_eq!(read.get_metadata().unwrap().row_groups.len(), 3, "a batch is written when it comes");
        let read = read.finish().unwrap();
        assert_eq!(read.column("n").unwrap().i32().unwrap().iter().flatten().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        WholeTable::at(&place).publish().unwrap();
        assert_eq!(ParquetReader::new(File::open(&place).unwrap()).finish().unwrap().height(), 0);
    }
}
