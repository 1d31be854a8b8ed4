//! What outcomes and weights must be before anything is learned or measured from them.

use super::ModelError;

/// As many outcomes and weights as there are rows; outcomes in 0..1, weights finite and not negative.
pub fn check_outcomes(rows: usize, y: &[f32], weights: &[f32]) -> Result<(), ModelError> {
    for (what, got) in [("outcomes of the rows", y.len()), ("weights of the rows", weights.len())] {
        if got != rows {
            return Err(ModelError::Shape { what, expected: rows, got });
        }
    }
    if let Some(row) = y.iter().position(|y| !(0.0..=1.0).contains(y)) {
        let value = y[row].into();
        return Err(ModelError::Value {
            what: "the outcome",
            row,
            column: None,
            value,
            remedy: "give a number in 0..1",
        });
    }
    if let Some(row) = weights.iter().position(|weight| !(*weight >= 0.0 && weight.is_finite())) {
        let value = weights[row].into();
        return Err(ModelError::Value {
            what: "the weight",
            row,
            column: None,
            value,
            remedy: "give a number of 0 or more",
        });
    }
    Ok(())
}

/// The weight of the lines sought and of the others, both above zero.
pub fn both_kinds(y: &[f32], weights: &[f32]) -> Result<(f64, f64), ModelError> {
    let rows = || y.iter().zip(weights).map(|(y, weight)| (f64::from(*y), f64::from(*weight)));
    let sought: f64 = rows().map(|(y, weight)| y * weight).sum();
    let other: f64 = rows().map(|(y, weight)| (1.0 - y) * weight).sum();
    if sought > 0.0 && other > 0.0 { Ok((sought, other)) } else { Err(ModelError::OneKind) }
}
