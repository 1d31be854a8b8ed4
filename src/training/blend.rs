//! Stacking: what the trees learned from outcomes, and what the label-free model sees without any, weighed by a logistic regression.

use super::fault::refused;
use crate::error::Result;
use crate::learned::Blend;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Ridge penalty on the two weights, of standardised inputs (est.; it only matters where outcomes are very few).
const RIDGE: f64 = 1.0;
/// Outcomes of each kind needed to weigh anything.
const KIND_MIN: usize = 8;

/// Weighs the two by outcomes that neither has seen. Both weights are kept at 0 or above: each was made to rise with the risk,
/// and a negative weight is noise of few outcomes. With fewer than eight outcomes of a kind, the trees stand alone.
///
/// # Errors
/// `Error::Engine` where the regression fails; a fault of the program.
pub(super) fn blend(trees: &[f32], view: &[f32], sought: &[bool]) -> Result<Blend> {
    let hits = sought.iter().filter(|sought| **sought).count();
    if hits < KIND_MIN || sought.len() - hits < KIND_MIN {
        return Ok(Blend::TREES);
    }
    let mut spoken: Vec<f32> = view.iter().copied().filter(|view| !view.is_nan()).collect();
    spoken.sort_unstable_by(f32::total_cmp);
    let missing = spoken.get(spoken.len() / 2).copied().unwrap_or(0.0);
    let filled: Vec<f32> = view.iter().map(|view| if view.is_nan() { missing } else { *view }).collect();
    let columns = [Standard::of(trees), Standard::of(&filled)];
    let (Some(one), Some(two)) = (&columns[0], &columns[1]) else { return Ok(Blend::TREES) };
    let both = regress(&[one, two], sought)?;
    let (trees_weight, view_weight, bias) = match (both.0[0], both.0[1]) {
        (a, b) if a >= 0.0 && b >= 0.0 => (a, b, both.1),
        (a, _) if a < 0.0 => {
            let (weights, bias) = regress(&[two], sought)?;
            (0.0, weights[0].max(0.0), bias)
        }
        _ => {
            let (weights, bias) = regress(&[one], sought)?;
            (weights[0].max(0.0), 0.0, bias)
        }
    };
    if trees_weight == 0.0 && view_weight == 0.0 {
        return Ok(Blend::TREES);
    }
    // Back from standardised inputs to those of the rows.
    let (trees, view) = (trees_weight / one.spread, view_weight / two.spread);
    let bias = bias - trees * one.mean - view * two.mean;
    Ok(Blend { trees: trees as f32, view: view as f32, view_missing: missing, bias: bias as f32 })
}

/// Values about their mean in units of their spread.
struct Standard {
    values: Vec<f64>,
    mean: f64,
    spread: f64,
}

impl Standard {
    /// `None` where the values do not differ.
    fn of(values: &[f32]) -> Option<Standard> {
        let n = values.len().max(1) as f64;
        let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / n;
        let spread = (values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / n).sqrt();
        let standard = |value: &f32| (f64::from(*value) - mean) / spread;
        (spread > 1e-9).then(|| Standard { values: values.iter().map(standard).collect(), mean, spread })
    }
}

/// Weights of the columns and the intercept, for the log-odds of `sought`.
fn regress(columns: &[&Standard], sought: &[bool]) -> Result<(Vec<f64>, f64)> {
    let x = Array2::from_shape_fn((sought.len(), columns.len()), |(row, column)| columns[column].values[row]);
    let rows = DatasetBase::new(x, Array1::from_iter(sought.iter().copied()));
    let fitted = LogisticRegression::default().alpha(RIDGE).max_iterations(200).fit(&rows).map_err(refused)?;
    // Which class counts as positive is the crate's choice.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    Ok((fitted.params().iter().map(|weight| sign * weight).collect(), sign * fitted.intercept()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose outcome follows the log-odds `a` × first + `b` × second, in the frequency it should have.
    fn rows(a: f32, b: f32) -> (Vec<f32>, Vec<f32>, Vec<bool>) {
        let (mut trees, mut view, mut sought) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..20 {
            for j in 0..20 {
                let (one, two) = (i as f32 / 5.0 - 2.0, j as f32 / 5.0 - 2.0);
                let p = 1.0 / (1.0 + (-(a * one + b * two - 1.0)).exp());
                for copy in 0..20 {
                    trees.push(one);
                    view.push(two);
                    sought.push((copy as f32 + 0.5) / 20.0 < p);
                }
            }
        }
        (trees, view, sought)
    }

    #[test]
    fn the_weights_that_made_the_outcomes_are_found_again() {
        let (trees, view, sought) = rows(1.5, 0.7);
        let blend = super::blend(&trees, &view, &sought).unwrap();
        assert!((blend.trees - 1.5).abs() < 0.1 && (blend.view - 0.7).abs() < 0.1, "{blend:?}");
        assert!((blend.bias + 1.0).abs() < 0.1, "{blend:?}");
        assert!(blend.margin(2.0, 1.0) > blend.margin(-2.0, 1.0), "more of both is more");
        let mirrored: Vec<bool> = sought.iter().rev().copied().collect();
        let other = super::blend(&trees, &view, &mirrored).unwrap();
        assert!(other.trees >= 0.0 && other.view >= 0.0, "no weight is negative: {other:?}");
    }

    #[test]
    fn a_view_that_says_the_reverse_is_left_out() {
        let (trees, view, sought) = rows(1.5, -0.7);
        let blend = super::blend(&trees, &view, &sought).unwrap();
        assert!(blend.view == 0.0 && blend.trees > 1.0, "{blend:?}");
    }

    #[test]
    fn few_outcomes_weigh_nothing() {
        assert_eq!(super::blend(&[1.0, 2.0], &[0.0, 1.0], &[true, false]).unwrap(), Blend::TREES);
    }
}
