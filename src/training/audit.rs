//! What lines drawn at random prove: how much evasion there is, how much of it the first places hold, and what is let go.

use super::labels::SelectedBy;
use crate::model::{Interval, Stratum, clopper_pearson, missed};
use serde::Serialize;

/// Lines drawn at random, and found among them, below which figures are no more than a hint.
pub(super) const AUDITED_MIN: u64 = 300;
pub(super) const FOUND_MIN: u64 = 5;
const LEVEL: f64 = 0.95;

/// The random lane's word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// Lines drawn at random whose outcome is known.
    pub audited: u64,
    /// Evasion found among them.
    pub found: u64,
    /// Share of all lines with evasion (Clopper & Pearson).
    pub prevalence: Interval,
    /// Share of lines looked at when capacity is used up.
    pub capacity: f64,
    /// Of the evasion found at random, the share that the model would have put within capacity: an unbiased recall.
    pub recall: Option<Interval>,
    /// Lines that would be let go, how many of them were audited, and what was found.
    pub released: u64,
    pub released_audited: u64,
    pub released_found: u64,
    /// Lines with evasion among those let go: estimate, and its bounds.
    pub missed: Interval,
    /// Why these figures say little; `None` where they are enough.
    pub too_few: Option<String>,
}

/// Draws the conclusions. By line: whether it would be inspected, and its outcome where it was looked at (how it was selected, and
/// whether evasion was found).
pub(super) fn audit(inspected: &[bool], told: &[Option<(SelectedBy, bool)>], capacity: f64) -> Audit {
    let at_random = || {
        let random = told.iter().zip(inspected).filter_map(|(told, inspected)| Some((told.as_ref()?, *inspected)));
        random.filter(|((by, _), _)| *by == SelectedBy::Random).map(|((_, found), inspected)| (*found, inspected))
    };
    let audited = at_random().count() as u64;
    let found = at_random().filter(|(found, _)| *found).count() as u64;
    let caught = at_random().filter(|(found, inspected)| *found && *inspected).count() as u64;
    let released = inspected.iter().filter(|inspected| !**inspected).count() as u64;
    let released_audited = at_random().filter(|(_, inspected)| !*inspected).count() as u64;
    let share = |n: u64, hits: u64| {
        let (low, high) = clopper_pearson(n as f64, hits as f64, LEVEL);
        Interval { value: if n == 0 { f64::NAN } else { hits as f64 / n as f64 }, low, high }
    };
    let few = (audited < AUDITED_MIN || found < FOUND_MIN).then(|| {
        format!(
            "{audited} lines drawn at random with {found} finds; from {AUDITED_MIN} lines and {FOUND_MIN} finds on these figures \
             begin to mean something"
        )
    });
    Audit {
        audited,
        found,
        prevalence: share(audited, found),
        capacity,
        recall: (found > 0).then(|| share(found, caught)),
        released,
        released_audited,
        released_found: found - caught,
        missed: missed(&[Stratum { lines: released, audited: released_audited, found: found - caught }], LEVEL),
        too_few: few,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_random_lane_bounds_what_is_missed() {
        // 1000 lines, the first 100 inspected; 200 drawn at random: 20 of the first, 180 of the rest, 3 and 1 finds.
        let inspected: Vec<bool> = (0..1000).map(|line| line < 100).collect();
        let told: Vec<Option<(SelectedBy, bool)>> = (0..1000)
            .map(|line| match line {
                0..20 => Some((SelectedBy::Random, line < 3)),
                20..60 => Some((SelectedBy::Rule, true)),
                100..280 => Some((SelectedBy::Random, line == 100)),
                _ => None,
            })
            .collect();
        let audit = audit(&inspected, &told, 0.1);
        assert_eq!((audit.audited, audit.found, audit.released, audit.released_audited), (200, 4, 900, 180));
        assert!((audit.prevalence.value - 0.02).abs() < 1e-12);
        assert!((audit.recall.unwrap().value - 0.75).abs() < 1e-12, "three of four");
        // One find in 180 stands for 5 of 900; Clopper & Pearson's bounds for 1/180 are 0.00014 and 0.0306.
        assert!((audit.missed.value - 5.0).abs() < 1e-9);
        assert!(audit.missed.low >= 1.0 && (audit.missed.high - 900.0 * 0.0306).abs() < 1.0, "{:?}", audit.missed);
        assert!(audit.too_few.unwrap().contains("200 lines"));
    }

    #[test]
    fn nothing_audited_proves_nothing() {
        let audit = audit(&[true, false], &[None, None], 0.5);
        assert_eq!((audit.audited, audit.recall), (0, None));
        assert!(audit.prevalence.value.is_nan() && audit.missed.high == 1.0);
    }
}
