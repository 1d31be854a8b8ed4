//! Cuts by time: what a model learns from is older than what stops its trees, that is older than what calibrates it, and that
//! is older than what judges it.

use super::dataset::Dataset;
use crate::error::Error;
use crate::error::Result;
use chrono::NaiveDate;
use serde::Serialize;

/// Rows that may be learned from on the morning of a day; the only way to hand rows to the learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    rows: Vec<usize>,
}

impl Past {
    /// Takes rows (places of the dataset) that lie before `morning`, with labels known before it.
    ///
    /// # Errors
    /// `Error::Usage` names the first row that does not: a line or a label of the future never reaches the learner.
    pub fn of(dataset: &Dataset, rows: Vec<usize>, morning: NaiveDate) -> Result<Past> {
        for row in &rows {
            if dataset.lines.accepted_on[*row] >= morning.to_epoch_days() {
                let named = dataset.named(*row);
                let why = format!("the {named} is not older than {morning}, before which the model learns; cut the rows earlier");
                return Err(Error::Usage(why));
            }
            if let Some(label) = dataset.labels[*row].filter(|label| label.known_on >= morning) {
                let (named, known) = (dataset.named(*row), label.known_on);
                let why = format!(
                    "the outcome of the {named} became known on {known}, and the model learns what was known before {morning}; \
                     leave it out"
                );
                return Err(Error::Usage(why));
            }
        }
        Ok(Past { rows })
    }

    /// The rows, in the order given.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }
}

/// The slices of one fit, each in time order; all rows of a day lie in one slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slices {
    /// Learned from.
    pub train: Past,
    /// Decides the number of trees and the weight of the label-free view.
    pub stop: Past,
    /// Turns margins into probabilities.
    pub calibrate: Past,
    /// Judges; empty where the model is made for use.
    pub test: Vec<usize>,
    pub days: SliceDays,
}

/// First days of the slices, and how many lines each has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SliceDays {
    pub train_from: NaiveDate,
    pub stop_from: NaiveDate,
    pub calibrate_from: NaiveDate,
    /// Morning before which everything that the fit uses was known.
    pub known_before: NaiveDate,
    /// Last day of the labelled lines.
    pub to: NaiveDate,
    pub train_n: usize,
    pub stop_n: usize,
    pub calibrate_n: usize,
    pub test_n: usize,
    /// Lines before the last slice whose outcome was not known yet on its first morning; left out.
    pub not_yet_known_n: usize,
}

/// Shares of the labelled lines: learned from, for stopping, for calibration; the rest judges.
const TRIAL: [f64; 3] = [0.55, 0.12, 0.13];
/// The same for the model that is used: nothing is left for judging.
const USE: [f64; 3] = [0.70, 0.14, 0.16];

impl Slices {
    /// For an honest test on the youngest fifth: everything else is as it was known on the morning of its first day.
    pub fn for_trial(dataset: &Dataset) -> Result<Slices> {
        Slices::cut(dataset, TRIAL)
    }

    /// For the model that is used: all labelled lines, as known on the evening of `labels_until`.
    pub fn for_use(dataset: &Dataset) -> Result<Slices> {
        Slices::cut(dataset, USE)
    }

    fn cut(dataset: &Dataset, shares: [f64; 3]) -> Result<Slices> {
        let rows = dataset.labelled();
        let day_at = |share: f64| {
            let place = ((share * rows.len() as f64).round() as usize).min(rows.len() - 1);
            dataset.lines.accepted_on[rows[place]]
        };
        let whole = shares.iter().sum::<f64>() > 0.999;
        let (stop, calibrate) = (day_at(shares[0]), day_at(shares[0] + shares[1]));
        let morning = if whole {
            dataset.labels_until.to_epoch_days() + 1
        } else {
            day_at(shares.iter().sum())
        };
        let (first, last) = (dataset.lines.accepted_on[rows[0]], dataset.lines.accepted_on[rows[rows.len() - 1]]);
        if !(first < stop && stop < calibrate && calibrate < morning) {
            let (first, last) = (date(first), date(last));
            let why = format!(
                "the {} labelled lines of {first} to {last} lie on too few days to be cut by time; give evidence of more days",
                rows.len()
            );
            return Err(Error::Usage(why));
        }
        let known = |row: &usize| {
            dataset.labels[*row].is_some_and(|label| label.known_on.to_epoch_days() < morning)
        };
        let within = |from: i32, to: i32| -> Vec<usize> {
            rows.iter().copied().filter(|row| (from..to).contains(&dataset.lines.accepted_on[*row])).collect()
        };
        let slice = |from: i32, to: i32| -> Result<Past> {
            Past::of(dataset, within(from, to).into_iter().filter(known).collect(), date(morning))
        };
        let (train, fit_stop) = (slice(first, stop)?, slice(stop, calibrate)?);
        let fit_calibrate = slice(calibrate, morning)?;
        let test = within(morning, i32::MAX);
        let days = SliceDays {
            train_from: date(first),
            stop_from: date(stop),
            calibrate_from: date(calibrate),
            known_before: date(morning),
            to: date(last),
            train_n: train.rows.len(),
            stop_n: fit_stop.rows.len(),
            calibrate_n: fit_calibrate.rows.len(),
            test_n: test.len(),
            not_yet_known_n: within(first, morning).iter().filter(|row| !known(row)).count(),
        };
        Ok(Slices { train, stop: fit_stop, calibrate: fit_calibrate, test, days })
    }
}

fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}
