//! Has a flow moved from one destination to another? A fall here and a rise there from the same week on.
//!
//! The two likelihood ratios of [`super::scan`] at a common onset are added; the fall counts at most as much as the rise, so that a
//! large flow that dries up does not find a partner in every twitch of a small one. Exposures already hold what moved the mineral
//! everywhere, so what is left is a change of shares: the compositional test of the question "did the hub's share grow at this
//! destination's cost".

use super::scan::{HALF, ONSET_WEEKS_MAX, PAST_WEEKS_MAX, PAST_WEEKS_MIN, RISE_MIN, likelihood_ratio};

/// A fall of less than this factor is no fall that anybody need hear of (est.).
pub const FALL_MAX: f64 = 0.8;
/// Fewest lines in sight, of the falling flow; of the rising one lines after the onset are enough.
const LINES_MIN: f64 = 4.0;

/// A flow as both tests read it.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// Lines by week.
    pub lines: &'a [f64],
    /// Exposure by week.
    pub exposure: &'a [f64],
    /// Over-dispersion, at least 1.
    pub dispersion: f64,
}

/// The best common onset.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Shift {
    /// Sum of both log-likelihood ratios over their dispersions, the fall's no larger than the rise's.
    pub strength: f64,
    /// First week of the change.
    pub onset: usize,
    /// Rate since over rate before, of the rising flow.
    pub rise: f64,
    /// The same of the falling flow.
    pub fall: f64,
}

/// The strongest shift `from` → `to` that weeks `..=now` show.
pub fn shift(from: Series, to: Series, now: usize) -> Option<Shift> {
    let first = (now + 1).saturating_sub(ONSET_WEEKS_MAX + PAST_WEEKS_MAX);
    let sum = |values: &[f64]| values[first..=now].iter().sum::<f64>();
    let (all_from, all_to) = (sum(from.lines), sum(to.lines));
    if all_from < LINES_MIN || all_to <= 0.0 {
        return None;
    }
    let (under_from, under_to) = (sum(from.exposure), sum(to.exposure));
    let (mut a, mut b, mut over_a, mut over_b) = (0.0, 0.0, 0.0, 0.0);
    let mut best: Option<Shift> = None;
    for onset in (first + PAST_WEEKS_MIN..=now).rev().take(ONSET_WEEKS_MAX) {
        a += from.lines[onset];
        b += to.lines[onset];
        over_a += from.exposure[onset];
        over_b += to.exposure[onset];
        let Some((gain, rise)) = likelihood_ratio(all_to - b, under_to - over_b, b, over_b) else { continue };
        let Some((loss, fall)) = fallen(all_from - a, under_from - over_a, a, over_a) else { continue };
        if rise < RISE_MIN || fall > FALL_MAX {
            continue;
        }
        let gain = gain / to.dispersion.max(1.0);
        let strength = gain + (loss / from.dispersion.max(1.0)).min(gain);
        if best.is_none_or(|best| strength > best.strength) {
            best = Some(Shift { strength, onset, rise, fall });
        }
    }
    best
}

/// As `likelihood_ratio`, for a rate that fell; half a line is added to the past.
fn fallen(before: f64, over: f64, since: f64, under: f64) -> Option<(f64, f64)> {
    if over <= 0.0 || under <= 0.0 {
        return None;
    }
    let before = before + HALF;
    let factor = since / under / (before / over);
    if factor >= 1.0 {
        return None;
    }
    let rate = (before + since) / (over + under);
    let after = if since > 0.0 { since * (since / (rate * under)).ln() } else { 0.0 };
    Some((after + before * (before / (rate * over)).ln(), factor))
}

#[cfg(test)]
mod tests {
    use super::super::scan::rise;
    use super::*;
    use proptest::prelude::*;

    const ONES: [f64; 60] = [1.0; 60];

    fn series(lines: &[f64]) -> Series<'_> {
        Series { lines, exposure: &ONES[..lines.len()], dispersion: 1.0 }
    }

    #[test]
    fn by_hand() {
        // All 9.5 + 0.5 = 10 lines in 10 weeks, then none in 5: one rate is 2/3; 10 ln(10 / (2/3 · 10)) = 10 ln 1.5.
        let (ratio, factor) = fallen(9.5, 10.0, 0.0, 5.0).unwrap();
        assert!((ratio - 10.0 * 1.5f64.ln()).abs() < 1e-12);
        assert_eq!(factor, 0.0);
        assert_eq!(fallen(9.5, 10.0, 8.0, 5.0), None, "no fall");
    }

    #[test]
    fn what_leaves_here_and_comes_there_is_found_with_its_week() {
        let from: Vec<f64> = (0..60).map(|week| if week < 50 { 6.0 } else { 1.0 }).collect();
        let to: Vec<f64> = (0..60).map(|week| if week < 50 { 2.0 } else { 7.0 }).collect();
        let found = shift(series(&from), series(&to), 59).unwrap();
        assert_eq!(found.onset, 50);
        assert!(found.strength > rise(&to, &ONES, 1.0, 59).unwrap().strength, "both ends say more than one");
        assert!(shift(series(&to), series(&from), 59).is_none(), "not the other way round");
        assert!(shift(series(&[6.0; 60]), series(&to), 59).is_none(), "nothing left from here");
    }

    proptest! {
        #[test]
        fn the_fall_counts_at_most_as_much_as_the_rise(a in prop::collection::vec(0u8..20, 40..60), b in prop::collection::vec(0u8..20, 60)) {
            let a: Vec<f64> = a.into_iter().map(f64::from).collect();
            let b: Vec<f64> = b.into_iter().take(a.len()).map(f64::from).collect();
            let now = a.len() - 1;
            if let Some(found) = shift(series(&a), series(&b), now) {
                let best = rise(&b, &ONES[..b.len()], 1.0, now).map_or(0.0, |rise| rise.strength);
                // The scan's past is at most 52 weeks, the shift's all in sight: the two differ by little.
                prop_assert!(found.strength <= 2.0 * best + 3.0, "{found:?} {best}");
            }
        }
    }
}
