//! The switches against each other, on a slice that the models of the trial were not grown on and that does not judge them later.

use super::dataset::Dataset;
use super::heads::{Learner, Question};
use super::measure::{Figures, Measured, figures};
use super::split::Slices;
use super::switches::{Switches, TrainSettings};
use super::train::enough;
use super::weights::{Weighting, weights};
use crate::error::Result;
use crate::model::Bootstrap;
use serde::Serialize;

/// Drawings for each interval.
const DRAWS: usize = 200;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// `None`: the label-free risk.
    pub switches: Option<Switches>,
    pub trees: usize,
    /// As the lines were selected.
    pub inspected: Figures,
    /// Each line standing for those like it that were not selected.
    pub all: Figures,
}

/// Trains the risk head with every combination of switches on the slices of the trial, and measures all on the calibration slice.
///
/// # Errors
/// As [`super::train`].
pub fn compare(
    dataset: &Dataset,
    settings: &TrainSettings,
    mut progress: impl FnMut(usize, usize),
) -> Result<Vec<Variant>> {
    let slices = Slices::for_trial(dataset)?;
    enough(dataset, &slices)?;
    let rows = slices.calibrate.rows();
    let sought = |row: &usize| dataset.labels[*row].is_some_and(|label| Question::Risk.sought(label.found));
    let y: Vec<f32> = rows.iter().map(|row| f32::from(u8::from(sought(row)))).collect();
    let severity: Vec<f32> = rows.iter().map(|row| dataset.lines.severity[*row].max(0.0)).collect();
    let (even, stands_for) = (vec![1.0; rows.len()], weights(dataset, rows, Weighting::Propensity));
    let bootstrap = Bootstrap { draws: DRAWS, seed: settings.seed, ..Bootstrap::default() };
    let measured = |name: &str, scores: &[f32], weights: &[f32]| {
        figures(name, scores, false, Measured { y: &y, weights, severity: &severity, groups: None }, None, bootstrap)
    };
    let all = Switches::all();
    let mut table = Vec::new();
    for (done, switches) in all.iter().enumerate() {
        progress(done, all.len());
        let settings = TrainSettings { switches: *switches, ..settings.clone() };
        let learner = Learner::of(dataset, &slices, &settings)?;
        let scores = learner.margins(&learner.ranker(Question::Risk)?, rows);
        // Margins of any sign: order is all that counts, and risk × severity needs a scale from 0 on.
        let scores: Vec<f32> = scores.into_iter().map(|margin| 1.0 / (1.0 + (-margin).exp())).collect();
        table.push(Variant {
            switches: Some(*switches),
            trees: learner.trees(),
            inspected: measured("inspected", &scores, &even)?,
            all: measured("all", &scores, &stands_for)?,
        });
    }
    let label_free: Vec<f32> = rows.iter().map(|row| dataset.lines.label_free_risk[*row]).collect();
    let (inspected, all) = (measured("inspected", &label_free, &even)?, measured("all", &label_free, &stands_for)?);
    table.push(Variant { switches: None, trees: 0, inspected, all });
    Ok(table)
}
