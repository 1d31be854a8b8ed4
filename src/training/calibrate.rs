//! Which curve turns margins into probabilities: fitted on the older part of a slice, chosen on the younger, fitted on all of it.

use super::fault::refused;
use crate::error::Result;
use crate::model::{Calibration, CalibrationKind};

/// Share of the rows, the oldest, on which each kind is fitted before they are compared.
const FIT_SHARE: f64 = 0.6;
/// Outcomes sought that either part needs; with fewer in all, the margins are taken as they are.
const SOUGHT_MIN: usize = 5;
/// In this order: of two that are as good, the simpler is kept.
const KINDS: [CalibrationKind; 4] =
    [CalibrationKind::Identity, CalibrationKind::Platt, CalibrationKind::Beta, CalibrationKind::Isotonic];

/// The kind with the least log loss on the younger rows, fitted on all. Rows come in time order.
///
/// # Errors
/// `Error::Engine` where a curve cannot be fitted; a fault of the program.
pub(super) fn best(margins: &[f32], y: &[f32], weights: &[f32]) -> Result<Calibration> {
    let sought = |y: &[f32]| y.iter().filter(|y| **y > 0.5).count();
    let cut = (margins.len() as f64 * FIT_SHARE) as usize;
    let (old, young) = (sought(&y[..cut]), sought(&y[cut..]));
    let fit = |kind: CalibrationKind, to: usize| {
        Calibration::fit(kind, &margins[..to], &y[..to], &weights[..to]).map_err(refused)
    };
    if old + young < SOUGHT_MIN || old + young == y.len() {
        return fit(CalibrationKind::Identity, margins.len());
    }
    if old < SOUGHT_MIN || young < SOUGHT_MIN || old == cut {
        return fit(CalibrationKind::Platt, margins.len());
    }
    let mut best = (f64::INFINITY, CalibrationKind::Platt);
    for kind in KINDS {
        let curve = fit(kind, cut)?;
        let loss = log_loss(&curve, &margins[cut..], &y[cut..], &weights[cut..]);
        if loss < best.0 - 1e-9 {
            best = (loss, kind);
        }
    }
    fit(best.1, margins.len())
}

/// Mean −ln of the probability given to what happened.
pub(super) fn log_loss(curve: &Calibration, margins: &[f32], y: &[f32], weights: &[f32]) -> f64 {
    let (mut sum, mut weight_sum) = (0.0, 0.0);
    for ((margin, y), weight) in margins.iter().zip(y).zip(weights) {
        let (p, y, weight) = (f64::from(curve.p(*margin)).clamp(1e-7, 1.0 - 1e-7), f64::from(*y), f64::from(*weight));
        sum -= weight * (y * p.ln() + (1.0 - y) * (1.0 - p).ln());
        weight_sum += weight;
    }
    sum / weight_sum.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_that_say_too_much_are_tamed() {
        // True log-odds are half the margin.
        let margins: Vec<f32> = (0..4000).map(|row| (row * 7 % 81) as f32 / 10.0 - 4.0).collect();
        let y: Vec<f32> = (0..4000)
            .map(|row| {
                let p = 1.0 / (1.0 + (-margins[row] / 2.0).exp());
                f32::from(u8::from((row * 37 % 101) as f32 / 101.0 < p))
            })
            .collect();
        let weights = vec![1.0; 4000];
        let curve = best(&margins, &y, &weights).unwrap();
        assert_ne!(curve.kind(), CalibrationKind::Identity);
        assert!((curve.p(2.0) - 0.731).abs() < 0.03, "{}", curve.p(2.0));
        let identity = Calibration::fit(CalibrationKind::Identity, &margins, &y, &weights).unwrap();
        assert!(log_loss(&curve, &margins, &y, &weights) < log_loss(&identity, &margins, &y, &weights));
    }

    #[test]
    fn few_outcomes_leave_the_margins_as_they_are() {
        let y = [1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
        assert_eq!(best(&[0.5; 6], &y, &[1.0; 6]).unwrap().kind(), CalibrationKind::Identity);
    }

    #[test]
    fn an_older_part_of_one_kind_fits_no_other_curve() {
        let y: Vec<f32> = (0..20).map(|row| f32::from(u8::from(row < 12 || row % 2 == 0))).collect();
        let margins: Vec<f32> = (0..20).map(|row| row as f32 / 10.0).collect();
        assert_eq!(best(&margins, &y, &[1.0; 20]).map(|curve| curve.kind()).unwrap(), CalibrationKind::Platt);
        let y: Vec<f32> = (0..30).map(|row| f32::from(u8::from(row < 18 || row % 2 == 0))).collect();
        let margins: Vec<f32> = (0..30).map(|row| row as f32 / 10.0).collect();
        assert_eq!(best(&margins, &y, &[1.0; 30]).map(|curve| curve.kind()).unwrap(), CalibrationKind::Platt);
    }

    #[test]
    fn log_loss_by_hand() {
        let curve = Calibration::Identity {};
        // p = 1/2 for both: −ln 1/2 each, whatever the weights.
        assert!((log_loss(&curve, &[0.0, 0.0], &[1.0, 0.0], &[3.0, 1.0]) - 2.0_f64.ln()).abs() < 1e-6);
    }
}
