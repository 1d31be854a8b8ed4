//! What a row counts: by how surely it was selected, and by whether anybody looked at it.

use super::dataset::Dataset;
use super::labels::SelectedBy;
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How inspected lines are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weighting {
    /// All alike.
    None,
    /// By one over the probability of their selection (Horvitz & Thompson, JASA 47, 1952), capped.
    Propensity,
}

impl FromStr for Weighting {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "none" => Ok(Weighting::None),
            "propensity" => Ok(Weighting::Propensity),
            _ => Err(Error::Usage(format!("`{text}` is no way to weigh; choose none or propensity"))),
        }
    }
}

/// No line counts more than so many others (est.: beyond it a single line drawn at random decides the trees).
pub const WEIGHT_MAX: f64 = 20.0;

/// Weights of labelled rows, their mean 1. One over the probability, at most [`WEIGHT_MAX`]; lines whose probability is unknown
/// (tip-offs) count as the mean of the others.
pub(super) fn weights(dataset: &Dataset, rows: &[usize], weighting: Weighting) -> Vec<f32> {
    let told: Vec<Option<f64>> = rows
        .iter()
        .map(|row| {
            let label = dataset.labels[*row]?;
            let known = label.probability.filter(|_| label.selected_by != SelectedBy::TipOff)?;
            Some((1.0 / known).min(WEIGHT_MAX))
        })
        .collect();
    let known: Vec<f64> = told.iter().flatten().copied().collect();
    if weighting == Weighting::None || known.is_empty() {
        return vec![1.0; rows.len()];
    }
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    told.iter().map(|weight| weight.map_or(1.0, |weight| weight / mean) as f32).collect()
}
