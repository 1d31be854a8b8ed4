//! The stage `learn`: the evening of the night, made of the evening before and the night's own lines, and of nothing else.

use super::arrivals::{Arrived, Sorted};
use super::journal::Journal;
use super::lines;
use super::lines::LINES;
use super::rows;
use super::stay::Stay;
use super::watching;
use crate::detector::{Context, Days, Lesson};
use crate::error::{Error, Result};
use crate::folder;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::mem::ManuallyDrop;
use std::path::PathBuf;

/// What was learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub rows: u64,
    /// SHA-256 of every file of the snapshot.
    pub snapshot: BTreeMap<String, String>,
}

const STAGE: &str = "learn";

/// Where the snapshot is staged.
pub fn folder(journal: &Journal) -> PathBuf {
    journal.work.join("snapshot")
}

/// What was measured of the lines when they were scored; `None` where nothing was kept of it, and they are measured anew.
#[derive(Default)]
pub struct Lessons {
    pub fresh: Option<Vec<Lesson>>,
    pub late: Option<Vec<Lesson>>,
}

/// Learns the days of the night in order, each measured with what was known the evening before it; then the lines that came in late, measured
/// with what `past` reads. Repeated and corrected lines are not learned: what was counted cannot be taken back.
///
/// # Errors
/// Where the lines cannot be read, or the snapshot not be written.
pub fn learn(
    night: NaiveDate,
    arrived: &Arrived,
    context: &mut Context,
    mut lessons: Lessons,
    past: impl FnOnce() -> Result<Option<Context>>,
    journal: &Journal,
) -> Result<Learned> {
    let place = journal.fresh(&folder(journal))?;
    let sorted = Sorted::of(journal);
    let mut days = Days::new(&journal.work);
    if arrived.rows_fresh > 0 {
        rows::batches(&sorted.learned(false))?.try_for_each(|batch| days.push(&batch?))?;
    }
    for day in days.in_order() {
        let (day, declarations) = day?;
        match of_lines(lessons.fresh.take(), &lines::keys(&declarations)?)? {
            Some(lessons) => context.learn_measured(day, &lessons)?,
            None => drop(context.learn(day, &declarations)?),
        }
    }
    if let Some((first, _)) = arrived.late_days.filter(|_| arrived.rows_late > 0) {
        let mut keys = Vec::new();
        for batch in rows::batches(&sorted.learned(true))? {
            keys.extend(lines::keys(&batch?)?);
        }
        if let Some(lessons) = of_lines(lessons.late, &keys)? {
            context.learn_late(&lessons)?;
        } else if let Some(past) = past()? {
            let past = ManuallyDrop::new(past);
            for batch in rows::batches(&sorted.learned(true))? {
                context.learn_late(&past.late(first, &batch?)?)?;
            }
        }
    }
    context.close(night);
    context.write_with(&place, |beside| {
        let copy = |from: PathBuf, name: &str| {
            let to = beside.join(name);
            std::fs::copy(&from, &to).map(drop).map_err(|cause| Error::write(to, cause))
        };
        copy(sorted.lines(), LINES)?;
        for file in folder::files(&watching::flows(journal))? {
            copy(watching::flows(journal).join(&file), &file.to_string_lossy())?;
        }
        Ok(())
    })?;
    let left = journal.left(&[&place])?;
    let of_evening = |path: &String| Some(path.rsplit_once('/')?.1.to_owned());
    let hashes = left.iter().filter_map(|(path, sha256)| Some((of_evening(path)?, sha256.clone())));
    let learned = Learned { rows: arrived.rows_fresh + arrived.rows_late, snapshot: hashes.collect() };
    journal.finish_with(STAGE, left, &learned)?;
    Ok(learned)
}

/// What an earlier start learned.
pub fn done(journal: &Journal, stay: &Stay) -> Option<Learned> {
    let done = journal.done(STAGE);
    if done.is_some() {
        stay.again(STAGE);
    }
    done
}

/// The lessons of exactly these lines in this order; of others none, for corrected lines are scored too.
fn of_lines(lessons: Option<Vec<Lesson>>, wanted: &[u128]) -> Result<Option<Vec<Lesson>>> {
    let Some(lessons) = lessons else { return Ok(None) };
    let asked: HashSet<u128> = wanted.iter().copied().collect();
    let (mut kept, mut found) = (Vec::new(), Vec::with_capacity(wanted.len()));
    for lesson in lessons {
        let keys = lines::keys(lesson.lines())?;
        let marked: Vec<bool> = keys.iter().map(|key| asked.contains(key)).collect();
        found.extend(keys.iter().zip(&marked).filter(|(_, marked)| **marked).map(|(key, _)| *key));
        kept.push(if marked.contains(&false) { lesson.only(&marked)? } else { lesson });
    }
    Ok((found == wanted).then_some(kept))
}
