//! Reads declarations from files of any kind, batch by batch, in one fixed order.

use super::batch::{self, Batch, Desk};
use super::duplicates::Duplicates;
use super::inputs;
use super::mapping::Mapping;
use super::open::{self, Opened};
use super::summary::{FileSummary, Summary, Tally};
use crate::error::Result;
use chrono::NaiveDate;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Most rows of a batch.
    pub batch_rows: usize,
    /// Rows accepted on or before this day are quarantined: a context that ends on it has already seen them.
    pub after: Option<NaiveDate>,
    /// Rows accepted after this day are quarantined: a mistyped year must not carry the context into the future.
    pub until: Option<NaiveDate>,
}

impl Default for Options {
    fn default() -> Self {
        Options { batch_rows: 32_768, after: None, until: None }
    }
}

/// Reads files into batches of canonical declarations.
///
/// Files are read in order of their paths, rows in their own order; the batches are the same for any number of threads.
/// A reading without rows gives one empty batch, so that the columns are always known.
pub struct Reader {
    mapping: Mapping,
    options: Options,
    waiting: VecDeque<PathBuf>,
    current: Option<Opened>,
    names: Vec<String>,
    duplicates: Duplicates,
    tally: Tally,
    given: bool,
    failed: bool,
    /// What the file is called in all that is told of it, where it is not its path.
    called: Option<String>,
}

impl Reader {
    /// Finds the files that the inputs name: files, folders, globs, `-` for stdin. Reading begins with the first batch.
    ///
    /// # Errors
    /// `Error::Input` if an input leads nowhere, `Error::Usage` if none is named.
    pub fn open(inputs: &[String], mapping: &Mapping, options: Options) -> Result<Reader> {
        let found = inputs::find(inputs)?;
        let mut tally = Tally::default();
        tally.skipped = found.skipped.iter().map(|path| path.display().to_string()).collect();
        Ok(Reader {
            mapping: mapping.clone(),
            options: Options { batch_rows: options.batch_rows.max(1), ..options },
            waiting: found.files.into(),
            current: None,
            names: Vec::new(),
            duplicates: Duplicates::default(),
            tally,
            given: false,
            failed: false,
            called: None,
        })
    }

    /// The same for one file that is called `name` in all that is told of it: a copy that stands for the original.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn open_as(path: &Path, name: &str, mapping: &Mapping, options: Options) -> Result<Reader> {
        let reader = Reader::open(&[path.display().to_string()], mapping, options)?;
        Ok(Reader { called: Some(name.to_owned()), ..reader })
    }

    /// The files that inputs name, in the order in which they would be read.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn files(inputs: &[String]) -> Result<Vec<PathBuf>> {
        Ok(inputs::find(inputs)?.files)
    }

    /// What the reading came to so far; whole once the iterator has ended.
    pub fn summary(&self) -> Summary {
        self.tally.summary()
    }

    /// Bytes read of the current file, and files still to come: for a progress bar.
    pub fn progress(&self) -> (u64, usize) {
        (self.current.as_ref().map_or(0, |file| file.fingerprint.take().1), self.waiting.len())
    }

    fn advance(&mut self) -> Result<Option<Batch>> {
        loop {
            if self.current.is_none() {
                let Some(path) = self.waiting.pop_front() else { break };
                let opened = open::open(&path, &self.mapping)?;
                let name = match &self.called {
                    Some(name) => name.clone(),
                    None if path.as_os_str() == "-" => "stdin".to_string(),
                    None => path.display().to_string(),
                };
                self.names.push(name.clone());
                self.tally.files.push(FileSummary {
                    path: name,
                    format: opened.format.clone(),
                    missing_columns: opened.rows.missing().to_vec(),
                    ..FileSummary::default()
                });
                self.current = Some(opened);
            }
            let Some(file) = &mut self.current else { break };
            let Some(raw) = file.rows.next(self.options.batch_rows)? else {
                if let Some(summary) = self.tally.files.last_mut() {
                    (summary.sha256, summary.bytes) = file.fingerprint.take();
                }
                self.current = None;
                continue;
            };
            let mut desk = Desk {
                mapping: &self.mapping,
                after: self.options.after,
                until: self.options.until,
                duplicates: &mut self.duplicates,
                files: &self.names,
            };
            self.given = true;
            return batch::part(raw, &mut desk, &mut self.tally).map(Some);
        }
        if self.given {
            return Ok(None);
        }
        self.given = true;
        batch::empty(&self.mapping).map(Some)
    }
}

impl Iterator for Reader {
    type Item = Result<Batch>;

    /// The next batch. After an error there is none: what was given out before must not be published.
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let batch = self.advance().transpose();
        self.failed = matches!(batch, Some(Err(_)));
        batch
    }
}
