//! What a reading came to: files, rows, fill, problems by rule.

use super::problem::Problem;
use super::raw::RawBatch;
use super::rules::{Outcome, Rule};
use polars::prelude::DataFrame;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a reading came to. Read = accepted + quarantined, in total and for every file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// In reading order.
    pub files: Vec<FileSummary>,
    /// Files in folders whose ending is none of a table.
    pub skipped: Vec<String>,
    /// Data rows and broken records.
    pub rows_read: u64,
    /// Rows that can be scored.
    pub rows_accepted: u64,
    /// Accepted rows with a warning.
    pub rows_warned: u64,
    /// Rows set aside.
    pub rows_quarantined: u64,
    /// Accepted rows with a value, for each column in output order.
    pub filled: Vec<Filled>,
    /// Broken rules by column, the grave ones first, then by number of rows.
    pub problems: Vec<ProblemSummary>,
}

/// What one file came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FileSummary {
    pub path: String,
    /// `csv`, `parquet`, `json lines in gzip, gb18030` …
    pub format: String,
    /// SHA-256 of the bytes as they stand in the file, hex.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_warned: u64,
    pub rows_quarantined: u64,
    /// Mapped columns for which the file has no source.
    pub missing_columns: Vec<String>,
}

/// How many accepted rows have a value in a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Filled {
    pub column: String,
    pub rows: u64,
}

/// How often a rule was broken at a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProblemSummary {
    pub rule: &'static str,
    pub outcome: Outcome,
    /// Empty if the record as a whole is broken.
    pub column: String,
    pub message: &'static str,
    pub rows: u64,
    /// The first few.
    pub examples: Vec<Example>,
}

/// One place where a rule was broken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    pub file: String,
    pub row: i64,
    pub value: String,
}

const EXAMPLES: usize = 5;

/// Counts while reading.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub files: Vec<FileSummary>,
    pub skipped: Vec<String>,
    filled: Vec<Filled>,
    problems: BTreeMap<(Outcome, &'static str, String), ProblemSummary>,
}

impl Tally {
    /// Adds a batch; `warned` tells a warned row's state.
    pub fn count<S>(
        &mut self,
        file: &str,
        declarations: &DataFrame,
        problems: &[Problem],
        raw: &RawBatch,
        state: &[S],
        warned: impl Fn(&S) -> bool,
    ) {
        let read = (raw.height + raw.broken.len()) as u64;
        let accepted = declarations.height() as u64;
        if let Some(summary) = self.files.last_mut() {
            summary.rows_read += read;
            summary.rows_accepted += accepted;
            summary.rows_warned += state.iter().filter(|state| warned(state)).count() as u64;
            summary.rows_quarantined += read - accepted;
        }
        if self.filled.is_empty() {
            let filled = |column: &polars::prelude::Column| Filled { column: column.name().to_string(), rows: 0 };
            self.filled = declarations.columns().iter().map(filled).collect();
        }
        for (filled, column) in self.filled.iter_mut().zip(declarations.columns()) {
            filled.rows += (column.len() - column.null_count()) as u64;
        }
        for broken in &raw.broken {
            self.add(broken.rule, "", file, broken.row, &broken.detail);
        }
        for problem in problems {
            self.add(problem.rule, &problem.column, file, raw.rows[problem.row as usize], &problem.value);
        }
    }

    fn add(&mut self, rule: &'static Rule, column: &str, file: &str, row: i64, value: &str) {
        let key = (rule.outcome, rule.id, column.to_string());
        let problem = self.problems.entry(key).or_insert_with(|| ProblemSummary {
            rule: rule.id,
            outcome: rule.outcome,
            column: column.to_string(),
            message: rule.message,
            rows: 0,
            examples: Vec::new(),
        });
        problem.rows += 1;
        if problem.examples.len() < EXAMPLES {
            problem.examples.push(Example { file: file.to_string(), row, value: value.to_string() });
        }
    }

    /// The counts so far.
    pub fn summary(&self) -> Summary {
        let mut problems: Vec<ProblemSummary> = self.problems.values().cloned().collect();
        problems.sort_by_key(|problem| (std::cmp::Reverse(problem.outcome), std::cmp::Reverse(problem.rows)));
        let sum = |count: fn(&FileSummary) -> u64| self.files.iter().map(count).sum();
        Summary {
            rows_read: sum(|file| file.rows_read),
            rows_accepted: sum(|file| file.rows_accepted),
            rows_warned: sum(|file| file.rows_warned),
            rows_quarantined: sum(|file| file.rows_quarantined),
            files: self.files.clone(),
            skipped: self.skipped.clone(),
            filled: self.filled.clone(),
            problems,
        }
    }
}
