//! The stage `read`: files become declarations, and each line is what it is to the nights before: fresh, late, a correction, or read already.

use super::archive::Filed;
use super::journal::Journal;
use super::lines;
use super::lines::{Known, Line, Met, Tonight};
use super::plan::Plan;
use super::rows;
use super::stay::Stay;
use crate::detector::WholeTable;
use crate::error::{Error, Result};
use crate::ingest::{Batch, LATER, Mapping, Options, Reader, SOURCE_FILE, SOURCE_ROW};
use crate::schema;
use chrono::NaiveDate;
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What came in with a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Arrived {
    /// All rows read; the sum of the rest.
    pub rows_read: u64,
    /// Accepted after the evening before.
    pub rows_fresh: u64,
    /// Accepted on the evening before or earlier, and not read until now.
    pub rows_late: u64,
    /// Read before with another content: scored anew and not learned again. Not in the two above.
    pub rows_corrected: u64,
    /// Read before, the same: passed over.
    pub rows_repeated: u64,
    pub rows_quarantined: u64,
    /// Later than the last day believed, though of days that were by then: another night reads them. They stand in the quarantine
    /// so that somebody can look for them, and are not counted with it.
    #[serde(default)]
    pub rows_not_due: u64,
    /// First and last day of what is fresh, and of what is late.
    pub fresh_days: Option<(NaiveDate, NaiveDate)>,
    pub late_days: Option<(NaiveDate, NaiveDate)>,
    /// Whether any late or corrected line of an earlier day is to be scored.
    pub late_scored: u64,
    pub fresh_scored: u64,
}

/// One file's part.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    rows_read: u64,
}

/// A correction, as it is told.
#[derive(Debug, Serialize)]
struct Correction {
    declaration_id: String,
    item_no: i32,
    accepted_on: NaiveDate,
    /// Night that read the line first; its publication stays as it is.
    first_read_on: NaiveDate,
    file: String,
    row: i64,
}

/// Files that the stage leaves.
#[derive(Debug, Clone)]
pub struct Sorted {
    folder: PathBuf,
}

impl Sorted {
    /// Those of a run.
    pub fn of(journal: &Journal) -> Sorted {
        Sorted { folder: journal.work.join("sorted") }
    }

    /// Lines to score with the evening before: fresh ones, and corrections that moved there.
    pub fn fresh(&self) -> PathBuf {
        self.folder.join("fresh.parquet")
    }

    /// Lines to score with an older evening: late ones, and corrections of earlier days.
    pub fn late(&self) -> PathBuf {
        self.folder.join("late.parquet")
    }

    /// Lines to learn, in the order in which they came.
    pub fn learned(&self, late: bool) -> PathBuf {
        self.folder.join(if late { "learn-late.parquet" } else { "learn-fresh.parquet" })
    }

    /// Rows set aside.
    pub fn quarantine(&self) -> PathBuf {
        self.folder.join("quarantine.parquet")
    }

    /// Names and contents of all lines that later nights must know.
    pub fn lines(&self) -> PathBuf {
        self.folder.join(lines::LINES)
    }

    /// What was corrected, a JSON object a line; missing where nothing was.
    pub fn corrections(&self) -> PathBuf {
        self.folder.join("corrections.jsonl")
    }
}

/// Reads the files of a plan, one after the other, each a checkpoint; then sorts the lines.
///
/// # Errors
/// [`crate::error::Error::Input`] where a file cannot be used at all.
pub fn read(
    plan: &Plan,
    mapping: &Mapping,
    input: impl Fn(usize) -> PathBuf,
    baselines: &Path,
    journal: &Journal,
    stay: &Stay,
) -> Result<Arrived> {
    if let Some(arrived) = journal.done("read") {
        stay.again("read");
        return Ok(arrived);
    }
    let mut rows_read = 0;
    for (number, filed) in plan.inputs.iter().enumerate() {
        rows_read += one_file(plan, mapping, &input(number), number, filed, journal)?;
    }
    let sorted = Sorted::of(journal);
    journal.fresh(&sorted.folder)?;
    let arrived = Arrived { rows_read, ..sort(plan, baselines, journal, &sorted)? };
    journal.finish("read", &[&sorted.folder], &arrived)?;
    Ok(arrived)
}

fn part_of(journal: &Journal, number: usize) -> PathBuf {
    journal.work.join("read").join(format!("{number:04}"))
}

/// Reads one file into its part; a part that stands from an earlier start is kept.
fn one_file(
    plan: &Plan,
    mapping: &Mapping,
    path: &Path,
    number: usize,
    filed: &Filed,
    journal: &Journal,
) -> Result<u64> {
    let stage = format!("read-{number:04}");
    if let Some(Part { rows_read }) = journal.done(&stage) {
        return Ok(rows_read);
    }
    let folder = journal.fresh(&part_of(journal, number))?;
    let options = Options { after: plan.floor(), until: Some(plan.until), ..Options::default() };
    // The copy in the archive is told under the name of the original.
    let named = |error: Error| match error {
        Error::Input { path: own, why, remedy } if own == path => {
            Error::Input { path: filed.name.clone().into(), why, remedy }
        }
        other => other,
    };
    let mut reader = Reader::open_as(path, &filed.name, mapping, options).map_err(named)?;
    let mut accepted = WholeTable::at(&folder.join("accepted.parquet"));
    let mut quarantined = WholeTable::at(&folder.join("quarantined.parquet"));
    for batch in reader.by_ref() {
        let Batch { declarations, quarantined: aside } = batch.map_err(named)?;
        accepted.append(&declarations)?;
        quarantined.append(&aside)?;
    }
    accepted.publish()?;
    quarantined.publish()?;
    let part = Part { rows_read: reader.summary().rows_read };
    journal.finish(&stage, &[&folder], &part)?;
    Ok(part.rows_read)
}

/// What a night asked for by its day leaves to later ones.
#[derive(Debug, Default)]
pub struct NotDue {
    /// SHA-256 of the inputs that another night must read.
    pub inputs: Vec<String>,
    pub rows: u64,
}

/// Rows that were set aside because they are later than the last day believed, though no later than `today`. What lies beyond today is
/// mistyped, and reading it again would not end.
///
/// # Errors
/// [`Error::Input`] where what the stage left cannot be read.
pub fn not_due(plan: &Plan, journal: &Journal, today: NaiveDate) -> Result<NotDue> {
    let mut not_due = NotDue::default();
    for (number, filed) in plan.inputs.iter().enumerate() {
        let aside = rows::columns(&part_of(journal, number).join("quarantined.parquet"), &["rule", "value"])?;
        let (rules, values) = (aside.column("rule")?.str()?, aside.column("value")?.str()?);
        let was = |day: Option<&str>| day.and_then(|day| day.parse::<NaiveDate>().ok()).is_some_and(|day| day <= today);
        let rows =
            rules.iter().zip(values.iter()).filter(|(rule, day)| *rule == Some(LATER) && was(*day)).count() as u64;
        if rows > 0 {
            not_due.inputs.push(filed.sha256.clone());
            not_due.rows += rows;
        }
    }
    Ok(not_due)
}

impl Arrived {
    /// Counts apart what is not due yet.
    pub fn apart(self, not_due: &NotDue) -> Arrived {
        let rows_quarantined = self.rows_quarantined.saturating_sub(not_due.rows);
        Arrived { rows_quarantined, rows_not_due: not_due.rows, ..self }
    }
}

/// Five ways a line can go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Fresh,
    Late,
    FreshAgain,
    LateAgain,
    Repeated,
    Twice,
}

fn sort(plan: &Plan, baselines: &Path, journal: &Journal, sorted: &Sorted) -> Result<Arrived> {
    let mut known = Known::default();
    // The oldest evening bounds what may come late; its own lines are behind it.
    for evening in plan.known.iter().skip(1) {
        known.take(evening.evening, &baselines.join(evening.evening.to_string()))?;
    }
    let (known, mut tonight) = (known.sorted(), Tonight::default());
    let before = plan.before.as_ref().map(|before| before.evening.to_epoch_days());
    let [mut fresh, mut late] = [sorted.fresh(), sorted.late()].map(|path| WholeTable::at(&path));
    let [mut learn_fresh, mut learn_late] = [false, true].map(|late| WholeTable::at(&sorted.learned(late)));
    let mut quarantine = WholeTable::at(&sorted.quarantine());
    let (mut arrived, mut to_know, mut told) = (Arrived::default(), Vec::new(), String::new());
    let mut firsts: BTreeMap<u128, NaiveDate> = BTreeMap::new();
    for number in 0..plan.inputs.len() {
        let part = part_of(journal, number);
        for aside in rows::batches(&part.join("quarantined.parquet"))? {
            let aside = aside?;
            arrived.rows_quarantined += aside.height() as u64;
            quarantine.append(&aside)?;
        }
        for batch in rows::batches(&part.join("accepted.parquet"))? {
            let batch = batch?;
            let found = lines::lines(&batch)?;
            let ways: Vec<Way> =
                found.iter().map(|line| way(line, before, &known, &mut tonight, &mut firsts)).collect();
            for (line, way) in found.iter().zip(&ways) {
                count(&mut arrived, line, *way);
                if !matches!(way, Way::Repeated | Way::Twice) {
                    to_know.push(*line);
                }
            }
            let of = |wanted: &[Way]| -> Result<DataFrame> {
                let mask: BooleanChunked = ways.iter().map(|way| wanted.contains(way)).collect();
                Ok(batch.filter(&mask)?)
            };
            fresh.append(&of(&[Way::Fresh, Way::FreshAgain])?)?;
            late.append(&of(&[Way::Late, Way::LateAgain])?)?;
            learn_fresh.append(&of(&[Way::Fresh])?)?;
            learn_late.append(&of(&[Way::Late])?)?;
            told += &corrections(&of(&[Way::FreshAgain, Way::LateAgain])?, &firsts)?;
            let twice = set_aside(&of(&[Way::Twice])?)?;
            arrived.rows_quarantined += twice.height() as u64;
            quarantine.append(&twice)?;
        }
    }
    for table in [fresh, late, learn_fresh, learn_late, quarantine] {
        table.publish()?;
    }
    rows::write(&sorted.lines(), &lines::table(&to_know)?)?;
    if !told.is_empty() {
        crate::folder::write_whole(&sorted.corrections(), told.as_bytes())?;
    }
    Ok(arrived)
}

fn way(
    line: &Line,
    before: Option<i32>,
    known: &Known,
    tonight: &mut Tonight,
    firsts: &mut BTreeMap<u128, NaiveDate>,
) -> Way {
    let met = known.meet(line);
    if met == Met::Repeated {
        return Way::Repeated;
    }
    match tonight.first(line) {
        Met::Repeated => return Way::Repeated,
        Met::Corrects(_) => return Way::Twice,
        Met::New => {}
    }
    let late = before.is_some_and(|before| line.day <= before);
    match met {
        Met::Corrects(night) => {
            firsts.insert(line.key, night);
            if late { Way::LateAgain } else { Way::FreshAgain }
        }
        _ if late => Way::Late,
        _ => Way::Fresh,
    }
}

fn count(arrived: &mut Arrived, line: &Line, way: Way) {
    let day = NaiveDate::from_epoch_days(line.day).unwrap_or_default();
    let stretch = |days: &mut Option<(NaiveDate, NaiveDate)>| {
        *days = Some(days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
    };
    match way {
        Way::Fresh => arrived.rows_fresh += 1,
        Way::Late => arrived.rows_late += 1,
        Way::FreshAgain | Way::LateAgain => arrived.rows_corrected += 1,
        Way::Repeated => arrived.rows_repeated += 1,
        Way::Twice => {}
    }
    match way {
        Way::Fresh | Way::FreshAgain => {
            arrived.fresh_scored += 1;
            stretch(&mut arrived.fresh_days);
        }
        Way::Late | Way::LateAgain => {
            arrived.late_scored += 1;
            stretch(&mut arrived.late_days);
        }
        Way::Repeated | Way::Twice => {}
    }
}

/// Corrected lines as they are told.
fn corrections(rows: &DataFrame, firsts: &BTreeMap<u128, NaiveDate>) -> Result<String> {
    let (ids, items) = (rows.column(schema::DECLARATION_ID.name)?.str()?, rows.column(schema::ITEM_NO.name)?.i32()?);
    let (files, numbers) = (rows.column(SOURCE_FILE)?.str()?, rows.column(SOURCE_ROW)?.i64()?);
    let mut text = String::new();
    for (row, line) in lines::lines(rows)?.iter().enumerate() {
        let correction = Correction {
            declaration_id: ids.get(row).unwrap_or("").into(),
            item_no: items.get(row).unwrap_or(1),
            accepted_on: NaiveDate::from_epoch_days(line.day).unwrap_or_default(),
            first_read_on: firsts.get(&line.key).copied().unwrap_or_default(),
            file: files.get(row).unwrap_or("").into(),
            row: numbers.get(row).unwrap_or_default(),
        };
        text += &(serde_json::to_string(&correction).expect("a correction is plain data") + "\n");
    }
    Ok(text)
}

/// Lines that another file of the same run declares otherwise, in the form of the quarantine: nobody can say which of the two holds.
fn set_aside(rows: &DataFrame) -> Result<DataFrame> {
    let (ids, items) = (rows.column(schema::DECLARATION_ID.name)?.str()?, rows.column(schema::ITEM_NO.name)?.i32()?);
    let n = rows.height();
    let values: Vec<String> = ids
        .iter()
        .zip(items.iter())
        .map(|(id, item)| format!("{} item {}", id.unwrap_or(""), item.unwrap_or(1)))
        .collect();
    let message = "another file of this night declares the same declaration and item otherwise; the first read counts, \
                   send the correction with the next night";
    Ok(DataFrame::new(
        n,
        vec![
            rows.column(SOURCE_FILE)?.clone().with_name("file".into()),
            rows.column(SOURCE_ROW)?.clone().with_name("row".into()),
            Column::new("column".into(), vec![schema::DECLARATION_ID.name; n]),
            Column::new("value".into(), values),
            Column::new("rule".into(), vec!["duplicate"; n]),
            Column::new("message".into(), vec![message; n]),
            Column::new("raw".into(), vec![""; n]),
        ],
    )?)
}
