//! A model judged on lines younger than all it learned from, beside what it must beat.

use super::audit::{Audit, audit};
use super::evidence::Evidence;
use super::kinds::{KindCaught, kinds, within};
use super::labels::{Label, Labels};
use super::lines::{Lines, Words};
use super::measure::{BINS, Figures, Measured, figures};
use super::rivals::{LookUp, alarms, lots};
use super::slices::{Groups, Seen, of_lines, selected_by};
use crate::detector::{Capacity, Told};
use crate::error::Error;
use crate::error::Result;
use crate::learned::Learned;
use crate::model::{Bootstrap, reliability};
use crate::registers::Outcome;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// How a model is to be judged.
#[derive(Debug, Clone)]
pub struct AssessSettings {
    /// First day of the lines; `None`: the day after the last that the model knew of.
    pub from: Option<NaiveDate>,
    /// Last day on which outcomes that count became known; `None`: all count.
    pub labels_until: Option<NaiveDate>,
    pub capacity: Capacity,
    pub seed: u64,
    /// Drawings for intervals.
    pub draws: usize,
}

/// A row of the reliability table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    pub lines: f64,
    pub said: f64,
    pub came: f64,
    pub low: f64,
    pub high: f64,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    pub model: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Lines of these days, and of how many the outcome is known.
    pub lines: usize,
    /// Lines met again in another file; each counts once.
    pub lines_twice: u64,
    pub judged: usize,
    /// Whether every line's truth was given; else only inspected lines are judged.
    pub by_truth: bool,
    pub capacity_share: f64,
    /// Outcomes that the look-up table learned from.
    pub look_up_outcomes: u32,
    /// The model, then what it must beat.
    pub answers: Vec<Figures>,
    pub reliability: Vec<Said>,
    /// The model's risk by slice.
    pub slices: BTreeMap<String, Vec<Figures>>,
    pub typologies: Vec<KindCaught>,
    pub look_alikes: Vec<KindCaught>,
    pub audit: Audit,
}

/// Lines to be judged, with all answers; by row.
#[derive(Default)]
struct Sheet {
    lines: Lines,
    /// Lines met again, which are left out.
    lines_twice: u64,
    risk: Vec<f32>,
    alarms: Vec<f32>,
    labels: Vec<Option<Label>>,
}

/// Scores the evidence from a day on with the model and measures it by `truth` where it is given, else by outcomes.
///
/// # Errors
/// `Error::Usage` where the model knew of these lines, or nothing is known of them.
pub fn assess(
    evidence: &Evidence,
    outcomes: &[Outcome],
    learned: &Learned,
    truth: Option<&HashMap<u128, Told>>,
    settings: &AssessSettings,
    mut progress: impl FnMut(u64),
) -> Result<Assessment> {
    let papers = learned.manifest();
    let knew_until = papers.rows_to.max(papers.labels_until);
    let from = settings.from.unwrap_or_else(|| knew_until.succ_opt().unwrap_or(NaiveDate::MAX));
    if from <= knew_until {
        let why = format!(
            "{} learned from lines up to {} and outcomes up to {}, so lines from {from} on cannot judge it; choose a --from after \
             {knew_until}",
            learned.name(),
            papers.rows_to,
            papers.labels_until
        );
        return Err(Error::Usage(why));
    }
    let labels = Labels::of(outcomes, settings.labels_until.unwrap_or(NaiveDate::MAX));
    // What the look-up table and "seen" may know is what the model knew.
    let known = Labels::of(outcomes, papers.labels_until.min(from.pred_opt().unwrap_or(from)));
    let (mut words, mut sheet) = (Words::default(), Sheet::default());
    let (mut table, mut seen) = (LookUp::default(), Seen::default());
    let (mut met, mut lines_twice) = (HashSet::new(), 0);
    evidence.walk(&mut words, |piece| {
        let mut places = Vec::new();
        for row in 0..piece.lines.len() {
            if !met.insert(piece.lines.key[row]) {
                lines_twice += 1;
                continue;
            }
            if piece.lines.accepted_on[row] >= from.to_epoch_days() {
                places.push(row);
            } else if let Some(label) = known.get(piece.lines.key[row]) {
                table.learn(&piece.lines, row, label.illicit());
                seen.learn(&piece.lines, row);
            }
        }
        progress(piece.lines.len() as u64);
        if !places.is_empty() {
            let x = piece.x.select(ndarray::Axis(0), &places);
            let lines = piece.lines.select(&places);
            sheet.labels.extend(lines.key.iter().map(|key| labels.get(*key)));
            sheet.risk.extend(learned.score(x.view()).iter().map(|said| said.risk));
            sheet.alarms.extend(alarms(x.view()));
            sheet.lines.append(lines);
        }
        Ok(())
    })?;
    sheet.lines_twice = lines_twice;
    sheet.judge(learned.name(), from, truth, settings, &words, &table, &seen)
}

impl Sheet {
    #[expect(clippy::too_many_arguments, reason = "each is another source of knowledge")]
    fn judge(
        self,
        model: &str,
        from: NaiveDate,
        truth: Option<&HashMap<u128, Told>>,
        settings: &AssessSettings,
        words: &Words,
        table: &LookUp,
        seen: &Seen,
    ) -> Result<Assessment> {
        let told = |row: usize| -> Option<bool> {
            match truth {
                Some(truth) => truth.get(&self.lines.key[row]).map(|told| told.illicit),
                None => self.labels[row].map(|label| label.illicit()),
            }
        };
        let rows: Vec<usize> = (0..self.lines.len()).filter(|row| told(*row).is_some()).collect();
        let sought = rows.iter().filter(|row| told(**row) == Some(true)).count();
        if sought == 0 || sought == rows.len() {
            let why = format!(
                "of {} lines from {from} on {} are known, {sought} with evasion, where both kinds are needed; give evidence of \
                 more days, or --truth",
                self.lines.len(),
                rows.len()
            );
            return Err(Error::Usage(why));
        }
        let at = |values: &[f32]| -> Vec<f32> { rows.iter().map(|row| values[*row]).collect() };
        let y: Vec<f32> = rows.iter().map(|row| f32::from(u8::from(told(*row) == Some(true)))).collect();
        let severity: Vec<f32> = rows.iter().map(|row| self.lines.severity[*row].max(0.0)).collect();
        let ones = vec![1.0; rows.len()];
        let groups: Vec<u64> = rows.iter().map(|row| self.witness(*row, truth)).collect();
        let lines = Measured { y: &y, weights: &ones, severity: &severity, groups: Some(&groups) };
        let capacity_share = settings.capacity.of(self.lines.len() as u64) as f64 / self.lines.len() as f64;
        let bootstrap = Bootstrap { draws: settings.draws, seed: settings.seed, ..Bootstrap::default() };
        let measure = |name: &str, scores: &[f32], probability: bool| {
            figures(name, scores, probability, lines, Some(capacity_share), bootstrap)
        };
        let risk = at(&self.risk);
        let look_up: Vec<f32> = rows.iter().map(|row| table.rate(&self.lines, *row)).collect();
        let mut answers = vec![measure(model, &risk, true)?];
        answers.push(measure("label-free", &at(&self.lines.label_free_risk), false)?);
        if !table.is_empty() {
            answers.push(measure("look-up table", &look_up, false)?);
        }
        answers.push(measure("old rules", &at(&self.alarms), false)?);
        answers.push(measure("random", &at(&lots(&self.lines, settings.seed)), false)?);

        let mut slices = BTreeMap::new();
        let fewer = Bootstrap { draws: settings.draws.min(200), ..bootstrap };
        for (name, values) in self.groups(&rows, words, seen) {
            let mut measured = Vec::new();
            for (value, places) in values {
                let pick = |values: &[f32]| -> Vec<f32> { places.iter().map(|place| values[*place]).collect() };
                let (y, ones, severity) = (pick(&y), pick(&ones), pick(&severity));
                let groups: Vec<u64> = places.iter().map(|place| groups[*place]).collect();
                let lines = Measured { y: &y, weights: &ones, severity: &severity, groups: Some(&groups) };
                measured.push(figures(&value, &pick(&risk), true, lines, None, fewer)?);
            }
            slices.insert(name, measured);
        }
        let labels: Vec<Option<Label>> = rows.iter().map(|row| self.labels[*row]).collect();
        let (typologies, look_alikes) = kinds(&self.lines.select(&rows), &labels, &risk, truth);
        let inspected = within(&self.priority(), settings.capacity.of(self.lines.len() as u64) as usize, &self.lines);
        let looked: Vec<_> =
            self.labels.iter().map(|label| label.map(|label| (label.selected_by, label.illicit()))).collect();
        let reliability = reliability(&risk, &y, &ones, BINS).into_iter().map(|row| Said {
            lines: row.weight,
            said: row.said,
            came: row.came,
            low: row.low,
            high: row.high,
        });
        let last = self.lines.accepted_on.iter().max().copied().unwrap_or_default();
        Ok(Assessment {
            model: model.to_owned(),
            from,
            to: NaiveDate::from_epoch_days(last).unwrap_or_default(),
            lines: self.lines.len(),
            lines_twice: self.lines_twice,
            judged: rows.len(),
            by_truth: truth.is_some(),
            capacity_share,
            look_up_outcomes: table.len(),
            answers,
            reliability: reliability.collect(),
            slices,
            typologies,
            look_alikes,
            audit: audit(&inspected, &looked, capacity_share),
        })
    }

    fn priority(&self) -> Vec<f32> {
        self.risk.iter().zip(&self.lines.severity).map(|(risk, severity)| risk * severity.max(0.0)).collect()
    }

    /// Lines of one scheme are one witness; every other line is its own.
    fn witness(&self, row: usize, truth: Option<&HashMap<u128, Told>>) -> u64 {
        let key = self.lines.key[row];
        let scheme = truth.and_then(|truth| truth.get(&key)?.scheme.as_deref());
        scheme.map_or(key as u64, |scheme| xxh3_64(scheme.as_bytes()))
    }

    fn groups(&self, rows: &[usize], words: &Words, seen: &Seen) -> Groups {
        let mut groups = of_lines(&self.lines, words, rows, seen);
        let selected = groups.entry("selected by".into()).or_default();
        for (place, row) in rows.iter().enumerate() {
            if let Some(label) = &self.labels[*row] {
                selected.entry(selected_by(label).into()).or_default().push(place);
            }
        }
        groups
    }
}
