//! The stage `score`: measure, score and rank the lines of a run in one pass, and write out what people read.

use super::arrivals::{Arrived, Sorted};
use super::journal::Journal;
use super::opening;
use super::plan::{Evening, Plan};
use super::rows;
use super::stay::Stay;
use super::world::World;
use crate::detector::{Capacity, Context, Inputs, Night, RunResults, Settings, run};
use crate::error::Result;
use crate::ingest::Batch;
use crate::report::{gather, write_night};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What came out of a scoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// As `score` tells it, without the seconds.
    pub results: serde_json::Value,
    pub rows_scored: u64,
    /// Lines that can be inspected.
    pub capacity: u64,
    pub scored_by: String,
    pub cases: u64,
    /// Lines with a control status that the list cannot tell any more are among the notes.
    pub notes: Vec<String>,
}

/// Which lines are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Those of the night.
    Fresh,
    /// Those that came in late.
    Late,
}

impl Lines {
    fn stage(self) -> &'static str {
        match self {
            Lines::Fresh => "score",
            Lines::Late => "score-late",
        }
    }

    /// Where they are scored.
    pub fn folder(self, journal: &Journal) -> PathBuf {
        journal.staged.join(self.stage())
    }
}

/// Scores what is fresh, in the context of the evening before.
///
/// # Errors
/// As [`run`].
pub fn fresh(
    plan: &Plan,
    night: NaiveDate,
    arrived: &Arrived,
    world: &World,
    known: (&Context, &BTreeMap<String, String>),
    journal: &Journal,
    stay: &Stay,
) -> Result<Scored> {
    let rows = match &plan.before {
        Some(before) => format!("those that came in and were accepted after {}", before.evening),
        None => "those that came in".into(),
    };
    let job = Job { plan, night, settings: plan.settings(), rows, lines: Lines::Fresh, arrived };
    job.done(world, known, journal, stay)
}

/// The evening with which late lines are compared: the youngest before the first of their days.
pub fn evening_of_late<'a>(plan: &'a Plan, arrived: &Arrived) -> Option<&'a Evening> {
    let (first, _) = arrived.late_days?;
    plan.known.iter().rev().find(|evening| evening.evening < first)
}

/// Scores what came in late, in the context of the evening before the first of its days: it may look no further. Of the capacity it
/// gets the same share as the night.
///
/// # Errors
/// As [`run`].
pub fn late(
    plan: &Plan,
    night: NaiveDate,
    arrived: &Arrived,
    world: &World,
    known: (&Context, &BTreeMap<String, String>),
    journal: &Journal,
    stay: &Stay,
) -> Result<Scored> {
    let mut settings = plan.settings();
    if let Capacity::Lines(lines) = settings.capacity {
        settings.capacity = Capacity::Share((lines as f64 / arrived.fresh_scored.max(1) as f64).min(1.0));
    }
    let rows = match &plan.before {
        Some(before) => format!("those that came in late: accepted on {} or before", before.evening),
        None => "those that came in late".into(),
    };
    Job { plan, night, settings, rows, lines: Lines::Late, arrived }.done(world, known, journal, stay)
}

struct Job<'a> {
    plan: &'a Plan,
    night: NaiveDate,
    settings: Settings,
    rows: String,
    lines: Lines,
    arrived: &'a Arrived,
}

impl Job<'_> {
    fn done(
        &self,
        world: &World,
        (context, snapshot): (&Context, &BTreeMap<String, String>),
        journal: &Journal,
        stay: &Stay,
    ) -> Result<Scored> {
        let stage = self.lines.stage();
        if let Some(scored) = journal.done(stage) {
            stay.again(stage);
            return Ok(scored);
        }
        let place = journal.fresh(&self.lines.folder(journal))?;
        let cases = journal.fresh(&journal.work.join(stage))?;
        let sorted = Sorted::of(journal);
        let (declarations, quarantine) = match self.lines {
            Lines::Fresh => (sorted.fresh(), rows::batches(&sorted.quarantine())?.collect::<Result<Vec<_>>>()?),
            Lines::Late => {
                let first = rows::batches(&sorted.quarantine())?.next().transpose()?.unwrap_or_default();
                (sorted.late(), vec![first.clear()])
            }
        };
        let quarantined = quarantine.into_iter().map(|quarantined| Ok(Batch { declarations: DataFrame::default(), quarantined }));
        let empty = rows::batches(&sorted.quarantine())?.next().transpose()?.unwrap_or_default().clear();
        let batches = rows::batches(&declarations)?
            .map(move |rows| Ok(Batch { declarations: rows?, quarantined: empty.clone() }));
        let inputs = Inputs {
            context,
            rows: &self.rows,
            snapshot,
            mapping: world.mapping.digest(),
            settings: &self.settings,
            speaker: &world.speaker,
        };
        let files = || self.plan.inputs.iter().map(|filed| (filed.name.clone(), filed.sha256.clone())).collect();
        let mut night = run(quarantined.chain(batches), files, &inputs, &place, |_| ())?;
        night.manifest.run_id = journal.run_id.clone();
        night.date = self.night;
        night.notes.extend(self.notes());
        let opened = opening::write(&night, &inputs, &declarations, &cases, self.lines)?;
        let scored = publish(night, &place, opened)?;
        journal.finish(stage, &[&place, &cases], &scored)?;
        Ok(scored)
    }

    fn notes(&self) -> Vec<String> {
        let arrived = self.arrived;
        let mut notes = Vec::new();
        if self.lines == Lines::Fresh && arrived.late_scored > 0 {
            notes.push(format!(
                "{} lines of earlier days came in late or corrected; they stand in the folder `late`, compared with what was known before their days.",
                arrived.late_scored
            ));
        }
        if arrived.rows_repeated > 0 {
            notes.push(format!("{} lines were read by an earlier night already and passed over.", arrived.rows_repeated));
        }
        if arrived.rows_corrected > 0 {
            notes.push(format!(
                "{} lines correct what an earlier night read; they are scored anew and not learned a second time (corrections.jsonl).",
                arrived.rows_corrected
            ));
        }
        notes
    }
}

fn publish(night: Night, place: &Path, cases: u64) -> Result<Scored> {
    let report = gather(&night);
    let (scored_by, capacity, notes) = (night.manifest.scored_by.clone(), night.ranking.capacity, night.notes.clone());
    let (published, results) = night.publish(|_, folder| write_night(&report, folder))?;
    // Seconds differ from run to run; the run's own results tell them.
    let told = published.join("run_results.json");
    std::fs::remove_file(&told).map_err(|cause| crate::error::Error::write(&told, cause))?;
    let lock = place.join(".lock");
    std::fs::remove_file(&lock).map_err(|cause| crate::error::Error::write(&lock, cause))?;
    Ok(Scored { rows_scored: results.rows_scored, capacity, scored_by, cases, notes, results: without_seconds(&results) })
}

fn without_seconds(results: &RunResults) -> serde_json::Value {
    let mut told = serde_json::to_value(results).expect("results are plain data");
    if let Some(told) = told.as_object_mut() {
        told.remove("seconds");
    }
    told
}
