//! Evening after evening, a week apart, each knowing only its own past: which warnings would have been raised, and when.

use super::flows::{Corridor, Day, Flows};
use super::threshold::Thresholds;
use super::watch::{ENDS_AT, Facts, HISTORY_WEEKS_MIN, Watch};
use std::collections::BTreeSet;

/// Weeks for which thresholds serve.
const THRESHOLDS_WEEKS: usize = 13;

/// A warning as it was raised.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Raised {
    pub corridor: Corridor,
    /// Evening on which it was raised.
    pub evening: Day,
    /// First day of the week in which the change is thought to have begun.
    pub onset: Day,
    /// Destination whose flow fell, of a shift.
    pub from: Option<String>,
    /// Strength over threshold.
    pub over_threshold: f64,
}

/// Walks from the first evening with enough history, but not before `since`, to `until`.
pub fn walk(flows: &Flows, facts: &Facts, since: Day, until: Day, alarms_a_year: f64, seed: u64) -> Vec<Raised> {
    let Some((first, _)) = flows.span() else { return Vec::new() };
    let begin = since.max(first + 7 * HISTORY_WEEKS_MIN as Day);
    let mut on: BTreeSet<Corridor> = BTreeSet::new();
    let mut raised = Vec::new();
    let mut thresholds: Option<Thresholds> = None;
    for (step, evening) in (begin..=until).step_by(7).enumerate() {
        let watch = Watch::at(flows, facts, evening);
        if step % THRESHOLDS_WEEKS == 0 {
            thresholds = Some(Thresholds::find(&watch, alarms_a_year, seed));
        }
        let Some(levels) = &thresholds else { continue };
        for (seen, shown) in watch.corridors.iter().zip(watch.shown(watch.weeks.n - 1)) {
            let rise = shown.rise.map_or(0.0, |rise| rise.strength / levels.rise);
            let shift = shown.shift.map_or(0.0, |(_, shift)| shift.strength / levels.shift);
            let over_threshold = rise.max(shift);
            if over_threshold < ENDS_AT {
                on.remove(&seen.corridor);
            } else if over_threshold >= 1.0 && on.insert(seen.corridor.clone()) {
                let shifted = shown.shift.filter(|_| shift >= rise);
                let onset = shifted.map(|(_, shift)| shift.onset).or(shown.rise.map(|rise| rise.onset)).unwrap_or(0);
                raised.push(Raised {
                    corridor: seen.corridor.clone(),
                    evening,
                    onset: watch.weeks.begin(onset),
                    from: shifted.map(|(from, _)| watch.corridors[from].corridor.destination.clone()),
                    over_threshold,
                });
            }
        }
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::super::watch::tests::quiet;
    use super::*;

    #[test]
    fn what_was_raised_does_not_depend_on_what_came_after() {
        let (flows, facts) = quiet(5, 70, 6.0, 0.8);
        let whole = walk(&flows, &facts, 0, 70 * 7 - 1, 60.0, 1);
        let until = 26 * 7 + 7 * 30;
        let part = walk(&flows, &facts, 0, until, 60.0, 1);
        let early: Vec<Raised> = whole.into_iter().filter(|raised| raised.evening <= until).collect();
        assert_eq!(part, early);
        assert!(!part.is_empty(), "sixty alarms a year were asked for");
    }
}
