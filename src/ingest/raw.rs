//! Rows as they came, column by column, before anything is believed.

use super::rules::Rule;
use polars::prelude::{IntoSeries, PlSmallStr, Series, StringChunked, StringChunkedBuilder};

/// Longest piece of a raw record that is kept for the quarantine.
pub(super) const RAW_MAX: usize = 4 * 1024;

/// A batch of rows, in input order.
pub(super) struct RawBatch {
    /// One per source of the mapping; `None` where the file has no such column.
    pub columns: Vec<Option<Series>>,
    pub height: usize,
    /// 1-based number of each row among the file's data rows.
    pub rows: Vec<i64>,
    /// Line on which each row begins; empty where the format has no lines.
    pub lines: Vec<u64>,
    pub records: Records,
    /// Records that are no rows at all.
    pub broken: Vec<Broken>,
}

/// The text of each record.
#[derive(Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// A record that could not be taken apart.
pub(super) struct Broken {
    pub row: i64,
    pub line: u64,
    pub rule: &'static Rule,
    pub detail: String,
    pub raw: String,
}

impl Records {
    pub fn push(&mut self, record: &[u8]) {
        self.bytes.extend_from_slice(&record[..record.len().min(RAW_MAX)]);
        self.ends.push(self.bytes.len());
    }

    /// The record's text, cut at 4 KiB; `None` where the format has no text.
    pub fn get(&self, row: usize) -> Option<String> {
        let end = *self.ends.get(row)?;
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        Some(shown(&self.bytes[start..end]))
    }
}

/// A record for people: at most 4 KiB, its last character whole.
pub(super) fn shown(record: &[u8]) -> String {
    let cut = &record[..record.len().min(RAW_MAX)];
    let text = String::from_utf8_lossy(cut);
    let whole = if record.len() > RAW_MAX { text.trim_end_matches('\u{fffd}') } else { &text };
    whole.trim_end_matches(['\r', '\n']).to_string()
}

/// Collects the rows of a text format.
pub(super) struct Collector {
    builders: Vec<Option<StringChunkedBuilder>>,
    rows: Vec<i64>,
    lines: Vec<u64>,
    records: Records,
    broken: Vec<Broken>,
}

impl Collector {
    /// `present` tells which sources the file has.
    pub fn new(present: &[bool], capacity: usize) -> Collector {
        let builder = |here: &bool| here.then(|| StringChunkedBuilder::new(PlSmallStr::EMPTY, capacity));
        Collector {
            builders: present.iter().map(builder).collect(),
            rows: Vec::with_capacity(capacity),
            lines: Vec::with_capacity(capacity),
            records: Records::default(),
            broken: Vec::new(),
        }
    }

    /// Rows and broken records so far.
    pub fn len(&self) -> usize {
        self.rows.len() + self.broken.len()
    }

    pub fn begin(&mut self, row: i64, line: u64, record: &[u8]) {
        self.rows.push(row);
        self.lines.push(line);
        self.records.push(record);
    }

    pub fn value(&mut self, source: usize, value: Option<&str>) {
        if let Some(builder) = &mut self.builders[source] {
            builder.append_option(value);
        }
    }

    pub fn broken(&mut self, row: i64, line: u64, rule: &'static Rule, detail: String, record: &[u8]) {
        self.broken.push(Broken { row, line, rule, detail, raw: shown(record) });
    }

    pub fn finish(self) -> RawBatch {
        let series = |builder: Option<StringChunkedBuilder>| {
            builder.map(|builder| {
                let column: StringChunked = builder.finish();
                column.into_series()
            })
        };
        RawBatch {
            columns: self.builders.into_iter().map(series).collect(),
            height: self.rows.len(),
            rows: self.rows,
            lines: self.lines,
            records: self.records,
            broken: self.broken,
        }
    }
}
