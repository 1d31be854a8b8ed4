//! How often was something at least as strange as this seen before?

use std::collections::BTreeMap;

/// Width of a bin, as a share of the value's size.
const WIDTH: f64 = 0.04;
/// Values nearer to zero than this are zero.
const SMALLEST: f64 = 1e-4;
/// Exceedances that an observed tail probability must rest on; beyond, the tail is extrapolated.
const EXCEEDANCES: u64 = 10;

/// Counts of past values in logarithmic bins on both sides of zero. Exactly mergeable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TailCounts {
    bins: BTreeMap<i32, u64>,
    n: u64,
}

impl TailCounts {
    /// Takes one value; what is not finite is no observation.
    pub fn observe(&mut self, value: f64) {
        if value.is_finite() {
            self.add(bin_of(value), 1);
        }
    }

    /// Takes `count` values of a bin, as `bins` gave them out.
    pub fn add(&mut self, bin: i32, count: u64) {
        let held = self.bins.entry(bin).or_default();
        *held = held.saturating_add(count);
        self.n = self.n.saturating_add(count);
    }

    /// Whether evidence (a finite 32-bit number) can fall into a bin.
    pub fn is_bin(bin: i32) -> bool {
        bin.unsigned_abs() <= bin_of(f64::from(f32::MAX)).unsigned_abs()
    }

    /// Takes what other counts have seen. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        other.bins.iter().for_each(|(bin, count)| self.add(*bin, *count));
    }

    /// (bin, count), ascending.
    pub fn bins(&self) -> impl DoubleEndedIterator<Item = (i32, u64)> {
        self.bins.iter().map(|(bin, count)| (*bin, *count))
    }

    /// Number of values seen.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The tail as it stands, ready to be asked.
    pub fn curve(&self) -> TailCurve {
        let mut at_or_above = self.n();
        let n = at_or_above;
        let mut steps = Vec::with_capacity(self.bins.len());
        for (bin, count) in &self.bins {
            steps.push((*bin, at_or_above));
            at_or_above -= count;
        }
        TailCurve { n, tail: exponential_tail(&steps), steps }
    }
}

/// P(value ≥ v) in the past.
///
/// Observed where at least ten past values lie at or above v: `(exceedances + 1) / (n + 1)`. Beyond that the tail goes on
/// exponentially (peaks over threshold with shape 0; Pickands 1975, Balkema & de Haan 1974), its rate taken from the
/// values with 10 and with 100 exceedances, so that two records both stranger than all the past still differ.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TailCurve {
    n: u64,
    /// (bin, values at or above it), ascending by bin.
    steps: Vec<(i32, u64)>,
    tail: Option<Exponential>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Exponential {
    from: f64,
    exceedances: u64,
    rate: f64,
}

fn exponential_tail(steps: &[(i32, u64)]) -> Option<Exponential> {
    let last = |n: u64| steps.iter().rev().find(|(_, above)| *above >= n).copied();
    let (near, far) = (last(EXCEEDANCES)?, last(10 * EXCEEDANCES)?);
    let (from, back) = (value(near.0), value(far.0));
    let decades = (far.1 as f64 / near.1 as f64).ln();
    let reach = from - back;
    // Without reach the values are a few atoms (a flag, a small count): nothing to go on with.
    (reach > 0.0 && decades > 0.0).then(|| Exponential { from, exceedances: near.1, rate: decades / reach })
}

impl TailCurve {
    /// Number of past values.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The bins that hold past values, ascending.
    pub fn bins(&self) -> impl Iterator<Item = i32> {
        self.steps.iter().map(|(bin, _)| *bin)
    }

    /// P(past value ≥ `value`); `None` where there is no past or the value is not finite.
    pub fn p(&self, value: f64) -> Option<f64> {
        value.is_finite().then(|| self.p_from(bin_of(value), value))?
    }

    /// P(past value ≥ the beginning of `bin`); `None` where there is no past.
    pub fn p_at(&self, bin: i32) -> Option<f64> {
        self.p_from(bin, value(bin))
    }

    fn p_from(&self, bin: i32, value: f64) -> Option<f64> {
        if self.n == 0 {
            return None;
        }
        let place = self.steps.partition_point(|(other, _)| *other < bin);
        let above = self.steps.get(place).map_or(0, |(_, above)| *above);
        let observed = (above + 1) as f64 / (self.n + 1) as f64;
        let p = match self.tail {
            Some(tail) if above < EXCEEDANCES && value > tail.from => {
                let start = (tail.exceedances + 1) as f64 / (self.n + 1) as f64;
                observed.min(start * (-tail.rate * (value - tail.from)).exp())
            }
            _ => observed,
        };
        Some(p.clamp(1e-9, 1.0))
    }
}

/// The bin of a finite value: 0 below 1e-4 in size, else logarithmic bins of 4 %, negative below zero.
pub fn bin_of(value: f64) -> i32 {
    let size = value.abs() / SMALLEST;
    if size < 1.0 {
        return 0;
    }
    // The tiny push keeps round values (1, 2, 10) from falling below their own bin by rounding.
    let step = (size.ln() / WIDTH + 1e-6).floor() as i32 + 1;
    if value < 0.0 { -step } else { step }
}

/// The value at which a bin begins.
fn value(bin: i32) -> f64 {
    match bin {
        0 => 0.0,
        _ => f64::from(bin.signum()) * SMALLEST * (f64::from(bin.abs() - 1) * WIDTH).exp(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_flag_is_as_rare_as_it_was() {
        let mut counts = TailCounts::default();
        (0..1000).for_each(|i| counts.observe(if i % 100 == 0 { 1.0 } else { 0.0 }));
        let curve = counts.curve();
        assert!((curve.p(1.0).unwrap() - 11.0 / 1001.0).abs() < 1e-12);
        assert_eq!(curve.p(0.0), Some(1.0));
    }

    #[test]
    fn beyond_the_past_stranger_is_still_rarer() {
        let mut counts = TailCounts::default();
        (1..=10_000).for_each(|i| counts.observe(-(f64::from(i) / 10_001.0).ln()));
        let curve = counts.curve();
        let p: Vec<f64> = [5.0, 9.0, 12.0, 16.0].iter().map(|v| curve.p(*v).unwrap()).collect();
        assert!(p.is_sorted_by(|a, b| a > b), "{p:?}");
        assert!((p[0] / (-5.0f64).exp() - 1.0).abs() < 0.15, "{p:?}");
        assert!((p[2] / (-12.0f64).exp()).ln().abs() < 1.5, "{p:?}");
    }

    #[test]
    fn no_past_says_nothing() {
        assert_eq!(TailCounts::default().curve().p(3.0), None);
    }

    proptest! {
        #[test]
        fn stranger_is_never_likelier(mut values in prop::collection::vec(-1e6f64..1e6, 1..300), a in -2e6f64..2e6, b in -2e6f64..2e6) {
            let mut counts = TailCounts::default();
            values.iter().for_each(|v| counts.observe(*v));
            let curve = counts.curve();
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(curve.p(high).unwrap() <= curve.p(low).unwrap() + 1e-12);
            values.reverse();
            let mut turned = TailCounts::default();
            values.iter().for_each(|v| turned.observe(*v));
            prop_assert_eq!(counts, turned);
        }
    }
}
