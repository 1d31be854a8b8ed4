//! Parts a batch: rows that can be scored, and rows set aside with their reason.

use super::conform::{self, Conformed};
use super::duplicates::{Duplicates, Place};
use super::mapping::{Mapping, Take};
use super::problem::Problem;
use super::raw::{Broken, RawBatch};
use super::rules;
use super::rules::{Outcome, Rule};
use super::summary::Tally;
use super::texts;
use crate::error::Result;
use crate::schema;
use chrono::NaiveDate;
use polars::prelude::{
    BooleanChunked, ChunkFullNull, Column, DataFrame, Int32Chunked, Int64Chunked, IntoColumn, IntoSeries, NamedFrom,
    NewChunkedArray, PlSmallStr, Series, StringChunked, StringChunkedBuilder,
};
use std::fmt::Write;

/// Name of the file a row came from.
pub const SOURCE_FILE: &str = "source_file";
/// 1-based number of the row among its file's data rows.
pub const SOURCE_ROW: &str = "source_row";
/// `rule:column` of every warning, separated by `;`; null where there is none.
pub const DATA_WARNINGS: &str = "data_warnings";

/// Rows of one file, in input order.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Accepted rows: all canonical columns in schema order, the kept columns, `source_file`, `source_row`, `data_warnings`.
    pub declarations: DataFrame,
    /// Rows set aside: `file, row, column, value, rule, message, raw`.
    pub quarantined: DataFrame,
}

/// What parting a batch needs to know beside the rows.
pub(super) struct Desk<'a> {
    pub mapping: &'a Mapping,
    pub after: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub duplicates: &'a mut Duplicates,
    /// Files read so far; the last one is the batch's.
    pub files: &'a [String],
}

const FINE: u8 = 0;
const WARNED: u8 = 1;
const QUARANTINED: u8 = 2;

/// Makes the batch, and counts it.
pub(super) fn part(raw: RawBatch, desk: &mut Desk, tally: &mut Tally) -> Result<Batch> {
    let Conformed { mut columns, mut problems } = conform::conform(&raw, desk.mapping);
    let mut state = vec![FINE; raw.height];
    for problem in &problems {
        let grade = if problem.rule.outcome == Outcome::Quarantine { QUARANTINED } else { WARNED };
        let state = &mut state[problem.row as usize];
        *state = (*state).max(grade);
    }
    let before = problems.len();
    untimely(&columns, desk, &mut state, &mut problems);
    number_items(&mut columns, desk, &state);
    if *desk.mapping.table == schema::DECLARATIONS {
        duplicates(&columns, &raw, desk, &mut state, &mut problems);
    }
    if problems.len() > before {
        problems.sort_by_key(|problem| problem.row);
    }

    let file = desk.files.last().map(String::as_str).unwrap_or_default();
    let quarantined = quarantine(file, &raw, &problems, &state)?;
    let warnings = warnings(&problems, &state);
    let accepted = state.iter().filter(|state| **state != QUARANTINED).count();
    let mut all: Vec<Column> = columns.into_iter().map(IntoColumn::into_column).collect();
    all.push(conform::constant(SOURCE_FILE, file, raw.height));
    all.push(Int64Chunked::from_slice(PlSmallStr::from_static(SOURCE_ROW), &raw.rows).into_column());
    all.push(warnings.into_column());
    let mut declarations = DataFrame::new(raw.height, all)?;
    if accepted < raw.height {
        let mask: BooleanChunked = state.iter().map(|state| *state != QUARANTINED).collect();
        declarations = declarations.filter(&mask)?;
    }
    tally.count(file, &declarations, &problems, &raw, &state, |grade| *grade == WARNED);
    Ok(Batch { declarations, quarantined })
}

/// A batch without rows, with every column.
pub(super) fn empty(mapping: &Mapping) -> Result<Batch> {
    let raw = RawBatch {
        columns: vec![None; mapping.sources.len()],
        height: 0,
        rows: Vec::new(),
        lines: Vec::new(),
        records: Default::default(),
        broken: Vec::new(),
    };
    let mut duplicates = Duplicates::default();
    let mut desk = Desk { mapping, after: None, until: None, duplicates: &mut duplicates, files: &[] };
    part(raw, &mut desk, &mut Tally::default())
}

fn column<'a>(columns: &'a [Series], name: &str) -> Option<&'a Series> {
    columns.iter().find(|column| column.name() == name)
}

/// Sets aside what a context has already seen, and what lies in the future.
fn untimely(columns: &[Series], desk: &Desk, state: &mut [u8], problems: &mut Vec<Problem>) {
    if desk.after.is_none() && desk.until.is_none() {
        return;
    }
    let Some(days) = column(columns, schema::ACCEPTED_ON.name).and_then(|column| column.date().ok()) else { return };
    for (row, day) in days.physical().iter().enumerate() {
        let Some(day) = day.and_then(NaiveDate::from_epoch_days).filter(|_| state[row] != QUARANTINED) else {
            continue;
        };
        let (rule, detail) = match (desk.after, desk.until) {
            (Some(after), _) if day <= after => (&rules::TOO_OLD, format!("the context ends on {after}")),
            (_, Some(until)) if day > until => (&rules::FUTURE, format!("the last day believed is {until}")),
            _ => continue,
        };
        state[row] = QUARANTINED;
        let column = schema::ACCEPTED_ON.name.to_string();
        problems.push(Problem { row: row as u32, rule, column, value: day.to_string(), detail });
    }
}

/// Counts the items of each declaration where the mapping says so.
fn number_items(columns: &mut [Series], desk: &mut Desk, state: &[u8]) {
    let name = schema::ITEM_NO.name;
    let counted = desk
        .mapping
        .targets
        .iter()
        .any(|target| target.name == name && target.recipes.iter().any(|recipe| recipe.take == Take::Count));
    if !counted {
        return;
    }
    let Some(ids) = column(columns, schema::DECLARATION_ID.name).and_then(|column| column.str().ok().cloned()) else {
        return;
    };
    let numbers: Vec<Option<i32>> = ids
        .iter()
        .enumerate()
        .map(|(row, id)| id.filter(|_| state[row] != QUARANTINED).map(|id| desk.duplicates.count(id)))
        .collect();
    if let Some(place) = columns.iter().position(|column| column.name() == name) {
        columns[place] =
            Int32Chunked::from_iter_options(PlSmallStr::from_static(name), numbers.into_iter()).into_series();
    }
}

fn duplicates(columns: &[Series], raw: &RawBatch, desk: &mut Desk, state: &mut [u8], problems: &mut Vec<Problem>) {
    let ids = column(columns, schema::DECLARATION_ID.name).and_then(|column| column.str().ok());
    let items = column(columns, schema::ITEM_NO.name).and_then(|column| column.i32().ok());
    let (Some(ids), Some(items)) = (ids, items) else { return };
    let file = desk.files.len().saturating_sub(1) as u32;
    for (row, (id, item)) in ids.iter().zip(items.iter()).enumerate() {
        let (Some(id), Some(item)) = (id, item) else { continue };
        if state[row] == QUARANTINED {
            continue;
        }
        let place = Place { file, row: raw.rows[row] as u64 };
        if let Some(first) = desk.duplicates.seen(id, item, place) {
            state[row] = QUARANTINED;
            let first_file = desk.files.get(first.file as usize).map(String::as_str).unwrap_or_default();
            problems.push(Problem {
                row: row as u32,
                rule: &rules::DUPLICATE,
                column: schema::DECLARATION_ID.name.to_string(),
                value: format!("{id} item {item}"),
                detail: format!("first in `{first_file}`, row {}", first.row),
            });
        }
    }
}

fn warnings(problems: &[Problem], state: &[u8]) -> StringChunked {
    let name = PlSmallStr::from_static(DATA_WARNINGS);
    if state.iter().all(|state| *state != WARNED) {
        return StringChunked::full_null(name, state.len());
    }
    let mut texts: Vec<Option<String>> = vec![None; state.len()];
    for problem in problems.iter().filter(|problem| state[problem.row as usize] == WARNED) {
        let text = texts[problem.row as usize].get_or_insert_default();
        if !text.is_empty() {
            text.push(';');
        }
        // Writing into a text cannot fail.
        let _ = write!(text, "{}:{}", problem.rule.id, problem.column);
    }
    let mut builder = StringChunkedBuilder::new(name, state.len());
    for text in texts {
        builder.append_option(text);
    }
    builder.finish()
}

/// One line of the quarantine.
struct Line<'a> {
    row: i64,
    column: &'a str,
    value: &'a str,
    rule: &'static Rule,
    message: String,
    raw: String,
}

fn quarantine(file: &str, raw: &RawBatch, problems: &[Problem], state: &[u8]) -> Result<DataFrame> {
    let mut lines: Vec<Line> = raw.broken.iter().map(broken_line).collect();
    let grave = problems
        .iter()
        .filter(|problem| state[problem.row as usize] == QUARANTINED && problem.rule.outcome == Outcome::Quarantine);
    let mut previous = None;
    for problem in grave {
        let row = problem.row as usize;
        match lines.last_mut().filter(|_| previous == Some(row)) {
            // The first problem leads; the others stand in its message.
            Some(line) => {
                let _ = write!(line.message, "; also {}: {}", problem.column, problem.rule.id);
                if !problem.value.is_empty() {
                    let _ = write!(line.message, " (`{}`)", problem.value);
                }
            }
            None => lines.push(Line {
                row: raw.rows[row],
                column: &problem.column,
                value: &problem.value,
                rule: problem.rule,
                message: message(raw.lines.get(row).copied(), problem.rule, &problem.detail),
                raw: raw.records.get(row).unwrap_or_else(|| rebuilt(raw, row)),
            }),
        }
        previous = Some(row);
    }
    lines.sort_by_key(|line| line.row);
    let texts = |name: &'static str, value: &dyn Fn(&Line) -> String| {
        Series::new(PlSmallStr::from_static(name), lines.iter().map(value).collect::<Vec<String>>()).into_column()
    };
    let rows: Vec<i64> = lines.iter().map(|line| line.row).collect();
    Ok(DataFrame::new(
        lines.len(),
        vec![
            conform::constant("file", file, lines.len()),
            Int64Chunked::from_slice(PlSmallStr::from_static("row"), &rows).into_column(),
            texts("column", &|line| line.column.to_string()),
            texts("value", &|line| line.value.to_string()),
            texts("rule", &|line| line.rule.id.to_string()),
            texts("message", &|line| line.message.clone()),
            texts("raw", &|line| line.raw.clone()),
        ],
    )?)
}

fn broken_line(broken: &Broken) -> Line<'_> {
    Line {
        row: broken.row,
        column: "",
        value: "",
        rule: broken.rule,
        message: message(Some(broken.line), broken.rule, &broken.detail),
        raw: broken.raw.clone(),
    }
}

fn message(line: Option<u64>, rule: &Rule, detail: &str) -> String {
    let line = line.map_or(String::new(), |line| format!("line {line}: "));
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    format!("{line}{}{detail}", rule.message)
}

/// A record of a format without text: what was read of it, `column=value`.
fn rebuilt(raw: &RawBatch, row: usize) -> String {
    let mut text = String::new();
    for column in raw.columns.iter().flatten() {
        if let Some(value) = texts::as_text(&column.slice(row as i64, 1)).get(0) {
            let _ = write!(text, "{}{}={value}", if text.is_empty() { "" } else { "; " }, column.name());
        }
        if text.len() > super::raw::RAW_MAX {
            break;
        }
    }
    super::raw::shown(text.as_bytes())
}
