//! How well lines are ordered and how true probabilities come, each figure with its bootstrap interval.

use super::fault::refused;
use crate::error::Result;
use crate::model::{Bootstrap, Interval, Ranked, expected_error, reliability};
use serde::Serialize;

/// Shares of the lines that could be inspected.
pub const SHARES: [f64; 5] = [0.005, 0.01, 0.02, 0.05, 0.10];
/// Bins of the reliability table.
pub const BINS: usize = 10;

/// Lines to be measured, all by row.
#[derive(Clone, Copy)]
pub struct Measured<'a> {
    /// 1 for lines sought, else 0.
    pub y: &'a [f32],
    /// What a line stands for.
    pub weights: &'a [f32],
    /// What is at stake in a line, 0 to 1.
    pub severity: &'a [f32],
    /// Lines of one group (a scheme) are one witness; `None`: each its own.
    pub groups: Option<&'a [u64]>,
}

/// What the first lines hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtShare {
    /// Share of the lines looked at.
    pub share: f64,
    /// Share of them that was sought, in order of risk.
    pub precision: Interval,
    /// Share of what is sought that was found, in order of risk.
    pub recall: Interval,
    /// Share of the severity at stake that was found, in order of risk × severity.
    pub severity_recall: Interval,
}

/// All figures of one answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    pub name: String,
    pub lines: usize,
    pub sought: usize,
    pub roc_auc: Interval,
    pub average_precision: Interval,
    pub at: Vec<AtShare>,
    /// Expected calibration error; null where the answer is no probability.
    pub calibration_error: Option<Interval>,
}

/// Measures an answer: `scores` order the lines (`NaN` last); `probability` tells whether they are meant to come true. `capacity` is
/// one more share beside [`SHARES`].
///
/// # Errors
/// `Error::Engine` for rows that cannot be measured; a fault of the program.
pub fn figures(
    name: &str,
    scores: &[f32],
    probability: bool,
    lines: Measured,
    capacity: Option<f64>,
    bootstrap: Bootstrap,
) -> Result<Figures> {
    let by_risk = Ranked::of(scores, lines.y, lines.weights, lines.severity).map_err(refused)?;
    let priority: Vec<f32> = scores.iter().zip(lines.severity).map(|(score, severity)| score * severity).collect();
    let by_priority = Ranked::of(&priority, lines.y, lines.weights, lines.severity).map_err(refused)?;
    let shares: Vec<f64> = SHARES.into_iter().chain(capacity).collect();
    let found = bootstrap.intervals(scores.len(), lines.groups, |times| {
        let mut all =
            vec![by_risk.roc_auc(times).unwrap_or(f64::NAN), by_risk.average_precision(times).unwrap_or(f64::NAN)];
        for (first, dear) in by_risk.at_shares(&shares, times).iter().zip(by_priority.at_shares(&shares, times)) {
            all.extend([first.precision, first.recall, dear.gain_recall]);
        }
        all
    });
    let at = |(place, share): (usize, &f64)| {
        let three = &found[2 + 3 * place..5 + 3 * place];
        AtShare { share: *share, precision: three[0], recall: three[1], severity_recall: three[2] }
    };
    let calibration_error = (probability && !scores.is_empty()).then(|| calibration_error(scores, lines, bootstrap));
    Ok(Figures {
        name: name.to_owned(),
        lines: scores.len(),
        sought: lines.y.iter().filter(|y| **y > 0.5).count(),
        roc_auc: found[0],
        average_precision: found[1],
        at: shares.iter().enumerate().map(at).collect(),
        calibration_error,
    })
}

fn calibration_error(p: &[f32], lines: Measured, bootstrap: Bootstrap) -> Interval {
    // The table is sorted anew for each drawing, so fewer are made.
    let fewer = Bootstrap { draws: bootstrap.draws.min(200), ..bootstrap };
    let error = |times: Option<&[u32]>| {
        let weights: Vec<f32> = match times {
            Some(times) => lines.weights.iter().zip(times).map(|(weight, times)| weight * *times as f32).collect(),
            None => lines.weights.to_vec(),
        };
        vec![expected_error(&reliability(p, lines.y, &weights, BINS))]
    };
    fewer.intervals(p.len(), lines.groups, error)[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_small_order_by_hand() {
        // Lines 0 and 3 of ten are sought; scores fall from 0 to 9.
        let scores: Vec<f32> = (0..10).map(|row| 1.0 - row as f32 / 10.0).collect();
        let mut y = [0.0; 10];
        (y[0], y[3]) = (1.0, 1.0);
        let mut severity = [1.0; 10];
        severity[3] = 3.0;
        let lines = Measured { y: &y, weights: &[1.0; 10], severity: &severity, groups: None };
        let bootstrap = Bootstrap { draws: 20, ..Bootstrap::default() };
        let told = figures("ours", &scores, true, lines, Some(0.4), bootstrap).unwrap();
        assert_eq!((told.lines, told.sought, told.at.len()), (10, 2, 6));
        // 8 others: line 0 beats 8, line 3 beats 6 of them.
        assert!((told.roc_auc.value - 14.0 / 16.0).abs() < 1e-9, "{told:?}");
        assert!((told.average_precision.value - (1.0 + 0.5) / 2.0).abs() < 1e-9);
        let first = told.at[4];
        assert!((first.share - 0.1).abs() < 1e-12 && first.precision.value == 1.0 && first.recall.value == 0.5);
        // By risk × severity line 3 comes first (0.7 × 3): three of the four at stake.
        assert!((first.severity_recall.value - 0.75).abs() < 1e-9, "{first:?}");
        assert!((told.at[5].recall.value - 1.0).abs() < 1e-9);
        assert!(told.calibration_error.is_some());
    }
}
