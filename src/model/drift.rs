//! Has what we measure moved away from what it was?

use super::ranking::{ascending, runs};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Population stability index at which something has moved, and at which it has moved so far that a model must be looked at: the
/// usual levels of credit scoring (Lewis, "An Introduction to Credit Scoring", 1994; Siddiqi, "Credit Risk Scorecards", 2006).
pub const PSI_MOVED: f64 = 0.1;
pub const PSI_ALARM: f64 = 0.25;
/// A difference that chance makes once in so many comparisons is none.
pub(super) const CHANCE: f64 = 1000.0;

/// Bins of one measurement, made from a reference so that each holds about the same share of it; what is missing (`NaN`) is a
/// bin of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StoredBins")]
pub struct DriftBins {
    /// The greatest value of each bin but the last, ascending.
    edges: Vec<f32>,
    /// Rows of the reference in each bin, the missing last.
    reference: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredBins {
    edges: Vec<f32>,
    reference: Vec<u64>,
}

impl TryFrom<StoredBins> for DriftBins {
    type Error = &'static str;

    fn try_from(StoredBins { edges, reference }: StoredBins) -> Result<Self, Self::Error> {
        let whole = reference.len() == edges.len() + 2 && edges.is_sorted_by(|a, b| a < b);
        if whole {
            Ok(DriftBins { edges, reference })
        } else {
            Err("the bins must ascend, with one more and the missing counted")
        }
    }
}

/// How far a sample lies from the reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Population stability index: Σ (a − b) · ln(a / b) over the shares of the bins, each bin with half a row more, so that an
    /// empty one does not make it infinite. 0 = the same.
    pub psi: f64,
    /// What two samples of this size of one world would stay below 999 times in 1000: χ² of the bins less one times
    /// (1/n + 1/m) (Yurdakul, "Statistical Properties of Population Stability Index", 2018).
    pub by_chance: f64,
    pub level: DriftLevel,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DriftLevel {
    /// Nothing: below [`PSI_MOVED`], or no more than chance.
    Steady,
    /// Watch: from [`PSI_MOVED`].
    Moved,
    /// Look at the model: from [`PSI_ALARM`].
    Alarm,
}

impl DriftBins {
    /// At most `bins` bins of the values that are there, by quantiles of the reference; equal values share a bin.
    pub fn of(reference: &[f32], bins: usize) -> DriftBins {
        let finite: Vec<f32> = reference.iter().map(|value| value.clamp(f32::MIN, f32::MAX)).collect();
        let reference = finite.as_slice();
        let order = ascending(reference);
        let mut edges: Vec<f32> = Vec::new();
        let (mut left, mut held) = (order.len(), 0);
        for run in runs(reference, &order) {
            held += run.len();
            // A value that fills bins on its own leaves the others to share what remains.
            let open = bins.max(1).saturating_sub(edges.len());
            if open > 1 && held < left && held * open >= left {
                edges.push(reference[run[0] as usize]);
                left -= held;
                held = 0;
            }
        }
        let mut made = DriftBins { edges, reference: Vec::new() };
        made.reference = made.counts(reference);
        made
    }

    /// Rows of the reference that said something: what the bins were made of.
    pub fn said(&self) -> u64 {
        self.reference.iter().rev().skip(1).sum()
    }

    /// How far `sample` lies from the reference; all steady where one of the two has no rows.
    pub fn drift(&self, sample: &[f32]) -> Drift {
        drift(&self.reference, &self.counts(sample))
    }

    /// Rows of a sample in each bin, the missing last.
    pub fn counts(&self, sample: &[f32]) -> Vec<u64> {
        let mut counts = vec![0; self.edges.len() + 2];
        for value in sample {
            let bin =
                if value.is_nan() { self.edges.len() + 1 } else { self.edges.partition_point(|edge| edge < value) };
            counts[bin] += 1;
        }
        counts
    }
}

/// How far two samples lie apart, given their rows in the same bins. Bins empty in both say nothing.
///
/// # Panics
/// If they have not as many bins.
pub fn drift(reference: &[u64], sample: &[u64]) -> Drift {
    assert_eq!(reference.len(), sample.len(), "the same bins");
    let used: Vec<(f64, f64)> =
        reference.iter().zip(sample).filter(|(a, b)| **a + **b > 0).map(|(a, b)| (*a as f64, *b as f64)).collect();
    let bins = used.len() as f64;
    let (n, m) = used.iter().fold((0.0, 0.0), |(n, m), (a, b)| (n + a, m + b));
    if n == 0.0 || m == 0.0 || bins < 2.0 {
        return Drift { psi: 0.0, by_chance: 0.0, level: DriftLevel::Steady };
    }
    let share = |rows: f64, of: f64| (rows + 0.5) / (of + 0.5 * bins);
    let apart = |(a, b): &(f64, f64)| {
        let (a, b) = (share(*a, n), share(*b, m));
        (a - b) * (a / b).ln()
    };
    let psi = used.iter().map(apart).sum();
    let chi = ChiSquared::new(bins - 1.0).expect("at least one degree of freedom");
    let by_chance = chi.inverse_cdf(1.0 - 1.0 / CHANCE) * (1.0 / n + 1.0 / m);
    let level = match psi {
        _ if psi <= by_chance || psi < PSI_MOVED => DriftLevel::Steady,
        _ if psi < PSI_ALARM => DriftLevel::Moved,
        _ => DriftLevel::Alarm,
    };
    Drift { psi, by_chance, level }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_index_by_hand() {
        // Shares 0.5, 0.5 against 0.2, 0.8, but for the half row: 0.3·ln 2.5 + −0.3·ln 0.625.
        let by_hand = 0.3 * 2.5_f64.ln() - 0.3 * 0.625_f64.ln();
        let found = drift(&[500_000, 500_000], &[200_000, 800_000]);
        assert!((found.psi - by_hand).abs() < 1e-5 && found.level == DriftLevel::Alarm, "{found:?}");
        // Half rows: (10.5/21, 10.5/21) against (4.5/21, 16.5/21).
        let (a, b) = (4.5 / 21.0, 16.5 / 21.0);
        let by_hand = (0.5 - a) * (0.5_f64 / a).ln() + (0.5 - b) * (0.5_f64 / b).ln();
        let few = drift(&[10, 10], &[4, 16]);
        assert!((few.psi - by_hand).abs() < 1e-12, "{few:?}");
        // χ² with one degree of freedom is 10.828 at 1 in 1000, times 1/20 + 1/20: chance may do that.
        assert!((few.by_chance - 1.0828).abs() < 1e-3 && few.level == DriftLevel::Steady, "{few:?}");
    }

    #[test]
    fn levels_are_the_usual_ones() {
        let level = |moved: u64| drift(&[50_000, 50_000], &[50_000 - moved, 50_000 + moved]).level;
        // Shares ½ ± d: d·ln((½ + d) / (½ − d)) is 0.010 at d = 0.05, 0.169 at 0.2, 0.416 at 0.3.
        assert_eq!(
            (level(5_000), level(20_000), level(30_000)),
            (DriftLevel::Steady, DriftLevel::Moved, DriftLevel::Alarm)
        );
    }

    #[test]
    fn bins_hold_equal_shares() {
        let values: Vec<f32> = (0..1000).map(|i| ((i * 37) % 1000) as f32).collect();
        let bins = DriftBins::of(&values, 10);
        assert_eq!(bins.reference, [vec![100; 10], vec![0]].concat());
        // Nine in ten are 0: one bin for them, the rest shared by the others.
        let values: Vec<f32> = (0..1000).map(|i| if i < 900 { 0.0 } else { i as f32 }).collect();
        let bins = DriftBins::of(&values, 5);
        assert_eq!(bins.reference, [900, 25, 25, 25, 25, 0]);
        // A constant, and nothing at all.
        assert_eq!(DriftBins::of(&[3.0; 7], 10).reference, [7, 0]);
        assert_eq!(DriftBins::of(&[f32::NAN; 7], 10).reference, [0, 7]);
    }

    #[test]
    fn what_falls_silent_has_moved() {
        let values: Vec<f32> = (0..5000).map(|i| (i % 100) as f32).collect();
        let bins = DriftBins::of(&values, 10);
        assert_eq!(bins.drift(&values).psi, 0.0);
        let silent: Vec<f32> = values.iter().enumerate().map(|(i, v)| if i % 2 == 0 { f32::NAN } else { *v }).collect();
        assert_eq!(bins.drift(&silent).level, DriftLevel::Alarm);
        // Beyond all that was seen is the last bin.
        assert_eq!(bins.counts(&[1e9, -1e9])[9], 1);
        assert_eq!(bins.drift(&[]).level, DriftLevel::Steady);
        assert!(serde_json::from_str::<DriftBins>(r#"{"edges":[1.0,2.0],"reference":[1,2,3]}"#).is_err());
        assert!(serde_json::from_str::<DriftBins>(r#"{"edges":[2.0,1.0],"reference":[1,2,3,4]}"#).is_err());
    }

    proptest! {
        #[test]
        fn never_negative_and_the_same_both_ways(rows in prop::collection::vec((0u64..50, 0u64..50), 1..20)) {
            let (a, b): (Vec<u64>, Vec<u64>) = rows.into_iter().unzip();
            let (there, back) = (drift(&a, &b), drift(&b, &a));
            prop_assert!(there.psi >= 0.0 && (there.psi - back.psi).abs() < 1e-9);
            prop_assert!(drift(&a, &a).psi.abs() < 1e-12);
        }

        #[test]
        fn every_row_has_a_bin(values in prop::collection::vec(prop_oneof![Just(f32::NAN), -5f32..5.0, (-2i8..3).prop_map(f32::from)], 0..200), bins in 1usize..15) {
            let made = DriftBins::of(&values, bins);
            prop_assert_eq!(made.reference.iter().sum::<u64>() as usize, values.len());
            prop_assert!(made.edges.len() < bins && made.edges.is_sorted_by(|a, b| a < b));
            let text = serde_json::to_string(&made).unwrap();
            prop_assert_eq!(serde_json::from_str::<DriftBins>(&text).unwrap(), made);
        }
    }
}
