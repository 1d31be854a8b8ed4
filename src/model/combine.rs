//! Many weak, correlated pieces of evidence made one, without counting any twice.

use statrs::function::gamma::gamma_ur;
use std::f64::consts::{E, PI};

/// Smallest p-value that is told from zero.
pub const P_MIN: f64 = 1e-12;

/// Combines p-values by the Cauchy combination test: `T = mean(tan((1/2 − pᵢ)π))`, `p = 1/2 − atan(T)/π`.
///
/// Each p-value counts as at most 1/2: what is *un*remarkable in one respect does not excuse what is remarkable in another
/// (the truncation of Fang, Chang, Park & Tseng, "Heavy-tailed distribution for combining dependent p-values with asymptotic
/// robustness", Statistica Sinica 33, 2023). The tail of T hardly depends on how the p-values are correlated, so signals that say the same thing do not add up
/// (Liu & Xie, "Cauchy combination test", JASA 115, 2020; the omnibus use is ACAT-O, Liu et al., AJHG 104, 2019).
/// `None` for no p-value.
pub fn cauchy(p_values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, n) = p_values.into_iter().fold((0.0, 0u32), |(sum, n), p| (sum + tangent(p), n + 1));
    if n == 0 {
        return None;
    }
    let mean = sum / f64::from(n);
    // For large T the difference 1/2 − atan(T)/π cancels; 1/(Tπ) is its limit.
    let p = if mean > 1e8 { 1.0 / (mean * PI) } else { 0.5 - mean.atan() / PI };
    Some(p.clamp(P_MIN, 1.0))
}

/// tan((1/2 − p)π), at least 0.
fn tangent(p: f64) -> f64 {
    let p = p.clamp(P_MIN, 0.5);
    if p < 1e-8 { 1.0 / (p * PI) } else { ((0.5 - p) * PI).tan() }
}

/// The null distribution of Fisher's statistic X = Σ −2 ln pᵢ over correlated p-values, by matching two moments to a scaled
/// chi-squared distribution (Brown, "A method for combining non-independent, one-sided tests", Biometrics 31, 1975; with
/// empirical covariances: Poole et al., Bioinformatics 32, 2016).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BrownNull {
    n: usize,
    /// Covariances of −2 ln pᵢ, row by row.
    covariance: Vec<f64>,
}

impl BrownNull {
    /// Independent evidence of `n` kinds: variance 4 each.
    pub fn independent(n: usize) -> Self {
        let covariance = (0..n * n).map(|place| if place / n == place % n { 4.0 } else { 0.0 }).collect();
        BrownNull { n, covariance }
    }

    /// Covariances learned from rows of p-values of the past (`NaN` = not measured); pairs seen on fewer than 100 rows are
    /// taken as independent, negative covariances as none (the cautious side).
    pub fn learn(n: usize, rows: &[Vec<f64>]) -> Self {
        let mut null = BrownNull::independent(n);
        for i in 0..n {
            for j in 0..i {
                let pairs: Vec<(f64, f64)> = rows
                    .iter()
                    .map(|row| (surprise(row[i]), surprise(row[j])))
                    .filter(|(a, b)| a.is_finite() && b.is_finite())
                    .collect();
                if pairs.len() < 100 {
                    continue;
                }
                let m = pairs.len() as f64;
                let mean = |pick: fn(&(f64, f64)) -> f64| pairs.iter().map(pick).sum::<f64>() / m;
                let (a, b) = (mean(|pair| pair.0), mean(|pair| pair.1));
                let covariance = pairs.iter().map(|pair| (pair.0 - a) * (pair.1 - b)).sum::<f64>() / (m - 1.0);
                null.covariance[i * n + j] = covariance.clamp(0.0, 4.0);
                null.covariance[j * n + i] = covariance.clamp(0.0, 4.0);
            }
        }
        null
    }

    /// The combined p-value of one row (`NaN` = not measured, left out); `None` where nothing was measured.
    pub fn combine(&self, p_values: &[f64]) -> Option<f64> {
        let measured: Vec<usize> = (0..self.n).filter(|i| p_values[*i].is_finite()).collect();
        if measured.is_empty() {
            return None;
        }
        let statistic: f64 = measured.iter().map(|i| surprise(p_values[*i])).sum();
        let mean = 2.0 * measured.len() as f64;
        let pairs = measured.iter().flat_map(|i| measured.iter().map(move |j| self.covariance[i * self.n + j]));
        let variance: f64 = pairs.sum();
        let scale = variance / (2.0 * mean);
        let freedom = 2.0 * mean * mean / variance;
        let p = if statistic <= 0.0 { 1.0 } else { gamma_ur(freedom / 2.0, statistic / scale / 2.0) };
        Some(p.clamp(P_MIN, 1.0))
    }
}

/// −2 ln p, the contribution of one p-value to Fisher's statistic.
fn surprise(p: f64) -> f64 {
    -2.0 * p.clamp(P_MIN, 1.0).ln() + if p.is_nan() { f64::NAN } else { 0.0 }
}

/// The largest posterior probability that evidence of p-value `p` can lend to a hypothesis of prior probability `prior`:
/// the Bayes factor is at most 1/(−e p ln p) for p < 1/e (Sellke, Bayarri & Berger, The American Statistician 55, 2001).
/// Strictly increasing in the evidence over its whole range; an upper bound, not a calibrated probability.
pub fn bayes_bound(p: f64, prior: f64) -> f64 {
    let p = p.clamp(P_MIN, 1.0);
    // Above 1/e the bound is 1 (no support); a slope keeps the order of unremarkable rows.
    let factor = if p < 1.0 / E { -1.0 / (E * p * p.ln()) } else { (1.0 - p) / (1.0 - 1.0 / E) };
    let odds = prior / (1.0 - prior) * factor;
    odds / (1.0 + odds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cauchy_of_one_is_itself_and_of_copies_too() {
        for p in [1e-10, 1e-4, 0.02, 0.3, 0.5] {
            assert!((cauchy([p]).unwrap() / p - 1.0).abs() < 1e-6, "{p}");
            assert!((cauchy([p; 7]).unwrap() / p - 1.0).abs() < 1e-6, "{p}");
        }
        assert_eq!(cauchy([]), None);
    }

    #[test]
    fn an_unremarkable_respect_excuses_nothing() {
        let p = cauchy([0.01, 0.99]).unwrap();
        assert!((p - 0.02).abs() < 1e-4, "{p}");
    }

    #[test]
    fn brown_of_independent_evidence_is_fishers_test() {
        // Fisher: X = −2(ln .05 + ln .01) = 15.2018, chi-squared with 4 degrees of freedom: p = 0.00430.
        let p = BrownNull::independent(2).combine(&[0.05, 0.01]).unwrap();
        assert!((p - 0.004_30).abs() < 1e-5, "{p}");
        assert_eq!(BrownNull::independent(2).combine(&[f64::NAN, f64::NAN]), None);
    }

    #[test]
    fn brown_does_not_count_copies_twice() {
        let mut x = 0.5_f64;
        let rows: Vec<Vec<f64>> = (0..5000)
            .map(|_| {
                x = (x * 997.0 + 0.1234).fract().clamp(1e-6, 1.0);
                vec![x, x]
            })
            .collect();
        let p = BrownNull::learn(2, &rows).combine(&[0.01, 0.01]).unwrap();
        assert!((0.007..0.014).contains(&p), "{p}");
    }

    #[test]
    fn bayes_bound_matches_the_published_table() {
        // Sellke et al.: at even prior odds p = 0.05 leaves at least 28.9 % for the null, p = 0.01 at least 11.1 %.
        assert!((1.0 - bayes_bound(0.05, 0.5) - 0.289).abs() < 1e-3);
        assert!((1.0 - bayes_bound(0.01, 0.5) - 0.111).abs() < 1e-3);
    }

    proptest! {
        #[test]
        fn more_surprise_is_more_risk(a in 1e-11f64..1.0, b in 1e-11f64..1.0, prior in 0.001f64..0.5) {
            prop_assume!(a < b);
            prop_assert!(bayes_bound(a, prior) >= bayes_bound(b, prior));
            prop_assert!((0.0..=1.0).contains(&bayes_bound(a, prior)));
        }

        #[test]
        fn combinations_are_p_values(ps in prop::collection::vec(1e-12f64..=1.0, 1..9)) {
            let p = cauchy(ps.iter().copied()).unwrap();
            prop_assert!(p > 0.0 && p <= 1.0);
            let p = BrownNull::independent(ps.len()).combine(&ps).unwrap();
            prop_assert!(p > 0.0 && p <= 1.0);
        }
    }
}
