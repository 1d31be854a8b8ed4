//! Days become weeks that end on the evening we speak of.

use super::flows::{Cell, Day, Days, Flows};

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

    /// Sums by week of what is stored by day, added to `weeks`.
    pub fn add_cells(&self, days: &Days, weeks: &mut [Cell]) {
        for (day, cell) in days.range(self.begin(0)..=self.evening) {
            if let Some(week) = self.of(*day) {
                weeks[week].add(*cell);
            }
        }
    }

    /// Lines by week.
    pub fn lines(&self, days: &Days) -> Vec<f64> {
        let mut cells = vec![Cell::default(); self.n];
        self.add_cells(days, &mut cells);
        cells.iter().map(|cell| cell.lines as f64).collect()
    }

    /// How busy each week was against the mean of all: holidays and the growth of the office's trade in one number.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_end_with_the_evening() {
        let weeks = Weeks::between(100, 122);
        assert_eq!(weeks.n, 3);
        assert_eq!((weeks.begin(0), weeks.end(2)), (102, 122));
        assert_eq!(
            [101, 102, 108, 109, 122, 123].map(|day| weeks.of(day)),
            [None, Some(0), Some(0), Some(1), Some(2), None]
        );
    }

    #[test]
    fn a_week_holds_its_days() {
        let line = Cell::line(Some(2.0), None);
        let days = Days::from([(101, line), (102, line), (108, line), (122, line), (123, line)]);
        assert_eq!(Weeks::between(100, 122).lines(&days), [2.0, 0.0, 1.0]);
    }
}
