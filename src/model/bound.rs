//! From a p-value to the most it can say.

use std::f64::consts::E;

/// Smallest p-value that is told from zero.
pub const P_MIN: f64 = 1e-12;

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
    }
}
