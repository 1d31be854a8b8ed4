//! Champion and challenger on the same lines, younger than all that either learned from: what a promotion stands on.

use super::evidence::Evidence;
use super::labels::{Found, Labels};
use super::lines::Words;
use super::measure::{Figures, Measured, figures};
use crate::error::Error;
use crate::error::Result;
use crate::learned::{Comparison, DataFile, LABEL_FREE, LabelCounts, Learned, Scores, Slice, evidence_version};
use crate::model::{Bootstrap, Interval};
use crate::registers::Outcome;
use chrono::NaiveDate;
use std::collections::HashSet;

/// Place of "1 %" among the shares that are measured.
const AT_1_PERCENT: usize = 1;

/// Lines with their outcomes and what both said of them.
#[derive(Default)]
struct Judged {
    y: Vec<f32>,
    severity: Vec<f32>,
    champion: Vec<f32>,
    challenger: Vec<f32>,
    counts: LabelCounts,
    first: Option<i32>,
    last: Option<i32>,
    known_until: Option<NaiveDate>,
    /// Lines judged, and how often one of them was met again in another file.
    met: HashSet<u128>,
    lines_twice: u64,
}

/// Measures both on the inspected lines of `evidence` that neither knew of. `champion`: `None` for the label-free risk.
///
/// # Errors
/// `Error::Usage` where no such line, or only one kind of outcome, is known.
pub fn contest(
    champion: Option<&Learned>,
    challenger: &Learned,
    evidence: &Evidence,
    outcomes: &[Outcome],
    seed: u64,
) -> Result<Comparison> {
    let knew = |model: &Learned| model.manifest().rows_to.max(model.manifest().labels_until);
    let after = champion.map_or(NaiveDate::MIN, knew).max(knew(challenger));
    let labels = Labels::of(outcomes, NaiveDate::MAX);
    let (mut words, mut judged) = (Words::default(), Judged::default());
    evidence.walk(&mut words, |piece| {
        let lines = &piece.lines;
        let young = |row: &usize| i64::from(lines.accepted_on[*row]) > i64::from(after.to_epoch_days());
        let mut rows: Vec<usize> =
            (0..lines.len()).filter(young).filter(|row| labels.get(lines.key[*row]).is_some()).collect();
        let all = rows.len();
        rows.retain(|row| judged.met.insert(lines.key[*row]));
        judged.lines_twice += (all - rows.len()) as u64;
        if rows.is_empty() {
            return Ok(());
        }
        let x = piece.x.select(ndarray::Axis(0), &rows);
        let said = |model: &Learned| model.score(model.choose(x.view(), &evidence.inputs).view());
        judged.challenger.extend(said(challenger).iter().map(|said| said.risk));
        match champion {
            Some(champion) => judged.champion.extend(said(champion).iter().map(|said| said.risk)),
            None => judged.champion.extend(rows.iter().map(|row| lines.label_free_risk[*row])),
        }
        for row in rows {
            let label = labels.get(lines.key[row]).expect("labelled lines were chosen");
            judged.y.push(f32::from(u8::from(label.illicit())));
            judged.severity.push(lines.severity[row].max(0.0));
            let day = lines.accepted_on[row];
            judged.first = Some(judged.first.map_or(day, |first| first.min(day)));
            judged.last = judged.last.max(Some(day));
            judged.known_until = judged.known_until.max(Some(label.known_on));
            match label.found {
                Found::Clear => judged.counts.clear += 1,
                Found::FalseDeclaration => judged.counts.false_declaration += 1,
                Found::ReExport => judged.counts.re_export += 1,
                Found::Both => judged.counts.both += 1,
                Found::Other => judged.counts.other += 1,
            }
        }
        Ok(())
    })?;
    judged.compare(champion, challenger, evidence, after, seed)
}

impl Judged {
    fn compare(
        self,
        champion: Option<&Learned>,
        challenger: &Learned,
        evidence: &Evidence,
        after: NaiveDate,
        seed: u64,
    ) -> Result<Comparison> {
        let sought = self.counts.sought();
        let (Some(first), Some(last), Some(known_until)) = (self.first, self.last, self.known_until) else {
            let why =
                format!("no line after {after} has a known outcome; give evidence of later days, or wait for outcomes");
            return Err(Error::Usage(why));
        };
        if sought == 0 || sought == self.counts.all() {
            let why = format!(
                "{sought} of {} lines after {after} are evasion, where both kinds are needed; wait for more outcomes",
                self.counts.all()
            );
            return Err(Error::Usage(why));
        }
        let ones = vec![1.0; self.y.len()];
        let lines = Measured { y: &self.y, weights: &ones, severity: &self.severity, groups: None };
        let bootstrap = Bootstrap { seed, ..Bootstrap::default() };
        let measure = |scores: &[f32], probability: bool| figures("", scores, probability, lines, None, bootstrap);
        let date = |day: i32| NaiveDate::from_epoch_days(day).unwrap_or_default();
        let files = evidence.files.iter();
        Ok(Comparison {
            format: 0,
            slice: Slice {
                from: date(first),
                to: date(last),
                known_until,
                evidence: evidence_version(),
                files: files
                    .map(|file| DataFile { name: file.name.clone(), sha256: file.sha256.clone(), rows: file.rows })
                    .collect(),
            },
            rows: self.y.len() as u64,
            lines_twice: self.lines_twice,
            labels: self.counts,
            champion: scores(champion, &measure(&self.champion, champion.is_some())?),
            challenger: scores(Some(challenger), &measure(&self.challenger, true)?),
            sha256: String::new(),
        })
    }
}

fn scores(model: Option<&Learned>, figures: &Figures) -> Scores {
    // Too few lines for an interval: nothing is known beyond the figure, so the whole range stands.
    let told = |interval: Interval| crate::learned::Measured {
        value: interval.value,
        low: if interval.low.is_nan() { 0.0 } else { interval.low },
        high: if interval.high.is_nan() { 1.0 } else { interval.high },
    };
    let at = &figures.at[AT_1_PERCENT];
    Scores {
        model: model.map_or(LABEL_FREE.to_owned(), |model| model.name().to_owned()),
        model_sha256: model.map_or(String::new(), |model| model.manifest().model_sha256.clone()),
        roc_auc: told(figures.roc_auc),
        average_precision: told(figures.average_precision),
        recall_at_1_percent: told(at.recall),
        severity_recall_at_1_percent: told(at.severity_recall),
        calibration_error: figures.calibration_error.map(told),
    }
}
