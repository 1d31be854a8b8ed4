//! Days become weeks that end on the evening we speak of, and weeks get their exposure: how many lines an ordinary flow would show.

use super::flows::{Cell, Day, Flows, Stream};
use std::collections::BTreeMap;

/// Weeks over which the flow of a mineral to all other places is averaged.
const ELSEWHERE_WEEKS: usize = 8;
/// Lines of the long run that steady a thin mineral's average.
const ELSEWHERE_STEADY: f64 = 10.0;

/// Whole weeks back from an evening; the last one ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weeks {
    /// Last day of the last week.
    pub evening: Day,
    /// How many.
    pub n: usize,
}

impl Weeks {
    /// The whole weeks from a first day to an evening.
    pub fn between(first: Day, evening: Day) -> Weeks {
        Weeks { evening, n: ((evening - first + 1).max(0) / 7) as usize }
    }

    /// Week of a day; `None` before the first week and after the evening.
    pub fn of(&self, day: Day) -> Option<usize> {
        let back = (self.evening - day).div_euclid(7);
        (0..self.n as i32).contains(&back).then(|| self.n - 1 - back as usize)
    }

    /// First day of a week.
    pub fn begin(&self, week: usize) -> Day {
        self.evening - 7 * (self.n - week) as Day + 1
    }

    /// Last day of a week.
    pub fn end(&self, week: usize) -> Day {
        self.begin(week) + 6
    }

    /// Sums by week of what is stored by day.
    pub fn cells(&self, days: &BTreeMap<Day, Cell>) -> Vec<Cell> {
        let mut weeks = vec![Cell::default(); self.n];
        for (day, cell) in days.range(self.begin(0)..=self.evening) {
            if let Some(week) = self.of(*day) {
                weeks[week].add(*cell);
            }
        }
        weeks
    }

    /// Lines by week.
    pub fn lines(&self, days: &BTreeMap<Day, Cell>) -> Vec<f64> {
        self.cells(days).iter().map(|cell| cell.lines as f64).collect()
    }

    /// How busy each week was against the mean of all: holidays, the New Year and the growth of the office's trade in one number.
    pub fn activity(&self, flows: &Flows) -> Vec<f64> {
        let mut weeks = vec![0.0; self.n];
        for (day, lines) in flows.all().range(self.begin(0)..=self.evening) {
            if let Some(week) = self.of(*day) {
                weeks[week] += *lines as f64;
            }
        }
        let mean = weeks.iter().sum::<f64>() / self.n.max(1) as f64;
        weeks.iter().map(|lines| if mean > 0.0 { lines / mean } else { 0.0 }).collect()
    }

    /// Lines by week of each mineral over all destinations.
    pub fn minerals(&self, flows: &Flows) -> BTreeMap<String, Vec<f64>> {
        let mut minerals: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (stream, days) in flows.streams() {
            if let Stream::Corridor { mineral, .. } = stream {
                let sums = minerals.entry(mineral.clone()).or_insert_with(|| vec![0.0; self.n]);
                sums.iter_mut().zip(self.lines(days)).for_each(|(sum, lines)| *sum += lines);
            }
        }
        minerals
    }
}

/// Exposure of a corridor by week: activity times what its mineral did in all other destinations lately. A control, a shortage or a
/// season of the mineral moves all destinations, so none of it looks like a rise of this one. `breaks` are weeks in which the law
/// changed; no average reaches back across one.
pub fn exposure(own: &[f64], mineral: &[f64], activity: &[f64], breaks: &[usize]) -> Vec<f64> {
    let elsewhere: Vec<f64> = mineral.iter().zip(own).map(|(all, own)| (all - own).max(0.0)).collect();
    let mut exposures = Vec::with_capacity(own.len());
    let (mut lines_all, mut under_all) = (0.0, 0.0);
    for week in 0..own.len() {
        lines_all += elsewhere[week];
        under_all += activity[week];
        let long_run = if under_all > 0.0 { lines_all / under_all } else { 0.0 };
        let since = breaks.iter().filter(|at| **at <= week).max().copied().unwrap_or(0);
        let from = (week + 1).saturating_sub(ELSEWHERE_WEEKS).max(since);
        let lines: f64 = elsewhere[from..=week].iter().sum();
        let under: f64 = activity[from..=week].iter().sum();
        // The long run counts as so much exposure as would show ELSEWHERE_STEADY lines of it.
        let steady = if long_run > 0.0 { ELSEWHERE_STEADY / long_run } else { 0.0 };
        let level = if under + steady > 0.0 { (lines + steady * long_run) / (under + steady) } else { 0.0 };
        exposures.push(activity[week] * level);
    }
    exposures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_end_with_the_evening() {
        let weeks = Weeks::between(100, 122);
        assert_eq!(weeks.n, 3);
        assert_eq!((weeks.begin(0), weeks.end(2)), (102, 122));
        assert_eq!([101, 102, 108, 109, 122, 123].map(|day| weeks.of(day)), [None, Some(0), Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn a_fall_everywhere_is_an_expected_fall_here() {
        let activity = vec![1.0; 40];
        let mineral: Vec<f64> = (0..40).map(|week| if week < 20 { 100.0 } else { 40.0 }).collect();
        let own: Vec<f64> = mineral.iter().map(|lines| lines / 10.0).collect();
        let exposure = exposure(&own, &mineral, &activity, &[20]);
        // From the first week after the break on, but for the long run's ten lines.
        assert!((exposure[30] / exposure[19] - 0.4).abs() < 0.03, "{} {}", exposure[30], exposure[19]);
        assert!(exposure[20] / exposure[19] < 0.6, "{} {}", exposure[20], exposure[19]);
    }

    #[test]
    fn a_mineral_that_goes_nowhere_else_has_no_exposure() {
        assert_eq!(exposure(&[5.0, 6.0], &[5.0, 6.0], &[1.0, 1.0], &[]), [0.0, 0.0]);
    }
}
