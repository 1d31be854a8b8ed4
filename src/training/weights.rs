//! What a row counts: by how surely it was selected, and by whether anybody looked at it.

use super::dataset::Dataset;
use super::labels::{Label, SelectedBy};
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

/// Weights of labelled rows, their mean about 1.
pub(super) fn weights(dataset: &Dataset, rows: &[usize], weighting: Weighting) -> Vec<f32> {
    let labels: Vec<Option<Label>> = rows.iter().map(|row| dataset.labels[*row]).collect();
    of_labels(&labels, weighting)
}

/// One over the probability, at most [`WEIGHT_MAX`], in units of its mean; lines whose probability is unknown, and tip-offs, whose
/// selection says nothing of others like them, count as that mean.
fn of_labels(labels: &[Option<Label>], weighting: Weighting) -> Vec<f32> {
    let told = |label: &Option<Label>| {
        let label = label.filter(|label| label.selected_by != SelectedBy::TipOff)?;
        Some((1.0 / label.probability?).min(WEIGHT_MAX))
    };
    let told: Vec<Option<f64>> = labels.iter().map(told).collect();
    let known: Vec<f64> = told.iter().flatten().copied().collect();
    if weighting == Weighting::None || known.is_empty() {
        return vec![1.0; labels.len()];
    }
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    told.iter().map(|weight| weight.map_or(1.0, |weight| weight / mean) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::super::labels::Found;
    use super::*;

    fn label(selected_by: SelectedBy, probability: Option<f64>) -> Option<Label> {
        let known_on = "2025-05-01".parse().unwrap();
        Some(Label { found: Found::Clear, typology: None, known_on, selected_by, probability })
    }

    #[test]
    fn rarely_selected_lines_stand_for_more_up_to_the_cap() {
        let labels = [
            label(SelectedBy::Rule, Some(0.5)),
            label(SelectedBy::Rule, Some(0.25)),
            label(SelectedBy::Random, Some(0.005)),
            label(SelectedBy::TipOff, Some(0.01)),
            label(SelectedBy::Unknown, None),
        ];
        // 2, 4 and 200 capped at 20: mean 26/3.
        let mean = 26.0 / 3.0;
        let told = of_labels(&labels, Weighting::Propensity);
        for (weight, expected) in told.iter().zip([2.0 / mean, 4.0 / mean, 20.0 / mean, 1.0, 1.0]) {
            assert!((f64::from(*weight) - expected).abs() < 1e-6, "{told:?}");
        }
        assert_eq!(of_labels(&labels, Weighting::None), [1.0; 5]);
        assert_eq!(of_labels(&labels[3..], Weighting::Propensity), [1.0; 2]);
    }
}
