//! Labelled lines with their evidence, and a seeded sample of the lines that nobody inspected.

use super::evidence::{Evidence, EvidenceFile};
use super::labels::{Found, Label, Labels, SetAside};
use super::lines::{Lines, Words};
use crate::error::Error;
use crate::error::Result;
use crate::registers::Outcome;
use chrono::NaiveDate;
use ndarray::{Array2, Axis, concatenate};
use serde::Serialize;
use std::collections::HashSet;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// An input alone that tells evasion apart better than this is taken for the outcome itself.
const TELLS_ALL: f64 = 0.995;
/// Lines with evasion needed before an input is judged so, and share of the labelled lines on which it must speak.
const JUDGED_FROM: usize = 20;
const SPEAKS_ON: f64 = 0.5;

/// What training learns from. Row by row: `lines`, `x`, `labels`.
pub struct Dataset {
    pub lines: Lines,
    pub words: Words,
    /// Rows × inputs, `NaN` where nothing can be said.
    pub x: Array2<f32>,
    /// `None` for lines that nobody inspected, as far as is known.
    pub labels: Vec<Option<Label>>,
    pub inputs: Vec<String>,
    /// Places of the inputs that are words of kept columns; `x` holds the numbers that stand for them.
    pub kept_words: Vec<usize>,
    pub files: Vec<EvidenceFile>,
    /// Evening as of which the labels stand.
    pub labels_until: NaiveDate,
    pub counts: Counts,
    /// Outcomes that contradict each other or have no line.
    pub set_aside: Vec<SetAside>,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Lines of the evidence.
    pub lines: u64,
    pub clear: u64,
    pub false_declaration: u64,
    pub re_export: u64,
    /// Lines on which both were found.
    pub both: u64,
    pub other: u64,
    /// Lines drawn from those that nobody inspected.
    pub unlabelled_drawn: u64,
    /// Lines read before, in another file.
    pub lines_twice: u64,
    /// Outcomes known only after the labels' last day.
    pub outcomes_later: u64,
    /// Outcomes set aside.
    pub outcomes_set_aside: u64,
}

impl Dataset {
    /// Joins `outcomes` known on `labels_until` or before to the evidence, and draws about `unlabelled` of the other lines by a hash of
    /// their name under `seed`. `progress` hears of rows read.
    ///
    /// # Errors
    /// `Error::Usage` where no line is labelled, or an input tells the outcome by itself.
    pub fn gather(
        evidence: &Evidence,
        outcomes: &[Outcome],
        labels_until: NaiveDate,
        unlabelled: u64,
        seed: u64,
        mut progress: impl FnMut(u64),
    ) -> Result<Dataset> {
        let labels = Labels::of(outcomes, labels_until);
        let mut words = Words::default();
        let mut counts = Counts { lines: evidence.rows(), outcomes_later: labels.later_n, ..Counts::default() };
        let share = unlabelled as f64 / (evidence.rows() as f64 - labels.len() as f64).max(1.0);
        let (mut lines, mut found, mut parts) = (Lines::default(), Vec::new(), Vec::new());
        let mut met: HashSet<u128> = HashSet::new();
        evidence.walk(&mut words, |piece| {
            let mut places = Vec::new();
            for (place, key) in piece.lines.key.iter().enumerate() {
                let label = labels.get(*key);
                // Outcomes that contradict each other: the line was inspected, so it stands for none that was not.
                if labels.contradicted(*key) || (label.is_none() && !drawn(*key, seed, share)) {
                    continue;
                }
                if !met.insert(*key) {
                    counts.lines_twice += 1;
                    continue;
                }
                counts.add(label);
                found.push(label);
                places.push(place);
            }
            progress(piece.lines.len() as u64);
            parts.push(piece.x.select(Axis(0), &places));
            lines.append(piece.lines.select(&places));
            Ok(())
        })?;
        let mut set_aside = labels.set_aside.clone();
        set_aside.extend(labels.orphans(&met));
        counts.outcomes_set_aside = set_aside.len() as u64;
        let views: Vec<_> = parts.iter().map(Array2::view).collect();
        let x = concatenate(Axis(0), &views).expect("pieces have the same inputs");
        let dataset = Dataset {
            lines,
            words,
            x,
            labels: found,
            inputs: evidence.inputs.clone(),
            kept_words: evidence.kept_words.clone(),
            files: evidence.files.clone(),
            labels_until,
            counts,
            set_aside,
        };
        dataset.check()?;
        Ok(dataset)
    }

    /// Places of the labelled lines, in time order (ties by key, so that no order of files decides).
    pub fn labelled(&self) -> Vec<usize> {
        self.in_time_order(|label| label.is_some())
    }

    /// Places of the drawn lines that nobody inspected, in time order.
    pub fn unlabelled(&self) -> Vec<usize> {
        self.in_time_order(|label| label.is_none())
    }

    fn in_time_order(&self, wanted: impl Fn(&Option<Label>) -> bool) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.labels.len()).filter(|place| wanted(&self.labels[*place])).collect();
        places.sort_by_key(|place| (self.lines.accepted_on[*place], self.lines.key[*place]));
        places
    }

    /// A place as a message names it.
    pub(super) fn named(&self, place: usize) -> String {
        let day = NaiveDate::from_epoch_days(self.lines.accepted_on[place]).unwrap_or_default();
        format!("line {:032x} of {day}", self.lines.key[place])
    }

    fn check(&self) -> Result<()> {
        let labelled = self.labelled();
        if labelled.is_empty() {
            let why = format!(
                "none of {} lines has an outcome known by {}; give evidence of the days that were inspected, or a later \
                 --labels-until",
                self.counts.lines, self.labels_until
            );
            return Err(Error::Usage(why));
        }
        let illicit: Vec<bool> =
            labelled.iter().map(|place| self.labels[*place].is_some_and(|label| label.illicit())).collect();
        let hits = illicit.iter().filter(|illicit| **illicit).count();
        if hits < JUDGED_FROM || hits == illicit.len() {
            return Ok(());
        }
        for (input, name) in self.inputs.iter().enumerate() {
            let values: Vec<f32> = labelled.iter().map(|place| self.x[[*place, input]]).collect();
            if let Some(auc) = tells(&values, &illicit) {
                let why = format!(
                    "the input `{name}` alone tells evasion apart with AUC {auc:.4}: it is the outcome itself, or was made after \
                     it was known; write the evidence anew with `tidewaiter replay --evidence`"
                );
                return Err(Error::Usage(why));
            }
        }
        Ok(())
    }
}

impl Counts {
    fn add(&mut self, label: Option<Label>) {
        match label.map(|label| label.found) {
            Some(Found::Clear) => self.clear += 1,
            Some(Found::FalseDeclaration) => self.false_declaration += 1,
            Some(Found::ReExport) => self.re_export += 1,
            Some(Found::Both) => self.both += 1,
            Some(Found::Other) => self.other += 1,
            None => self.unlabelled_drawn += 1,
        }
    }
}

/// The area under the ROC curve that gives an input away, if one does: of what it says where it speaks, or with its silence taken as
/// less, or as more, than all that it says.
fn tells(values: &[f32], illicit: &[bool]) -> Option<f64> {
    let silent = |as_if: f32| -> Vec<f32> { values.iter().map(|v| if v.is_nan() { as_if } else { *v }).collect() };
    let views = [spoken(values, illicit), spoken(&silent(f32::MIN), illicit), spoken(&silent(f32::MAX), illicit)];
    views.into_iter().flatten().find(|auc| auc.max(1.0 - auc) > TELLS_ALL)
}

/// Area under the ROC curve where the input speaks; `None` where it speaks too seldom to be judged.
fn spoken(values: &[f32], illicit: &[bool]) -> Option<f64> {
    let order = crate::model::ascending(values);
    if (order.len() as f64) < SPEAKS_ON * values.len() as f64 {
        return None;
    }
    let hits = |run: &[u32]| run.iter().filter(|place| illicit[**place as usize]).count() as u64;
    let counted: Vec<(u64, u64)> =
        crate::model::runs(values, &order).map(|run| (hits(run), run.len() as u64 - hits(run))).collect();
    crate::model::auc(counted, None).map(|area| area.value)
}

/// Whether a line is drawn, by nothing but its name.
fn drawn(key: u128, seed: u64, share: f64) -> bool {
    (xxh3_64_with_seed(&key.to_le_bytes(), seed) as f64) < share * u64::MAX as f64
}
