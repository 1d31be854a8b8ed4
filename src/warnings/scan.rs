//! Has a flow risen, since when, and how surely: a scan over all onsets of the last half year.
//!
//! For an onset s the lines before and after it are two Poisson samples with known exposures; the logarithm of the likelihood ratio
//! "another, higher rate since s" against "one rate all along" has a closed form. The largest over s is the statistic (generalised
//! likelihood ratio: Lorden, Ann. Math. Stat. 42, 1971; Siegmund & Venkatraman, Ann. Stat. 23, 1995), divided by the
//! over-dispersion of the series (quasi-likelihood: Wedderburn, Biometrika 61, 1974). Both rates are estimated, so a short past
//! makes it cautious by itself.

/// Weeks back to which an onset may lie.
pub const ONSET_WEEKS_MAX: usize = 26;
/// Weeks before the onset that say what was usual.
pub const PAST_WEEKS_MAX: usize = 52;
/// Fewest weeks before the onset; with less nothing is said.
pub const PAST_WEEKS_MIN: usize = 12;
/// A rise of less than this factor is no rise that anybody need hear of (est.).
pub const RISE_MIN: f64 = 1.25;

/// The best onset.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Rise {
    /// Log-likelihood ratio over over-dispersion.
    pub strength: f64,
    /// First week of the higher rate.
    pub onset: usize,
    /// Rate since over rate before.
    pub factor: f64,
    /// Lines since the onset beyond what was usual.
    pub excess: f64,
}

/// The strongest rise that weeks `..=now` show; `None` where the past is too short or nothing rose.
///
/// `lines` and `exposure` are of the same length; an exposure of 0 is a week that says nothing. `dispersion` is at least 1.
pub fn rise(lines: &[f64], exposure: &[f64], dispersion: f64, now: usize) -> Option<Rise> {
    let mut best: Option<Rise> = None;
    for rise in candidates(lines, exposure, dispersion, now) {
        if best.is_none_or(|best| rise.strength > best.strength) {
            best = Some(rise);
        }
    }
    best
}

/// A rise for each onset at which there is one, latest onset first.
fn candidates(lines: &[f64], exposure: &[f64], dispersion: f64, now: usize) -> Vec<Rise> {
    let first = (now + 1).saturating_sub(ONSET_WEEKS_MAX + PAST_WEEKS_MAX);
    let (mut since, mut under) = (0.0, 0.0);
    let past: Vec<(f64, f64)> = sums(&lines[first..=now], &exposure[first..=now]);
    let mut all = Vec::new();
    for onset in (first..=now).rev().take(ONSET_WEEKS_MAX) {
        since += lines[onset];
        under += exposure[onset];
        let from = onset.saturating_sub(PAST_WEEKS_MAX).max(first);
        if onset - from < PAST_WEEKS_MIN {
            break;
        }
        let (end, start) = (past[onset - first], past[from - first]);
        let (before, over) = (end.0 - start.0, end.1 - start.1);
        let Some((ratio, factor)) = likelihood_ratio(before, over, since, under) else { continue };
        if factor >= RISE_MIN {
            let usual = before / over * under;
            all.push(Rise { strength: ratio / dispersion.max(1.0), onset, factor, excess: since - usual });
        }
    }
    all
}

/// Earliest and latest onset that explain the weeks nearly as well as the best: log-likelihood ratio within 1.92 of it (the 95 %
/// interval of a profile likelihood; Wilks 1938). `None` where nothing rose.
pub fn plausible_onsets(lines: &[f64], exposure: &[f64], dispersion: f64, now: usize) -> Option<(usize, usize)> {
    let all = candidates(lines, exposure, dispersion, now);
    let best = all.iter().map(|rise| rise.strength).fold(0.0, f64::max);
    let near = || all.iter().filter(|rise| rise.strength > 0.0 && rise.strength >= best - 1.92).map(|rise| rise.onset);
    near().min().zip(near().max())
}

/// Sums up to and without each week.
fn sums(lines: &[f64], exposure: &[f64]) -> Vec<(f64, f64)> {
    let mut all = vec![(0.0, 0.0)];
    for (line, under) in lines.iter().zip(exposure) {
        let (a, b) = all[all.len() - 1];
        all.push((a + line, b + under));
    }
    all
}

/// Half a line that every past is taken to have had: a corridor without any past has a rate all the same (Jeffreys' prior of a
/// Poisson rate).
pub(super) const HALF: f64 = 0.5;

/// Log-likelihood ratio of two Poisson rates against one, and the ratio of the rates, with [`HALF`] a line added to the past;
/// `None` where there is no exposure or the second rate is not higher.
pub(super) fn likelihood_ratio(before: f64, over: f64, since: f64, under: f64) -> Option<(f64, f64)> {
    if over <= 0.0 || under <= 0.0 || since <= 0.0 {
        return None;
    }
    let before = before + HALF;
    let factor = since / under / (before / over);
    if factor <= 1.0 {
        return None;
    }
    let rate = (before + since) / (over + under);
    Some((since * (since / (rate * under)).ln() + before * (before / (rate * over)).ln(), factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        // 7.5 + 0.5 = 8 lines in 4 weeks, then 6 in 1: one rate is 14 / 5 = 2.8;
        // 6 ln(6/2.8) + 8 ln(8/11.2) = 4.5728 - 2.6918 = 1.8810.
        let (ratio, factor) = likelihood_ratio(7.5, 4.0, 6.0, 1.0).unwrap();
        assert!((ratio - 1.8810).abs() < 1e-4, "{ratio}");
        assert!((factor - 3.0).abs() < 1e-12);
        assert_eq!(likelihood_ratio(7.5, 4.0, 2.0, 1.0), None, "no rise");
        assert_eq!(likelihood_ratio(7.5, 0.0, 2.0, 1.0), None, "no past");
    }

    #[test]
    fn the_onset_is_found() {
        let mut lines = vec![2.0; 40];
        lines[34..].iter_mut().for_each(|week| *week = 6.0);
        let rise = rise(&lines, &[1.0; 40], 1.0, 39).unwrap();
        assert_eq!(rise.onset, 34);
        assert!((rise.factor - 36.0 / 6.0 / (68.5 / 34.0)).abs() < 1e-9, "{rise:?}");
        assert!((rise.excess - (36.0 - 6.0 * 68.0 / 34.0)).abs() < 1e-9);
    }

    #[test]
    fn a_holiday_is_no_fall_and_its_end_no_rise() {
        let exposure: Vec<f64> = (0..60).map(|week| if (50..53).contains(&week) { 0.1 } else { 1.0 }).collect();
        let lines: Vec<f64> = exposure.iter().map(|e| 10.0 * e).collect();
        assert!(rise(&lines, &exposure, 1.0, 59).is_none());
    }

    #[test]
    fn a_short_past_says_nothing() {
        assert!(rise(&[1.0; 12], &[1.0; 12], 1.0, 11).is_none());
    }

    proptest! {
        /// What comes later changes nothing.
        #[test]
        fn nothing_looks_ahead(lines in prop::collection::vec(0u8..30, 30..90), now in 20usize..30) {
            let lines: Vec<f64> = lines.into_iter().map(f64::from).collect();
            let ones = vec![1.0; lines.len()];
            prop_assert_eq!(rise(&lines, &ones, 1.3, now), rise(&lines[..=now], &ones[..=now], 1.3, now));
        }

        /// The unit in which exposure is measured does not matter, and more lines now make no weaker rise.
        #[test]
        fn scale_free_and_monotone(lines in prop::collection::vec(1u8..20, 40..60), scale in 0.01f64..100.0) {
            let lines: Vec<f64> = lines.into_iter().map(f64::from).collect();
            let now = lines.len() - 1;
            let ones = vec![1.0; lines.len()];
            let scaled = vec![scale; lines.len()];
            let strength = |lines: &[f64], exposure: &[f64]| rise(lines, exposure, 1.0, now).map_or(0.0, |r| r.strength);
            prop_assert!((strength(&lines, &ones) - strength(&lines, &scaled)).abs() < 1e-6);
            let mut more = lines.clone();
            more[now] += 5.0;
            prop_assert!(strength(&more, &ones) >= strength(&lines, &ones) - 1e-9);
        }
    }
}
