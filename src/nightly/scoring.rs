//! The stage `score`: measure, score and rank the lines of a run in one pass, and write out what people read.

use super::arrivals::{Arrived, Sorted};
use super::journal::Journal;
use super::plan::{Evening, Plan};
use super::rows;
use super::stay::Stay;
use super::world::World;
use crate::detector::{Capacity, Context, Inputs, Lesson, Night, RunResults, Settings, Wanted, run};
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

/// The evening with which late lines are compared: the youngest before the first of their days.
pub fn evening_of_late<'a>(plan: &'a Plan, arrived: &Arrived) -> Option<&'a Evening> {
    let (first, _) = arrived.late_days?;
    plan.known.iter().rev().find(|evening| evening.evening < first)
}

/// A scoring to be done: fresh lines in the context of the evening before, late ones in that of the evening before the first of their
/// days, for a line may look no further.
pub struct Job<'a> {
    plan: &'a Plan,
    night: NaiveDate,
    settings: Settings,
    rows: String,
    lines: Lines,
    arrived: &'a Arrived,
}

impl<'a> Job<'a> {
    /// The scoring of these lines. Of the capacity, late lines get the same share as the night.
    pub fn of(plan: &'a Plan, night: NaiveDate, arrived: &'a Arrived, lines: Lines) -> Job<'a> {
        let mut settings = plan.settings();
        if let (Lines::Late, Capacity::Lines(lines)) = (lines, settings.capacity) {
            settings.capacity = Capacity::Share((lines as f64 / arrived.fresh_scored.max(1) as f64).min(1.0));
        }
        let rows = match (lines, &plan.before) {
            (_, None) => "those that came in".into(),
            (Lines::Fresh, Some(before)) => format!("those that came in and were accepted after {}", before.evening),
            (Lines::Late, Some(before)) => format!("those that came in late: accepted on {} or before", before.evening),
        };
        Job { plan, night, settings, rows, lines, arrived }
    }

    /// The settings under which it is done.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which of the rows it takes, in words.
    pub fn rows(&self) -> &str {
        &self.rows
    }

    /// What an earlier start scored.
    pub fn done(&self, journal: &Journal, stay: &Stay) -> Option<Scored> {
        let stage = self.lines.stage();
        let done = journal.done(stage);
        if done.is_some() {
            stay.again(stage);
        }
        done
    }

    /// Scores; and gives what there is to learn of the lines of the first day, or of all that are late, where it could be kept.
    ///
    /// # Errors
    /// As [`run`].
    pub fn run(
        &self,
        world: &World,
        (context, snapshot): (&Context, &BTreeMap<String, String>),
        journal: &Journal,
    ) -> Result<(Scored, Option<Vec<Lesson>>)> {
        let stage = self.lines.stage();
        let place = journal.fresh(&self.lines.folder(journal))?;
        let sorted = Sorted::of(journal);
        let wanted = Wanted {
            dossiers: true,
            lines: true,
            name: Some((journal.run_id.clone(), self.night)),
            lessons: match self.lines {
                // A later day is measured with what was learned of the first.
                Lines::Fresh => self.arrived.fresh_days.map(|(first, _)| (first, first)),
                Lines::Late => self.arrived.late_days,
            },
            ..Wanted::default()
        };
        let inputs = Inputs {
            context,
            rows: &self.rows,
            snapshot,
            mapping: world.mapping.digest(),
            settings: &self.settings,
            speaker: &world.speaker,
            wanted: &wanted,
        };
        let mut night = run(self.batches(&sorted)?, || self.files(), &inputs, &place, |_| ())?;
        night.notes.extend(self.notes());
        let lessons = night.lessons.take();
        let scored = publish(night, &place)?;
        journal.finish(stage, &[&place], &scored)?;
        Ok((scored, lessons))
    }

    /// The rows to score, what was set aside before them.
    pub fn batches(&self, sorted: &Sorted) -> Result<impl Iterator<Item = Result<Batch>> + Send + use<>> {
        let mut aside = rows::batches(&sorted.quarantine())?.collect::<Result<Vec<_>>>()?;
        let nothing = aside.first().map(DataFrame::clear).unwrap_or_default();
        let declarations = match self.lines {
            Lines::Fresh => sorted.fresh(),
            Lines::Late => {
                aside = vec![nothing.clone()];
                sorted.late()
            }
        };
        let aside = aside.into_iter().map(|quarantined| Ok(Batch { declarations: DataFrame::default(), quarantined }));
        let rows = rows::batches(&declarations)?
            .map(move |rows| Ok(Batch { declarations: rows?, quarantined: nothing.clone() }));
        Ok(aside.chain(rows))
    }

    /// Name and hash of each input.
    pub fn files(&self) -> Vec<(String, String)> {
        self.plan.inputs.iter().map(|filed| (filed.name.clone(), filed.sha256.clone())).collect()
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
            notes.push(format!(
                "{} lines were read by an earlier night already and passed over.",
                arrived.rows_repeated
            ));
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

fn publish(night: Night, place: &Path) -> Result<Scored> {
    let cases = night.cases.len() as u64;
    let report = gather(&night);
    let (scored_by, capacity, notes) = (night.manifest.scored_by.clone(), night.ranking.capacity, night.notes.clone());
    let (published, results) = night.publish(|_, folder| write_night(&report, folder))?;
    // Seconds differ from run to run; the run's own results tell them.
    let told = published.join("run_results.json");
    std::fs::remove_file(&told).map_err(|cause| crate::error::Error::write(&told, cause))?;
    let lock = place.join(".lock");
    std::fs::remove_file(&lock).map_err(|cause| crate::error::Error::write(&lock, cause))?;
    Ok(Scored {
        rows_scored: results.rows_scored,
        capacity,
        scored_by,
        cases,
        notes,
        results: without_seconds(&results),
    })
}

fn without_seconds(results: &RunResults) -> serde_json::Value {
    let mut told = serde_json::to_value(results).expect("results are plain data");
    if let Some(told) = told.as_object_mut() {
        told.remove("seconds");
    }
    told
}
