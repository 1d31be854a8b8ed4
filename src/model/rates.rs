//! Has what is sought become more frequent than it was, or than was said?

use super::drift::{CHANCE, DriftLevel};
use super::metrics::clopper_pearson;
use super::ranking::binomial_tail;
use serde::{Deserialize, Serialize};
use statrs::function::factorial::ln_binomial;

/// Ratio of two rates, either way, at which one has moved (est.): 0.8 and its inverse.
pub const RATIO_MOVED: f64 = 1.25;
/// Ratio of two rates, either way, at which a model must be looked at: what it calls likely is half or twice as likely (est.).
pub const RATIO_ALARM: f64 = 2.0;
/// Level of the intervals that are told.
const LEVEL: f64 = 0.95;

/// Lines looked at, and how many of them were sought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    pub n: u64,
    pub hits: u64,
}

impl Hits {
    /// Share sought, and its 95 % interval (Clopper & Pearson); `NaN`, 0 and 1 where nothing was looked at.
    pub fn share(self) -> (f64, f64, f64) {
        let (low, high) = clopper_pearson(self.n as f64, self.hits as f64, LEVEL);
        (self.hits as f64 / self.n as f64, low, high)
    }
}

/// How a rate changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RateDrift {
    /// Share after over share before; infinite (null in JSON) where none was sought before, `NaN` (null) where never one was.
    pub ratio: f64,
    /// Probability that two samples of one rate lie as far apart: Fisher's exact test, two-sided.
    pub p: f64,
    pub level: DriftLevel,
}

/// How far `after` lies from `before`; steady where chance does as much once in a thousand times, or within [`RATIO_MOVED`].
pub fn rate_drift(before: Hits, after: Hits) -> RateDrift {
    let p = fisher(before, after);
    let ratio = after.share().0 / before.share().0;
    RateDrift { ratio, p, level: level(ratio, p) }
}

/// How what came compares with what was said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExpectedDrift {
    /// Sum of the probabilities that were given.
    pub expected: f64,
    /// What came over what was expected, and its 95 % interval (Clopper & Pearson of the share); `NaN` or infinite (null in JSON)
    /// where none was expected.
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
    /// Probability, at most, that so many or so few come where the probabilities are true, two-sided.
    pub p: f64,
    pub level: DriftLevel,
}

/// How far `came` lies from the sum of `came.n` probabilities, by the levels of [`rate_drift`].
///
/// A sum of trials of unlike probabilities varies less than as many trials of their mean (Hoeffding, Annals of Mathematical
/// Statistics 27, 1956), so the binomial's tails and interval are on the safe side.
pub fn expected_drift(came: Hits, expected: f64) -> ExpectedDrift {
    let n = came.n as f64;
    let (share, low, high) = came.share();
    let mean = (expected / n).clamp(0.0, 1.0);
    let p = match came.n {
        0 => 1.0,
        n => {
            let (hits, above) = (came.hits as f64, came.hits as f64 + 1.0);
            (2.0 * binomial_tail(n, hits, mean).min(1.0 - binomial_tail(n, above, mean))).clamp(0.0, 1.0)
        }
    };
    let ratio = share / mean;
    ExpectedDrift { expected, ratio, low: low / mean, high: high / mean, p, level: level(ratio, p) }
}

fn level(ratio: f64, p: f64) -> DriftLevel {
    let far = ratio.max(1.0 / ratio);
    match far {
        _ if p >= 1.0 / CHANCE || far.is_nan() || far < RATIO_MOVED => DriftLevel::Steady,
        _ if far < RATIO_ALARM => DriftLevel::Moved,
        _ => DriftLevel::Alarm,
    }
}

/// Two-sided p-value of Fisher's exact test (Fisher, "Statistical Methods for Research Workers", 5th ed., 1934): all tables with
/// these margins that are no more probable than the one seen.
fn fisher(a: Hits, b: Hits) -> f64 {
    let hits = a.hits + b.hits;
    if a.n == 0 || b.n == 0 {
        return 1.0;
    }
    let whole = ln_binomial(a.n + b.n, hits);
    let ln_p = |of_a: u64| ln_binomial(a.n, of_a) + ln_binomial(b.n, hits - of_a) - whole;
    // Tables as probable as the one seen count; their sums may differ in the last places.
    let seen = ln_p(a.hits) + 1e-7;
    let tables = hits.saturating_sub(b.n)..=hits.min(a.n);
    tables.map(ln_p).filter(|p| *p <= seen).map(f64::exp).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(n: u64, hits: u64) -> Hits {
        Hits { n, hits }
    }

    #[test]
    fn fishers_tea() {
        // The lady tasting tea: 3 of 4 right and 1 of 4. Tables by hand: 1, 16, 36, 16, 1 of 70; those as rare: 34.
        assert!((fisher(of(4, 3), of(4, 1)) - 34.0 / 70.0).abs() < 1e-9);
        assert!((fisher(of(4, 4), of(4, 0)) - 2.0 / 70.0).abs() < 1e-9);
        assert_eq!(fisher(of(0, 0), of(4, 1)), 1.0);
        assert!((fisher(of(9, 0), of(4, 0)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_rate_moves_by_size_and_beyond_chance() {
        let level = |before, after| rate_drift(before, after).level;
        assert_eq!(level(of(10_000, 400), of(10_000, 400)), DriftLevel::Steady);
        // Doubled: told where lines are many, chance where they are few.
        let doubled = rate_drift(of(10_000, 400), of(5_000, 400));
        assert!((doubled.ratio - 2.0).abs() < 1e-12 && doubled.p < 1e-9, "{doubled:?}");
        assert_eq!(doubled.level, DriftLevel::Alarm);
        assert_eq!(level(of(50, 2), of(50, 4)), DriftLevel::Steady);
        // Half as much again, and a tenth more, however sure.
        assert_eq!(level(of(100_000, 4_000), of(100_000, 6_000)), DriftLevel::Moved);
        assert_eq!(level(of(1_000_000, 40_000), of(1_000_000, 44_000)), DriftLevel::Steady);
        // Both ways, from nothing and to nothing.
        assert_eq!(level(of(5_000, 400), of(10_000, 400)), DriftLevel::Alarm);
        assert_eq!(level(of(5_000, 0), of(5_000, 40)), DriftLevel::Alarm);
        assert_eq!(level(of(5_000, 40), of(5_000, 0)), DriftLevel::Alarm);
        assert_eq!(level(of(0, 0), of(0, 0)), DriftLevel::Steady);
    }

    #[test]
    fn what_came_against_what_was_said() {
        // At least 3 of 3 at 1/2: 1/8, twice that.
        let told = expected_drift(of(3, 3), 1.5);
        assert!((told.p - 0.25).abs() < 1e-9 && (told.ratio - 2.0).abs() < 1e-12, "{told:?}");
        // Clopper & Pearson: 3 of 3 is at least 0.025^(1/3) = 0.2924 of the time.
        assert!((told.low - 0.2924 / 0.5).abs() < 1e-3 && (told.high - 2.0).abs() < 1e-9, "{told:?}");
        assert_eq!(told.level, DriftLevel::Steady);
        let level = |came, expected| expected_drift(came, expected).level;
        assert_eq!(level(of(1_000, 101), 100.0), DriftLevel::Steady);
        assert_eq!(level(of(1_000, 150), 100.0), DriftLevel::Moved);
        assert_eq!(level(of(1_000, 220), 100.0), DriftLevel::Alarm);
        assert_eq!(level(of(1_000, 40), 100.0), DriftLevel::Alarm);
        assert_eq!(level(of(0, 0), 0.0), DriftLevel::Steady);
    }

    proptest! {
        #[test]
        fn a_p_is_one_and_does_not_ask_which_came_first(a in 0u64..60, x in 0u64..60, b in 0u64..60, y in 0u64..60) {
            let (a, b) = (of(a + x, x), of(b + y, y));
            let (there, back) = (fisher(a, b), fisher(b, a));
            prop_assert!((0.0..=1.0).contains(&there) && (there - back).abs() < 1e-9);
        }

        #[test]
        fn the_binomial_is_on_the_safe_side(p in prop::collection::vec(0.01f64..0.99, 1..12), hits in 0usize..12) {
            prop_assume!(hits <= p.len());
            // The exact distribution of the sum, one trial after the other.
            let mut exact = vec![1.0];
            for p in &p {
                let mut next = vec![0.0; exact.len() + 1];
                for (k, mass) in exact.iter().enumerate() {
                    next[k] += mass * (1.0 - p);
                    next[k + 1] += mass * p;
                }
                exact = next;
            }
            let expected: f64 = p.iter().sum();
            // Hoeffding's bound holds one hit and more from the mean.
            prop_assume!((hits as f64 - expected).abs() >= 1.0);
            let (low, high): (f64, f64) = (exact[..=hits].iter().sum(), exact[hits..].iter().sum());
            let told = expected_drift(of(p.len() as u64, hits as u64), expected).p;
            prop_assert!(told >= (2.0 * low.min(high)).min(1.0) - 1e-9, "{told} {low} {high}");
        }
    }
}
