//! Do probabilities come true?

use super::super::ranking::{ascending, runs};
use super::bounds::clopper_pearson;

/// Lines of about the same probability. A row of the reliability table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Weight of the lines.
    pub weight: f64,
    /// Mean of what was said.
    pub said: f64,
    /// Share that came true.
    pub came: f64,
    /// 95 % interval of that share (Clopper & Pearson with the effective number of lines (Σw)² / Σw²).
    pub low: f64,
    pub high: f64,
}

/// The reliability table in at most `bins` bins of equal weight, the lowest probability first; equal probabilities stay
/// together. `p` and `y` in 0..1; rows where `p` is `NaN` or the weight 0 are left out.
pub fn reliability(p: &[f32], y: &[f32], weights: &[f32], bins: usize) -> Vec<Reliability> {
    let mut order = ascending(p);
    order.retain(|place| weights[*place as usize] > 0.0);
    let weight_of = |place: &u32| f64::from(weights[*place as usize]);
    let whole: f64 = order.iter().map(weight_of).sum();
    let bin = whole / bins.max(1) as f64;
    let mut table = Vec::new();
    // Weight, its squares, weighted sums of what was said and what came.
    let (mut sums, mut before) = ([0.0; 4], 0.0);
    for run in runs(p, &order) {
        for place in run {
            let (weight, row) = (weight_of(place), *place as usize);
            let of = [weight, weight * weight, weight * f64::from(p[row]), weight * f64::from(y[row])];
            sums.iter_mut().zip(of).for_each(|(sum, value)| *sum += value);
        }
        // Bins end at whole multiples of their weight; a run longer than a bin fills several. Rounding must not open one more.
        let end = (before / bin * (1.0 + 1e-9)).floor() + 1.0;
        if before + sums[0] >= bin * end * (1.0 - 1e-9) {
            before += sums[0];
            table.push(row(sums));
            sums = [0.0; 4];
        }
    }
    if sums[0] > 0.0 {
        table.push(row(sums));
    }
    table
}

fn row([weight, squares, said, came]: [f64; 4]) -> Reliability {
    let lines = weight * weight / squares;
    let (low, high) = clopper_pearson(lines, lines * (came / weight), 0.95);
    Reliability { weight, said: said / weight, came: came / weight, low, high }
}

/// Expected calibration error: the mean distance between what was said and what came, over the bins of a reliability table
/// (Naeini, Cooper & Hauskrecht, AAAI 2015; bins of equal weight: Nguyen & O'Connor, EMNLP 2015). Few lines a bin make it too
/// great. `NaN` for an empty table.
pub fn expected_error(table: &[Reliability]) -> f64 {
    let weight: f64 = table.iter().map(|row| row.weight).sum();
    table.iter().map(|row| row.weight * (row.said - row.came).abs()).sum::<f64>() / weight
}

/// Mean squared distance between probability and outcome (Brier, Monthly Weather Review 78, 1950). `times` says how often each
/// row counts; `None`: once. `NaN` without rows.
pub fn brier(p: &[f32], y: &[f32], weights: &[f32], times: Option<&[u32]>) -> f64 {
    mean(p, y, weights, times, |p, y| y * (1.0 - p).powi(2) + (1.0 - y) * p * p)
}

/// Mean −ln of the probability given to what came, at most −ln 1e-7 a row. As [`brier`] otherwise.
pub fn log_loss(p: &[f32], y: &[f32], weights: &[f32], times: Option<&[u32]>) -> f64 {
    mean(p, y, weights, times, |p, y| -(y * p.max(1e-7).ln() + (1.0 - y) * (1.0 - p).max(1e-7).ln()))
}

fn mean(p: &[f32], y: &[f32], weights: &[f32], times: Option<&[u32]>, of: impl Fn(f64, f64) -> f64) -> f64 {
    let (mut sum, mut whole) = (0.0, 0.0);
    for (row, (p, y)) in p.iter().zip(y).enumerate() {
        let weight = f64::from(weights[row]) * times.map_or(1.0, |times| f64::from(times[row]));
        if weight > 0.0 && !p.is_nan() {
            sum += weight * of(f64::from(*p), f64::from(*y));
            whole += weight;
        }
    }
    sum / whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reliability_by_hand() {
        // Two bins of two: 0.1, 0.2 with none sought; 0.6, 0.8 with one.
        let table = reliability(&[0.8, 0.1, 0.6, 0.2], &[1.0, 0.0, 0.0, 0.0], &[1.0; 4], 2);
        let seen: Vec<(f64, f64, f64)> = table.iter().map(|row| (row.weight, row.said, row.came)).collect();
        assert!((seen[0].1 - 0.15).abs() < 1e-6 && (seen[1].1 - 0.7).abs() < 1e-6, "{seen:?}");
        assert_eq!((seen.len(), seen[0].0, seen[0].2, seen[1].2), (2, 2.0, 0.0, 0.5));
        assert!((expected_error(&table) - (0.15 + 0.2) / 2.0).abs() < 1e-6);
        // None of two: at most 1 − √0.025; one of two: 1 − √(1 − 0.025) and its mirror.
        assert!((table[0].high - (1.0 - 0.025_f64.sqrt())).abs() < 1e-9 && table[0].low == 0.0);
        assert!((table[1].low - (1.0 - 0.975_f64.sqrt())).abs() < 1e-9);
        assert!(expected_error(&[]).is_nan());
    }

    #[test]
    fn equal_probabilities_stay_together() {
        let table = reliability(&[0.1, 0.1, 0.1, 0.1, 0.9], &[0.0; 5], &[1.0; 5], 5);
        assert_eq!(table.iter().map(|row| row.weight).collect::<Vec<_>>(), [4.0, 1.0]);
        let table = reliability(&[0.1, f32::NAN, 0.5], &[0.0, 1.0, 1.0], &[3.0, 1.0, 0.0], 2);
        assert_eq!(table.iter().map(|row| row.weight).collect::<Vec<_>>(), [3.0]);
    }

    #[test]
    fn losses_by_hand() {
        let (p, y) = ([0.5, 0.25], [1.0, 0.0]);
        assert!((brier(&p, &y, &[1.0, 1.0], None) - (0.25 + 0.0625) / 2.0).abs() < 1e-9);
        assert!((brier(&p, &y, &[3.0, 1.0], None) - (0.75 + 0.0625) / 4.0).abs() < 1e-9);
        assert!((brier(&p, &y, &[1.0, 1.0], Some(&[3, 1])) - (0.75 + 0.0625) / 4.0).abs() < 1e-9);
        let by_hand = (2.0_f64.ln() + (4.0_f64 / 3.0).ln()) / 2.0;
        assert!((log_loss(&p, &y, &[1.0, 1.0], None) - by_hand).abs() < 1e-7);
        assert!((log_loss(&[0.0], &[1.0], &[1.0], None) - 1e7_f64.ln()).abs() < 1e-9);
        assert!(brier(&[], &[], &[], None).is_nan());
    }

    proptest! {
        #[test]
        fn no_line_is_lost(rows in prop::collection::vec((0u8..20, any::<bool>(), 0f32..3.0), 1..80), bins in 1usize..12) {
            let p: Vec<f32> = rows.iter().map(|row| f32::from(row.0) / 20.0).collect();
            let y: Vec<f32> = rows.iter().map(|row| if row.1 { 1.0 } else { 0.0 }).collect();
            let weights: Vec<f32> = rows.iter().map(|row| row.2).collect();
            let table = reliability(&p, &y, &weights, bins);
            let whole: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
            prop_assert!((table.iter().map(|row| row.weight).sum::<f64>() - whole).abs() < 1e-6);
            prop_assert!(table.len() <= bins);
            prop_assert!(table.is_sorted_by(|a, b| a.said < b.said));
            for row in &table {
                prop_assert!(row.low <= row.came + 1e-9 && row.came <= row.high + 1e-9, "{row:?}");
            }
            let error = expected_error(&table);
            prop_assert!(error.is_nan() || (0.0..=1.0).contains(&error));
        }
    }
}
