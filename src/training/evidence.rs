//! The evidence that replays wrote, read piece by piece: memory does not grow with the files.

use super::lines::{LINE_COLUMNS, Lines, Words};
use crate::error::Error;
use crate::error::Result;
use crate::learned::{evidence_version, is_kept, matrix};
use chrono::NaiveDate;
use ndarray::Array2;
use polars::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

const REMEDY: &str = "write it anew with `tidewaiter replay --evidence` of this program";
/// Name of the table in the folder of a replay.
const TABLE: &str = "evidence.parquet";
/// What the replay told of itself, beside the table.
const RESULTS: &str = "run_results.json";
/// Rows read at once.
const PIECE_ROWS: usize = 65_536;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceFile {
    #[serde(skip)]
    pub path: PathBuf,
    /// Name with the folder of its replay, so that two replays can be told apart.
    pub name: String,
    pub sha256: String,
    pub rows: u64,
}

/// Evidence of one or several replays.
pub struct Evidence {
    pub files: Vec<EvidenceFile>,
    /// What a model reads of it, in order.
    pub inputs: Vec<String>,
    /// Places of the inputs that are words of kept columns.
    pub kept_words: Vec<usize>,
}

/// A piece of evidence.
pub struct Piece {
    pub lines: Lines,
    /// Rows × inputs, `NaN` where nothing can be said.
    pub x: Array2<f32>,
}

impl Evidence {
    /// Opens files, or folders of replays, as evidence that holds `inputs`. What else they hold is never read.
    ///
    /// # Errors
    /// `Error::Usage` for an input that no model may read; `Error::Input` for a file that is missing, no Parquet, lacks a column, or
    /// whose folder does not tell that this version of the evidence was measured.
    pub fn open(paths: &[PathBuf], inputs: &[String]) -> Result<Evidence> {
        super::inputs::check(inputs)?;
        let mut files = Vec::new();
        for path in paths {
            let path = if path.is_dir() { path.join(TABLE) } else { path.clone() };
            told_version(&path)?;
            files.push(EvidenceFile { name: name(&path), sha256: sha256(&path)?, rows: rows(&path, inputs)?, path });
        }
        files.sort_by(|a, b| a.name.cmp(&b.name).then(a.sha256.cmp(&b.sha256)));
        // The same file named twice is read once.
        files.dedup_by(|a, b| a.sha256 == b.sha256);
        if files.iter().all(|file| file.rows == 0) {
            return Err(Error::Usage(
                "the evidence holds no line; name files that `tidewaiter replay --evidence` wrote".into(),
            ));
        }
        let schemas = files.iter().map(|file| schema(&file.path)).collect::<Result<Vec<_>>>()?;
        let words = |input: &str| {
            let of = |schema: &std::sync::Arc<ArrowSchema>| schema.get(input).map(|field| field.dtype.clone());
            schemas.iter().filter_map(of).any(|kind| kind == ArrowDataType::UInt32)
        };
        let kept_words = (0..inputs.len()).filter(|place| is_kept(&inputs[*place]) && words(&inputs[*place])).collect();
        Ok(Evidence { files, inputs: inputs.to_vec(), kept_words })
    }

    /// Opens evidence with all that a model may read of it: every input, and the columns that its mapping kept, by name, where all
    /// files have them.
    ///
    /// # Errors
    /// As [`Evidence::open`].
    pub fn open_all(paths: &[PathBuf]) -> Result<Evidence> {
        let mut kept: Option<Vec<String>> = None;
        for path in paths {
            let path = if path.is_dir() { path.join(TABLE) } else { path.clone() };
            told_version(&path)?;
            let columns = schema(&path)?;
            let here = columns.iter_names().map(|name| name.to_string()).filter(|name| is_kept(name));
            let here: Vec<String> = here.filter(|name| kept.as_ref().is_none_or(|kept| kept.contains(name))).collect();
            kept = Some(here);
        }
        let mut kept = kept.unwrap_or_default();
        kept.sort_unstable();
        Evidence::open(paths, &[super::inputs::all(), kept].concat())
    }

    /// Lines of all files.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// First and last day of the lines.
    pub fn span(&self) -> Result<(NaiveDate, NaiveDate)> {
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        for file in &self.files {
            let days = read(&file.path, &["accepted_on"], None)?;
            let days = days.column("accepted_on")?.cast(&DataType::Int32)?;
            first = first.min(days.i32()?.min().unwrap_or(i32::MAX));
            last = last.max(days.i32()?.max().unwrap_or(i32::MIN));
        }
        Ok((
            NaiveDate::from_epoch_days(first).unwrap_or_default(),
            NaiveDate::from_epoch_days(last).unwrap_or_default(),
        ))
    }

    /// Walks all lines, file by file and in their order; `take` gets each piece.
    pub fn walk(&self, words: &mut Words, mut take: impl FnMut(Piece) -> Result<()>) -> Result<()> {
        let names: Vec<&str> = columns(&self.inputs);
        for file in &self.files {
            for from in (0..file.rows as usize).step_by(PIECE_ROWS) {
                let frame = read(&file.path, &names, Some((from, PIECE_ROWS)))?;
                let wrong = |cause: Error| Error::input(&file.path, cause, REMEDY);
                let lines = Lines::read(&frame, words).map_err(wrong)?;
                take(Piece { lines, x: matrix(&frame, &self.inputs).map_err(wrong)? })?;
            }
        }
        Ok(())
    }
}

/// The columns to read, each once.
fn columns(inputs: &[String]) -> Vec<&str> {
    let others = inputs.iter().map(String::as_str).filter(|input| !LINE_COLUMNS.contains(input));
    LINE_COLUMNS.iter().copied().chain(others).collect()
}

fn read(path: &Path, columns: &[&str], slice: Option<(usize, usize)>) -> Result<DataFrame> {
    let wrong = |cause: &dyn ToString| Error::input(path, cause.to_string(), REMEDY);
    let file = File::open(path).map_err(|cause| wrong(&cause))?;
    let there = schema(path)?;
    let wanted = |name: &&&str| !is_kept(name) || there.get(name).is_some();
    let columns = columns.iter().filter(wanted).map(|name| (*name).to_owned()).collect();
    let reader = ParquetReader::new(file).with_columns(Some(columns)).with_slice(slice);
    reader.finish().map_err(|cause| wrong(&cause))
}

/// The columns of a file.
fn schema(path: &Path) -> Result<std::sync::Arc<ArrowSchema>> {
    let wrong = |cause: &dyn ToString| Error::input(path, cause.to_string(), REMEDY);
    let file = File::open(path).map_err(|cause| wrong(&cause))?;
    ParquetReader::new(file).schema().map_err(|cause| wrong(&cause))
}

/// Rows of a file that has every column but those that another mapping may keep.
fn rows(path: &Path, inputs: &[String]) -> Result<u64> {
    let wrong = |cause: &dyn ToString| Error::input(path, cause.to_string(), REMEDY);
    let file = File::open(path).map_err(|cause| wrong(&cause))?;
    let mut reader = ParquetReader::new(file);
    let schema = reader.schema().map_err(|cause| wrong(&cause))?;
    if let Some(lacking) = columns(inputs).into_iter().find(|name| !is_kept(name) && schema.get(name).is_none()) {
        return Err(wrong(&format!(
            "it has no column `{lacking}`: it is no evidence for training, or of another version"
        )));
    }
    reader.num_rows().map(|rows| rows as u64).map_err(|cause| wrong(&cause))
}

/// Whether the replay beside a table measured what this program measures: a signal can change its formula and keep its name.
fn told_version(table: &Path) -> Result<()> {
    if !table.is_file() {
        return Err(Error::input(
            table,
            "there is no such file",
            "name the folder of a `tidewaiter replay --evidence`",
        ));
    }
    let own = evidence_version();
    let path = table.with_file_name(RESULTS);
    let no =
        |why: String| Err(Error::input(&path, why, "replay again with `tidewaiter replay --evidence` of this program"));
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(cause) => return no(format!("it should tell the version of the evidence beside it: {cause}")),
    };
    let told: serde_json::Value = match serde_json::from_slice(&text) {
        Ok(told) => told,
        Err(cause) => return no(format!("it is damaged: {cause}")),
    };
    match told["evidence_version"].as_str() {
        Some(version) if version == own => Ok(()),
        Some(version) => no(format!("the evidence beside it is of version {version}, and this program measures {own}")),
        None => no("it tells no version of the evidence beside it".into()),
    }
}

fn name(path: &Path) -> String {
    let part = |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
    let folder = part(path.parent().and_then(Path::file_name));
    let file = part(path.file_name());
    if folder.is_empty() { file } else { format!("{folder}/{file}") }
}

fn sha256(path: &Path) -> Result<String> {
    let failed = |cause| Error::input(path, cause, REMEDY);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hasher, mut bytes) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut bytes).map_err(failed)? {
            0 => break,
            n => hasher.update(&bytes[..n]),
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
