//! What a random sample proves about all the lines it was drawn from.

use super::bootstrap::Interval;
use statrs::function::beta::beta_reg;
use statrs::function::gamma::gamma_lr;

/// The interval of a probability of which `hits` in `n` were seen; it covers at least `level` (0..1) of the time, however rare
/// the hits (Clopper & Pearson, Biometrika 26, 1934). Both may be effective numbers, not whole. (0, 1) where nothing was seen.
pub fn clopper_pearson(n: f64, hits: f64, level: f64) -> (f64, f64) {
    let hits = hits.clamp(0.0, n);
    if n.is_nan() || n <= 0.0 {
        return (0.0, 1.0);
    }
    let tail = (1.0 - level) / 2.0;
    let low = if hits == 0.0 { 0.0 } else { rising(0.0, 1.0, tail, |p| beta_reg(hits, n - hits + 1.0, p)) };
    (low, upper_bound(n, hits, tail))
}

/// The probability below which fewer than `tail` (0..1) of all samples of `n` would show as few as `hits`: one-sided.
pub fn upper_bound(n: f64, hits: f64, tail: f64) -> f64 {
    match hits >= n {
        true => 1.0,
        false => rising(0.0, 1.0, 1.0 - tail, |p| beta_reg(hits + 1.0, n - hits, p)),
    }
}

/// Lines of one kind (a lane, a week, an office) of which some were looked at, drawn by lot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// Lines there are.
    pub lines: u64,
    /// Lines looked at.
    pub audited: u64,
    /// Lines sought among them.
    pub found: u64,
}

/// How many lines sought there are in all strata together, found ones included: the unbiased estimate and its `level` interval.
///
/// One stratum: Clopper & Pearson. Several: the found of each stand for lines / audited, the sum of such weighted counts has
/// Fay & Feuer's gamma interval (Statistics in Medicine 16, 1997), which keeps its level with few or no hits. A stratum fully
/// looked at is known; in one never looked at anything may be: its lines all count in the upper bound, none in the estimate.
pub fn missed(strata: &[Stratum], level: f64) -> Interval {
    let (mut known, mut unseen) = (0.0, 0.0);
    let mut sampled = Vec::new();
    for stratum in strata.iter().filter(|stratum| stratum.lines > 0) {
        match stratum.audited {
            0 => unseen += stratum.lines as f64,
            audited if audited >= stratum.lines => known += stratum.found as f64,
            _ => sampled.push(*stratum),
        }
    }
    let (value, low, high) = match sampled.as_slice() {
        [] => (0.0, 0.0, 0.0),
        [one] => {
            let (n, hits) = (one.audited as f64, one.found as f64);
            let (low, high) = clopper_pearson(n, hits, level);
            let lines = one.lines as f64;
            (lines * hits / n, lines * low, lines * high)
        }
        several => weighted_counts(several, level),
    };
    // No fewer than were seen, no more than there are besides those seen to be none.
    let seen: f64 = sampled.iter().map(|stratum| stratum.found as f64).sum();
    let possible: f64 = sampled.iter().map(|stratum| (stratum.lines - stratum.audited + stratum.found) as f64).sum();
    Interval { value: known + value, low: known + low.max(seen), high: known + unseen + high.min(possible) }
}

fn weighted_counts(strata: &[Stratum], level: f64) -> (f64, f64, f64) {
    let tail = (1.0 - level) / 2.0;
    let (mut sum, mut spread, mut greatest) = (0.0, 0.0, 0.0_f64);
    for stratum in strata {
        let weight = stratum.lines as f64 / stratum.audited as f64;
        sum += weight * stratum.found as f64;
        spread += weight * weight * stratum.found as f64;
        greatest = greatest.max(weight);
    }
    let gamma = |mean: f64, spread: f64, p: f64| gamma_quantile(mean * mean / spread, p) * spread / mean;
    let low = if sum > 0.0 { gamma(sum, spread, tail) } else { 0.0 };
    (sum, low, gamma(sum + greatest, spread + greatest * greatest, 1.0 - tail))
}

/// Where the gamma distribution of a shape and scale 1 reaches `p`.
fn gamma_quantile(shape: f64, p: f64) -> f64 {
    // Chebyshev: beyond ten standard deviations lies less than a hundredth; doubled until it surely is past p.
    let mut end = shape + 10.0 * shape.sqrt() + 10.0;
    while gamma_lr(shape, end) < p && end < 1e300 {
        end *= 2.0;
    }
    rising(0.0, end, p, |x| if x > 0.0 { gamma_lr(shape, x) } else { 0.0 })
}

/// Where a rising function reaches `level`, by halving.
fn rising(mut low: f64, mut high: f64, level: f64, of: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if of(middle) < level { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::super::super::ranking::binomial_tail;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clopper_and_pearson_by_hand() {
        // None of n: 1 − (α/2)^(1/n); all of n: its mirror.
        let (low, high) = clopper_pearson(20.0, 0.0, 0.95);
        assert!(low == 0.0 && (high - (1.0 - 0.025_f64.powf(0.05))).abs() < 1e-9, "{high}");
        let (low, high) = clopper_pearson(20.0, 20.0, 0.95);
        assert!(high == 1.0 && (low - 0.025_f64.powf(0.05)).abs() < 1e-9, "{low}");
        // The textbook case 4 of 20: 0.0573 to 0.4366.
        let (low, high) = clopper_pearson(20.0, 4.0, 0.95);
        assert!((low - 0.057_334).abs() < 1e-6 && (high - 0.436_614).abs() < 1e-6, "{low} {high}");
        assert_eq!(clopper_pearson(0.0, 0.0, 0.95), (0.0, 1.0));
        // "Rule of three": none of 1000 proves less than about 3 in 1000.
        assert!((upper_bound(1000.0, 0.0, 0.05) - 0.002_991).abs() < 1e-6);
    }

    #[test]
    fn one_lane_is_the_share_of_its_lines() {
        let found = missed(&[Stratum { lines: 10_000, audited: 20, found: 4 }], 0.95);
        assert!((found.value - 2000.0).abs() < 1e-9);
        assert!((found.low - 573.34).abs() < 0.01 && (found.high - 4366.14).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn equal_weights_are_the_interval_of_one_count() {
        // Two strata of the same rate, 3 found, weight 100: Poisson's exact interval of 3 is 0.6187 to 8.7673.
        let half = |found| Stratum { lines: 50_000, audited: 500, found };
        let found = missed(&[half(1), half(2)], 0.95);
        assert!((found.value - 300.0).abs() < 1e-9);
        assert!((found.low - 61.87).abs() < 0.01 && (found.high - 876.73).abs() < 0.01, "{found:?}");
        // Nothing found: −ln 0.025 at the weight of the rarest looked at.
        let none = missed(&[half(0), Stratum { lines: 1000, audited: 100, found: 0 }], 0.95);
        assert!((none.high - 100.0 * -(0.025_f64.ln())).abs() < 0.01 && none.low == 0.0, "{none:?}");
    }

    #[test]
    fn what_is_known_and_what_was_never_looked_at() {
        let whole = Stratum { lines: 50, audited: 50, found: 7 };
        let never = Stratum { lines: 30, audited: 0, found: 0 };
        assert_eq!(missed(&[whole, never], 0.95), Interval { value: 7.0, low: 7.0, high: 37.0 });
        assert_eq!(missed(&[], 0.95), Interval { value: 0.0, low: 0.0, high: 0.0 });
        // Ten of twenty looked at, one found: not more than eleven.
        let bounded = missed(&[Stratum { lines: 20, audited: 10, found: 1 }; 2], 0.95);
        assert!(bounded.high <= 22.0 && bounded.low >= 2.0, "{bounded:?}");
    }

    proptest! {
        #[test]
        fn the_bounds_are_those_of_the_tail(n in 1u64..300, share in 0.0f64..1.0) {
            let hits = (share * n as f64).floor();
            let (low, high) = clopper_pearson(n as f64, hits, 0.9);
            prop_assert!(low <= hits / n as f64 && hits / n as f64 <= high);
            prop_assert!(hits == 0.0 || (binomial_tail(n, hits, low) - 0.05).abs() < 1e-6);
            prop_assert!(hits == n as f64 || (1.0 - binomial_tail(n, hits + 1.0, high) - 0.05).abs() < 1e-6);
        }

        #[test]
        fn more_looked_at_is_more_known(found in 0u64..5, audited in 10u64..200) {
            let strata = |times: u64| [1, 2].map(|k| Stratum { lines: 100_000 * k, audited: audited * times, found: found * times });
            let (few, many) = (missed(&strata(1), 0.95), missed(&strata(4), 0.95));
            prop_assert!((few.value - many.value).abs() < 1e-6);
            prop_assert!(few.high >= many.high && few.low <= many.low + 1e-9, "{few:?} {many:?}");
            prop_assert!(few.low <= few.value && few.value <= few.high);
        }
    }
}
